"""What is typed at a step of the form, of one value or several: put where it belongs, and never anywhere else."""

import pytest

from tests.unit.filling import FULL, at, returned

# Several values in one message


@pytest.mark.parametrize(
    ("step", "said", "budget", "self_fund", "months"),
    [
        ("budget", "1200万元，其中企业自筹900万元", 1200, 900, None),
        ("budget", "1,200万（其中自筹900万）", 1200, 900, None),
        ("budget", "总投资1200万元，其中企业自筹七成，期限两年", 1200, 840, 24),
        ("budget", "1200万，企业出900万，财政出300万", 1200, 900, None),
        ("budget", "1200万，期限两年", 1200, None, 24),
        ("self_fund", "预算700万", 700, None, None),
        ("self_fund", "600万，期限18个月", 800, 600, 18),
        ("deadline", "18个月，预算900万", 900, 600, 18),
        ("self_fund", "政府出200万，其余自筹", 800, 600, None),
        ("self_fund", "企业出60%，政府出40%", 800, 480, None),
    ],
)
def test_each_value_goes_to_its_field(
    step: str, said: str, budget: int, self_fund: int | None, months: int | None
) -> None:
    chat = at(step)
    chat.says(said)
    assert [chat.draft.values.get(key) for key in ("budget", "self_fund", "deadline")] == [budget, self_fund, months]


def test_a_text_that_holds_a_value_and_more_is_asked_back_whole() -> None:
    chat = at("budget")
    assert chat.says("800万，分三期付")[-1] == "这里只记一个数。“800万,分三期付”里就按 800 万元 填吗？"
    assert chat.draft.values.get("budget") is None
    chat.taps("对，800 万元")
    assert chat.draft.values["budget"] == 800


@pytest.mark.parametrize("said", ["改成李四", "换成李四", "改为：李四"])
def test_the_words_of_a_change_are_no_content(said: str) -> None:
    chat = at("review")
    chat.says("修改联系人")
    chat.says(said)
    assert (chat.draft.values["contact"], chat.draft.step) == ("李四", "review")


# Shares of a sum


def test_a_share_follows_the_sum_that_it_is_of() -> None:
    chat = at("self_fund")
    chat.says("自筹 七成")
    assert chat.says("预算改成1000万")[:3] == [
        "✓ 研发预算：800 万元 → 1,000 万元（0.1 亿元）",
        "✓ 企业出资：560 万元 → 700 万元",
        "还是按“自筹 七成”，已重新换算。",
    ]
    chat.says("撤销")
    assert (chat.draft.values["budget"], chat.draft.values["self_fund"]) == (800, 560)


@pytest.mark.parametrize("after", [("企业出资改成500万",), ("企业出资改成500万", "撤销", "企业出资改成550万")])
def test_a_sum_told_by_itself_stays(after: tuple[str, ...]) -> None:
    chat = at("self_fund")
    for each in ("七成", *after):
        chat.says(each)
    before = chat.draft.values["self_fund"]
    chat.says("预算改成900万")
    assert chat.draft.values["self_fund"] == before


def test_a_share_of_a_sum_that_is_pasted_follows_it() -> None:
    chat = at("org_name")
    chat.says("预算：1000万\n企业出资：60%")
    chat.says("预算改成2000万")
    assert chat.draft.values["self_fund"] == 1200


# Rows


ROWS = ["寿命≥5年", "噪声≤85dB"]


def test_a_row_is_called_by_its_number_alone_where_the_list_is_open() -> None:
    chat = returned("indicators", indicators=ROWS)
    chat.says("2改成噪声≤80dB")
    assert chat.draft.values["indicators"] == ["寿命≥5年", "噪声≤80dB"]


def test_a_number_alone_is_that_of_a_field_where_the_fields_are_shown() -> None:
    chat = at("review", indicators=ROWS)
    chat.says("9改成900万")
    assert (chat.draft.values["budget"], chat.draft.values["indicators"]) == (900, ROWS)


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ("加两条：噪声≤85dB，能耗≤3kWh/t", ["噪声≤85dB", "能耗≤3kWh/t"]),
        ("再加两条：噪声≤85dB、能耗≤3kWh/t", ["噪声≤85dB", "能耗≤3kWh/t"]),
        ("加一条：噪声≤85dB，第三方检测", ["噪声≤85dB，第三方检测"]),
    ],
)
def test_rows_that_are_counted_are_parted_by_commas(said: str, rows: list[str]) -> None:
    chat = at("indicators", indicators=FULL["indicators"])
    chat.says(said)
    assert chat.draft.values["indicators"] == [*FULL["indicators"], *rows]


def test_an_order_without_a_row_is_no_row() -> None:
    chat = at("indicators")
    chat.says("噪声≤5dB\n再加一条")
    assert (chat.draft.values.get("indicators"), chat.draft.rejected["indicators"]) == (None, "噪声≤5dB\n再加一条")
