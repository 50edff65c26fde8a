"""Readings of characters, against those that pypinyin itself gives."""

from pypinyin import lazy_pinyin

from faq.pinyin import COMMON, reading, syllables


def test_every_common_character_is_read_as_pypinyin_reads_it() -> None:
    characters = [chr(code) for code in COMMON]
    assert [reading(each) for each in characters] == [lazy_pinyin(each)[0] for each in characters]


def test_what_has_no_reading_stays_as_it_is() -> None:
    assert [reading(each) for each in "aà1한 ％"] == [*"aà1한 ％"]


def test_syllables_are_plain_letters() -> None:
    assert {"lv", "zhuang", "a"} < syllables()
    assert [each for each in syllables() if not (each.isascii() and each.isalpha())] == []
