"""A name and a mobile number in one message, at the step of either: 李强 电话13812345678."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.needs.answers import accept, opened, settle, show
from bot.needs.draft import Draft, Pending, Step
from bot.needs.fields import Field
from bot.needs.fields.cleaning import is_han
from bot.needs.fields.contact import mobiles, without_mobiles
from bot.needs.fields.text import has_shape
from bot.needs.fields.vocabulary import any_of
from bot.needs.form import Form
from bot.needs.walk import editable, onward
from faq.asking import is_question

LONGEST = 10  # characters of a name


def both(form: Form, draft: Draft, text: str) -> Step | None:
    """Take a name and a number where one of the two is asked for; None where the text is not just these."""
    if "contact" not in form.roles:
        return None
    person, phone = form.of_role("contact"), form.of_role("phone")
    numbers = mobiles(text)
    if len(numbers) != 1 or not {person.key, phone.key} <= {*editable(form, draft)}:
        return None
    name, number = _name(form, text), numbers.pop()
    if draft.step == person.key and 1 < len(name) <= LONGEST and not is_question(name):
        return _name_first(form, draft, phone, name, number)
    if draft.step == phone.key and has_shape(person, name) and name != draft.values.get(person.key):
        named, receipt = settle(form, replace(draft, step=person.key), name)
        return accept(form, replace(named, step=phone.key), number, note=receipt)
    return None


def name_and_number(form: Form, key: str, text: str) -> Mapping[str, str]:
    """Return the name and the number that a text at the field of either tells, by field; nothing for other texts."""
    if "contact" not in form.roles:
        return {}
    person, phone = form.of_role("contact"), form.of_role("phone")
    numbers, name = mobiles(text), _name(form, text)
    if key not in (person.key, phone.key) or len(numbers) != 1 or not has_shape(person, name):
        return {}
    return {person.key: name, phone.key: numbers.pop()}


def _name(form: Form, text: str) -> str:
    """Return what is left without the number and the words that introduce it."""
    rest = re.sub(any_of(form.texts, "introducing"), "", without_mobiles(text))
    return "".join(filter(is_han, rest))


def _name_first(form: Form, draft: Draft, phone: Field, name: str, number: str) -> Step:
    """Keep the name; the number becomes an answer to be confirmed at its own field."""
    named, receipt = settle(form, draft, name)
    there = opened(replace(named, step=onward(form, named), home=None, pending=None), phone.key)
    say = form.texts
    choices = ((str(say("intake.ask.number_yes", number=number)), number),)
    pending = Pending("ask_back", text=number, message=say("intake.ask.number", number=number), choices=choices)
    return show(form, replace(there, pending=pending), lead=receipt)
