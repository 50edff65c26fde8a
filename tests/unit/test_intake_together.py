"""The card of the fields that are asked together: what is typed beside it, and what is kept of it."""

import pytest

from bot.needs import actions
from bot.needs.draft import Draft, Past, Step, Tapped
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


OLD = {key: FULL[key] for key in ("consent", "org_name")}
#: Where an older draft stood, what was tapped on the card there, and where it stands then, with what is held.
OLDER: list[tuple[Draft, actions.OfDraft, tuple[str, str | None], object]] = [
    (Draft(7, 1001, OLD, step="need_type"), actions.Choose(v="transfer"), (TOGETHER, None), "transfer"),
    (Draft(7, 1001, OLD, step="coop_mode"), actions.Toggle(v="entrust"), ("coop_mode", TOGETHER), None),
    (Draft(7, 1001, OLD, step="ip", home="need_type"), actions.Choose(v="company"), (TOGETHER, None), "company"),
    (Draft(7, 1001, OLD, step="field", home="review"), actions.Choose(v="farming"), ("review", None), "farming"),
]


@pytest.mark.parametrize(("draft", "action", "stands", "held"), OLDER)
def test_a_tap_on_a_card_from_before_acts(
    draft: Draft, action: actions.OfDraft, stands: tuple[str, str | None], held: object
) -> None:
    chat = Chat(Step(draft, (present(FORM, draft),)))
    chat.does(Tapped(action))
    assert ((chat.draft.step, chat.draft.home), chat.draft.values.get(draft.step)) == (stands, held)


def test_a_change_from_before_is_taken_back_to_where_a_tap_acts() -> None:
    past = (Past("need_type", None, {"need_type": None}, {}),)
    chat = Chat(Step(Draft(7, 1001, {**OLD, "need_type": "research"}, step="contact", past=past), ()))
    assert chat.says("撤销") == ["↶ 已撤销，需求类型恢复为没填", "需求类型"]
    chat.taps("不确定")
    assert (chat.draft.step, chat.draft.values["need_type"]) == (TOGETHER, "unsure")


@pytest.mark.parametrize(
    ("said", "held", "seen"),
    [
        (
            "不公开厂名，归我们，随便写写",
            {"publicity": "anonymous", "ip": "company"},
            ["“随便写写”没有对上这几项，没有填。", "✓ 可公开范围：隐去单位名称", "✓ 知识产权归属：归企业"],
        ),
        (
            "归我们，其他",
            {"ip": "company"},
            ["“其他”说的是技术领域、合作方式里的哪一项？请点那一项来改。", "✓ 知识产权归属：归企业"],
        ),
    ],
)
def test_of_several_wishes_only_the_unclear_one_is_asked(said: str, held: dict[str, str], seen: list[str]) -> None:
    chat = card()
    assert chat.says(said)[: len(seen)] == seen
    assert ({key: chat.draft.values[key] for key in set(chat.draft.values) & set(FORM.together)}, chat.draft.step) == (
        held,
        TOGETHER,
    )
