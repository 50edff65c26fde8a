"""What holds no words gets one line that says what to do instead, wherever it was for; words beside it are read."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.config import StaffSection
from localchat.world import BOT_ID
from tests.chat import GROUP, STAFF, SUN, WANG, ZHAO, Chat, Heard, User
from tests.conversations.need import REFERENCE, TAPPED, before
from tests.conversations.talk import FIRST_ASK, NOTHING_KNOWN, UNKNOWN, started, talking
from tests.conversations.test_bad_input import drafts

CODE = TAPPED[2]
FILE = {"file_id": "a", "file_unique_id": "b"}
PLACE = {"latitude": 40.8, "longitude": 111.7}
CAPTIONED: dict[str, dict[str, Any]] = {
    "voice": {"voice": {**FILE, "duration": 3}},
    "audio": {"audio": {**FILE, "duration": 3}},
    "video": {"video": {**FILE, "width": 9, "height": 9, "duration": 3}},
    "animation": {"animation": {**FILE, "width": 9, "height": 9, "duration": 3}, "document": FILE},
    "photo": {"photo": [{**FILE, "width": 9, "height": 9}]},
    "document": {"document": {**FILE, "file_name": "技术需求.docx"}},
}
OPTION = {"text": "是", "voter_count": 0, "persistent_id": "0"}
POLL = {
    "id": "1",
    "question": "行吗",
    "options": [OPTION],
    "total_voter_count": 0,
    "type": "regular",
    **dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False),
}
KINDS: dict[str, dict[str, Any]] = {
    **CAPTIONED,
    "video_note": {"video_note": {**FILE, "length": 240, "duration": 3}},
    "venue": {"venue": {"location": PLACE, "title": "x", "address": "y"}, "location": PLACE},
    "location": {"location": PLACE},
    "live location": {"location": {**PLACE, "live_period": 900}},
    "sticker": {
        "sticker": {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
    },
    "poll": {"poll": POLL},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "story": {"story": {"id": 1, "chat": {"id": -7, "type": "channel", "title": "频道"}}},
    "contact": {"contact": {"phone_number": "13900000000", "first_name": "李强"}},
    "year 2030": {"something_from_the_year_2030": {"x": 1}},
}
LINES = {
    "voice": "语音我听不了。请用手机键盘上的话筒说（语音输入），变成文字再发。",
    "audio": "音频我听不了。请把里面要说的打字发来。",
    "video": "视频我看不了。请把里面要说的打字发来。",
    "animation": "动图我看不懂。请打字告诉我。",
    "photo": "图片我看不了。请把上面写的打字发来。",
    "document": "文件我打不开。请把里面要说的打字发来，可以分几条。",
    "video_note": "视频留言我看不了。请用手机键盘上的话筒说（语音输入），变成文字再发。",
    "venue": "地点我看不了。请打出盟市的名字，例如“包头市”。",
    "location": "位置我看不了。请打出盟市的名字，例如“包头市”。",
    "live location": "位置我看不了。请打出盟市的名字，例如“包头市”。",
    "sticker": "贴纸我看不懂。请打字告诉我。",
    "poll": "投票我看不懂。请把要问的打字发来。",
    "dice": "这个表情我看不懂。请打字告诉我。",
    "story": "动态我看不了。请把里面要说的打字发来。",
    "contact": "名片我没有收。要留号码，请打字发来。",
    "year 2030": "我只看得懂文字，这条没有收下。请打字告诉我。",
}
#: What is taken for a need, by the name it has then.
FILES = {"photo": "照片1", "document": "技术需求.docx"}
OFFER = "看到文件《{}》，还没有收下。\n要把它作为哪一份需求的附件？"
BESIDE = "只看了您写的字，随附的图片、文件没有收下；里面有要说的，请打字发来。"
NO_FORM = "收到号码，但现在没有用到，没有保存。要填报需求请发送 /submit。"
NOT_NOW = "现在还不需要电话号码，谢谢。"

numbers = count(9_000)


async def sends(
    user: User, *, to: int | None = None, reply: int | None = None, edited: int = 0, **content: Any
) -> Heard:
    """Send a message with any content, as Telegram would hand it over."""
    person = {"id": user.id, "first_name": "某人"}
    chat = {"id": to, "type": "supergroup", "title": "揭榜办"} if to else {**person, "type": "private"}
    head = {"message_id": edited or next(numbers), "date": 1_790_000_000, "chat": chat}
    message = {**head, "from": {**person, "is_bot": False}, **content}
    if reply:
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "揭榜通"}
        message["reply_to_message"] = {**head, "message_id": reply, "from": bot, "text": "?"}
    kind = {"edit_date": 1_790_000_001} if edited else {}
    name = "edited_message" if edited else "message"
    return await user.does("raw", update={name: {**message, **kind}})


async def arrived(chat: Chat) -> User:
    """Return 王芳, who has started the bot."""
    await chat.user(WANG).says("/start")
    return chat.user(WANG)


def newest(user: User, to: str, chat: int) -> int:
    """Return the number of the newest message in a chat in which `to` stands."""
    return max(at for (where, at), each in user.messages.items() if where == chat and to in each["text"])


# ── kinds and places ──


async def test_the_table_has_every_kind() -> None:
    assert list(KINDS) == list(LINES)


async def test_where_a_question_would_be_asked(chat: Chat) -> None:
    wang = await arrived(chat)
    said = {kind: (await sends(wang, **content)).texts for kind, content in KINDS.items()}
    offers = {kind: [OFFER.format(name)] for kind, name in FILES.items()}
    assert said == {kind: [line] for kind, line in LINES.items()} | offers | {"contact": [NO_FORM]}


async def test_in_the_form(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    kept = await drafts(chat)
    for kind, content in KINDS.items():
        (text,) = (await sends(wang, **content)).texts
        if kind in FILES:  # nobody has these
            assert text.splitlines()[0] == f"没有收下《{FILES[kind]}》：文件没能取下来。请再发一次。"
            continue
        line = NOT_NOW if kind == "contact" else LINES[kind]
        assert text.splitlines()[:3] == [line, "", "第 2/13 步 · 信用代码"]
    assert await drafts(chat) == kept


async def test_where_staff_are_asked_for_something(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await zhao.taps("领取", chat=GROUP)
    await zhao.taps("不通过")
    said = {kind: (await sends(zhao, **content)).texts for kind, content in KINDS.items()}
    assert said == {kind: [f"这里只收文字，刚才问的还在等您。{line}"] for kind, line in LINES.items()}
    assert (await zhao.says("这是采购，不是攻关")).heads[-1].startswith("请确认：不通过")


async def test_in_a_talk_by_the_asker(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        said = {kind: (await sends(wang, **content)).texts for kind, content in KINDS.items()}
        assert said == {kind: [f"只有文字能转给工作人员，这条没有转过去。{line}"] for kind, line in LINES.items()}
        assert (await zhao.hears()).texts == []
        assert (await wang.says("那明年呢")).heads == ["已转给工作人员。"]
        await wang.says("/topics")  # another card lies over it
        assert (await sends(wang, **KINDS["voice"])).texts == [LINES["voice"]]


async def test_in_a_talk_by_staff(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.taps("再写一条")
        said = {kind: (await sends(zhao, **content)).texts for kind, content in KINDS.items()}
        assert said == {kind: [f"只有文字能转给提问人，这条没有发出。{line}"] for kind, line in LINES.items()}
        assert (await wang.hears()).texts == []
        assert (await zhao.says("等通知")).heads[-1] == "正在发给提问人 甲-1；没送到会告诉您。"
        assert (await wang.hears()).heads == ["工作人员答复"]


async def test_in_the_group_in_reply_to_an_asker(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "☞转人工")
        await zhao.hears()
        card = newest(zhao, UNKNOWN, GROUP)
        said = {kind: (await sends(zhao, to=GROUP, reply=card, **content)).texts for kind, content in KINDS.items()}
        assert said == {kind: [f"只有文字能转给提问人，这条没有发出。{line}"] for kind, line in LINES.items()}
        assert (await wang.hears()).texts == []
        assert (await zhao.replies("没有", to=UNKNOWN, chat=GROUP)).in_chat(GROUP).heads[-1] == (
            "正在发给提问人 甲-1；没送到会告诉您。"
        )


async def test_in_the_group_otherwise_nothing_is_said(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        _, zhao, _ = await talking(chat)
        await zhao.taps("再写一条")  # which is asked for in private
        shown = (await zhao.says("/queue", to=GROUP)).messages[-1]["message_id"]
        for content in KINDS.values():
            assert (await sends(zhao, to=GROUP, **content)).texts == []
            assert (await sends(zhao, to=GROUP, reply=shown, **content)).texts == []


async def test_a_reply_to_staff_without_words(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, _ = await talking(chat)
        await wang.goes("/submit", "☞同意")
        kept, answer = await drafts(chat), newest(wang, "目前没有公布", WANG)
        assert (await sends(wang, reply=answer, **KINDS["voice"])).texts == [
            f"只有文字能转给工作人员，这条没有转过去。{LINES['voice']}"
        ]
        assert (await sends(wang, **KINDS["voice"])).heads == [LINES["voice"]]  # the form has what replies to nothing
        assert await drafts(chat) == kept


async def test_ones_own_number_is_for_the_form_whatever_else_is_asked(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, _ = await talking(chat)
        own: dict[str, Any] = {"contact": {"phone_number": "13800000000", "first_name": "王芳", "user_id": WANG}}
        assert (await sends(wang, **own)).texts == [f"只有文字能转给工作人员，这条没有转过去。{LINES['contact']}"]
        await wang.goes(*before("13800000000"))
        await wang.taps("继续说")  # which lies above the form
        assert (await sends(wang, **KINDS["contact"])).heads[0].startswith("只有文字能转给工作人员")
        assert (await sends(wang, **own)).heads[0].startswith("✓ 手机号码")


# ── many of one ──


@pytest.mark.parametrize("caption", ["", "首批榜单有多少项"])
async def test_an_album_gets_one_line(chat: Chat, caption: str) -> None:
    wang = chat.user(WANG)
    said = await wang.does("album", count=10, caption=caption)
    offer = OFFER.format("照片1")
    assert said.heads == [offer.partition("\n")[0], *(["15项，都是技术攻关类。"] if caption else [])]
    assert (await wang.does("album", count=2)).texts == [offer]


async def test_an_album_in_a_talk_gets_one_line(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        assert (await wang.does("album", count=4, caption="见图")).texts == [BESIDE, "已转给工作人员。"]
        assert [text.splitlines()[1] for text in (await zhao.hears()).texts] == ["见图"]
        await zhao.taps("答复")
        assert (await zhao.does("album", count=4)).texts == [f"只有文字能转给提问人，这条没有发出。{LINES['photo']}"]


async def test_of_a_live_location_one_line_is_said(chat: Chat) -> None:
    wang = chat.user(WANG)
    shared = await chat.post(f"/local/users/{WANG}/updates", {"type": "location", "live_period": 900})
    assert (await wang.hears()).texts == [LINES["location"]]
    for latitude in (40.1, 40.2, 40.3):
        assert (await wang.does("moved", message_id=shared["message"]["message_id"], latitude=latitude)).texts == []


# ── words beside it ──


def new(said: Heard) -> list[str]:
    """Return the first lines of what was said anew."""
    return [each["text"].partition("\n")[0] for each in said.messages if not each["edited"]]


@pytest.mark.parametrize("kind", CAPTIONED)
async def test_a_caption_is_a_question(chat: Chat, kind: str) -> None:
    wang = await arrived(chat)
    said = await sends(wang, **CAPTIONED[kind], caption="首批榜单有多少项")
    seen = f"看到文件《{FILES[kind]}》，还没有收下。" if kind in FILES else BESIDE
    answer = "15项，都是技术攻关类。"
    looked_into = kind == "document"  # whether it is a form that was filled in, before it is spoken of
    assert said.heads == ([answer, seen] if looked_into else [seen, answer])


async def test_a_caption_of_what_nobody_thought_of_is_one_too(chat: Chat) -> None:
    wang = await arrived(chat)
    said = await sends(wang, something_from_the_year_2030={"x": 1}, caption="首批榜单有多少项")
    assert said.heads == [BESIDE, "15项，都是技术攻关类。"]


@pytest.mark.parametrize("kind", CAPTIONED)
async def test_a_caption_is_an_answer_in_the_form(chat: Chat, kind: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    said = await sends(wang, **CAPTIONED[kind], caption=CODE)
    kept = f"✓ 信用代码：{CODE}"
    lost = f"没有收下《{FILES.get(kind)}》：文件没能取下来。请再发一次。"  # nobody has these
    assert set(said.heads) == ({kept, lost} if kind in FILES else {BESIDE, kept})


async def test_a_caption_is_what_staff_were_asked_for(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await zhao.taps("领取", chat=GROUP)
    await zhao.taps("不通过")
    said = await sends(zhao, **CAPTIONED["document"], caption="这是采购，不是攻关")
    assert new(said) == [BESIDE, f"请确认：不通过 {REFERENCE}"]


async def test_a_caption_passes_in_a_talk(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        assert (await sends(wang, **CAPTIONED["photo"], caption="执照见图")).texts == [BESIDE, "已转给工作人员。"]
        (card,) = (await zhao.hears()).texts
        assert card.splitlines()[:2] == ["提问人 甲-1", "执照见图"]
        await zhao.taps("答复")
        said = await sends(zhao, **CAPTIONED["document"], caption="请看附件")
        assert new(said) == [BESIDE, "正在发给提问人 甲-1；没送到会告诉您。"]
        assert (await wang.hears()).texts == ["工作人员答复\n您问：执照见图\n\n请看附件"]


async def test_a_caption_passes_in_the_group(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "☞转人工")
        await zhao.hears()
        said = await sends(zhao, to=GROUP, reply=newest(zhao, UNKNOWN, GROUP), **CAPTIONED["photo"], caption="没有补贴")
        assert new(said.in_chat(GROUP)) == [BESIDE, "正在发给提问人 甲-1；没送到会告诉您。"]
        assert (await wang.hears()).texts == [f"工作人员答复\n您问：{UNKNOWN}\n\n没有补贴"]


async def test_a_caption_can_be_a_command(chat: Chat) -> None:
    entities = [{"type": "bot_command", "offset": 0, "length": 8}]
    said = await sends(await arrived(chat), **CAPTIONED["photo"], caption="/handoff", caption_entities=entities)
    assert said.texts == [BESIDE, FIRST_ASK]


async def test_a_caption_can_call_the_bot_in_a_group(chat: Chat) -> None:
    call = "@jiebang_local_bot 首批榜单有多少项"
    entities = [{"type": "mention", "offset": 0, "length": 18}]
    said = await sends(chat.user(ZHAO), to=GROUP, **CAPTIONED["photo"], caption=call, caption_entities=entities)
    assert said.heads == [BESIDE, "15项，都是技术攻关类。"]


# ── changed ──

CHANGED = (
    "看到您修改了之前的消息，但已收到的内容不会跟着变。"
    "要改填报内容，请发“修改第 1 项”，编号点“看一遍”可以查到；要重新提问，请另发一条。"
)
PASSED = "更正已转给工作人员。"


async def test_a_changed_line_of_the_askers_is_passed_on_once_each_time(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        line = (await chat.post(f"/local/users/{WANG}/messages", {"text": "预算八百万"}))["message"]["message_id"]
        assert (await wang.hears()).heads == ["已转给工作人员。"]
        await zhao.hears()
        seen = []
        for text in ("预算九百万", "预算九百万", "预算一千万", "预算八百万"):
            said = await wang.does("edited_message", message_id=line, text=text)
            seen.append((said.seen, [each.splitlines()[-2] for each in (await zhao.hears()).texts]))
        assert seen == [
            ([f"{PASSED}\n[继续说] [结束]"], ["又说：更正“预算八百万”：预算九百万"]),
            ([], []),  # Telegram also reports changes that nobody sees
            ([f"{PASSED}\n[继续说] [结束]"], ["又说：更正“预算八百万”：预算一千万"]),
            ([f"{PASSED}\n[继续说] [结束]"], ["又说：更正“预算八百万”：预算八百万"]),
        ]


async def test_a_changed_question_to_staff_is_passed_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.says("/handoff")
        line = (await chat.post(f"/local/users/{WANG}/messages", {"text": UNKNOWN}))["message"]["message_id"]
        await wang.hears()
        assert (await wang.taps("转给工作人员")).heads == ["已把您的问题转给工作人员："]
        await zhao.hears()
        assert (await wang.does("edited_message", message_id=line, text="氢能重卡有没有奖励")).texts == [PASSED]
        assert [text.splitlines()[-2] for text in (await zhao.hears()).texts] == [
            f"又说：更正“{UNKNOWN}”：氢能重卡有没有奖励"
        ]


async def test_a_changed_caption_is_passed_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        number = next(numbers)
        await wang.does("raw", update={"message": raw(WANG, number, **CAPTIONED["photo"], caption="见图一")})
        await zhao.hears()
        assert (await sends(wang, edited=number, **CAPTIONED["photo"], caption="见图二")).texts == [PASSED]
        assert [text.splitlines()[-2] for text in (await zhao.hears()).texts] == ["又说：更正“见图一”：见图二"]
        assert (await sends(wang, edited=number, **CAPTIONED["photo"])).texts == [CHANGED]
        assert (await zhao.hears()).texts == []


def raw(user_id: int, number: int, **content: Any) -> dict[str, Any]:
    person = {"id": user_id, "first_name": "某人"}
    head = {"message_id": number, "date": 1_790_000_000, "chat": {**person, "type": "private"}}
    return {**head, "from": {**person, "is_bot": False}, **content}


async def test_a_changed_line_of_staffs_is_sent_once_each_time(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await wang.says("那明年呢")
        await zhao.hears()
        await zhao.taps("答复")
        line = (await chat.post(f"/local/users/{ZHAO}/messages", {"text": "十月申报"}))["message"]["message_id"]
        await zhao.hears()
        await wang.goes("几号截止")
        await zhao.hears()
        sent = ["正在发给提问人 甲-1；没送到会告诉您。"]
        for text, told in (("十一月申报", sent), ("十一月申报", []), ("十二月申报", sent)):
            assert (await zhao.does("edited_message", message_id=line, text=text)).texts == told
        assert (await wang.hears()).seen == [
            "工作人员更正\n更正“十月申报”：十一月申报\n[继续说] [结束]",
            "工作人员更正\n更正“十一月申报”：十二月申报\n[继续说] [结束]",
        ]
        assert (await zhao.replies("月底", to="几号截止")).heads == ["提问人 甲-1", sent[0]]  # it was waiting still


async def test_a_changed_reply_in_the_group_is_sent(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "☞转人工")
        await zhao.looks()
        body = {"text": "有补贴", "chat_id": GROUP, "reply_to": newest(zhao, UNKNOWN, GROUP)}
        line = (await chat.post(f"/local/users/{ZHAO}/messages", body))["message"]["message_id"]
        await zhao.hears()
        await wang.hears()
        said = await zhao.does("edited_message", message_id=line, text="没有补贴", chat_id=GROUP)
        assert said.texts == ["正在发给提问人 甲-1；没送到会告诉您。"]
        assert (await wang.hears()).texts == ["工作人员更正\n更正“有补贴”：没有补贴"]


async def test_staff_who_ask_see_their_correction_from_both_sides(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOTHING_KNOWN, staff=StaffSection(members=STAFF.members)) as chat:
        zhao, sun = chat.user(ZHAO), chat.user(SUN)
        await sun.says("/start")
        await zhao.says("/handoff")
        line = (await chat.post(f"/local/users/{ZHAO}/messages", {"text": UNKNOWN}))["message"]["message_id"]
        await zhao.hears()
        await zhao.taps("转给工作人员")
        said = await zhao.does("edited_message", message_id=line, text="氢能重卡有没有奖励")
        assert said.heads == ["有人请求人工答复（提问人 甲-1）", PASSED]
        await sun.hears()
        await sun.goes("☞答复", "没有")
        assert (await zhao.hears()).heads == ["有人请求人工答复（提问人 甲-1）", "工作人员答复"]
        typed = (
            "SELECT view FROM posting_copy JOIN posting ON posting.id = posting_id"  # no card, which would be changed
        )
        assert await chat.rows(typed) == [{"view": "asker"}, {"view": "staff"}]


async def test_a_line_of_a_talk_that_is_over_is_not_passed_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        line = (await chat.post(f"/local/users/{WANG}/messages", {"text": "预算八百万"}))["message"]["message_id"]
        await wang.goes("☞结束")
        await zhao.hears()
        said = await wang.does("edited_message", message_id=line, text="预算九百万")
        assert said.texts == ["这次对话已经结束。要再找工作人员，请发送 /handoff。"]
        assert (await zhao.hears()).texts == []


async def test_what_was_changed_elsewhere_stays_as_it_was_taken(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        await wang.taps("结束")
        line = (await chat.post(f"/local/users/{WANG}/messages", {"text": UNKNOWN}))["message"]["message_id"]
        await wang.hears()
        assert (await wang.does("edited_message", message_id=line, text="改过")).texts == [CHANGED]
        typed = (await chat.post(f"/local/users/{WANG}/messages", {"text": "转人工"}))["message"]["message_id"]
        await wang.hears()
        assert (await wang.does("edited_message", message_id=typed, text="不转了")).texts == [CHANGED]
        assert (await zhao.hears()).texts != ["不转了"]


async def test_corrections_count_towards_what_one_person_may_say(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, _ = await talking(chat)
        line = (await chat.post(f"/local/users/{WANG}/messages", {"text": "预算"}))["message"]["message_id"]
        await wang.hears()
        told = [(await wang.does("edited_message", message_id=line, text=f"预算{n}")).heads for n in range(10)]
        assert told[:7] == [[PASSED]] * 7
        assert told[-1][0].startswith("发得太快了：每分钟最多转给工作人员 10 条")


# ── what the library can't read ──

BROKEN: dict[str, Any] = {"quote": {}, "effect_id": 7, "story": {"id": []}}


async def test_of_what_can_not_be_read_the_words_are_a_question(chat: Chat) -> None:
    wang = await arrived(chat)
    entities = [{"type": "bot_command", "offset": 0, "length": 8}, {"type": "from 2030"}]
    assert (await sends(wang, **BROKEN, text="/handoff", entities=entities)).texts == [FIRST_ASK]
    await wang.taps("不说了")
    assert (await sends(wang, **BROKEN, text="首批榜单有多少项")).heads == ["15项，都是技术攻关类。"]
    assert (await sends(wang, **BROKEN, caption="首批榜单有多少项")).heads == [BESIDE, "15项，都是技术攻关类。"]


async def test_and_an_answer_in_the_form(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    assert (await sends(wang, **BROKEN, text=CODE)).heads == [f"✓ 信用代码：{CODE}"]


async def test_and_a_reply_in_a_talk(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "☞转人工")
        await zhao.hears()
        card = newest(zhao, UNKNOWN, GROUP)
        await sends(zhao, to=GROUP, reply=card, **BROKEN, text="没有补贴")
        assert (await wang.hears()).texts == [f"工作人员答复\n您问：{UNKNOWN}\n\n没有补贴"]


async def test_without_words_there_is_an_apology_and_staff_are_told_once(chat: Chat) -> None:
    wang, zhao = await arrived(chat), chat.user(ZHAO)
    sorry = "抱歉，刚才的消息处理时出了问题，已经记录并通知工作人员。您填过的内容都还在，请稍后再试一次。"
    for _ in range(3):
        assert (await sends(wang, **BROKEN)).texts == [sorry]
    told = (await zhao.hears()).in_chat(GROUP)
    assert [each["edited"] for each in told.messages] == [False, True, True]
    assert told.texts[-1].startswith("有 3 条消息处理不了，已搁置")
