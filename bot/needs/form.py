"""A form: its fields in the order in which they are asked, read from YAML and checked as a whole."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.needs import translation
from bot.needs.fields import (
    KINDS,
    Condition,
    Doubtful,
    Field,
    FieldRole,
    Json,
    Option,
    Rejected,
    Remark,
    Values,
    masked,
)
from bot.needs.fields.caution import of_files
from bot.needs.fields.cleaning import folded
from bot.needs.fields.parts import headed, is_parted
from bot.needs.form_checks import RESERVED, TOGETHER, Purpose, faults
from bot.reply import Row
from bot.texts import Catalogue, Html, escape
from faq.yaml_places import Mistake, MistakesError, Places

__all__ = ["RESERVED", "TOGETHER", "Field", "Form", "FormError", "Mistake", "Option", "Remark", "load_form"]

FORMS = Path(__file__).parents[1] / "forms"
NEED = FORMS / "need.yaml"
REASONS = FORMS / "reasons.yaml"  # no form, but what can be said of one
OF_NEEDS, OF_ENTRIES = "need", "entry"  # the names of the form of needs, and of staff's own
#: The steps that come after the fields, by what a form is of.
ENDS: Mapping[Purpose, tuple[str, ...]] = {"need": ("extras", "review", "truth"), "entry": ("review",)}


class FormError(MistakesError):
    """The form can't be used; `mistakes` are all that is wrong with it."""


@dataclass(frozen=True)
class Form:
    """A form: version, all fields in order, a consent first, the steps that come after them, and its language.

    The fields of `together` (keys, in the order of the form) are asked on one card, where the last of them would be.
    The rest is what only those know who have it filled in. `reread` refuses or doubts an answer that the field takes;
    `instead` are buttons beside a doubted one. `preview` shows what complete values make, in place of their list.
    `today` is the day on which it is filled in, without which 明年底 is no length of time.
    `elsewhere` is the same form in other languages: what it takes there holds here too.
    `files` is how many files may be sent with it, `attached` tells of those that were, `told` is all that was said of
    them, their names too. `name` is what people call the form, `draft_title` what the draft goes by that is
    filled in; `printed`: it can be had as a document.
    """

    version: int
    fields: tuple[Field, ...]
    texts: Catalogue
    ends: tuple[str, ...] = ENDS["need"]
    together: tuple[str, ...] = ()
    files: int = 0
    elsewhere: "tuple[Form, ...]" = ()
    reread: Callable[[Field, Json], Rejected | Doubtful | None] = lambda _field, _value: None
    instead: Callable[[Json], tuple[Row, ...]] = lambda _value: ()
    preview: Callable[[Values], str] = lambda _values: ""
    today: date | None = None
    attached: str = ""
    told: str = ""
    name: str = ""
    draft_title: str = ""
    printed: bool = True

    @cached_property
    def _by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    def consents(self, step: str) -> bool:
        """Return whether a step is the consent, which is asked before the first numbered one."""
        return self.has(step) and self.field(step).kind == "consent"

    @cached_property
    def steps(self) -> tuple[Field, ...]:
        """Return the required fields in order, numbered from 1; the consent is not among them."""
        return tuple(field for field in self.fields if field.required and field.kind != "consent")

    @cached_property
    def extras(self) -> tuple[Field, ...]:
        """Return the optional fields in order."""
        return tuple(field for field in self.fields if not field.required)

    def field(self, key: str) -> Field:
        """Return the field of that key; KeyError where there is none."""
        return self._by_key[key]

    def of_role(self, role: FieldRole) -> Field:
        """Return the field of that role, which is one that every form has."""
        return self.roles[role]

    def role(self, role: FieldRole) -> Field | None:
        """Return the field of that role; None in a form that does without."""
        return self.roles.get(role)

    @cached_property
    def roles(self) -> Mapping[FieldRole, Field]:
        """Return the fields that have a role, by it."""
        return {field.role: field for field in self.fields if field.role}

    @property
    def problem(self) -> Field | None:
        """Return the field that tells of the problem; None in a form that does without."""
        return self.role("problem")

    @property
    def notice(self) -> str | None:
        """Return the text that is consented to; None in a form without a consent."""
        return next((field.prompt for field in self.fields if field.kind == "consent"), None)

    def informing(self, told: Mapping[str, object]) -> "Form":
        """Return the form with what is told filled into the text that is consented to, as {unit} in it."""

        def filled(field: Field) -> Field:
            prompt = re.sub(r"\{(\w+)\}", lambda found: str(told.get(found[1], found[0])), field.prompt)
            return field.model_copy(update={"prompt": prompt})

        return replace(self, fields=tuple(filled(each) if each.kind == "consent" else each for each in self.fields))

    def has(self, key: str) -> bool:
        """Return whether there is a field of that key."""
        return key in self._by_key

    @cached_property
    def numbered(self) -> tuple[Field, ...]:
        """Return the steps and then the extras: the order in which the person sees them."""
        return (*self.steps, *self.extras)

    def asked(self, values: Values) -> tuple[Field, ...]:
        """Return the same as far as they are asked beside these values."""
        return tuple(field for field in self.numbered if self.applies(field.key, values))

    def numbers(self, values: Values) -> Mapping[str, int]:
        """Return the numbers that fields are shown with, by key: the steps from 1, and the extras that are filled."""
        extras = [field for field in self.extras if values.get(field.key) is not None]
        return {field.key: place for place, field in enumerate((*self.wanted(values), *extras), 1)}

    def wanted(self, values: Values) -> tuple[Field, ...]:
        """Return the steps that make sense beside these values."""
        return tuple(field for field in self.steps if self.applies(field.key, values))

    def walked(self, values: Values) -> tuple[str, ...]:
        """Return the steps in the order in which they are asked, those of one card as one."""
        keys = [field.key for field in self.wanted(values)]
        last = next((key for key in reversed(keys) if key in self.together), None)
        return tuple(TOGETHER if key == last else key for key in keys if key == last or key not in self.together)

    def answered(self, step: str, values: Values) -> bool:
        """Return whether all that is asked at a step has a value that holds."""
        keys = self.together if step == TOGETHER else (step,)
        return all(self.holds(key, values.get(key)) for key in keys)

    def called(self, name: str) -> Field | None:
        """Return the field that people call so: by its label or another name."""
        return self._by_name.get(folded(name))

    def led_by_name(self, text: str) -> tuple[Field, str] | None:
        """Return the field whose name a text begins with, the longest one, and what follows: 自筹60万, 期限：18个月."""
        longest = min(len(text), max(map(len, self._by_name), default=0) + 1)
        found = ((self.called(text[:end]), text[end:]) for end in range(longest, 0, -1))
        return next(((field, rest.lstrip(" :：=是为")) for field, rest in found if field), None)

    def led_by_part(self, text: str) -> Field | None:
        """Return the field of the part with whose heading a text begins: 试过什么：…."""
        return next((field for field in self.numbered if is_parted(field, text)), None)

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {folded(name): field for field in self.numbered for name in (field.label, *field.aliases)}

    def finer(self, key: str) -> tuple[Field, ...]:
        """Return the fields whose options decide the value of this one."""
        return tuple(field for field in self.fields if any(key in option.means for option in field.options))

    def decided(self, key: str, value: Json) -> Mapping[str, str]:
        """Return what a value decides of other fields."""
        option = self.field(key).option(value)
        return option.means if option else {}

    def applies(self, key: str, values: Values) -> bool:
        """Return whether a field is asked beside the other values; a required one may be, as long as these lack."""
        field = self.field(key)
        return all(
            self._allows(other, condition, values, unless_known=field.required)
            for other, condition in field.when.items()
        )

    def _allows(self, other: str, condition: Condition, values: Values, *, unless_known: bool) -> bool:
        asked = self.applies(other, values)
        value = values.get(other) if asked else None
        unknown = value is None and asked and condition.filled is None
        return (unknown and unless_known) or condition.holds(value)

    def parted(self, values: Values) -> tuple[Values, Values]:
        """Return the values of fields that are asked beside the others, and those that are kept aside.

        What the form has no field for any more is among these.
        """
        aside = {key: value for key, value in values.items() if not self.has(key) or not self.applies(key, values)}
        return {key: value for key, value in values.items() if key not in aside}, aside

    def carried(self, values: Values) -> Values:
        """Return those values of an earlier need that a new one of the same enterprise can start with."""
        return {
            field.key: value
            for field in self.fields
            if field.carried and self.holds(field.key, value := values.get(field.key))
        }

    def holds(self, key: str, value: Json) -> bool:
        """Return whether a stored value is one that its field, as it is now, allows, in whatever language."""
        allowed = (each.field(key) for each in (self, *self.elsewhere) if each.has(key))
        return any(KINDS[field.kind].holds(field, value) for field in allowed)

    def missing(self, values: Values) -> tuple[Field, ...]:
        """Return the required fields, consent included, without a value that holds."""
        wanted = (field for field in self.fields if field.required and self.applies(field.key, values))
        return tuple(field for field in wanted if not self.holds(field.key, values.get(field.key)))

    def remarks(self, values: Values) -> list[Remark]:
        """Return what is wrong or unusual when the fields are seen together, in the order of the form."""
        return list(self._remarks(values))

    def _remarks(self, values: Values) -> Iterator[Remark]:
        for field in self.fields:
            value = values.get(field.key)
            if value is None:
                continue
            if self.holds(field.key, value):
                yield from KINDS[field.kind].remarks(field, value, values)
                yield from self._contradicted(field, values)
            else:
                yield Remark(field.key, self.texts("intake.remark.invalid"), "error")
        yield from of_files(self.texts, self.told)

    def _contradicted(self, field: Field, values: Values) -> Iterator[Remark]:
        """Give what a field decides of others that stand otherwise."""
        for other, decided in self.decided(field.key, values[field.key]).items():
            if values.get(other) not in (None, decided):
                names = {"label": self.field(other).label, "value": self.display(other, decided)}
                yield Remark(field.key, self.texts("intake.remark.belongs", **names), other=other)

    def headed(self, key: str, shown: str) -> Html:
        """Return a value that `display` gave as Telegram HTML, the headings of its parts bold."""
        return headed(self.field(key), shown) if self.has(key) else Html(escape(shown))

    def display(self, key: str, value: Json, *, mask: bool = False) -> str:
        """Return a value as plain text to read, e.g. 800 as "800 万元（0.08 亿元）"; `mask` hides a phone number."""
        if value is None or not self.has(key):
            return "" if value is None else str(value)
        field = self.field(key)
        if not self.holds(key, value):
            return str(value)
        shown = KINDS[field.kind].show(field, value)
        return masked(shown) if mask and field.kind == "phone" else str(shown)


def load_forms(files: Mapping[str, Path | None], texts: Catalogue) -> Mapping[str, Form]:
    """Return every form by its name: those that come with the program, and `files` beside or instead of them.

    FormError lists every mistake in all of them.
    """
    files_of_forms = (path for path in sorted(FORMS.glob("*.yaml")) if path != REASONS and "." not in path.stem)
    shipped = {path.stem: None for path in files_of_forms}  # no translations
    found, mistakes = dict[str, Form](), list[Mistake]()
    for name, path in {OF_NEEDS: None, **shipped, **files}.items():
        try:
            found[name] = load_form(path, texts, name)
        except FormError as error:
            mistakes += error.mistakes
    if mistakes:
        raise FormError(mistakes)
    return found


def load_form(path: Path | None, texts: Catalogue, name: str = OF_NEEDS) -> Form:
    """Read and check a form file (the built-in one of that name if none is given), to be filled in in one language.

    What is said in it is that of its translation, where there is one beside it. FormError lists every mistake in both.
    """
    source, good = path or FORMS / f"{name}.yaml", list[Field]()
    places = Places(source)
    of: Purpose = "entry" if name == OF_ENTRIES else "need"
    if places.readable:
        data = places.data if of == "need" else _worded(places.data, texts)
        for where, message in faults(data, good, texts, of):
            places.blame(where, message)
    if places.mistakes:
        raise FormError(places.mistakes)
    if other := translation.beside(source, texts.language):
        good = _translated(places, Places(other), texts, of)
    asked = places.data.get("together", ())
    together = tuple(field.key for field in good if field.key in asked)
    return Form(
        places.data["version"],
        tuple(good),
        texts,
        ENDS[of],
        together,
        places.data.get("files", 0),
        name=places.data.get("name", ""),
    )


def _translated(form: Places, said: Places, texts: Catalogue, of: Purpose) -> list[Field]:
    """Return the fields of a form as its translation has them; FormError lists every mistake in that."""
    good = list[Field]()
    for where, message in translation.lacking(form.data, said.data) if said.readable else ():
        said.blame(where, message)
    if not said.mistakes:
        for where, message in faults(translation.translated(form.data, said.data), good, texts, of):
            said.blame(translation.placed(where, form.data, said.data) or (), message)
    if said.mistakes:
        raise FormError(said.mistakes)
    return good


def _worded(node: Any, texts: Catalogue) -> Any:
    """Return what stands in a form file, with the catalogue's words where it names them: $question.label."""
    if isinstance(node, dict):
        return {key: _worded(each, texts) for key, each in node.items()}
    if isinstance(node, list):
        return [_worded(each, texts) for each in node]
    return str(texts(f"entry.{node[1:]}")) if isinstance(node, str) and node.startswith("$") else node
