"""One spelling for one question."""

import time
from itertools import count

import pytest

from faq.normalize import LIMIT, canonical, is_greeting, is_pinyin, sound
from faq.numbers import arabic

SAME = [
    ("揭榜挂帅是什么", "請問揭榜掛帥是什麼？"),
    ("揭榜挂帅是什么", "你好，揭榜挂帅是啥呀，谢谢"),
    ("揭榜挂帅是什么", "揭\u200b榜 挂\u202e帅\n是什么"),
    ("怎么提交", "如何提交"),
    ("怎么提交", "咋提交呢？"),
    ("能提交吗", "可不可以提交"),
    ("FAQ怎么用", "ｆａｑ怎样用"),
    ("1.9亿", "一亿九"),
    ("1.9亿", "19000万"),
    ("1.9亿", "1亿9000万"),
    ("80%", "八成"),
    ("80%", "百分之八十"),
    ("14个产业链", "十四个产业链"),
]

NUMBERS = [
    ("1,157.9万元", "1157.9万元"),
    ("一千一百五十七点九万", "1157.9万"),
    ("半个亿", "5000万"),
    ("两个亿", "2亿"),
    ("三万八千", "3.8万"),
    ("九亿四", "9.4亿"),
    ("二零二二年第一批", "2022年第1批"),
    ("一月十号", "1月10号"),
    ("四十二家企业", "42家企业"),
    ("万一失败了", "万一失败了"),
    ("千万别", "千万别"),
    ("一些", "一些"),
    ("合成立功", "合成立功"),
    ("十百千家", "十百千家"),
    ("一点一点一万", "一点一点一万"),
]

SOUNDS_ALIKE = [
    ("揭榜挂帅", "接邦卦帅"),
    ("签约", "千月"),
    ("制度", "字度"),
    ("金额", "经额"),
    ("揭榜挂帅", "jiebang guashuai"),
    ("揭榜挂帅", "jiebangguashuai"),
    ("西安", "xi an"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_question_has_one_spelling(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("written", "expected"), NUMBERS)
def test_numbers_become_arabic_where_they_are_numbers(written: str, expected: str) -> None:
    assert arabic(written) == expected


@pytest.mark.parametrize(("one", "other"), SOUNDS_ALIKE)
def test_homophones_and_typed_pinyin_sound_alike(one: str, other: str) -> None:
    assert sound(canonical(one)) == sound(canonical(other))


def test_a_latin_word_that_is_no_pinyin_is_one_sound() -> None:
    assert len(sound(canonical("what is submit"))) == 3


@pytest.mark.parametrize("text", ["你好", "您好！请问在吗", "早上好~", "hello", "嗨"])
def test_politeness_alone_is_a_greeting(text: str) -> None:
    assert is_greeting(text)


@pytest.mark.parametrize("text", ["", "？？？", "你好，怎么报名", "钱"])
def test_other_text_is_no_greeting(text: str) -> None:
    assert not is_greeting(text)


def test_politeness_that_is_all_there_is_stays() -> None:
    assert canonical("你好") == "你好"


def test_signs_and_invisible_characters_leave_nothing() -> None:
    assert [canonical(text) for text in ("", "？！…", "\u200b\u202e\ufeff", "\x00\x07", "\ud800")] == [""] * 5


def test_a_long_question_is_read_without_what_is_said_while_thinking() -> None:
    told = "嗯那个不好意思我想问一下就是说这个补助资金然后它到底是分几次拨给企业的呢我不太清楚"
    assert canonical(told) == "这补助资金它到底是分几次拨给企业"


def test_words_of_other_languages_sound_alike_whatever_their_ending() -> None:
    said = ["projects registered", "project register", "төслүүд", "төслүүдийн"]
    assert sound(canonical(said[0])) == sound(canonical(said[1]))
    assert sound(canonical(said[2])) == sound(canonical(said[3]))


@pytest.mark.parametrize(("text", "typed"), [("jiebang guashuai", True), ("what", False), ("揭榜", False), ("", False)])
def test_typed_pinyin_is_known(text: str, typed: bool) -> None:  # noqa: FBT001
    written = canonical(text)
    assert is_pinyin(written if "揭" in written else sound(written)) == typed


def test_everything_past_the_limit_is_cut() -> None:
    assert canonical("揭" * 100_000) == "揭" * LIMIT


ORDINARY = "揭榜挂帅项目的申报条件以及牵头单位和参与单位各自需要提供的材料"
fresh = count()


def effort(text: str) -> float:
    """Return the least time of the processor that a text takes which was not seen before."""

    def taken() -> float:
        unseen, began = f"{next(fresh)}{text}", time.process_time()
        sound(canonical(unseen))
        return time.process_time() - began

    return min(taken() for _ in range(20))


@pytest.mark.parametrize("piece", ["的吗", "一点", "nan", "1,", "十", "为什么", "﷽"])
def test_no_long_input_takes_long(piece: str) -> None:
    assert effort(piece * 50_000 + "x") < 20 * effort(ORDINARY * 10)
