"""What a need is likely to be returned for: a table of values and what is found in them."""

import pytest

from bot.needs.advice import Found, found
from bot.needs.fields.spec import Json
from tests.unit.filling import FORM, FULL

WHOLE = "连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录"
COLUMNS = {"name": "定位误差", "target": "≤ 0.5", "unit": "mm", "now": "2", "method": "第三方检测"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"indicators": [COLUMNS]}, []),
        ({"indicators": [WHOLE, "误差 ≤ 0.5 mm，第三方检测"]}, [Found("indicators", "no_present", (2,))]),
        ({"indicators": [{**COLUMNS, "method": ""}]}, [Found("indicators", "no_method", (1,))]),
        ({"indicators": ["能耗由 30 度降到 20 度，按台账统计"]}, []),
        (
            {"indicators": ["实现自动装车，现场验收"]},
            [Found("indicators", w, (1,)) for w in ("no_figure", "no_present")],
        ),
        ({"self_fund": 0}, [Found("self_fund", "no_funds")]),
        ({"budget": 0}, []),  # whatever a value is that nothing bounds
        (
            {"title": "高温窑炉用传感器采购", "problem": "我厂需要购买一批传感器，要求耐高温，三个月内到货，" * 3},
            [Found("problem", "purchase")],
        ),
        ({"title": "采购不到的传感器国产化研制"}, []),
    ],
)
def test_what_is_found(changed: dict[str, Json], expected: list[Found]) -> None:
    assert found(FORM, {**FULL, "indicators": [WHOLE], **changed}) == expected
