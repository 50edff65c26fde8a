"""What sums, lengths of time and indicators read out of typed text: one table a kind."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.needs.fields import KINDS, Accepted, Rejected, parse
from bot.needs.fields.indicators import is_measurable
from bot.needs.fields.money import decimal
from tests.unit.reading import field, refusal, said

# Money


@pytest.mark.parametrize(
    ("typed", "wan"),
    [
        ("800万", 800),
        ("800万元", 800),
        ("800 万 元", 800),
        ("８００万", 800),
        ("800w", 800),
        ("0.08亿", 800),
        ("0.08亿元", 800),
        ("八百万元", 800),
        ("捌佰萬元整", 800),
        ("1,200万元", 1200),
        ("1，200万元", 1200),
        ("1200.5万", 1200.5),
        ("一个亿", 10000),
        ("1.5个亿", 15000),
        ("半个亿", 5000),
        ("两亿", 20000),
        ("一亿二千万", 12000),
        ("1亿2000万", 12000),
        ("一亿五", 15000),
        ("一亿半", 15000),
        ("一点二亿", 12000),
        ("三千五百万", 3500),
        ("3千万", 3000),
        ("5百万", 500),
        ("千万", 1000),
        ("三万五", [3.5]),
        ("12万5千", 12.5),
        ("8000000元", 800),
        ("八百万块", 800),
        ("8000000", [8000000 / 10000]),
        ("500k", 50),
        ("800", [800]),
        ("八百", [800]),
        ("50000", [50000, 5]),
        ("大概800万左右吧", 800),
        ("预算：800万。", 800),
        ("人民币800万元", 800),
        ("￥8000000元", 800),
        ("100亿", [1000000]),
        ("0.1", "money_small"),
        ("0", "money_small"),
        ("0万", "money_small"),
        ("-5万", "money_negative"),
        ("负五万", "money_negative"),
        ("101亿", "money_large"),
        ("99999999999999999999999999999999999万", "money_large"),
        ("9" * 300, "money"),
        ("三四百万", [300, 400]),
        ("八、九百万", [800, 900]),
        ("十五六万", [15, 16]),
        ("二十三万", 23),
        ("10.00001万", "money_fine"),
        ("三四十万", [30, 40]),
        ("两三百万", [200, 300]),
        ("八百来万", [800]),
        ("千把万", [1000]),
        ("8OO万", 800),
        ("8oO.5万", 800.5),
        ("500到800万之间", [500, 800]),
        ("三到五百万", [300, 500]),
        ("500到很多万", "money"),
        ("3亿", [30000]),
        ("500-800万", [500, 800]),
        ("500万到800万", [500, 800]),
        ("五百至八百万", [500, 800]),
        ("1千到2千万", [1000, 2000]),
        ("8000万到1亿", [8000, 10000]),
        ("500到几百万", "money_range"),
        ("500~800", [500, 800]),
        ("800多万", [800]),
        ("800万以上", [800]),
        ("不超过800万", [800]),
        ("不到800万", [800]),
        ("几百万", "money_range"),
        ("十几万", "money_range"),
        ("百来万", [100]),
        ("100万美元", "money_currency"),
        ("$500", "money_currency"),
        ("一千二百万零五千", 1200.5),
        ("一亿零五百万", 10500),
        ("一亿零五百", 10000.05),
        ("没有", "nothing"),
        ("很多钱", "money"),
        ("不知道", "money"),
        ("一二", [12]),
        ("1,2万", "money"),
        ("1.2.3万", "money"),
        ("万", "money"),
        ("元", "money"),
        ("", "money"),
        ("٣٠٠万", "money"),
    ],
)
def test_money(typed: str, wan: object) -> None:
    assert said("budget", typed) == wan


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("600万", 600),
        ("0", 0),
        ("800万", 800),
        ("全部", 800),
        ("一半", 400),
        ("全部自己出", 800),
        ("没有", 0),
        ("一分不出", 0),
        ("60%", 480),
        ("33.3%", 266.4),
        ("六成", 480),
        ("七成", 560),
        ("六成五", 520),
        ("六成半", 520),
        ("百分之六十", 480),
        ("五分之三", 480),
        ("自筹60%", 480),
        ("我们出六成", 480),
        ("自筹60%，政府40%", 480),
        ("自筹600万", 600),
        ("政府全出", 0),
        ("政府不出", 800),
        ("政府出四成", 480),
        ("政府出200万，其余自筹", 600),
        ("申请补助1,200元", 799.88),
        ("财政出一半，剩下的我们自筹", 400),
        ("剩下的都自筹", [800]),
        ("六到七成", [480, 560]),
        ("60-70%", [480, 560]),
        ("至少60%", [480]),
        ("600", [600]),
        ("政府出一些", "money"),
        ("自筹", "money"),
        ("801万", "money_above"),
        ("120%", "money_above"),
    ],
)
def test_a_part_of_another_sum(typed: str, outcome: object) -> None:
    assert said("self_fund", typed, budget=800) == outcome


@pytest.mark.parametrize("typed", ["六成", "自筹60%", "政府出200万，其余自筹", "六到七成"])
def test_a_part_of_a_sum_that_is_not_known(typed: str) -> None:
    assert said("self_fund", typed) == "money_whole"


@given(st.decimals("10", "20000", places=4))
def test_what_is_kept_of_a_sum_is_exact(amount: Decimal) -> None:
    assert decimal(said("budget", f"{amount:f}万元")) == amount


# Months


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("24", 24),
        ("24个月", 24),
        ("２４個月", 24),
        ("二十四个月", 24),
        ("24月", 24),
        ("24 months", 24),
        ("两年", 24),
        ("俩年", 24),
        ("2年", 24),
        ("2 years", 24),
        ("一年半", 18),
        ("1.5年", 18),
        ("半年", 6),
        ("2年3个月", 27),
        ("两年零三个月", 27),
        ("约24个月左右", 24),
        ("三年以内", 36),
        ("签约后18个月完成", 18),
        ("60", 60),
        ("2", [2, 24]),
        ("五", [5, 60]),
        ("3月", [3]),
        ("6", 6),
        ("61", "months_limits"),
        ("6年", "months_limits"),
        ("0", "months_limits"),
        ("9" * 30, "months_limits"),
        ("9" * 300, "months"),
        ("两三年", [24, 36]),
        ("24个自然月", 24),
        ("合同签订后24个月（2年）", 24),
        ("2年期", 24),
        ("一个半月", [1, 2]),
        ("2.5", [2, 3, 30]),
        ("18-24个月", [18, 24]),
        ("12-18", [12, 18]),
        ("1-2", "months_range"),
        ("50到70个月", "months_range"),
        ("一到两年", [12, 24]),
        ("半年到一年", [6, 12]),
        ("90天", [3]),
        ("180天", [6]),
        ("100天", [3, 4]),
        ("12周", [2, 3]),
        ("1天", "months_limits"),
        ("180个工作日", "months_days"),
        ("3个季度", 9),
        ("两个季度", 6),
        ("一年零两个季度", 18),
        ("三季度", "months_date"),
        ("明年底", "months_date"),
        ("2027年底", "months_date"),
        ("2027-12-31", "months_date"),
        ("越快越好", "months"),
        ("", "months"),
    ],
)
def test_months(typed: str, outcome: object) -> None:
    assert said("deadline", typed) == outcome


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("2027年底前", [13]),
        ("2027年底", [13]),
        ("明年底", [13]),
        ("明年年底前", [13]),
        ("二〇二七年底", [13]),
        ("27年底", [13]),
        ("2027", [13]),
        ("2027-12-31", [13]),
        ("2027/6/30", [7]),
        ("明年6月", [7]),
        ("明年六月底前", [7]),
        ("明年上半年", [7]),
        ("2027年第三季度", [10]),
        ("三季度", [10]),
        ("10月底", [11]),
        ("后年", [25]),
        ("年底前", [1]),
        ("11月底", "months_past"),
        ("2025年底", "months_past"),
        ("2040年底", "months_limits"),
        ("2027年13月", "months_date"),
        ("明年国庆前", [11]),
        ("越快越好", "months"),
        ("3月", [3]),
        ("一年半", 18),
    ],
)
def test_months_until_a_date(typed: str, outcome: object) -> None:
    assert said("deadline", typed, today=date(2026, 11, 30)) == outcome


# Indicators


@pytest.mark.parametrize(
    ("line", "measurable"),
    [
        ("推力密度 ≥ 8 N/cm³（现 5.5），第三方检测", True),
        ("定位误差≤±0.5mm", True),
        ("连续运行时间 4000 小时", True),
        ("良品率达到95％", True),
        ("良品率百分之九十五", True),
        ("成本降低三成", True),
        ("寿命不低于五年", True),
        ("温度 1800℃", True),
        ("粒径：50 纳米", True),
        ("纯度99.999", False),
        ("越快越好", False),
        ("性能先进，国际领先", False),
        ("满足 GB", False),
    ],
)
def test_what_can_be_measured(line: str, *, measurable: bool) -> None:
    assert is_measurable(line) == measurable


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("寿命≥4000小时\n误差≤0.5mm", ["寿命≥4000小时", "误差≤0.5mm"]),
        ("1. 寿命≥4000小时；2. 误差≤0.5mm", ["寿命≥4000小时", "误差≤0.5mm"]),
        ("1、寿命≥4000小时，现在2000小时 2、误差≤0.5mm", ["寿命≥4000小时，现在2000小时", "误差≤0.5mm"]),
        ("按第2、3条办的寿命≥5年", ["按第2、3条办的寿命≥5年"]),
        ("（1）寿命≥4000小时\n\n② 误差≤0.5mm", ["寿命≥4000小时", "误差≤0.5mm"]),
        ("1.5倍以上的寿命", ["1.5倍以上的寿命"]),
        ("一、寿命≥4000小时", ["寿命≥4000小时"]),
        ("寿命≥4000小时\n越快越好", ("doubtful", ["寿命≥4000小时", "越快越好"])),
        ("\n".join(f"第{n}项≥{n}个" for n in range(11)), "too_many"),
        ("长" * 101, "line_too_long"),
        ("123", "no_words"),
        ("", "no_words"),
        ("1" * 5000, "no_words"),
        ("长" * 100_000, "too_long"),
    ],
)
def test_indicators(typed: str, outcome: object) -> None:
    assert said("indicators", typed) == outcome


# Days


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("2022年2月14日", "2022-02-14"),
        ("2022-2-14", "2022-02-14"),
        ("2022.02.14", "2022-02-14"),
        (" ２０２２ 年 2 月 ", "2022-02"),
        ("2022/2", "2022-02"),
        ("2026-11-02", "2026-11-02"),
        ("2026年11月", "2026-11"),
        ("2026-11-03", "day_ahead"),
        ("2026年12月", "day_ahead"),
        ("2022", "day"),
        ("2022-13", "day"),
        ("2022年2月30日", "day"),
        ("1999年2月", "day"),
        ("去年", "day"),
        ("", "day"),
    ],
)
def test_days(typed: str, outcome: str) -> None:
    day = field("day", latest="2026-11-02")
    match parse(day, typed, {}):
        case Accepted(value):
            assert value == outcome
            assert KINDS["day"].holds(day, value)
        case Rejected(message):
            assert refusal(message) == outcome


def test_a_day_that_has_not_come_does_not_hold() -> None:
    days = ("2026-11-02", "2026-11", "2026-11-03", "2026-1-2", "2026-02-30", "", 2026)
    assert [KINDS["day"].holds(field("day", latest="2026-11-02"), day) for day in days] == [True, True, *[False] * 5]
    assert KINDS["day"].holds(field("day"), "2099-01")
