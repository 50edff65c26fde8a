"""Whether a reason tells an enterprise anything: what is wrong and what it can do about it takes some words."""

SHORTEST = 6  # letters, figures and ideographs
DISTINCT = 4  # different ones among them


def says_something(text: str) -> bool:
    """Return whether a text is long enough to help, and not figures or one thing over and over."""
    said = [each for each in text.casefold() if each.isalnum()]
    return len(said) >= SHORTEST and len(set(said)) >= DISTINCT and not all(map(str.isdecimal, said))
