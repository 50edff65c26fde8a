"""The page's own interface: what people do, what they see of it, and what the bot is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from localchat.server import PAGE
from tests.localchat.client import CHANNEL, GROUP, Local, running
from tests.patience import SOON


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as local:
        yield local


async def test_the_first_people(local: Local) -> None:
    people = [(user["id"], user["name"], user["role"]) for user in await local.get("")]

    assert people == [
        (1001, "敕勒新材料·王芳", "enterprise"),
        (1002, "河套农机·李强", "enterprise"),
        (2001, "审核员·赵敏", "reviewer"),
        (2002, "负责人·孙岩", "lead"),
    ]


async def test_staff_see_their_group(local: Local) -> None:
    group = {"id": GROUP, "title": "揭榜办工作群", "type": "supergroup"}

    assert await local.get("/1001/chats") == [{"id": 1001, "title": "揭榜通", "type": "private"}]
    assert await local.get("/2001/chats") == [{"id": 2001, "title": "揭榜通", "type": "private"}, group]


async def test_a_new_person(local: Local) -> None:
    plain = await local.post("", name=" 阴山电气·赵海 ")
    staff = await local.post("", name="审核员·周敏", role="reviewer")

    expected = {"id": 3001, "name": "阴山电气·赵海", "role": "enterprise", "username": None, "blocked": False}
    assert plain == expected
    assert staff["id"] == 3002
    assert [chat["id"] for chat in await local.get("/3002/chats")] == [3002, GROUP]
    assert (await local.says(3001, "你好"))["message"]["from"]["name"] == "阴山电气·赵海"


async def test_a_conversation(local: Local) -> None:
    said = await local.says(1001, "<b>你好</b>")
    buttons = {"inline_keyboard": [[{"text": "选", "callback_data": "a"}, {"text": "网", "url": "https://a.cn/"}]]}
    await local.bot("sendMessage", chat_id=1001, text="<b>请选</b>", parse_mode="HTML", reply_markup=buttons)
    events = await local.sees(1001, after=said["cursor"])

    assert said["message"]["html"] == "&lt;b&gt;你好&lt;/b&gt;"
    assert events == [
        {
            "cursor": said["cursor"] + 1,
            "type": "message",
            "chat_id": 1001,
            "message": {
                "message_id": 2,
                "chat_id": 1001,
                "date": events[0]["message"]["date"],
                "from": {"id": 42, "name": "揭榜通", "is_bot": True},
                "text": "请选",
                "html": "<b>请选</b>",
                "buttons": [[{"text": "选", "data": "a"}, {"text": "网", "url": "https://a.cn/"}]],
                "keyboard": None,
                "file": None,
                "edited": False,
            },
        }
    ]


KEYBOARDS = [
    ({"keyboard": [["一", {"text": "号", "request_contact": True}]], "one_time_keyboard": True},
     {"rows": [[{"text": "一"}, {"text": "号", "request_contact": True}]], "one_time": True}),
    ({"keyboard": [["一"]], "input_field_placeholder": "选"},
     {"rows": [[{"text": "一"}]], "one_time": False, "placeholder": "选"}),
    ({"remove_keyboard": True}, {"remove": True}),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "keyboard"), KEYBOARDS)
async def test_keyboards(local: Local, markup: dict[str, Any], keyboard: Any) -> None:
    await local.says(1001, "你好")
    await local.bot("sendMessage", chat_id=1001, text="x", reply_markup=markup)

    assert (await local.sees(1001))[-1]["message"]["keyboard"] == keyboard


async def test_nobody_sees_another_persons_chat(local: Local) -> None:
    await local.says(1001, "只给我看")

    assert await local.sees(1002) == []
    assert (await local.get(f"/1001/messages?chat_id={GROUP}"))[0] == 404


async def test_a_callback_answer_is_for_the_one_who_tapped(local: Local) -> None:
    await local.bot("sendMessage", chat_id=GROUP, text="x")
    tap = await local.post("/2001/taps", message_id=1, data="领取", chat_id=GROUP)
    await local.bot("answerCallbackQuery", callback_query_id=tap["callback_query_id"], text="已领取")

    assert [event["type"] for event in await local.sees(2001)] == ["message", "callback_answer"]
    assert [event["type"] for event in await local.sees(2002)] == ["message"]


async def test_waiting_for_an_event(local: Local) -> None:
    said = await local.says(1001, "你好")
    waiting = asyncio.create_task(local.get(f"/1001/messages?after={said['cursor']}&wait=30"))
    await local.bot("getMe")  # answered after the waiting one has been taken in
    await local.bot("sendChatAction", chat_id=1001, action="typing")

    assert (await asyncio.wait_for(waiting, SOON))["events"] == [
        {"cursor": said["cursor"] + 1, "type": "typing", "chat_id": 1001}
    ]


async def test_the_cursor_passes_what_others_did(local: Local) -> None:
    await local.says(1001, "一")
    cursor = (await local.says(1002, "二"))["cursor"]

    assert await local.get("/1001/messages?after=1") == {"events": [], "cursor": cursor}


async def test_a_cursor_of_another_world_is_set_right_at_once(local: Local) -> None:
    cursor = (await local.says(1001, "一"))["cursor"]

    assert await local.get("/1001/messages?after=999&wait=30") == {"events": [], "cursor": cursor}


async def test_one_chat_alone(local: Local) -> None:
    await local.says(2001, "私下")
    await local.says(2001, "群里", chat_id=GROUP)
    answer = await local.get(f"/2001/messages?chat_id={GROUP}")

    assert [event["message"]["text"] for event in answer["events"]] == ["群里"]


async def test_a_very_long_text_goes_out_in_pieces(local: Local) -> None:
    said = await local.says(1001, "汉" * 10_000)

    assert [len(message["text"]) for message in said["messages"]] == [4096, 4096, 1808]
    assert said["message"] == said["messages"][-1]
    assert len(await local.updates()) == 3


PRIVACY = [
    ("大家好", False),
    ("/queue", True),
    ("/queue@jiebang_local_bot 2", True),
    ("/queue@other_bot", False),
    ("请 @jiebang_local_bot 看", True),
    ("请 @other_person 看", False),
]


@pytest.mark.parametrize(("text", "told"), PRIVACY)
async def test_in_a_group_the_bot_gets_only_what_is_meant_for_it(local: Local, text: str, told: bool) -> None:  # noqa: FBT001
    await local.says(2001, text, chat_id=GROUP)

    assert [update["message"]["text"] for update in await local.updates()] == ([text] if told else [])


async def test_an_answer_to_the_bot_is_meant_for_it(local: Local) -> None:
    await local.bot("sendMessage", chat_id=GROUP, text="请给理由")
    said = await local.says(2001, "材料不全", chat_id=GROUP, reply_to=1)
    await local.says(2002, "同意", chat_id=GROUP, reply_to=said["message"]["message_id"])

    (update,) = await local.updates()

    assert (update["message"]["text"], update["message"]["reply_to_message"]["text"]) == ("材料不全", "请给理由")


async def test_taps_pass_any_data_on(local: Local) -> None:
    await local.says(1001, "你好")
    await local.bot("sendMessage", chat_id=1001, text="x")
    await local.updates()
    tap = await local.post("/1001/taps", message_id=2, data="伪造:1")
    (update,) = await local.updates()

    query = update["callback_query"]
    assert (query["id"], query["from"]["id"], query["message"]["message_id"], query["data"]) == (
        tap["callback_query_id"], 1001, 2, "伪造:1",
    )  # fmt: skip


async def test_editing_ones_own_message(local: Local) -> None:
    await local.says(1001, "错字")
    await local.updates()
    done = await local.does(1001, "edited_message", message_id=1, text="对字 /help")
    (update,) = await local.updates()

    assert done["update_id"] == update["update_id"]
    assert (update["edited_message"]["text"], update["edited_message"]["entities"][0]["type"]) == (
        "对字 /help", "bot_command",
    )  # fmt: skip
    assert (await local.sees(1001))[-1]["type"] == "edit"


SHOWN = [
    ("contact", {"phone_number": "+8613800000000", "first_name": "王芳"}, "📱 联系人 王芳 +8613800000000"),
    ("sticker", {"emoji": "🌾"}, "🌾"),
    ("voice", {}, "🎤 语音"),
    ("location", {"latitude": 40.5, "longitude": 111}, "📍 位置 40.5, 111.0"),
]


@pytest.mark.parametrize(("kind", "fields", "text"), SHOWN)
async def test_rarer_messages(local: Local, kind: str, fields: dict[str, Any], text: str) -> None:
    done = await local.does(1001, kind, **fields)

    assert done["message"]["text"] == text
    assert (await local.updates())[0]["update_id"] == done["update_id"]


async def test_a_channel_post_and_an_anonymous_administrator(local: Local) -> None:
    await local.does(1001, "channel_post", text="通知")
    await local.does(2001, "anonymous_admin", text="/queue")
    await local.does(2001, "anonymous_admin", text="闲聊")
    post, command = await local.updates()

    assert (post["channel_post"]["sender_chat"]["id"], "from" in post["channel_post"]) == (CHANNEL, False)
    assert (command["message"]["from"]["id"], command["message"]["sender_chat"]["id"]) == (1087968824, GROUP)


async def test_inline_mode(local: Local) -> None:
    done = await local.does(1001, "inline_query", query="经费")
    (update,) = await local.updates()
    results = [{"type": "article", "id": "1", "title": "钱", "input_message_content": {"message_text": "答"}}]
    await local.bot("answerInlineQuery", inline_query_id=done["inline_query_id"], results=results)

    assert (update["inline_query"]["query"], update["inline_query"]["chat_type"]) == ("经费", "sender")
    assert (await local.sees(1001))[-1]["results"] == results


async def test_a_raw_update_is_passed_on_as_it_is(local: Local) -> None:
    done = await local.does(1001, "raw", update={"update_id": 1, "poll": {"broken": True}})

    assert await local.updates() == [{"update_id": done["update_id"], "poll": {"broken": True}}]


async def test_blocking_twice_tells_the_bot_once(local: Local) -> None:
    assert (await local.does(1001, "block"))["update_id"] is not None
    assert await local.does(1001, "block") == {"update_id": None}
    assert await local.says(1001, "你好") == (400, "这个人物已经停用机器人，先恢复使用再说话")
    assert (await local.get(""))[0]["blocked"] is True


REFUSED: list[tuple[str, dict[str, Any], tuple[int, str]]] = [
    ("/7/messages", {"text": "x"}, (404, "没有编号为 7 的人物")),
    ("/1001/messages", {"text": "x", "chat_id": GROUP}, (404, f"没有编号为 {GROUP} 的会话，或者这个人物不在其中")),
    ("/1001/messages", {"text": "x", "chat_id": 10**30}, (400, "字段 chat_id 缺失或不对：int")),
    ("/1001/messages", {"text": " "}, (400, "消息是空的")),
    ("/1001/messages", {}, (400, "字段 text 缺失或不对：str")),
    ("/1001/messages", {"text": "x", "reply_to": 9}, (404, "没有编号为 9 的消息")),
    ("/1001/taps", {"message_id": 9, "data": "x"}, (404, "没有编号为 9 的消息")),
    ("/1001/taps", {"message_id": 1, "data": "x"}, (404, "没有编号为 1 的消息")),
    ("/1001/taps", {"message_id": 1, "data": "汉" * 22}, (400, "按钮数据应为 1 至 64 个字节")),
    ("/1001/taps", {"data": "x"}, (404, "没有编号为 0 的消息")),
    ("/1001/updates", {"type": "dance"}, (400, "不认识的更新类型：dance")),
    ("/1001/updates", {"type": "contact"}, (400, "字段 phone_number 缺失或不对：str")),
    ("/1001/updates", {"type": "album", "count": 11}, (400, "字段 count 缺失或不对：2–10")),
    ("/1001/updates", {"type": "location", "latitude": 91}, (400, "字段 latitude 缺失或不对：-90–90")),
    ("/1001/updates", {"type": "location", "live_period": 59},
     (400, "字段 live_period 缺失或不对：60–86400, 2147483647")),
    ("/1001/updates", {"type": "moved", "message_id": 1}, (400, "只能改自己发的消息")),
    ("/1001/updates", {"type": "voice", "duration": True}, (400, "字段 duration 缺失或不对：int")),
    ("/1001/updates", {"type": "edited_message", "message_id": 9, "text": "x"}, (404, "没有编号为 9 的消息")),
    ("/1001/updates", {"type": "anonymous_admin", "text": "x"},
     (404, f"没有编号为 {GROUP} 的会话，或者这个人物不在其中")),
    ("", {"name": ""}, (400, "字段 name 缺失或不对：1–64")),
    ("", {"name": "x", "role": "king"}, (400, "字段 role 缺失或不对：enterprise | lead | reviewer")),
    ("", {"name": "x", "role": ["lead"]}, (400, "字段 role 缺失或不对：enterprise | lead | reviewer")),
    ("/1001/nothing", {}, (404, "没有这个页面")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "fields", "refusal"), REFUSED)
async def test_refused(local: Local, path: str, fields: dict[str, Any], refusal: tuple[int, str]) -> None:
    await local.says(1001, "第一条")
    before = await local.get("/1001/messages")

    assert await local.post(path, **fields) == refusal
    assert await local.get("/1001/messages") == before


async def test_somebody_elses_message_cannot_be_edited(local: Local) -> None:
    await local.says(2001, "甲", chat_id=GROUP)

    done = await local.does(2002, "edited_message", message_id=1, text="乙", chat_id=GROUP)

    assert done == (400, "只能改自己发的消息")


@pytest.mark.parametrize("query", ["after=x", "after=-1", "wait=nan", "wait=-1", "after=1e99"])
async def test_wrong_cursors(local: Local, query: str) -> None:
    assert (await local.get(f"/1001/messages?{query}"))[0] == 400


async def test_the_menu_of_the_narrowest_scope(local: Local) -> None:
    await local.says(2001, "你好")
    menus: dict[str, dict[str, Any]] = {
        "大家": {},
        "私聊": {"scope": {"type": "all_private_chats"}},
        "赵敏": {"scope": {"type": "chat", "chat_id": 2001}},
        "群": {"scope": {"type": "all_group_chats"}},
        "群里的孙岩": {"scope": {"type": "chat_member", "chat_id": GROUP, "user_id": 2002}},
        "群，中文": {"scope": {"type": "all_group_chats"}, "language_code": "zh"},
        "群，别的语言": {"scope": {"type": "all_group_chats"}, "language_code": "mn"},
    }
    shown = []
    for description, where in menus.items():
        await local.bot("setMyCommands", commands=[{"command": "x", "description": description}], **where)
        paths = (
            "/1001/commands",
            "/2001/commands",
            f"/2001/commands?chat_id={GROUP}",
            f"/2002/commands?chat_id={GROUP}",
        )
        shown.append([(await local.get(path))[0]["description"] for path in paths])

    assert shown == [
        ["大家", "大家", "大家", "大家"],
        ["私聊", "私聊", "大家", "大家"],
        ["私聊", "赵敏", "大家", "大家"],
        ["私聊", "赵敏", "群", "群"],
        ["私聊", "赵敏", "群", "群里的孙岩"],
        *[["私聊", "赵敏", "群，中文", "群里的孙岩"]] * 2,
    ]


FOREIGN = [
    ({"Host": "evil.example"}, 403),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Host": "localhost:1"}, 200),
]


@pytest.mark.parametrize(("headers", "status"), FOREIGN)
async def test_other_sites_are_kept_out(local: Local, headers: dict[str, str], status: int) -> None:
    answer = await local.session.get(f"{local.server.url}/local/users", headers=headers)

    assert answer.status == status


async def test_the_page_is_served_under_a_strict_policy(local: Local) -> None:
    served = {}
    for path in ("/", "/page/chat.css", "/chat.js", "/page/nothing.js", "/page/..%2fserver.py", "/server.py"):
        answer = await local.session.get(f"{local.server.url}{path}")
        served[path] = (answer.status, answer.headers.get("Content-Security-Policy", "").split(";")[0])

    own = (200, "default-src 'self'")
    assert served == {
        "/": own, "/page/chat.css": own, "/chat.js": own,
        "/page/nothing.js": (404, ""), "/page/..%2fserver.py": (404, ""), "/server.py": (404, ""),
    }  # fmt: skip
    assert (PAGE / "index.html").read_bytes() == await (await local.session.get(local.server.url)).read()


async def test_broken_json(local: Local) -> None:
    answer = await local.session.post(
        f"{local.server.url}/local/users/1001/messages", data=b"{", headers={"Content-Type": "application/json"}
    )

    assert (answer.status, json.loads(await answer.text())) == (400, {"error": "请求正文不是 JSON 对象"})


async def test_a_form_without_a_file(local: Local) -> None:
    form = aiohttp.FormData({"text": "用表单说"}, default_to_multipart=True)

    answer = await local.session.post(f"{local.server.url}/local/users/1001/messages", data=form)

    assert (await answer.json())["message"]["text"] == "用表单说"
