"""HTML as Telegram reads it. What is refused, and how, was compared with TDLib's own expectations of parse_html."""

from typing import Any

import pytest

from localchat.entities import Formatted, clean, cut, split, to_html, units, with_found
from localchat.errors import ApiError
from localchat.markup import parse_html

PARSED: list[tuple[str, str, list[tuple[Any, ...]], str]] = [
    ("", "", [], ""),
    ("没有标记 > & \"", "没有标记 > & \"", [], "没有标记 &gt; &amp; &quot;"),
    ("<b>粗</b>", "粗", [("bold", 0, 1)], "<b>粗</b>"),
    ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)], "<b>a</b><i>b</i>"),
    ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)], "<u>a</u><u>b</u>"),
    ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)],
     "<s>a</s><s>b</s><s>c</s>"),
    ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)], "<tg-spoiler>a</tg-spoiler>"),
    ("🌾<B>🌾</b>", "🌾🌾", [("bold", 2, 2)], "🌾<b>🌾</b>"),
    ("<b>一<i>二</i>三</b>", "一二三", [("bold", 0, 3), ("italic", 1, 1)], "<b>一<i>二</i>三</b>"),
    ("<b></b>空", "空", [], "空"),
    ("&lt;&gt;&amp;&quot;&#65;&#x1F33E;&nbsp;", "<>&\"A🌾&nbsp;", [], "&lt;&gt;&amp;&quot;A🌾&amp;nbsp;"),
    ("&lt b", "< b", [], "&lt; b"),
    ('<a href="https://a.cn/?x=1&amp;y=2">链</a>', "链", [("text_link", 0, 1, "https://a.cn/?x=1&y=2")],
     '<a href="https://a.cn/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">链</a>'),
    ("<a href='a.cn'>链</a>", "链", [("text_link", 0, 1, "http://a.cn")],
     '<a href="http://a.cn" target="_blank" rel="noopener noreferrer">链</a>'),
    ("<a>a.cn</a>", "a.cn", [("text_link", 0, 4, "http://a.cn")],
     '<a href="http://a.cn" target="_blank" rel="noopener noreferrer">a.cn</a>'),
    ('<a href="javascript:alert(1)">x</a>', "x", [], "x"),
    ("<code>c</code>", "c", [("code", 0, 1)], "<code>c</code>"),
    ('<pre><code class="language-py">p</code></pre>', "p", [("pre", 0, 1, "py")], "<pre>p</pre>"),
    ("<pre>a<b>b</b></pre>", "ab", [("pre", 0, 2)], "<pre>ab</pre>"),
    ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)], "<blockquote>a</blockquote>"),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)], "<blockquote>a</blockquote>"),
    ("<b>粗</>", "粗", [("bold", 0, 1)], "<b>粗</b>"),
]  # fmt: skip


def row(entity: dict[str, Any]) -> tuple[Any, ...]:
    extra = [entity[name] for name in ("url", "language") if name in entity]
    return (entity["type"], entity["offset"], entity["length"], *extra)


@pytest.mark.parametrize(("html", "text", "entities", "shown"), PARSED)
def test_parsed(html: str, text: str, entities: list[tuple[Any, ...]], shown: str) -> None:
    found = clean(parse_html(html))

    assert (found.text, [row(entity) for entity in found.entities]) == (text, entities)
    assert to_html(found.text, found.entities) == shown


SURROGATE = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)
REFUSED = [
    ("一<x", "Unclosed start tag at byte offset 3"),
    ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
    ("🌾 <br>", 'Unsupported start tag "br" at byte offset 5'),
    ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
    ("<b>粗", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>粗</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
    ("粗</b>", "Unexpected end tag at byte offset 3"),
    ("<b>粗</b", "Unclosed end tag at byte offset 6"),
    ("<a href>x</a", "Unclosed end tag at byte offset 9"),
    ("<a  =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("&#xD83C;", SURROGATE),
]  # fmt: skip


@pytest.mark.parametrize(("html", "refusal"), REFUSED)
def test_refused(html: str, refusal: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(html)

    assert caught.value.description == f"Bad Request: can't parse entities: {refusal}"


CLEANED = [
    ("  a \n", "a"),
    ("a\r\nb\x00c\td", "a\nb c d"),
    ("\u202e左", "左"),
    (" \u200b\u2060\ufeff\n", ""),
    ("\u2800\u3164", ""),
]


@pytest.mark.parametrize(("text", "kept"), CLEANED)
def test_cleaned(text: str, kept: str) -> None:
    assert clean(Formatted(text)) == Formatted(kept)


def test_entities_move_with_the_blank_that_is_cut() -> None:
    assert clean(parse_html("<b>  粗 </b> ")) == Formatted("粗", [{"type": "bold", "offset": 0, "length": 1}])


FOUND = [
    ("/start 参数", [("bot_command", "/start")]),
    ("/queue@jiebang_local_bot", [("bot_command", "/queue@jiebang_local_bot")]),
    ("a/b 或/与 //x", []),
    ("见https://a.cn/x?y=1，谢谢", [("url", "https://a.cn/x?y=1")]),
    ("（http://a.cn）。", [("url", "http://a.cn")]),
    ("写给 me@a.cn 或 @jiebang_local_bot", [("email", "me@a.cn"), ("mention", "@jiebang_local_bot")]),
    ("🌾 #揭榜挂帅 #2022", [("hashtag", "#揭榜挂帅")]),
]


@pytest.mark.parametrize(("text", "entities"), FOUND)
def test_found_in_text(text: str, entities: list[tuple[str, str]]) -> None:
    found = with_found(Formatted(text)).entities

    assert [(entity["type"], cut(text, entity["offset"], entity["length"])) for entity in found] == entities


def test_nothing_is_found_in_code() -> None:
    assert [entity["type"] for entity in with_found(parse_html("<code>/start</code> /help")).entities] == [
        "code",
        "bot_command",
    ]


def test_overlapping_entities_become_proper_html() -> None:
    entities = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]

    assert to_html("<&>", entities) == "<b>&lt;<i>&amp;</i></b><i>&gt;</i>"


@pytest.mark.parametrize(("text", "length"), [("", 0), ("ab", 2), ("汉字", 2), ("🌾a", 3), ("\ud83c", 1)])
def test_units(text: str, length: int) -> None:
    assert units(text) == length


def test_split_never_cuts_a_character() -> None:
    assert split("a🌾🌾b", 2) == ["a", "🌾", "🌾", "b"]
    assert [len(piece) for piece in split("汉" * 100_000)] == [4096] * 24 + [1696]
