"""Fields that hold something: rows are added, changed and taken away one by one, and every change can be taken back."""

import pytest

from tests.unit.filling import FORM, FULL, PROBLEM, Chat, at, returned

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
    ("第3条和第4条换", [*ROWS[:2], ROWS[3], ROWS[2]]),
    ("第三条第四条对调", [*ROWS[:2], ROWS[3], ROWS[2]]),
    ("第2条改为≤0.3mm，第1条改成5000小时", ["连续运行时间 ≥ 5000小时", "推舟误差 ≤0.3mm", *ROWS[2:]]),
    ("删掉第2条，再加一条：噪声≤85dB", [ROWS[0], *ROWS[2:], "噪声≤85dB"]),
    ("第1条删掉\n第1条改成≤0.3", ["推舟误差 ≤0.3 mm", *ROWS[2:]]),
    ("加一条：噪声≤85dB；再加一条：寿命≥10年", [*ROWS, "噪声≤85dB", "寿命≥10年"]),
    ("加一条吧，噪声≤85dB", [*ROWS, "噪声≤85dB"]),
    ("加一条吧：噪声≤85dB，谢谢！", [*ROWS, "噪声≤85dB"]),
    ("再加一条就是噪声≤85dB", [*ROWS, "噪声≤85dB"]),
    ("加一条：强度\t≥80\tMPa", [*ROWS, {"name": "强度", "target": "≥80", "unit": "MPa"}]),
    ("第2条：改成≤0.3", [ROWS[0], "推舟误差 ≤0.3 mm", *ROWS[2:]]),
    ("第2条的目标值改成0.3mm", [ROWS[0], "推舟误差 ≤ ±0.3mm", *ROWS[2:]]),
    ("删除第1到2条", ROWS[2:]),
    ("第1条至第3条删掉", ROWS[3:]),
    ("第1条，第3条删掉", [ROWS[1], ROWS[3]]),
    ("第1条删掉，谢谢", ROWS[1:]),
    ("不要第2条了，太难", [ROWS[0], *ROWS[2:]]),
    ("第2条改成≤0.3，其余不变", [ROWS[0], "推舟误差 ≤0.3 mm", *ROWS[2:]]),
    ("加一条：噪声≤85dB，第2条不变", [*ROWS, "噪声≤85dB"]),
    ("第2个指标删掉", [ROWS[0], *ROWS[2:]]),
    ("把推舟误差那条删掉", [ROWS[0], *ROWS[2:]]),
    ("推舟误差那条改成0.3", [ROWS[0], "推舟误差 ≤ ±0.3 mm", *ROWS[2:]]),
]
#: Only where the rows are asked for, as they could be about something else.
AT_THE_LIST = [
    ("第2项删掉", [ROWS[0], *ROWS[2:]]),
    ("删掉1-2条", ROWS[2:]),
    ("推舟误差改成≤0.3", [ROWS[0], "推舟误差 ≤0.3 mm", *ROWS[2:]]),
    ("还有：噪声≤85dB", [*ROWS, "噪声≤85dB"]),
    ("加一条外观缺陷≤3个", [*ROWS, "外观缺陷≤3个"]),
]


@pytest.mark.parametrize(("text", "expected"), AT_THE_LIST)
def test_orders_at_the_list(text: str, expected: list[str]) -> None:
    chat = at("indicators", indicators=ROWS)
    chat.says(text)
    assert rows(chat) == expected


@pytest.mark.parametrize("step", ["title", "problem", "solver_req"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加一条：寿命≥5年", [*ROWS, "寿命≥5年"]),
        ("技术指标加一条：寿命不低于5年", [*ROWS, "寿命不低于5年"]),
        ("第2条改成≤0.3", [ROWS[0], "推舟误差 ≤0.3 mm", *ROWS[2:]]),
        ("删掉第2条", [ROWS[0], *ROWS[2:]]),
    ],
)
def test_what_can_only_be_an_order_is_one_at_prose(step: str, text: str, expected: list[str]) -> None:
    chat = at(step, indicators=ROWS)
    chat.says(text)
    assert (rows(chat), chat.draft.step) == (expected, step)


@pytest.mark.parametrize(
    ("step", "text", "kept"),
    [
        ("problem", "还有三条生产线没有改造，每天停机四个小时。", "还有三条生产线没有改造，每天停机四个小时。"),
        ("problem", "增加一条生产线后，窑炉温度波动。", "增加一条生产线后，窑炉温度波动。"),
        ("problem", "还有一条：停炉一次损失40万元。", "停炉一次损失40万元。"),
        ("problem", "两条改成自动线后仍停机", "两条改成自动线后仍停机"),
        ("problem", "第1条生产线改成自动化后仍停机", "第1条生产线改成自动化后仍停机"),
        ("title", "增加一条高温烧结线的推舟机构研制", "增加一条高温烧结线的推舟机构研制"),
        ("solver_req", "再加一条：能驻场调试三个月以上", "能驻场调试三个月以上"),
    ],
)
def test_what_only_sounds_like_an_order_is_prose(step: str, text: str, kept: str) -> None:
    chat = at(step, indicators=ROWS)
    chat.says(text)
    assert {**chat.draft.values, **chat.draft.begun}[step] == kept
    assert rows(chat) == ROWS


@pytest.mark.parametrize("text", ["加一条", "加一条：", "第2条改成", "第1条改成第2条"])
def test_an_order_without_its_content_is_refused(text: str) -> None:
    chat = at("indicators", indicators=ROWS)
    assert chat.says(text)[0] == "请把内容写在后面，比如“加一条：噪声 ≤ 85 dB”“第 2 条改成 ≤ 0.3 mm”。"
    assert rows(chat) == ROWS


@pytest.mark.parametrize("text", ["删掉第2条，预算改成80万", "第2条不要了\n噪声≤85dB", "噪声≤85dB\n第2条改成≤0.3"])
def test_an_order_among_other_content_is_refused(text: str) -> None:
    chat = at("indicators", indicators=ROWS)
    assert chat.says(text)[0].startswith("这段话里既改了原来的条目，又有别的内容，请分开发")
    assert rows(chat) == ROWS


@pytest.mark.parametrize("text", ["全部删掉", "清空所有指标", "第1到4条删掉"])
def test_rows_are_not_emptied(text: str) -> None:
    chat = at("indicators", indicators=ROWS)
    assert chat.says(text)[0] == "至少要留一条。想换成别的，请直接发新的内容。"
    assert rows(chat) == ROWS
    chat.says("加一条：噪声≤85dB")
    assert rows(chat) == [*ROWS, "噪声≤85dB"]


def test_what_is_no_row_of_an_empty_list() -> None:
    chat = at("indicators")
    chat.says("全部删掉")
    chat.says("加一条：噪声≤85dB")
    assert rows(chat) == ["噪声≤85dB"]


COLUMNS = {"name": "寿命", "now": "5", "target": "≥10", "unit": "小时", "method": "现场记录"}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("第1条改成20天", {"target": "≥20", "unit": "天"}),
        ("第1条改成≥5000小时，第三方检测", {"target": "≥5000", "method": "第三方检测"}),
        ("第1条改成5000", {"target": "≥5000"}),
        ("第1条改成≤5000", {"target": "≤5000"}),
        ("第1条现值改成6", {"now": "6"}),
        ("第1条的单位改成天", {"unit": "天"}),
        ("寿命的检测方法改为第三方检测", {"method": "第三方检测"}),
    ],
)
def test_orders_on_a_row_in_columns(text: str, changed: dict[str, str]) -> None:
    chat = at("review", indicators=[COLUMNS])
    chat.says(text)
    assert chat.draft.values["indicators"] == [{**COLUMNS, **changed}]


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        ("寿命≥4000小时", "第1条改成5000", "寿命≥5000小时"),
        ("寿命≥4000小时，现场记录", "第1条改成≥5000小时，抽检", "寿命≥5000小时，抽检"),
        ("产线≥2条", "第1条改成3条", "产线≥3条"),
        ("寿命≥4000小时", "第1条现值改成100小时", {"name": "寿命", "target": "≥4000小时", "now": "100小时"}),
    ],
)
def test_what_is_not_said_again_stays(row: str, text: str, expected: object) -> None:
    chat = at("indicators", indicators=[row])
    chat.says(text)
    assert rows(chat) == [expected]


@pytest.mark.parametrize("text", ["加一条：寿命≥5年", "指标加一条：寿命≥5年", "删掉第1条"])
def test_a_list_that_may_not_be_changed_stays(text: str) -> None:
    chat = returned("solver_req")
    assert chat.says(text)[0].startswith("这次只能改：对揭榜方要求。")
    assert chat.draft.values == FULL


@pytest.mark.parametrize("name", ["名称", "期限"])
def test_the_name_of_a_field_is_no_row(name: str) -> None:
    chat = at("review", indicators=[f"{name}≥5年"])
    chat.says(f"{name}改成12个月")
    assert rows(chat) == [f"{name}≥5年"]


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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["强度≥80常温", "强度≥60 1000℃"], "强度 ≥90 MPa"),
        (["强度≥80MPa，国标试样"], "强度 ≥90"),
        (["强度≥80MPa，国标试样"], "强度 ≥90 MPa"),
        ([COLUMNS], "寿命 ≥90 小时"),
        ([COLUMNS], "指标\t目标\n寿命\t≥90"),
        (["强度≥80MPa", "硬度≥60"], "强度≥90MPa\n噪声≤85dB"),
        (["强度≥80MPa", "强度≥60MPa"], "强度≥90MPa\n噪声≤85dB"),
    ],
)
def test_rows_of_which_something_would_be_lost_are_asked_about(old: list[str], new: str) -> None:
    chat = at("indicators", indicators=old)
    chat.says(new)
    assert (rows(chat), chat.buttons[0].label) == (old, "加到后面")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["强度≥80MPa，国标试样"], "强度≥90GPa，国标试样"),
        (["强度≥80常温", "强度≥60 1000℃"], "强度≥90常温\n强度≥70 1000℃"),
    ],
)
def test_rows_that_are_said_anew_one_by_one_replace(old: list[str], new: str) -> None:
    chat = at("indicators", indicators=old)
    chat.says(new)
    assert rows(chat) == new.split("\n")


DOUBTED = ["寿命≥5年", "外观好看", "良率≥95%"]


@pytest.mark.parametrize(
    ("said", "more", "expected"),
    [
        (DOUBTED, ["能耗≤3度\n噪声≤60分贝", "加到后面"], [*DOUBTED, "能耗≤3度", "噪声≤60分贝"]),
        (DOUBTED, ["预算改成900万", "加一条：外观缺陷≤3个"], [*DOUBTED, "外观缺陷≤3个"]),
        (["寿命≥5年", "好看", "耐用"], ["能耗≤3度", "加到后面"], ["寿命≥5年", "好看", "耐用", "能耗≤3度"]),
        (["寿命≥5年", "好看", "耐用"], ["色差≤2\n返修≤3次"], ["寿命≥5年", "色差≤2", "返修≤3次"]),
        (["寿命≥5年", "好看", "耐用"], ["寿命≥6年", "加到后面"], ["寿命≥5年", "好看", "耐用", "寿命≥6年"]),
        (["寿命≥5年", "好看"], ["寿命≥6年", "加到后面"], ["寿命≥5年", "好看", "寿命≥6年"]),
        (DOUBTED, ["第2条改成色差≤2"], ["寿命≥5年", "色差≤2", "良率≥95%"]),
    ],
)
def test_doubted_rows_do_not_vanish(said: list[str], more: list[str], expected: list[str]) -> None:
    chat = at("indicators")
    chat.says("\n".join(said))
    for each in more:
        chat.says(each)
    assert rows(chat) == expected


@pytest.mark.parametrize(
    "cut", [PROBLEM[:60], f"{PROBLEM[:-40]}希望换成国产的机构，尽快投入生产使用，不再停炉检修，也不再等备件。"]
)
def test_prose_of_which_much_would_be_lost_is_asked_about(cut: str) -> None:
    chat = returned("problem")
    chat.says(cut)
    assert chat.draft.values["problem"] == PROBLEM
    assert [button.label for button in chat.buttons][:2] == ["加到后面", "替换原来的"]


def test_words_beside_words_are_asked_about() -> None:
    key = next(field.key for field in FORM.fields if field.kind == "keywords")
    chat = at("review", **{key: ["窑炉", "推舟"]})
    chat.says(f"修改{FORM.field(key).label}")
    chat.says("国产化")
    chat.taps("加到后面")
    assert chat.draft.values[key] == ["窑炉", "推舟", "国产化"]


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
    assert chat.taps("↶ 去掉刚才这句")[0] == "↶ 已去掉：备件周期长"
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
    assert chat.says("撤销")[:2] == ["↶ 已撤销，需求名称恢复为没填", "第 4/13 步 · 需求名称"]


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
