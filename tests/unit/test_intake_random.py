"""Filling in any form under random events: what holds whatever is typed and tapped.

The forms are those of needs and of interest, and small ones that are made up.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.actions import decode, encode
from bot.needs import actions
from bot.needs.answers import KEPT
from bot.needs.draft import Verdict, is_asking
from bot.needs.fields import Field, extends
from bot.needs.fields.contact import mobiles
from bot.needs.form import TOGETHER, Form, load_form
from bot.needs.form_checks import faults
from bot.needs.intake import Blank, Draft, Event, Resumed, Said, SharedPhone, Step, Tapped, advance, begin, present
from bot.needs.orders import ordered
from bot.needs.past import REMEMBERED
from bot.needs.pasted import named_by_line, of_another
from bot.needs.taps import TAPS
from bot.needs.words import changes, command, corrected, parted
from bot.reply import Button, Reply
from bot.texts import Html
from tests.unit.filling import FORM, FULL, PROBLEM, at, returned

INTEREST = load_form(None, FORM.texts, "interest")

# Random events

TYPED = """同意 内蒙古敕勒新材料有限公司 91150200MA0TE5T00K 9115O200MA0TE5T00K 乌市 包头 1 2 17 是 不对
高温烧结炉推舟机构国产化研制 越快越好 寿命≥4000小时 800万 900 50000 全部 两年 没有 共有 张三 13800000000 rd@example.com
跳过 上一步 看一遍 存草稿 取消 怎么填 修改第9项 改10 提交 <b> 🙂 \u202e
预算改成900万 把联系人改成李强 第3项改为锡盟 500-800万 有哪些？ 先不填了 谢谢
加一条：噪声≤85dB 第1条改成≥90℃ 删掉第1条 第1条和第2条换一下 补充：还有别的 技术指标再加一条：x≥1 撤销 恢复原来的 就这些
李强电话13812345678 没带 接着填 无所谓 不要公开厂名 不归企业 委托或合作 河套农机"""
VERDICTS: st.SearchStrategy[Verdict] = st.sampled_from(["answer", "talk", "unknown"])
BARE: list[type[actions.OfDraft]] = [*TAPS, actions.Resume, actions.OfDraft]
SEEING = st.integers(0, 60)  # a tap on the n-th button of the cards that were just shown
Events = st.SearchStrategy[Event | int]


def texts_of(form: Form) -> tuple[str, ...]:
    """What people type at a form: answers, bare and with the names of their fields, and the names of options."""
    examples = [field.example for field in form.fields]
    named = [f"{field.label}：{field.example}" for field in form.numbered]
    changes = [f"{field.label}改成{field.example}" for field in form.numbered]
    options = [option.label for field in form.fields for option in field.options]
    return (
        *TYPED.split(),
        PROBLEM,
        *examples,
        *named,
        *changes,
        *options,
        "\n".join(named),
        "",
        "长" * 600,
        "9" * 100_000,
    )


def keys_of(form: Form) -> st.SearchStrategy[str]:
    return st.sampled_from([*(field.key for field in form.fields), "review", "nonsense"])


def blind(form: Form) -> st.SearchStrategy[Event]:
    """Taps of whatever button there is, in sight or not: stale ones, and forged ones."""
    values = st.sampled_from([*(o.value for field in form.fields for o in field.options), "nonsense", "", "1"])
    taps: st.SearchStrategy[actions.OfDraft] = st.one_of(
        st.sampled_from([kind() for kind in BARE]),
        st.builds(actions.Choose, v=values),
        st.builds(actions.Toggle, v=values),
        st.builds(actions.Confirm, n=st.sampled_from([0, 1, -1, 99])),
        st.builds(actions.Edit, key=keys_of(form)),
        st.builds(actions.Restore, key=keys_of(form)),
    )
    return st.builds(Tapped, taps)


def events(form: Form) -> Events:
    texts = st.sampled_from(texts_of(form)) | st.text(max_size=80)
    return st.one_of(
        st.builds(Said, texts, VERDICTS, st.just("问题"), st.booleans()),
        blind(form),
        SEEING,
        SEEING,
        SEEING,
        st.builds(SharedPhone, st.sampled_from(["+8613800000000", "x"]), st.booleans()),
        st.sampled_from([Blank(Html("语音我听不了。")), Resumed()]),
    )


EVENTS = events(FORM)
STARTS = st.one_of(
    st.sampled_from([begin(FORM, 1001, 7), begin(FORM, 1001, 7, FULL), begin(FORM, 1001, 7, earlier=FULL)]),
    st.sampled_from([*(field.key for field in FORM.steps), "extras", "review", "truth"]).map(lambda key: at(key).step),
    st.sets(keys_of(FORM), max_size=4).map(lambda todo: returned(*todo).step),
)


# Small forms that are made up

#: The fields that every form has.
ALWAYS: dict[str, dict[str, Any]] = {
    "agreed": {"label": "告知", "kind": "consent", "example": "同意"},
    "item": {"label": "题目", "kind": "text", "role": "title", "max_length": 40, "example": "一个题目"},
    "firm": {"label": "厂家", "kind": "text", "role": "organisation", "max_length": 40, "example": "甲公司"},
    "who": {"label": "谁来办", "kind": "text", "role": "contact", "max_length": 20, "example": "张三"},
    "tel": {"label": "电话号", "kind": "phone", "role": "phone", "example": "13800000000"},
}
_OPTIONS = [{"value": "a", "label": "红色"}, {"value": "b", "label": "绿色"}, {"value": "c", "label": "蓝色"}]
#: And others, by kind.
OTHERS: dict[str, dict[str, Any]] = {
    "choice": {"options": _OPTIONS, "example": "红色", "default": "b"},
    "choices": {"options": _OPTIONS, "example": "红色", "default": "b"},
    "text": {"max_length": 300, "min_length": 8, "multiline": True, "example": "写上几句话说明情况"},
    "money": {"at_most": 1000, "example": "80万"},
    "months": {"at_most": 60, "example": "12个月"},
    "day": {"example": "2022-02"},
    "keywords": {"max_items": 5, "max_length": 10, "example": "稀土、抛光"},
    "indicators": {"max_items": 5, "max_length": 80, "example": "寿命 ≥ 4000 小时"},
    "group": {"max_items": 5, "max_length": 80, "example": "白音，教授", "table": [
        {"key": "name", "label": "姓名"}, {"key": "title", "label": "职称"}]},
    "email": {"example": "rd@example.com"},
}  # fmt: skip


def small(kinds: list[tuple[str, bool, int | None]], *, together: bool) -> Form:
    """Return a form with the fields that every form has, and one of each kind, some asked beside others only."""
    raw = [{"section": "甲", "prompt": "？", "required": True, "key": key, **rest} for key, rest in ALWAYS.items()]
    for number, (kind, required, asked) in enumerate(kinds):
        key, before = f"{kind}{number}", [each for each in raw if each["required"] or not required]
        other = before[asked % len(before)] if asked is not None else {}
        wanted: Any = ["a", {"not": ["a", "b"]}][number % 2] if "options" in other else {"filled": number % 3 != 0}
        more = {"when": {other["key"]: wanted}} if other else {}
        told = {"key": key, "label": f"{kind.title()}{number}", "section": "乙", "prompt": "？", "required": required}
        raw.append({"kind": kind, **OTHERS[kind], **told, **more})
    both = [each["key"] for each in raw if each.get("default") and each["required"] and "when" not in each]
    data = {"version": 2, "fields": raw, "together": both if together else []}
    good = list[Field]()
    assert list(faults(data, good, FORM.texts, "need")) == []
    return Form(2, tuple(good), FORM.texts, together=tuple(both) if together else ())


_KINDS = st.tuples(st.sampled_from([*OTHERS]), st.booleans(), st.none() | st.integers(0, 30))
SMALL = st.builds(small, st.lists(_KINDS, max_size=5), together=st.booleans())


class _Tags(HTMLParser):
    """Checks that tags are closed on the line that opens them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag in ("b", "i", "s"), attrs) == (True, [])
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_reply(reply: Reply) -> None:
    """Every message has a text whose tags never span a line, and buttons with short plain labels."""
    assert reply.text.strip()
    for line in reply.text.split("\n"):
        parser = _Tags()
        parser.feed(line)
        parser.close()
        assert parser.open == []
    for button in _buttons(reply):
        assert 0 < len(button.label) <= 60
        assert isinstance(button.action, actions.OfDraft)
        assert decode(*encode(button.action)) == button.action


def _buttons(reply: Reply) -> Iterator[Button]:
    for row in reply.buttons:
        assert 0 < len(row) <= 3
        yield from row


def named(form: Form, draft: Draft, event: Event) -> set[str]:
    """The fields beside the present one that an event may change: what a sentence names, what is carried over."""
    card = set(form.together) if draft.step == TOGETHER else set(draft.shares)
    if form.consents(draft.step) and draft.brought:  # what was brought before it is filled in with it
        return {field.key for field in form.numbered}
    if isinstance(event, Tapped):
        carried = set(draft.earlier) if isinstance(event.action, actions.Carry) else set[str]()
        return card | carried | _put_back(draft, event.action)
    if not isinstance(event, Said):
        return set()
    if named_by_line(form, event.text[: 2 * KEPT], least=1) or of_another(form, draft, event.text):
        return {field.key for field in form.numbered}
    order = ordered(form, draft, event.text)
    told = {each.field.key for each in changes(form, draft, event.text)} | ({order.field.key} if order else set())
    told |= {each.key for each in (form.led_by_part(event.text),) if each}
    told |= {each.field.key for each in (corrected(form, draft, event.text),) if each}
    if form.has(draft.step):
        told |= {each.field.key for each in parted(form, draft, form.field(draft.step), event.text)}
    typed = command(form, draft, event.text)
    back = _put_back(draft, typed.action) if typed else set[str]()
    people = {form.of_role("contact").key, form.of_role("phone").key} if mobiles(event.text) else set[str]()
    finer = {each.key for key in (draft.step, *card) if form.has(key) for each in form.finer(key)}
    return {*card, *finer, *told, *people, *back}


def _put_back(draft: Draft, action: actions.OfDraft) -> set[str]:
    """The fields that taking back a change touches."""
    undone = set(draft.past[-1].values) if draft.past and isinstance(action, actions.Undo) else set[str]()
    return undone | ({action.key} if isinstance(action, actions.Restore) else set[str]())


def check_undo(form: Form, before: Draft, after: Draft) -> None:
    """What an event changed is taken back by one undo, and what was taken back is no change."""
    if len(after.past) >= len(before.past) and after.past != before.past:
        back = advance(form, after, Tapped(actions.Undo())).draft
        consents = {key for key in after.values if form.has(key) and form.consents(key)}
        assert {key: value for key, value in back.values.items() if key not in consents} == {
            key: value for key, value in before.values.items() if key not in consents
        }
        assert back.begun == before.begun


def check_kept(form: Form, before: Draft, step: Step) -> None:
    """Nothing that was typed is gone: what stood stands still, can be put back, or is what is asked."""
    after = step.draft
    undoable, begun_before = dict[str, object](), dict[str, str | None]()
    if after.past[: len(before.past)] == before.past or len(after.past) == REMEMBERED:
        for past in after.past[-1:]:
            undoable, begun_before = dict(past.values), dict(past.begun)
    undone = len(after.past) < len(before.past)
    held = {**before.aside, **before.values}
    for key, value in held.items():
        now = {**after.aside, **after.values}.get(key)
        assert now == value or undone or undoable.get(key) == value or form.consents(key)
    texts = _typed_in(after) + (step.question or "") + str(list(begun_before.values()))
    for text in (*before.begun.values(), *before.brought.values()):
        assert undone or text in texts or _is_used(before, after, text)
    if is_asking(before.pending):
        newer = before.rejected.get(before.step) != after.rejected.get(before.step)  # of refused texts the last is kept
        assert before.pending.text[:KEPT] in texts or newer or _is_used(before, after, before.pending.text)


def _typed_in(draft: Draft) -> str:
    """All texts that a draft keeps as they were typed."""
    pending = draft.pending.text if draft.pending else ""
    kept = (*draft.begun.values(), *draft.rejected.values(), *draft.brought.values(), pending)
    return "\n".join((*kept, *(each for each in draft.values.values() if isinstance(each, str))))


def _is_used(before: Draft, after: Draft, text: str) -> bool:
    """Whether a text has become a value, or a part of one, with what else it was read into."""
    return bool(text) and after.values != before.values


def check_ways(form: Form, draft: Draft) -> None:
    """From any state there is a way out, which changes nothing, and a way to the submission."""
    if draft.step == "submitted":
        return
    out = advance(form, draft, Tapped(actions.Leave()))
    assert (out.outcome, out.draft.values, out.draft.begun) == ("left", draft.values, draft.begun)
    step, goes = out, list[str]()
    for _ in range(4 * len(form.fields) + 20):
        if step.outcome == "submitted":
            return
        event = forward(form, step.draft)
        goes.append(f"{step.draft.step}: {event}")
        step = advance(form, step.draft, event)
    raise AssertionError("\n".join(goes))


def forward(form: Form, draft: Draft) -> Event:
    """What somebody does at a step who has an answer to everything."""
    at = draft.step
    if draft.pending and draft.pending.kind != "picking":
        return Tapped(actions.Again())
    if form.has(at):
        field, value = form.field(at), draft.values.get(at)
        errors = {
            key for each in form.remarks(draft.values) if each.level == "error" for key in (each.field, each.other)
        }
        if form.consents(at):
            return Tapped(actions.Agree())
        if form.holds(at, value) and at not in errors:
            return Tapped(actions.Skip())
        if extends(field) and value is not None:
            return Tapped(actions.Clear()) if not field.required else Said(field.example)
        return Said(field.example)
    if at == TOGETHER:
        return Tapped(actions.AllRight())
    if at == "extras":
        return Tapped(actions.Done())
    if at == "truth":
        return Tapped(actions.Submit())
    lacking = [field.key for field in form.missing(draft.values)]
    wrong = [each.field for each in form.remarks(draft.values) if each.level == "error"]
    return Tapped(actions.Edit(key=[*lacking, *wrong][0])) if lacking or wrong else Tapped(actions.Truth())


def check_step(form: Form, before: Draft, event: Event, step: Step) -> None:
    """What must hold after any event, whatever the draft was."""
    after = step.draft
    changed = {key for key in {*before.values, *after.values} if before.values.get(key) != after.values.get(key)}
    cleared = {before.step} if isinstance(event, Tapped) and isinstance(event.action, actions.Clear) else set[str]()
    senseless = {key for key in before.values if form.has(key) and not form.applies(key, after.values)}
    back = {key for key in before.aside if key in after.values}
    assert changed <= {before.step, *named(form, before, event), *senseless, *back}
    assert set(before.values) - set(after.values) <= cleared | senseless | named(form, before, event)
    assert not after.values.keys() & after.aside.keys()
    assert all(form.applies(key, after.values) for key in after.values)
    check_kept(form, before, step)
    check_undo(form, before, after)
    assert after.revision == before.revision + (replace(after, revision=before.revision) != before)
    assert all(form.holds(key, after.values[key]) for key in changed & set(after.values))
    assert Draft.from_json(json.loads(json.dumps(after.to_json()))) == after
    if step.outcome == "submitted":
        assert before.step == "truth"
        assert form.missing(after.values) == ()
        assert [remark for remark in form.remarks(after.values) if remark.level == "error"] == []
    else:
        assert step.replies or step.outcome == "previewed"  # which is for the caller to answer
        check_reply(present(form, after))
    assert (step.question is None) == (step.outcome != "asked")
    for reply in step.replies:
        check_reply(reply)


def goes(form: Form, step: Step, done: list[Event | int]) -> None:
    """Do what is to be done, a number being a tap on the card, and look at everything after each."""
    for each in done:
        event: Event
        if isinstance(each, int):
            buttons = [button for reply in step.replies for button in _buttons(reply)]
            button = buttons[each % len(buttons)] if buttons else Button("", actions.Here())
            assert isinstance(button.action, actions.OfDraft)
            event = Tapped(button.action)
        else:
            event = each
        before, step = step.draft, advance(form, step.draft, event)
        check_step(form, before, event, step)
    check_ways(form, step.draft)


@given(STARTS, st.lists(EVENTS, max_size=25))
def test_the_form_of_needs(start: Step, done: list[Event | int]) -> None:
    goes(FORM, start, done)


@given(st.lists(events(INTEREST), max_size=25))
def test_the_form_of_interest(done: list[Event | int]) -> None:
    goes(INTEREST, begin(INTEREST, 1001, 7), done)


@given(st.data())
def test_a_form_that_is_made_up(data: st.DataObject) -> None:
    form = data.draw(SMALL)
    goes(form, begin(form, 1001, 7), data.draw(st.lists(events(form), max_size=15)))
