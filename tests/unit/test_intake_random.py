"""Filling in the form under random events: what holds whatever is typed and tapped."""

import json
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.actions import decode, encode
from bot.needs import actions
from bot.needs.draft import Verdict
from bot.needs.fields.contact import mobiles
from bot.needs.form import TOGETHER
from bot.needs.intake import Blank, Draft, Event, Resumed, Said, SharedPhone, Step, Tapped, advance, begin, present
from bot.needs.orders import ordered
from bot.needs.taps import TAPS
from bot.needs.words import changes, command
from bot.reply import Button, Reply
from bot.texts import Html
from tests.unit.filling import FORM, FULL, PROBLEM, at, returned

# Random events

TYPED = """同意 内蒙古敕勒新材料有限公司 91150200MA0TE5T00K 9115O200MA0TE5T00K 乌市 包头 1 2 17 是 不对
高温烧结炉推舟机构国产化研制 越快越好 寿命≥4000小时 800万 900 50000 全部 两年 没有 共有 张三 13800000000 rd@example.com
跳过 上一步 看一遍 存草稿 取消 怎么填 修改第9项 改10 提交 <b> 🙂 \u202e
预算改成900万 把联系人改成李强 第3项改为锡盟 500-800万 有哪些？ 先不填了 谢谢
加一条：噪声≤85dB 第1条改成≥90℃ 删掉第1条 第1条和第2条换一下 补充：还有别的 技术指标再加一条：x≥1 撤销 恢复原来的 就这些
李强电话13812345678 没带 接着填 无所谓 不要公开厂名 不归企业 委托或合作 河套农机"""
TEXTS = st.sampled_from([*TYPED.split(), PROBLEM, "", "长" * 600, "9" * 100_000])
VALUES = st.sampled_from(["research", "joint", "equity", "150200", "shared", "nonsense", "", "1"])
KEYS = st.sampled_from([*(field.key for field in FORM.fields), "review", "nonsense"])
VERDICTS: st.SearchStrategy[Verdict] = st.sampled_from(["answer", "talk", "unknown"])
BARE: list[type[actions.OfDraft]] = [*TAPS, actions.Resume, actions.OfDraft]
ACTIONS: st.SearchStrategy[actions.OfDraft] = st.one_of(
    st.sampled_from([kind() for kind in BARE]),
    st.builds(actions.Choose, v=VALUES),
    st.builds(actions.Toggle, v=VALUES),
    st.builds(actions.Confirm, n=st.sampled_from([0, 1, -1, 99])),
    st.builds(actions.Edit, key=KEYS),
    st.builds(actions.Restore, key=KEYS),
)
BLIND = st.builds(Tapped, ACTIONS)
SEEING = st.integers(0, 60)  # a tap on the n-th button of the cards that were just shown
EVENTS = st.one_of(
    st.builds(Said, TEXTS | st.text(max_size=80), VERDICTS, st.just("问题"), st.booleans()),
    BLIND,
    SEEING,
    SEEING,
    SEEING,
    st.builds(SharedPhone, st.sampled_from(["+8613800000000", "x"]), st.booleans()),
    st.sampled_from([Blank(Html("语音我听不了。")), Resumed()]),
)
STARTS = st.one_of(
    st.sampled_from([begin(FORM, 1001, 7), begin(FORM, 1001, 7, FULL), begin(FORM, 1001, 7, earlier=FULL)]),
    st.sampled_from([*(field.key for field in FORM.steps), "extras", "review", "truth"]).map(lambda key: at(key).step),
    st.sets(KEYS, max_size=4).map(lambda todo: returned(*todo).step),
)


class _Tags(HTMLParser):
    """Checks that tags are closed on the line that opens them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag in ("b", "i"), attrs) == (True, [])
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


def named(draft: Draft, event: Event) -> set[str]:
    """The fields beside the present one that an event may change: what a sentence names, what is carried over."""
    card = set(FORM.together) if draft.step == TOGETHER else set[str]()
    if isinstance(event, Tapped):
        carried = set(draft.earlier) if isinstance(event.action, actions.Carry) else set[str]()
        return card | carried | _put_back(draft, event.action)
    if not isinstance(event, Said):
        return set()
    order = ordered(FORM, draft, event.text)
    told = {each.field.key for each in changes(FORM, draft, event.text)} | ({order.field.key} if order else set())
    typed = command(FORM, draft, event.text)
    back = _put_back(draft, typed.action) if typed else set[str]()
    return {*card, *told, *(["contact"] if mobiles(event.text) else []), *back}


def _put_back(draft: Draft, action: actions.OfDraft) -> set[str]:
    """The fields that taking back a change touches."""
    undone = set(draft.past[-1].values) if draft.past and isinstance(action, actions.Undo) else set[str]()
    return undone | ({action.key} if isinstance(action, actions.Restore) else set[str]())


def check_undo(before: Draft, after: Draft) -> None:
    """What an event changed is taken back by one undo, and what was taken back is no change."""
    if len(after.past) >= len(before.past) and after.past != before.past:
        back = advance(FORM, after, Tapped(actions.Undo())).draft
        consents = {key for key in after.values if FORM.has(key) and FORM.consents(key)}
        assert {key: value for key, value in back.values.items() if key not in consents} == {
            key: value for key, value in before.values.items() if key not in consents
        }
        assert back.begun == before.begun


def check_step(before: Draft, event: Event, step: Step) -> None:
    """What must hold after any event, whatever the draft was."""
    after = step.draft
    changed = {key for key in {*before.values, *after.values} if before.values.get(key) != after.values.get(key)}
    cleared = {before.step} if isinstance(event, Tapped) and isinstance(event.action, actions.Clear) else set[str]()
    senseless = {key for key in before.values if FORM.has(key) and not FORM.applies(key, after.values)}
    assert changed <= {before.step, *named(before, event), *senseless}
    assert set(before.values) - set(after.values) <= cleared | senseless | named(before, event)
    check_undo(before, after)
    assert after.revision == before.revision + (replace(after, revision=before.revision) != before)
    assert all(FORM.holds(key, after.values[key]) for key in changed & set(after.values))
    assert Draft.from_json(json.loads(json.dumps(after.to_json()))) == after
    if step.outcome == "submitted":
        assert before.step == "truth"
        assert FORM.missing(after.values) == ()
        assert [remark for remark in FORM.remarks(after.values) if remark.level == "error"] == []
    else:
        assert step.replies
        check_reply(present(FORM, after))
    assert (step.question is None) == (step.outcome != "asked")
    for reply in step.replies:
        check_reply(reply)


@given(STARTS, st.lists(EVENTS, max_size=25))
def test_random_events(start: Step, events: list[Event | int]) -> None:
    step = start
    for event in events:
        buttons = [button for reply in step.replies for button in _buttons(reply)]
        if isinstance(event, int):
            button = buttons[event % len(buttons)] if buttons else Button("", actions.Here())
            assert isinstance(button.action, actions.OfDraft)
            event = Tapped(button.action)
        before, step = step.draft, advance(FORM, step.draft, event)
        check_step(before, event, step)
