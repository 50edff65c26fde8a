"""Tells a question by its words, wherever it is typed: to the FAQ, into the form, or about what was submitted.

The words are those of asking.yaml; nothing is looked up in the content here.
"""

import re
from functools import cache

from faq.normalize import clean
from faq.words import any_of, written

EITHER = r"(?P<verb>[\u4e00-\u9fff])[不没](?P=verb)"  # a verb beside its own denial: 给不给, 签没签
# 还是 between two things that begin or end alike, or after 是: 归企业还是归揭榜方, 企业出还是政府出, 是贷款还是补助.
CHOICE = (
    r"(?P<first>\w)\w{{1,12}}还是(?!{still})(?P=first)(?![不没])",
    r"(?P<last>\w)了?还是(?!{still})\w{{1,12}}?(?P=last)[了的呢啊嘛]?(?!\w)",
    r"(?<![还但可就于总老只不])是\w{{1,12}}还是(?!{still})\w",
)


def is_question(text: str) -> bool:
    """Return whether `text` has a word that asks, or is worded like a question as a whole."""
    return asks(text) or is_worded(text)


def asks(text: str) -> bool:
    """Return whether a word that asks stands anywhere in `text`."""
    return _found("anywhere", text)


def is_worded(text: str) -> bool:
    """Return whether `text` ends in a question mark, or begins or ends with a word that asks there."""
    return _found("whole", text)


def _found(where: str, text: str) -> bool:
    return any(found["asks"] for found in _asking()[where].finditer(clean(text)))


@cache
def _asking() -> dict[str, re.Pattern[str]]:
    """Return the patterns of what asks; what only looks like it is matched too, outside of the group `asks`."""
    words = {kind: any_of(each) for kind, each in written("asking.yaml").items()}
    choice = "|".join(CHOICE).format(still=f"(?:{words['still']})")
    anywhere = rf"{words['anywhere']}|\b(?:{words['foreign']})\b|{EITHER}|{choice}"
    whole = rf"^(?:{anywhere}|{words['opening']})|\?\W*$|(?<=\w)(?:吗|{words['closing']})\W*$"
    asking = {"anywhere": anywhere, "whole": whole}
    return {where: re.compile(f"{words['never']}|(?P<asks>{each})") for where, each in asking.items()}
