"""Fields that hold something: rows are added, changed and taken away one by one, and every change can be taken back."""

import pytest

from tests.unit.filling import PROBLEM, Chat, at, returned

ROWS = ["连续运行时间 ≥ 4000 小时", "推舟误差 ≤ ±0.5 mm", "响应偏差 ≤ ±30 MW，合格率 ≥ 99%", "D50 1.0-1.2 μm"]


def rows(chat: Chat) -> list[str]:
    value = chat.draft.values.get("indicators", [])
    assert isinstance(value, list)
    return value


ORDERS = [
    ("加一条：噪声≤85dB", [*ROWS, "噪声≤85dB"]),
    ("再加一条 噪声≤85dB", [*ROWS, "噪声≤85dB"]),
    ("指标再加一条：噪声不超85分贝", [*ROWS, "噪声不超85分贝"]),
    ("请帮我增加一条指标，噪声≤85dB", [*ROWS, "噪声≤85dB"]),
    ("补充：划伤率≤0.5%，按客户来料检验标准抽检500片", [*ROWS, "划伤率≤0.5%，按客户来料检验标准抽检500片"]),
    ("再加两条：噪声≤85dB\n寿命≥10年", [*ROWS, "噪声≤85dB", "寿命≥10年"]),
    ("再加一条：噪声≤85dB\n再加一条：寿命≥10年", [*ROWS, "噪声≤85dB", "寿命≥10年"]),
    ("第2条改成≤±0.3", [ROWS[0], "推舟误差 ≤±0.3 mm", *ROWS[2:]]),
    ("把第二条改为 推舟误差 ≤ 0.2 mm", [ROWS[0], "推舟误差 ≤ 0.2 mm", *ROWS[2:]]),
    ("技术指标第1条改成≥5000小时", ["连续运行时间 ≥5000小时", *ROWS[1:]]),
    ("②应该是推舟误差≤1mm", [ROWS[0], "推舟误差≤1mm", *ROWS[2:]]),
    ("删掉第2条", [ROWS[0], *ROWS[2:]]),
    ("第2条不要了", [ROWS[0], *ROWS[2:]]),
    ("第1、3条删掉", [ROWS[1], ROWS[3]]),
    ("把最后一条去掉", ROWS[:3]),
    ("第3条和第4条换一下", [*ROWS[:2], ROWS[3], ROWS[2]]),
]


@pytest.mark.parametrize(("text", "expected"), ORDERS)
@pytest.mark.parametrize("step", ["indicators", "review", "budget"])
def test_orders_change_rows(text: str, expected: list[str], step: str) -> None:
    named = "指标" in text or "条" in text or "②" in text
    chat = at(step if named else "indicators", indicators=ROWS)
    chat.says(text)
    assert rows(chat) == expected
    chat.says("撤销")
    assert rows(chat) == ROWS


@pytest.mark.parametrize(("text", "expected"), ORDERS[:7])
def test_orders_add_to_nothing(text: str, expected: list[str]) -> None:
    chat = at("indicators")
    chat.says(text)
    assert rows(chat) == expected[len(ROWS) :]


def test_orders_change_rows_of_a_returned_need() -> None:
    chat = returned("indicators", indicators=ROWS)
    assert chat.says("加一条：划伤率≤0.5%，抽检500片")[:2] == ["✓ 技术指标：", "＋ ⑤ 划伤率≤0.5%，抽检500片"]
    assert rows(chat) == [*ROWS, "划伤率≤0.5%，抽检500片"]
    assert chat.taps("恢复原来的技术指标")[0].startswith("↶ 已恢复原来提交的 技术指标：① 连续运行时间")
    assert rows(chat) == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "加氢反应温度≥350℃",
        "增加产量≥10%",
        "再加热温度≥900℃",
        "补充氧气流量≥5 L/min",
        "去除率≥99%",
        "第一条生产线产能≥100吨",
    ],
)
def test_rows_that_begin_like_an_order_are_rows(text: str) -> None:
    chat = at("indicators")
    chat.says(text)
    assert rows(chat) == [text]


def test_a_figure_that_could_be_either_of_two_is_asked_back() -> None:
    chat = at("review", indicators=ROWS)
    assert chat.says("第3条改成≤±20")[-1] == "“响应偏差 ≤ ±30 MW，合格率 ≥ 99%”里改哪一个数？"
    chat.taps("响应偏差 ≤±20 MW，合格率 ≥ 99%")
    assert rows(chat)[2] == "响应偏差 ≤±20 MW，合格率 ≥ 99%"


def test_a_place_that_is_not_there() -> None:
    chat = at("review", indicators=ROWS)
    assert chat.says("删掉第9条")[0] == "现在一共 4 条，没有您说的那一条，请再看看。"
    assert rows(chat) == ROWS


def test_the_last_row_stays() -> None:
    chat = at("review")
    assert chat.says("删掉第1条")[0] == "至少要留一条。想换成别的，请直接发新的内容。"
    assert rows(chat) == ["连续运行时间 ≥ 4000 小时"]


# Texts that could add or replace


def test_a_row_beside_others_is_asked_about() -> None:
    chat = at("review", indicators=ROWS[:2])
    chat.says("修改第8项")
    assert chat.says("噪声≤85dB")[-1] == "已经有 2 条了，新发的这些怎么放？"
    assert rows(chat) == ROWS[:2]
    assert [button.label for button in chat.buttons][:4] == [
        "加到后面",
        "替换 ① 连续运行时间 ≥ 4000 小时",
        "替换 ② 推舟误差 ≤ ±0.5 mm",
        "全部替换",
    ]
    chat.taps("加到后面")
    assert rows(chat) == [*ROWS[:2], "噪声≤85dB"]


def test_a_row_of_the_same_name_may_replace_it() -> None:
    chat = at("review", indicators=ROWS)
    chat.says("修改第8项")
    chat.says("推舟误差 ≤ ±0.2 mm")
    assert [button.label for button in chat.buttons][:3] == ["加到后面", "替换 ② 推舟误差 ≤ ±0.5 mm", "全部替换"]
    chat.taps("替换 ② 推舟误差 ≤ ±0.5 mm")
    assert rows(chat) == [ROWS[0], "推舟误差 ≤ ±0.2 mm", *ROWS[2:]]


def test_rows_that_say_all_of_it_anew_replace_without_a_question() -> None:
    chat = at("review", indicators=ROWS[:2])
    chat.says("修改第8项")
    chat.says("连续运行时间 ≥ 5000 小时\n推舟误差 ≤ ±0.2 mm\n噪声≤85dB")
    assert rows(chat) == ["连续运行时间 ≥ 5000 小时", "推舟误差 ≤ ±0.2 mm", "噪声≤85dB"]


def test_only_the_vague_row_is_sent_again() -> None:
    chat = at("indicators")
    chat.says("寿命≥4000小时\n尽量快\n误差≤1mm")
    chat.says("速度≥3m/s")
    assert rows(chat) == ["寿命≥4000小时", "速度≥3m/s", "误差≤1mm"]


def test_prose_beside_prose_is_asked_about() -> None:
    chat = returned("problem")
    more = "另外，备件断供时整条产线要停两周。"
    assert chat.says(more)[-1] == "这一项已经写了上面这些，新发的这段怎么放？"
    assert chat.buttons[0].label == "加到后面"
    assert chat.taps("加到后面")[0] == f"✓ 技术难题：（后面加上）{more}"
    assert chat.draft.values["problem"] == f"{PROBLEM}\n{more}"


def test_prose_that_is_told_to_be_more_is_put_behind() -> None:
    chat = returned("problem")
    chat.says("补充：备件断供时整条产线要停两周。")
    assert chat.draft.values["problem"] == f"{PROBLEM}\n备件断供时整条产线要停两周。"


def test_prose_mended_as_a_whole_replaces_without_a_question() -> None:
    chat = returned("problem")
    chat.says(PROBLEM.replace("40 万元", "50 万元"))
    assert chat.draft.values["problem"] == PROBLEM.replace("40 万元", "50 万元")


# What was begun


def test_a_piece_is_taken_back_and_the_end_is_told() -> None:
    chat = at("problem")
    chat.says("推舟机构约三个月就要停炉更换")
    chat.says("备件周期长")
    assert chat.taps("↶ 去掉刚才这句")[0] == "↶ 已撤销 技术难题：推舟机构约三个月就要停炉更换"
    assert chat.says("就这些")[0] == "这一项现在有 14 个字，至少要 50 个字，还差 36 个字，请再补充几句。"
    assert chat.draft.begun == {"problem": "推舟机构约三个月就要停炉更换"}


@pytest.mark.parametrize("text", ["就这些", "没了", "好了", "没了，下一步"])
def test_the_end_is_no_content(text: str) -> None:
    chat = at("solver_req")
    chat.says("有窑炉业绩")
    chat.says(text)
    assert chat.draft.begun == {"solver_req": "有窑炉业绩"}


# Taking back


def test_ten_changes_are_taken_back_one_by_one() -> None:
    chat, stood = at("review"), list[object]()
    for wan in range(700, 712):
        stood.append(chat.draft.values["budget"])
        chat.says(f"预算改成{wan}万")
        chat.says("对")
    for before in reversed(stood):
        chat.says("撤销")
        assert chat.draft.values["budget"] == before
    assert chat.says("撤销")[0] == "没有可以撤销的改动。"


def test_an_answer_is_taken_back_where_it_was_given() -> None:
    chat = at("title")
    chat.says("高温烧结炉推舟机构国产化研制")
    assert chat.says("撤销")[:2] == ["↶ 已撤销，需求名称恢复为没填", "第 5/17 步 · 需求名称"]


def test_consent_is_not_taken_back() -> None:
    chat = at("consent")
    chat.taps("同意，开始填写")
    assert chat.says("撤销")[0] == "没有可以撤销的改动。"
    assert chat.draft.values == {"consent": True}


def test_a_text_asked_about_is_kept_when_another_comes() -> None:
    chat = returned("problem")
    chat.says("另外，备件断供时整条产线要停两周。")
    chat.says("补充：备件只有一家供货。")
    assert chat.draft.rejected == {}
    assert chat.draft.values["problem"] == f"{PROBLEM}\n备件只有一家供货。"
