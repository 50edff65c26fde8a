"""The bot in another language: whatever it says of its own is of that language's folder, nothing of the Chinese one."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.app import operated_by
from bot.config import FaqSection
from bot.needs.form import NEED, REASONS, load_form
from bot.texts import catalogue
from bot.texts.markup import plain
from tests.chat import GROUP, OPERATOR, STAFF, SUN, WANG, ZHAO, Chat, User, answering
from tests.conversations.need import REFERENCE, TAPPED
from tests.language import unmarked, write

SHORT = 8  # characters; what is shorter must be something as a whole, what is longer can be a part of it
STRANGE = "楼上楼下哪里收盖章的纸"
#: Answers that are refused, asked back, doubted, or may be questions; and what is done on the way.
ASIDES = {
    TAPPED[2]: ("91150200", "9115O200MA0TE5T00K", "☞都不对"),
    TAPPED[3]: ("乌兰", "☞都不对", "怎么填"),
    TAPPED[6]: ("技术指标怎么写", "☞当作填写", "☞看刚才的原文", "☞上一步"),
    TAPPED[7]: ("很多", "800", "☞都不对", "首批榜单有多少项？"),
    TAPPED[8]: ("9000万",),
    TAPPED[9]: ("3", "☞都不对", "看一遍", "存下离开", "☞继续填写"),
    TAPPED[13]: ("12345",),
    TAPPED[15]: ("☞修改某项", "☞改好了"),
}
EVERYBODY = (WANG, ZHAO, SUN)


async def fill_in(user: User) -> None:
    await user.says("/submit")
    for step in TAPPED:
        await user.goes(*ASIDES.get(step, ()), step)


async def ask(user: User) -> None:
    await user.goes("/start", "/help", "/topics", "首批榜单有多少项？", "☞👎", "首批是12项吗", STRANGE)
    await user.goes("我的身份证号是150102199001011237", "Who owns the patents?", "经费", "/privacy", "/nothing", "你好")


async def review(wang: User, zhao: User) -> None:
    await zhao.goes("/start", "/queue", "/help")
    await zhao.taps("领取", chat=GROUP)
    await zhao.goes(
        "☞退回补充", "☞完成期限", "☞写原因", "短", "期限太长，请再核实", "☞确认退回", f"/history {REFERENCE}"
    )
    await wang.goes("/my", "☞查看", "☞补充并重新提交", "36个月", "☞核对无误", "☞以上属实")
    await wang.goes("/my", "☞查看", "☞撤回", "☞确定撤回", "/status 1", "/my")
    await wang.goes("/submit", "☞同意", "☞沿用", "/cancel", "☞继续填写", "放弃", "☞确定放弃")
    await zhao.goes("/queue", "/faqstats")


async def serve(wang: User, zhao: User) -> None:
    await zhao.goes("/unanswered", "☞1.", "☞答复", "在一楼收。", "☞确认发送")
    await wang.goes("氢能重卡有没有补贴", "/handoff", "☞转给工作人员")
    await zhao.taps("答复", chat=GROUP)
    await zhao.says("目前没有公布")
    await wang.goes("那明年呢")
    await zhao.replies("等通知", to="那明年呢")
    await wang.goes("☞结束")
    await zhao.says("@jiebang_local_bot 首批榜单有多少项", to=GROUP)
    for query in ("", "经费"):
        await wang.does("inline_query", query=query)


async def events(chat: Chat) -> list[dict[str, Any]]:
    """Return all that ever happened in anybody's chats."""
    answers = [await chat.get(f"/local/users/{user_id}/messages?after=0") for user_id in (WANG, ZHAO, SUN)]
    return [event for answer in answers for event in answer["events"]]


def shown(event: dict[str, Any]) -> Iterator[str]:
    """Give what the bot shows by an event."""
    match event:
        case {"message": {"from": {"is_bot": True}, "text": text, "buttons": buttons, "keyboard": keyboard}}:
            yield text
            yield from (button["text"] for row in buttons for button in row)
            yield str(keyboard or "")
        case {"type": "callback_answer", "text": text}:
            yield text
        case {"type": "inline_answer", "results": results}:
            for each in results:
                yield from (each["title"], each["description"], plain(each["input_message_content"]["message_text"]))


def typed(event: dict[str, Any]) -> Iterator[str]:
    """Give what somebody has typed, and how he is called."""
    match event:
        case {"message": {"from": {"is_bot": False, "name": name}, "text": text}}:
            yield from (name, text)


def written(node: Any) -> Iterator[str]:
    """Give every text of a form file."""
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from written(each)
    elif isinstance(node, str):
        yield node.replace("{text}", "\n")


def answered() -> Iterator[str]:
    """Give every text of the FAQ."""
    library = answering(FaqSection()).library
    for topic in library.topics:
        yield from (topic.title, " ".join(entry.question for entry in library.of_topic(topic.id)))
    for entry in library.entries:
        answer = plain(entry.answer)
        yield from (entry.question, answer, answer.replace("\n", " "), entry.source.publisher)


def strangers(said: Iterable[str], others: Iterable[str]) -> set[str]:
    """Return what is said outside of the marks and is not what others have written, or a part that was cut off."""
    known = set[str]().union(*map(unmarked, others))
    found = set[str]().union(*map(unmarked, said)) - known
    return {piece for piece in found if len(piece) < SHORT or not any(piece in each for each in known)}


async def test_everything_that_is_said_is_said_in_the_language_of_the_house(tmp_path: Path) -> None:
    async with Chat(tmp_path, language=write(tmp_path / "scratch")) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await wang.reads("")  # else he would be spoken to in the Chinese that his app is in
        await ask(wang)
        await fill_in(wang)
        await review(wang, zhao)
        await serve(wang, zhao)
        happened = await events(chat)
        menu = await chat.get(f"/local/users/{ZHAO}/commands?chat_id={ZHAO}")
    said = [*(text for event in happened for text in shown(event)), str(menu)]
    form = written(yaml.safe_load(NEED.read_text(encoding="utf-8")))
    people = (member.name for member in STAFF.members)
    told = load_form(None, catalogue("zh")).informing(
        operated_by(OPERATOR).told
    )  # with who runs it, and how long what is kept
    theirs = (told.fields[0].prompt, f"{OPERATOR.unit}（{OPERATOR.name}", str(OPERATOR.unit))
    reasons = written(yaml.safe_load(REASONS.read_text(encoding="utf-8")))  # staff's words to the enterprise
    others = [*form, *reasons, *answered(), *people, *theirs, *(text for event in happened for text in typed(event))]
    assert strangers(said, others) == set()
