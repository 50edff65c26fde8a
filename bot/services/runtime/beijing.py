"""The time as people in China read it; everything else is UTC."""

from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))  # China has one time and no summer time


def moment(at: datetime) -> str:
    """Return a moment as it reads on a clock in Beijing, to the minute."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def second(at: datetime) -> str:
    """Return the time of day of a moment in Beijing, to the second."""
    return at.astimezone(BEIJING).strftime("%H:%M:%S")


def day(at: datetime) -> date:
    """Return the day that a moment belongs to in Beijing."""
    return at.astimezone(BEIJING).date()
