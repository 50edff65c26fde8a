"""Questions that are the same in other words stand together; what only looks alike stays apart."""

import time

import pytest

from faq.entry import load
from faq.grouping import Asked, group
from faq.index import Index


def grouped(*texts: str) -> list[list[str]]:
    return [[texts[position] for position in positions] for positions in group([Asked(text) for text in texts])]


@pytest.mark.parametrize(
    "ways",
    [
        ("氢能重卡有没有补贴", "氢能重卡有补贴吗", "请问氢能重卡给不给补贴？", "补贴，氢能重卡有没有"),
        ("氢能重卡有没有补贴", "情能重卡有没有不贴", "氫能重卡有沒有補貼", "qingneng zhongka butie"),
        ("补贴5000万够吗", "补贴五千万够不够"),
        ("乌海老矿山修复项目算不算", "乌海老矿山修复算不算", "乌海的老矿山修复"),
        ("？！", "？！"),
    ],
    ids=["said otherwise", "typed otherwise", "numbers", "longer and shorter", "nothing said"],
)
def test_ways_of_asking_one_thing(ways: tuple[str, ...]) -> None:
    assert grouped(*ways) == [list(ways)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("氢能重卡有没有补贴", "氢能汽车有没有补贴"),
        ("企业能揭榜吗", "企业能发榜吗"),
        ("补贴5000万", "补贴500万"),
        ("补贴", "氢能重卡补贴"),
        ("矿山修复", "矿山修复的验收"),
        ("首批榜单几项", "第二批榜单几项"),
        ("？", "！"),
        ("", "😀"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert grouped(one, other) == [[one], [other]]


def test_what_lies_nearest_to_the_same_entry_may_differ_more() -> None:
    one, other = "氢能重卡跑长途运输给多少补贴", "氢能货车跑长途运输给多少补贴"
    assert group([Asked(one, "a.b"), Asked(other, "a.b")]) == [[0, 1]]
    assert group([Asked(one, "a.b"), Asked(other, "a.c")]) == [[0], [1]]
    assert group([Asked(one), Asked(other)]) == [[0], [1]]


def test_groups_stand_in_the_order_of_their_first_questions() -> None:
    assert grouped("甲市", "乙县有矿", "甲市吗", "乙县矿", "丙旗草原") == [
        ["甲市", "甲市吗"],
        ["乙县有矿", "乙县矿"],
        ["丙旗草原"],
    ]
    assert group([]) == []


def test_it_is_the_same_every_time_and_grows_at_the_end() -> None:
    every = [Asked(phrasing) for entry in load().entries for phrasing in entry.phrasings][:400]
    whole = group(every)
    assert group(every) == whole
    assert group(every[:300]) == [cut for each in whole if (cut := [position for position in each if position < 300])]


def test_two_thousand_questions_take_no_longer_than_indexing_the_content_twice() -> None:
    entries = load().entries
    every = [Asked(phrasing) for entry in entries for phrasing in entry.phrasings][:2000]
    began = time.process_time()
    for _ in range(2):
        Index(entries)
    indexed = time.process_time()
    groups = group(every)
    assert (sum(map(len, groups)), time.process_time() - indexed < indexed - began) == (2000, True)
