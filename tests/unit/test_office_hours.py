"""When the office opens next: weekly hours, holidays, worked weekends, and years that nobody has announced yet."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import office
from bot.config import ConfigError, load
from bot.services.runtime.office_hours import SHANGHAI, Office, opening

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICIAL = Office((opening(WEEKDAYS, "14:30", "17:30"), opening(WEEKDAYS, "09:00", "12:00")))
OWN = Office((opening(("mon", "sat"), "09:00", "17:00"),), frozenset({date(2026, 11, 7)}))


def opens(hours: Office, moment: str) -> str | None:
    found = hours.next_opening(datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI))
    return f"{found:%Y-%m-%d %H:%M}" if isinstance(found, datetime) else found


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-02 09:00", None),  # a Monday
        ("2026-11-02 11:59", None),
        ("2026-11-02 08:59", "2026-11-02 09:00"),
        ("2026-11-02 12:00", "2026-11-02 14:30"),
        ("2026-11-02 17:30", "2026-11-03 09:00"),
        ("2026-11-06 18:00", "2026-11-09 09:00"),  # over the weekend
        ("2026-09-30 18:00", "2026-10-08 09:00"),  # over the National Day week
        ("2026-10-01 10:00", "2026-10-08 09:00"),
        ("2026-10-09 18:00", "2026-10-10 09:00"),  # a Saturday that is worked
        ("2026-10-10 10:00", None),
        ("2026-10-10 12:30", "2026-10-10 14:30"),
        ("2099-08-06 10:00", None),  # of a year that is not announced, but far from every holiday
        ("2099-08-06 18:00", "2099-08-07 09:00"),
        ("2099-10-01 10:00", "unknown"),  # closed, but until when?
        ("2099-09-30 10:00", "unknown"),
        ("2099-09-25 18:00", "unknown"),  # the weekend may be worked
        ("2099-10-09 10:00", None),
        ("2098-12-31 10:00", "unknown"),
        ("2026-12-31 18:00", "unknown"),
    ],
)
def test_official_holidays(moment: str, expected: str | None) -> None:
    assert opens(OFFICIAL, moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-02 10:00", None),
        ("2026-11-02 17:00", "2026-11-09 09:00"),  # the Saturday between is one of its own holidays
        ("2026-11-13 10:00", "2026-11-14 09:00"),
        ("2026-10-03 10:00", None),  # a Saturday in the National Day week, which it does not keep
    ],
)
def test_holidays_of_its_own(moment: str, expected: str | None) -> None:
    assert opens(OWN, moment) == expected


NEXT = Office(OFFICIAL.openings, frozenset({date(2099, 10, 5), date(2099, 10, 6)}), frozenset({date(2099, 9, 26)}))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2099-09-30 18:00", "2099-10-07 09:00"),  # what law fixes need not be listed
        ("2099-09-25 18:00", "2099-09-26 09:00"),  # a Saturday that is worked
        ("2099-09-26 18:00", "2099-09-28 09:00"),
        ("2099-01-01 10:00", "2099-01-02 09:00"),  # 元旦, a Thursday: of its own years the office says all that is off
        ("2100-01-01 10:00", "unknown"),
        ("2026-09-30 18:00", "2026-10-08 09:00"),  # announced, and not its own
    ],
)
def test_the_days_of_a_year_that_is_not_announced_can_be_given(moment: str, expected: str | None) -> None:
    assert opens(NEXT, moment) == expected


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (OFFICIAL, "2026-10-31 23:59", None),
        (OFFICIAL, "2098-10-31 23:59", 2098),
        (NEXT, "2099-10-31 23:59", None),
        (NEXT, "2099-11-01 00:00", 2100),
        (NEXT, "2098-11-01 00:00", 2098),
        (Office(), "2099-11-01 00:00", None),
        (Office(OFFICIAL.openings, frozenset()), "2099-11-01 00:00", None),
    ],
)
def test_from_november_on_a_year_that_nobody_has_said_is_missed(
    hours: Office, moment: str, expected: int | None
) -> None:
    assert hours.unannounced(datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)) == expected


def test_without_hours_nobody_knows() -> None:
    assert opens(Office(), "2026-11-02 03:00") is None
    every_day = frozenset(date(2026, month, day) for month in (11, 12) for day in range(1, 31))
    assert opens(Office(OWN.openings, every_day), "2026-11-01 03:00") is None


def test_any_timezone_is_understood() -> None:
    assert OFFICIAL.next_opening(datetime(2026, 11, 2, 3, 59, tzinfo=UTC)) is None
    expected = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
    assert OFFICIAL.next_opening(datetime(2026, 11, 2, 4, tzinfo=UTC)) == expected


def test_hours_are_configured(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        'office:\n  hours:\n  - {days: [mon, sat], from: "09:00", to: "17:00"}\n  holidays: [2026-11-07]\n'
    )
    (tmp_path / "none.yaml").write_text("")
    assert office(load(tmp_path / "c.yaml", {}, secrets=False).office) == OWN
    assert office(load(tmp_path / "none.yaml", {}, secrets=False).office) == Office()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('hours: [{days: [], from: "09:00", to: "17:00"}]', "office.hours[0].days: 至少要有 1 条，现在只有 0 条"),
        ('hours: [{days: [mon], from: "17:00", to: "09:00"}]', "office.hours[0]: 结束时间应晚于开始时间"),
        ('hours: [{days: [mon], from: 17:30, to: "18:00"}]', "office.hours[0].from: 要写成文字"),
        ("holidays: never", "office.holidays: 要写成列表"),
        ("holidays: [2027-02-20], workdays: [2027-02-20]", "office: 2027-02-20 既写成放假又写成上班，只能是一样"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, written: str, message: str) -> None:
    (tmp_path / "c.yaml").write_text(f"office: {{{written}}}\n")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "c.yaml", {}, secrets=False)
    assert str(caught.value).partition(":1: ")[2] == message


def at(moment: str) -> datetime:
    return datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("hours", "start", "end", "days"),
    [
        (Office(), "2026-11-06 23:00", "2026-11-06 23:59", 0),  # a Friday
        (Office(), "2026-11-06 23:00", "2026-11-08 10:00", 0),
        (Office(), "2026-11-06 23:00", "2026-11-09 00:01", 1),
        (Office(), "2026-09-30 10:00", "2026-10-07 10:00", 0),  # the National Day week
        (Office(), "2026-09-30 10:00", "2026-10-10 10:00", 3),  # with the Saturday that is worked
        (OFFICIAL, "2026-09-30 10:00", "2026-10-10 10:00", 3),
        (OWN, "2026-11-02 10:00", "2026-11-16 10:00", 3),  # Mondays, and the second Saturday
        (Office(), "2026-11-09 10:00", "2026-11-06 10:00", 0),  # a clock that was put back
    ],
)
def test_working_days_are_counted(hours: Office, start: str, end: str, days: int) -> None:
    assert hours.workdays_between(at(start), at(end)) == days


@pytest.mark.parametrize(
    ("hours", "start", "count", "end"),
    [
        (Office(), "2026-11-02 10:00", 24, "2026-11-03 10:00"),
        (Office(), "2026-11-06 10:00", 24, "2026-11-09 10:00"),  # over the weekend
        (Office(), "2026-09-30 10:00", 24, "2026-10-08 10:00"),  # over the National Day week
        (OFFICIAL, "2026-11-02 11:00", 2, "2026-11-02 15:30"),  # over noon
        (OFFICIAL, "2026-11-06 20:00", 6, "2026-11-09 17:30"),
    ],
)
def test_hours_of_office_pass(hours: Office, start: str, count: int, end: str) -> None:
    assert hours.add_hours(at(start), count) == at(end)


@pytest.mark.parametrize(
    ("hours", "start", "end", "minutes"),
    [
        (OFFICIAL, "2026-11-02 09:00", "2026-11-02 09:00", 0),
        (OFFICIAL, "2026-11-02 10:00", "2026-11-02 15:00", 150),  # with the noon between
        (OFFICIAL, "2026-11-02 12:30", "2026-11-02 13:30", 0),
        (OFFICIAL, "2026-11-02 16:30", "2026-11-03 10:00", 120),
        (OFFICIAL, "2026-11-06 17:00", "2026-11-09 09:10", 40),  # over the weekend
        (OFFICIAL, "2026-09-30 17:00", "2026-10-08 09:30", 60),  # over the National Day week
        (OFFICIAL, "2026-10-09 17:30", "2026-10-10 10:00", 60),  # into a Saturday that is worked
        (OFFICIAL, "2026-11-02 10:00", "2026-11-02 09:00", 0),  # a clock that was put back
        (OWN, "2026-11-06 09:00", "2026-11-14 10:00", 540),
        (Office(), "2026-11-02 08:00", "2026-11-02 10:00", 60),  # without hours the usual ones count
        (Office(), "2026-11-06 17:00", "2026-11-09 09:10", 40),
    ],
)
def test_how_long_the_office_is_open_meanwhile(hours: Office, start: str, end: str, minutes: int) -> None:
    first, last = (datetime.strptime(each, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI) for each in (start, end))
    assert hours.open_between(first, last).total_seconds() == minutes * 60
