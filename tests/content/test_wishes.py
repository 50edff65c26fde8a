"""What people type is told from what they wish for: the table of wishes.tsv, which is older than the phrasings."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import config as configuration
from bot.actions import REGISTERED
from bot.app import furnish
from bot.services.asking import wishing
from faq import wishes
from faq.normalize import canonical
from faq.wishes import Wished

TABLE = Path(__file__).with_name("wishes.tsv")
NO_WISH = ("question", "content")
ALL = frozenset({"staff", "talk", "returned", "handing"})  # what wishes may need


def rows() -> Iterator[tuple[str, str, str]]:
    """Give what each text is (of several, any will do), where it comes from, and the text."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, origin, text = line.split("\t")
            yield kind, origin, text


Reading = Callable[[str], Wished | None]


def told(kind: str, read: Wished | None) -> str:
    """Return how a text was read: done, offered, missed; done wrong, offered wrong; left alone."""
    if read is None:
        return "left alone" if any(each in NO_WISH for each in kind.split("|")) else "missed"
    meant = {each.name for each in (read.wishes[:1] if read.sure else read.wishes)}
    right = "" if meant & {*kind.split("|")} else " wrong"
    return ("done" if read.sure else "offered") + right


def rates(reading: Reading) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {"wish": Counter(), "question": Counter(), "content": Counter()}
    for kind, _, text in rows():
        first = kind.split("|")[0]
        read = reading(text)
        if first == "content" and read and read.wish.carries:  # a form that is being written is not begun
            read = None
        counts[first if first in NO_WISH else "wish"][told(kind, read)] += 1
    return counts


def beside_the_faq() -> Reading:
    """Return how the bot reads a text outside of the form, where the FAQ may know it as a question."""
    house = furnish(configuration.built_in(), "")
    return lambda text: wishing.wished(house, text, house.dialogue.consider(text))


def test_what_is_typed_is_taken_for_what_it_is() -> None:
    """By words alone: the FAQ, which answers some questions first, and forms, which take their values, come on top."""
    found = rates(wishes.read)
    assert [found[kind]["done wrong"] for kind in NO_WISH] == [0, 0]
    assert found["wish"]["done wrong"] <= 1
    wished = found["wish"]
    assert wished["done"] / wished.total() >= 0.6
    assert (wished["done"] + wished["offered"] + wished["left alone"]) / wished.total() >= 0.85
    assert found["question"]["offered wrong"] / found["question"].total() <= 0.1
    assert found["content"]["offered wrong"] / found["content"].total() <= 0.15


def test_at_least_half_of_the_table_is_by_others_or_older_and_little_of_it_is_listed() -> None:
    listed = {canonical(text) for each in wishes.every().values() for text in each.phrasings}
    texts = [text for _, _, text in rows()]
    assert len(texts) >= 150
    assert sum(canonical(text) in listed for text in texts) / len(texts) <= 0.1


@pytest.mark.parametrize("wish", wishes.every().values(), ids=lambda wish: str(wish.name))
def test_a_wish_does_what_a_button_can_do_and_finds_its_own_phrasings(wish: wishes.Wish) -> None:
    does = {wish.does: {}} if isinstance(wish.does, str) else wish.does
    text = {"text": "…"} if wish.carries else {}
    assert [REGISTERED[name].model_validate({**given, **text}).name for name, given in does.items()] == list(does)
    assert 10 <= len(wish.said) <= 26
    assert len({canonical(each) for each in wish.said}) >= len(wish.said) - 1
    lost = [each for each in wish.phrasings if (found := wishes.read(each, ALL)) is None or found.wish != wish]
    assert lost == []


def test_what_is_no_wish_is_none() -> None:
    near = [text for each in wishes.every().values() for text in each.not_said]
    assert [text for text in near if wishes.read(text, ALL)] == []


def test_a_wish_of_staff_is_nobody_elses() -> None:
    assert wishes.read("待审") is None
    found = wishes.read("待审", ALL)
    assert found
    assert (found.wish.name, found.sure) == ("queue", True)


def test_beside_the_faq_even_less_is_taken_for_a_wish_that_is_none() -> None:
    found = rates(beside_the_faq())
    assert [found[kind]["done wrong"] for kind in NO_WISH] == [0, 0]
    assert found["question"]["offered wrong"] / found["question"].total() <= 0.05


if __name__ == "__main__":  # python -m tests.content.test_wishes [-v]
    for name, reading in (("by words alone", wishes.read), ("beside the FAQ", beside_the_faq())):
        for kind, counts in rates(reading).items():
            told_so = ", ".join(f"{how} {n}" for how, n in counts.most_common())
            sys.stdout.write(f"{name}: {kind} ({counts.total()}): {told_so}\n")
    for kind, origin, text in rows() if sys.argv[1:] else ():
        if (how := told(kind, found := reading(text))) not in ("done", "left alone"):
            sys.stdout.write(f"{how}\t{kind}\t{found and found.wish.name}\t{origin}\t{text}\n")


@pytest.mark.parametrize("text", ["不要撤回", "别撤回", "不撤回了", "不用改联系人", "我不想揭榜"])
def test_what_is_refused_is_not_wished_for(text: str) -> None:
    assert wishes.read(text, frozenset({"draft", "need"})) is None


@pytest.mark.parametrize(
    ("text", "wish"), [("不填了", "stop"), ("不想填了", "stop"), ("不报了", "withdraw"), ("转人工", "person")]
)
def test_what_is_wished_for_may_be_worded_as_a_refusal(text: str, wish: str) -> None:
    found = wishes.read(text, frozenset({"draft", "need"}))
    assert found is not None
    assert found.wish.name == wish


@pytest.mark.parametrize(
    "text",
    [
        *("精度不够", "跟踪精度到0.3毫米", "电机不转了", "不撤了", "上一条写错了 是0.5毫米", "预算写错了 想改"),
        *("元旦放假有人管吗", "项目有没有人管", "清华大学揭榜了吗"),
    ],
)
def test_words_of_the_trade_are_no_wish(text: str) -> None:
    assert wishes.read(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [("不要转人工", ""), ("不要给我转人工 我问你 补助给谁", "我问你 补助给谁"), ("别转人工啊，谢谢", "谢谢")],
)
def test_who_refuses_a_person_is_heard_on(text: str, rest: str) -> None:
    found = wishes.refused(text)
    assert found is not None
    assert (found[0].name, found[1]) == ("alone", rest)
