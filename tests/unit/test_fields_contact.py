"""What phone numbers and addresses read out of typed text: one table a kind."""

import pytest

from bot.needs.fields import masked
from tests.unit.reading import said

# Contact


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("13800000000", "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("手机13800000000", "13800000000"),
        ("13800000000 或 13800000000", "13800000000"),
        ("13800000000，13900000000", "phone_several"),
        ("一三八一二三四五六七八", "13812345678"),
        ("我的电话是幺三八 一二三四 五六七八", "13812345678"),
        ("一三八一二三四五六七", "phone_shorter"),
        ("1380000000", "phone_shorter"),
        ("138000000000", "phone_longer"),
        ("12800000000", "phone_segment"),
        ("0472-5551234", "phone_fixed"),
        ("+852 9123 4567", "phone_abroad"),
        ("张三", "phone"),
        ("12", "phone"),
        ("", "phone"),
        ("1" * 300, "phone"),
    ],
)
def test_phones(typed: str, outcome: object) -> None:
    assert said("mobile", typed) == outcome


def test_a_phone_number_is_masked() -> None:
    assert masked("13800000000") == "138****0000"


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("rd@example.com", "rd@example.com"),
        ("RD@Example.COM", "RD@example.com"),
        ("邮箱：ｒｄ＠example。com", "rd@example.com"),
        ("张三 <rd@example.com>", "rd@example.com"),
        ("mailto:rd@example.com", "rd@example.com"),
        ("a.b+c@mail.example.com.cn", "a.b+c@mail.example.com.cn"),
        ("rd@example", "email"),
        ("rd.example.com", "email"),
        ("@example.com", "email"),
        ("rd@@example.com", "email"),
        ("rd@-example.com", "email"),
        ("rd@[127.0.0.1]", "email"),
        ("a@example.com b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com，b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com、B@Example.com", ["a@example.com", "B@example.com"]),
        ("a@example.com和b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com/b@example", ["a@example.com"]),
        ("a@example.com a@example.com", "a@example.com"),
        ("a@example，b@example", "email"),
        ("张三@example.com", "email"),
        ("邮箱是rd@example.com", "rd@example.com"),
        (f"{'a' * 75}@example.com", "too_long"),
        ("", "email"),
    ],
)
def test_emails(typed: str, outcome: object) -> None:
    assert said("email", typed) == outcome
