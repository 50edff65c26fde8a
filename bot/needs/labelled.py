"""Lines that begin with the name of a field, as people type and paste them: what they name, and what they say of it."""

import re
from collections.abc import Iterator

from bot.needs.fields import KINDS, Field, extends
from bot.needs.fields.cleaning import clean, folded, plain
from bot.needs.fields.tables import is_header
from bot.needs.fields.vocabulary import any_of, means
from bot.needs.form import Form
from faq import words

LABEL = 24  # characters of what may be the name of a field
SEVERAL = 2  # names: so many parts of one line are a line each
SURE = 3  # names: in so many not even the first, of prose, takes the others in

_OPENING = '【\\[〔「(（"“|\\\\'
BULLET = (
    rf"[^\w{_OPENING}\n①-⑳]*(?:[(（]?(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[)）.、．]|[①-⑳])?[^\w{_OPENING}\n]*"
)
_NAME = (
    rf"(?:[【\[〔「\"“](?P<boxed>[^】\]〕」\"”\n]{{1,{LABEL}}})[】\]〕」\"”]|(?P<name>[^:：\t=＝|\n]{{1,{LABEL}}}?))"
)
LINE = re.compile(rf"^{BULLET}\**{_NAME}\**[ ]*(?(boxed)[:：\t=＝|]?|[:：\t=＝|])\**(?P<value>.*)$")
_UNBOXED = rf"^{BULLET}(?:(?P<boxed>(?!))|(?P<name>[^ \t　]{{2,{LABEL}}}?))"
_BLANK = re.compile(rf"{_UNBOXED}[ \t　]+(?![-–—])(?P<value>.+)$")
_DASHED = re.compile(rf"{_UNBOXED}[ ]*[-–—]{{1,2}}[ ]*(?P<value>.+)$")
_ALONE = re.compile(rf"^(?P<number>{BULLET})(?:(?P<boxed>(?!))|(?P<name>[^:：\t=＝|\n]{{2,{LABEL}}}))(?P<value>)$")
_REMARK = re.compile(r"[(（][^()（）]*[)）]|[*＊]")
_UNIT = re.compile(r"[万亿千]?元|个?月|年")
_BARE = re.compile(r"[0-9][0-9.,]*")
_COLON_WITHIN = re.compile(rf"^({BULLET}[^:：\t=\n]{{1,{LABEL}}}[(（][^()（）:：]*)[:：]([^()（）]*[)）])")
_ROW = re.compile(r"^[ ]*[|｜](.*)[|｜][ ]*$")
_RULE = re.compile(r"^[|｜:+= \t-]+$")


def named(form: Form, raw: str, *, alone: bool = False) -> tuple[Field | None, str]:
    """Return the field that a line begins with the name of, and the rest; a name `alone` needs no number before it."""
    line = _COLON_WITHIN.sub(r"\1 \2", raw)
    for pattern in (LINE, _BLANK, _DASHED, _ALONE):
        found = pattern.match(line)
        if found is None or (pattern is _ALONE and not (alone or re.search(r"\w|[①-⑳]", found["number"]))):
            continue
        name = found["boxed"] or found["name"]
        if field := called(form, name):
            return field, with_unit(field, name, bare(form, field, found["value"]))
    return None, ""


def called(form: Form, name: str) -> Field | None:
    """Return the field that the head of a line or column names, with remarks and units: 其中：企业自筹（万元）."""
    told = re.sub(rf"^(?:{any_of(form.texts, 'within')})[:：]?", "", _REMARK.sub("", name).strip())
    return form.called(folded(told)) or form.called(folded(re.sub(rf"/(?:{_UNIT.pattern})$", "", told)))


def with_unit(field: Field, name: str, value: str) -> str:
    """Return a value with the unit that stands in the name of its field: 研发预算（万元）, 期限/月."""
    if field.kind not in ("money", "months") or re.search("[万亿千元wWkK%％成年月天日]", value):
        return value
    unit = _UNIT.search(re.sub(r"^[^(（/]*", "", name))
    told = {"月": "个月"}.get(unit[0], unit[0]) if unit else ""
    return _BARE.sub(rf"\g<0>{told}", plain(value)) if told else value


def beneath(field: Field, name: str, value: str) -> str:
    """Return a value that stands on the line after the name of its field."""
    return value if extends(field) else with_unit(field, name, value)


def bare(form: Form, field: Field, value: str) -> str:
    """Return a value without quotes around it and remarks on a stamp; empty where only a gap was left for it."""
    value = value.strip().strip('"“”|')
    value = re.sub(rf"[(（](?:{any_of(form.texts, 'stamped')})[)）]$", "", value.strip()).strip()
    gap = rf"[\W_]*|{_UNIT.pattern}|[(（][^()（）0-9]*[)）]"
    left_open = not KINDS[field.kind].free and re.fullmatch(gap, value) is not None
    return "" if left_open or not re.search(r"[^\W_]", value) else value


def lines(form: Form, text: str) -> Iterator[str]:
    """Give the lines of a text; where one names several fields, a line each."""
    for raw in text.splitlines():
        if row := _ROW.match(raw):
            yield from () if _RULE.match(raw) else _of_cells(form, row[1], r"[ ]*[|｜][ ]*", raw)
        elif parts := _parts(form, raw):
            yield from parts
        else:
            yield from _of_cells(form, raw, r"[\t ]+", raw)  # Telegram's apps send a blank for a tab


def _of_cells(form: Form, row: str, between: str, raw: str) -> Iterator[str]:
    """Give a line for each pair of a name and a value in the cells of a row, else the row as it is."""
    cells = re.split(between, row.strip())
    places = [place for place, cell in enumerate(cells) if called(form, cell)]
    several = len(places) >= SEVERAL and places == [*range(0, len(cells), 2)]
    if is_header(form.texts, "\t".join(cells)) or not (several or (row != raw and places == [0])):
        yield raw
    else:
        yield from map("：".join, zip(cells[::2], [*cells[1::2], ""], strict=False))


def _parts(form: Form, raw: str) -> list[str]:
    """Return the parts of a line, several of which name a field: 联系人：张三 电话：13800000000."""
    names = words.any_of(name for field in form.numbered for name in (field.label, *field.aliases))
    head = (
        rf"(?:(?<=[\s,，;；、。|])|(?<=[^\w\s(（{_OPENING}])){BULLET}(?:{names})(?:[(（][^()（）]*[)）])?[ ]*[:：=＝]"
    )
    begins = re.match(BULLET, raw)
    starts = [found.start() for found in re.finditer(head, raw) if begins is None or found.start() > begins.end()]
    parts = [raw[start:end].strip(" \t,，;；、") for start, end in zip((0, *starts), (*starts, len(raw)), strict=True)]
    parts = [part for part in parts if part]
    first = named(form, parts[0])[0] if parts else None
    taken_in = first is None or (extends(first) and len(parts) < SURE)
    return [] if len(parts) < SEVERAL or taken_in else parts


def is_heading(form: Form, raw: str, *, first: bool) -> bool:
    """Return whether a line is the name of a section and no more, or one of the form before its `first` field."""
    title = folded(re.sub(BULLET, "", raw, count=1))
    about, whole = any_of(form.texts, "section"), any_of(form.texts, "whole_form")
    section = re.sub(rf"(?:{about})$", "", title)
    numbered = re.match(r"[(（]?[一二三四五六七八九十]{1,3}[)）.、．]", raw.strip()) is not None
    is_named = not title or section in {folded(field.section) for field in form.fields}
    is_section = numbered and section != title and len(title) <= LABEL // 2
    opening = raw.rstrip().endswith((":", "：")) and len(title) <= LABEL // 2
    return is_named or is_section or (first and (opening or re.search(rf"(?:{whole})$", title) is not None))


def is_column(form: Form, raw: str) -> bool:
    """Return whether a line is the name of a column, which may be the head of a table that stands in lines."""
    return any(
        means(form.texts, f"column.{column}", clean(raw)) for column in ("name", "now", "target", "unit", "method")
    )
