"""A long text in the parts that its headings make of it, and one that is over its limit."""

import pytest

from bot.needs.fields.parts import empty, headed, pieces
from bot.needs.intake import begin
from bot.needs.overview import overview
from bot.needs.sheet import sections
from bot.reply import Parted
from tests.unit.filling import FORM, PROBLEM, Chat, at, returned

FIELD = FORM.field("problem")
NOW = "现状：进口推舟机构每三个月停炉更换一次，备件周期长达半年，价格逐年上涨，今年已经停产六次，交货一再推迟。"
TRIED = "试过什么：换过两种国产件，在高温下都卡滞。"
EFFECT = "造成的影响：停炉一次损失40万元，全年产能下降两成。"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"{NOW}\n{TRIED}\n{EFFECT}", ["now", "tried", "effect"]),
        ("目前情况：三个月停炉一次。后果：产能下降。", ["now", "effect"]),
        ("一、现状\n三个月停炉一次\n二、试过的办法\n换过国产件\n三、影响\n产能下降", ["now", "tried", "effect"]),
        ("【现状】三个月停炉一次\n【难点】高温卡滞", ["now", "tried"]),
        ("1. 现状（2025年）：三个月停炉一次；2. 损失：40万元", ["now", "effect"]),
        ("我厂是做推舟机构的。\n现状：三个月停炉一次", [None, "now"]),
        ("现状不好，影响很大，试过两种办法", [None]),
        ("停炉一次的损失：40万元", [None]),
        (PROBLEM, [None]),
        ("", [None]),
    ],
)
def test_only_headings_part_a_text(text: str, parts: list[str | None]) -> None:
    found = pieces(FIELD, text)
    assert [piece.part and piece.part.key for piece in found] == parts
    assert "".join("".join(map(str, found)).split()) == "".join(text.split())  # nothing is reworded, moved or lost


def test_empty_parts_are_told_only_where_there_are_headings() -> None:
    texts = [PROBLEM, NOW, f"{NOW}\n试过什么：", f"{NOW}\n{TRIED}\n{EFFECT}"]
    assert [[part.label for part in empty(FIELD, text)] for text in texts] == [
        [],
        ["试过什么", "造成的影响"],
        ["试过什么", "造成的影响"],
        [],
    ]


def test_parts_stand_as_paragraphs_under_bold_headings() -> None:
    text = f"{NOW} {TRIED}\n三、影响\n产能 <下降>"
    assert headed(FIELD, text) == (
        f"<b>现状：</b>{NOW[3:]}\n<b>试过什么：</b>{TRIED[5:]}\n<b>三、影响</b>\n产能 &lt;下降&gt;"
    )
    assert headed(FIELD, PROBLEM) == PROBLEM
    assert overview(FORM, {"problem": f"{NOW}\n{TRIED}"}).splitlines()[1:] == [
        "7. 技术难题：",
        f"<b>现状：</b>{NOW[3:]}",
        f"<b>试过什么：</b>{TRIED[5:]}",
    ]
    items = [item for section in sections(FORM, {"problem": text}) for item in section.items]
    assert [item for item in items if isinstance(item, Parted)] == [
        Parted(
            label="技术难题",
            paragraphs=(("现状", NOW[3:]), ("试过什么", TRIED[5:]), ("三、影响", "产能 <下降>")),
        )
    ]


MORE = "还没写“试过什么”“造成的影响”。想补，随时发“试过什么：……”；不补也行。"


def test_parts_are_typed_one_by_one_wherever_the_form_stands() -> None:
    chat = at("problem")
    assert chat.says(NOW) == [f"✓ 技术难题：{short(NOW)}", MORE, "第 6/13 步 · 技术指标"]
    assert chat.says(EFFECT)[:2] == [
        f"✓ 技术难题：（后面加上）{EFFECT}",
        "还没写“试过什么”。想补，随时发“试过什么：……”；不补也行。",
    ]
    chat.says("连续运行时间 ≥ 4000 小时")
    chat.says(TRIED)  # between the two, where it belongs
    assert (chat.draft.values["problem"], chat.draft.step) == (f"{NOW}\n{TRIED}\n{EFFECT}", "budget")
    assert chat.draft.values["indicators"] == ["连续运行时间 ≥ 4000 小时"]


def test_a_part_that_is_there_is_asked_about() -> None:
    for way, expected in {
        "加到后面": f"{NOW}\n{TRIED}\n还请院校来看过。\n{EFFECT}",
        "替换原来的": f"{NOW}\n试过什么：还请院校来看过。\n{EFFECT}",
    }.items():
        chat = at("budget", problem=f"{NOW}\n{TRIED}\n{EFFECT}")
        assert chat.says("试过什么：还请院校来看过。")[-1] == "这一项已经写了上面这些，新发的这段怎么放？"
        chat.taps(way)
        assert (chat.draft.values["problem"], chat.draft.step) == (expected, "budget")


def test_a_text_without_headings_goes_before_the_part_that_comes() -> None:
    chat = at("budget", problem=PROBLEM)
    chat.says(TRIED)
    assert chat.draft.values["problem"] == f"{PROBLEM}\n{TRIED}"


def test_a_part_with_a_word_that_asks_is_no_question() -> None:
    chat = at("problem")
    assert chat.says("试过什么：换过国产件。")[0].startswith("现在有 11 个字，至少要 50 个字")
    assert chat.says(NOW)[-2:] == [
        "还没写“造成的影响”。想补，随时发“造成的影响：……”；不补也行。",
        "第 6/13 步 · 技术指标",
    ]


def test_a_column_of_a_row_is_no_part() -> None:
    chat = at("indicators")
    chat.says("现状：2000 小时，目标：4000 小时")
    assert chat.draft.values["problem"] == PROBLEM


def test_parts_of_a_pasted_text_are_those_of_its_field() -> None:
    chat = at("org_name")
    chat.says(f"单位全称：内蒙古敕勒新材料有限公司\n{NOW}\n{TRIED}\n研发预算：800万")
    assert {key: chat.draft.values[key] for key in ("problem", "budget")} == {
        "problem": f"{NOW}\n{TRIED}",
        "budget": 800,
    }


def test_of_a_returned_need_only_an_open_text_takes_parts() -> None:
    chat = returned("problem", "budget", problem=NOW)
    chat.taps("不改，下一步")
    chat.says(TRIED)
    assert (chat.draft.values["problem"], chat.draft.step) == (f"{NOW}\n{TRIED}", "budget")
    chat = returned("budget", problem=NOW)
    chat.says(TRIED)
    assert chat.draft.values["problem"] == NOW


def short(text: str) -> str:
    """Return a text as a receipt has it."""
    return text if len(text) <= 60 else f"{text[:59]}…"


LONG = "推舟机构在高温下卡滞。" * 140
OVER = ["只留前面 1496 个字", "我来改短", "放到附件", "更多"]


def too_long() -> Chat:
    """Somebody who has typed too much."""
    chat = at("problem")
    chat.says(LONG)
    return chat


def test_what_is_too_much_is_struck_and_the_front_can_be_kept() -> None:
    chat = too_long()
    text = chat.step.replies[0].text
    assert text.split("划掉的")[0].endswith("写了 1540 个字，这里最多 1500 个字。")
    assert text.endswith(f"…{LONG[1476:1496]}<s>{LONG[1496:]}</s>")
    assert [button.label for button in chat.buttons] == OVER
    assert chat.draft.values.get("problem") is None
    chat.taps(OVER[0])
    assert (chat.draft.values["problem"], chat.draft.step) == (LONG[:1496], "indicators")


def test_the_front_is_kept_while_the_whole_comes_as_a_file() -> None:
    chat = too_long()
    receipt, how, heading, *_ = chat.taps("放到附件")
    assert receipt == f"✓ 技术难题：{short(LONG[:1496])}"
    assert how == "全文请存成 Word 或 PDF，在这里直接发来，就是这一项的附件。要复制全文，点“看刚才的原文”。"
    assert heading == "第 5/13 步 · 技术难题"
    assert chat.taps("看刚才的原文")[0] == LONG
    chat.taps("不改，下一步")
    assert (chat.draft.values["problem"], chat.draft.step) == (LONG[:1496], "indicators")


def test_the_whole_text_is_kept_for_who_shortens_it() -> None:
    chat = too_long()
    chat.taps("我来改短")
    assert chat.taps("看刚才的原文")[0] == LONG
    chat.says(LONG[:110])
    assert chat.draft.values["problem"] == LONG[:110]


def test_a_beginning_that_grows_too_long_is_whole_in_what_is_asked() -> None:
    chat = at("problem")
    chat.says("先说一句：卡滞很多。")
    chat.says(LONG)
    assert chat.draft.pending is not None
    assert chat.draft.pending.text == f"先说一句：卡滞很多。\n{LONG}"
    assert chat.draft.begun == {}


def test_what_was_told_before_the_form_and_is_too_long_is_asked_about_at_its_step() -> None:
    chat = Chat(begin(FORM, 1001, 7, problem=LONG))
    chat.taps("同意，开始填写")
    for said in ("内蒙古敕勒新材料有限公司", "91150200MA0TE5T00K", "包头", "高温烧结炉推舟机构国产化研制"):
        chat.says(said)
    assert [button.label for button in chat.buttons] == OVER
