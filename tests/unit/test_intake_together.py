"""The card of the fields that are asked together: what is typed beside it, and what is kept of it."""

import pytest

from bot.needs.draft import Draft, Step
from bot.needs.form import TOGETHER
from bot.needs.intake import fits, present
from tests.unit.filling import FORM, FULL, Chat, at

DEFAULTS = {"need_type": "research", "field": "high_tech", "coop_mode": ["joint"], "ip": "shared"}


def card() -> Chat:
    """Somebody who has the card before him."""
    return at(TOGETHER)


#: What is typed, and what is held of the card's fields then.
TOLD = [
    ("委托", {"coop_mode": ["entrust"]}),
    ("委托、合作", {"coop_mode": ["entrust", "joint"]}),
    ("归我们", {"ip": "company"}),
    ("不公开厂名", {"publicity": "anonymous"}),
    ("成果转化", {"need_type": "transfer"}),
    ("归我们，不公开厂名 成果转化", {"need_type": "transfer", "ip": "company", "publicity": "anonymous"}),
    ("委托，入股，归双方", {"coop_mode": ["entrust", "equity"], "ip": "shared"}),
    ("知识产权改成协商", {"ip": "negotiable"}),
    ("知识产权归我们", {"ip": "company"}),
    ("农牧业", {"field": "farming"}),
]


@pytest.mark.parametrize(("said", "held"), TOLD)
def test_options_are_typed_and_the_card_shown_again(said: str, held: dict[str, object]) -> None:
    chat = card()
    assert fits(FORM, chat.draft, said)
    chat.says(said, "answer", "某个问题")
    assert ({key: chat.draft.values.get(key) for key in held}, chat.draft.step) == (held, TOGETHER)
    assert set(chat.draft.values) & set(FORM.together) == set(held)


@pytest.mark.parametrize("said", ["对", "都对", "好的", "可以", "随便", "都可以", "下一步", "就这些"])
def test_what_is_proposed_is_taken_in_words(said: str) -> None:
    chat = card()
    chat.says(said)
    assert (chat.draft.step, {key: chat.draft.values[key] for key in DEFAULTS}) == ("contact", DEFAULTS)


def test_a_word_of_two_fields_is_asked_back() -> None:
    chat = card()
    assert chat.says("其他")[0] == "“其他”说的是技术领域、合作方式里的哪一项？请点那一项来改。"
    assert not set(chat.draft.values) & set(FORM.together)


@pytest.mark.parametrize("said", ["委托和合作哪个好？", "知识产权归谁"])
def test_a_question_is_answered_and_the_card_stays(said: str) -> None:
    chat = card()
    chat.says(said)
    assert (chat.step.outcome, chat.draft.step) == ("asked", TOGETHER)


def test_what_only_resembles_an_option_is_asked_back_at_its_field() -> None:
    chat = card()
    assert chat.says("不归企业") == ["知识产权归属", "您是指下面哪一个？"]
    assert chat.taps("双方共有")[0] == "✓ 知识产权归属：双方共有"
    assert chat.draft.step == TOGETHER


def test_back_to_the_card_it_shows_what_was_taken() -> None:
    chat = card()
    chat.says("归我们")
    chat.taps("都对，下一步")
    assert "· 知识产权归属：归企业" in chat.taps("‹ 上一步")
    assert chat.taps("都对，下一步")[-1] == "第 12/13 步 · 联系人"


def test_undo_takes_back_the_whole_card() -> None:
    chat = card()
    chat.taps("都对，下一步")
    chat.says("撤销")
    assert (chat.draft.step, set(chat.draft.values) & set(FORM.together)) == (TOGETHER, set())


def test_a_draft_that_stood_at_one_of_the_fields_goes_on_at_the_card() -> None:
    draft = Draft(7, 1001, {key: FULL[key] for key in ("consent", "org_name")}, step="need_type", revision=3)
    chat = Chat(Step(draft, (present(FORM, draft),)))
    assert chat.seen[0] == "第 11/13 步 · 5 项选择"
