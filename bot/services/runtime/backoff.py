"""How long to wait before trying again, whoever does not answer."""

LONGEST = 30.0  # seconds


def backoff(failures: int, longest: float = LONGEST) -> float:
    """Return the seconds to wait after so many failures in a row: half a second, doubling, at most `longest`."""
    return min(0.25 * 2.0 ** min(failures, 20), longest)  # the power alone would overflow after a long outage
