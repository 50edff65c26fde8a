"""Knowledge is ready before anybody asks, and the indexes of test chats do not add up."""

from dataclasses import replace

from bot.config import FaqSection
from bot.services.knowledge.editions import Knowledge
from faq.answer import Responder
from faq.entry import Library, load
from faq.likeness import Judgement
from faq.matcher import Matcher
from tests.chat import answering

KEPT = 4  # of 80 MB each


def test_one_message_is_read_before_anybody_asks() -> None:
    read = list[str]()

    class Read(Matcher[str]):
        def judge(self, text: str) -> Judgement[str]:
            read.append(text)
            return super().judge(text)

    library = load()
    few = replace(library, entries=library.entries[:3])
    knowledge = Knowledge(Responder(few, Read))
    first, before = few.entries[0].question, len(read)
    assert first in read
    knowledge.dialogue.consider(first)
    assert len(read) == before  # it is remembered
    assert Knowledge(Responder(Library((), (), {}))).revision == 0  # where nothing can be asked


def test_chats_that_want_the_same_share_an_index_and_few_are_kept() -> None:
    assert answering(FaqSection()) is answering(FaqSection())
    assert answering.cache_parameters()["maxsize"] == KEPT
