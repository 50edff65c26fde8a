"""Files with a need: sent while it is written, at the review, when it was returned, and where no form is open."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import pytest
from aiohttp import web

from bot.app import furnish, knowing
from bot.config import FaqSection
from bot.services.reviewing.export import export
from tests.acceptance.program import serving
from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat, Heard, User, answering, configured
from tests.conversations.need import REFERENCE, STALE, TAPPED, TITLE, before, claim
from tests.papers import DOCX, JPG, OLD_OFFICE, PDF, PNG, document, sheet
from tests.patience import patience

KINDS = "PDF、Word（docx）、Excel（xlsx）、PPT（pptx）、JPG、PNG"
INVITE = f"要加就直接把文件发来：{KINDS}；最多 10 个，每个不超过 20 MB。照片要清楚，请按“文件”发，不要压缩。"
LIST, GO_ON = "[附件（{}）] [接着填]", "[接着填]"
PROBLEM_STEP, REVIEW = TAPPED[5], "☞核对无误"


async def writing(chat: Chat, step: str = REVIEW, user_id: int = WANG) -> User:
    """Return a user who is writing a need and stands at this step."""
    user = chat.user(user_id)
    await user.goes(*before(step))
    return user


def files(chat: Chat) -> dict[str, bytes]:
    """What lies on the shelf, by name."""
    return {path.name: path.read_bytes() for path in (chat.folder / "bot" / "files").rglob("*") if path.is_file()}


def on_shelf(*contents: bytes) -> dict[str, bytes]:
    return {sha256(each).hexdigest(): each for each in contents}


def received(said: Heard) -> list[tuple[str, str]]:
    """The name of each file that the bot has sent, and the words under it."""
    return [(message["file"]["name"], message["text"]) for message in said.messages if message["file"]]


# ── in the form ──


async def test_a_document_is_kept_and_shown_at_the_review(chat: Chat) -> None:
    wang = await writing(chat)
    said = await wang.sends_file("检测报告.pdf", PDF, kind="document")
    assert said.seen == [f"收到《检测报告.pdf》（{len(PDF)} 字节）。\n现有附件 1/10。\n{LIST.format(1)}"]
    assert files(chat) == on_shelf(PDF)
    (review,) = (await wang.taps("接着填")).texts
    assert "附件（1 个）：检测报告.pdf\n" in review
    listed = await wang.taps("附件")
    row = "[看 检测报告.pdf] [去掉 检测报告.pdf]"
    assert listed.seen == [f"附件（1/10）\n1. 检测报告.pdf（{len(PDF)} 字节）\n{INVITE}\n{row}\n{GO_ON}"]


async def test_a_file_at_a_field_belongs_to_it_and_its_words_say_what_it_is(chat: Chat) -> None:
    wang = await writing(chat, PROBLEM_STEP)
    said = await wang.sends_file("现场.docx", DOCX, kind="document", caption="这是卡滞的现场照片")
    assert said.heads == [f"收到《现场.docx》（{len(DOCX)} 字节）。"]
    assert (await wang.taps("附件（1）")).texts[0].splitlines()[1:3] == [
        f"1. 现场.docx（{len(DOCX)} 字节） · 技术难题",
        "\u3000\u3000这是卡滞的现场照片",
    ]
    assert (await wang.goes(PROBLEM_STEP)).heads[0].startswith("✓ 技术难题：")  # still asked for


async def test_words_beside_a_file_that_ask_or_answer_are_heard(chat: Chat) -> None:
    wang = await writing(chat, TAPPED[2])
    said = await wang.sends_file("执照.pdf", PDF, kind="document", caption=TAPPED[2])
    assert set(said.heads) == {f"收到《执照.pdf》（{len(PDF)} 字节）。", f"✓ 信用代码：{TAPPED[2]}"}
    said = await wang.sends_file("榜单.png", PNG, kind="photo", caption="首批榜单有多少项")
    assert "15项，都是技术攻关类。" in said.heads
    assert f"收到《照片1.png》（{len(PNG)} 字节）。" in said.heads


async def test_a_few_words_that_sound_like_a_wish_or_a_topic_say_what_a_file_is(chat: Chat) -> None:
    wang = await writing(chat, PROBLEM_STEP)
    for name, caption in (("一.pdf", "申报材料清单"), ("二.pdf", "进度表")):
        said = await wang.sends_file(name, PDF + name.encode(), kind="document", caption=caption)
        assert [line.split("（")[0] for line in said.heads] == [f"收到《{name}》"]
    captions = await chat.rows("SELECT caption FROM attachment ORDER BY id")
    assert [row["caption"] for row in captions] == ["申报材料清单", "进度表"]


async def test_what_is_said_of_a_file_that_is_there_already_is_kept(chat: Chat) -> None:
    wang = await writing(chat)
    for caption in ("炉口左侧", "炉口左侧", "停炉以后"):
        await wang.sends_file("现场.pdf", PDF, kind="document", caption=caption)
    assert await chat.rows("SELECT caption FROM attachment") == [{"caption": "炉口左侧；停炉以后"}]


async def test_an_album_gets_one_answer(chat: Chat) -> None:
    wang = await writing(chat)
    named = {"图纸.pdf": PDF, "方案.docx": DOCX, "参数.xlsx": sheet(), "旧方案.doc": OLD_OFFICE}
    (said,) = (await wang.sends_album(named)).texts
    assert said.splitlines() == [
        "收到 3 个文件：",
        f"· 《图纸.pdf》（{len(PDF)} 字节）",
        f"· 《方案.docx》（{len(DOCX)} 字节）",
        f"· 《参数.xlsx》（{len(named['参数.xlsx']) // 1024} KB）",
        "没有收下《旧方案.doc》：是旧格式或加了密码的 Office 文件。请去掉密码，另存为 docx、xlsx、pptx 或 PDF 再发。",
        "现有附件 3/10。",
    ]
    (said,) = (await wang.does("album", count=2)).texts
    assert said.splitlines()[0::3] == ["收到 2 个文件：", "现有附件 5/10。"]


NOT_TAKEN = {
    "a program under a right name": ("报告.pdf", b"MZ\x90\0" + bytes(100), f"不是能收的文件。能收的是：{KINDS}。"),
    "macros": (
        "表.docx",
        document(**{"word/vbaProject.bin": b"x"}),
        "里面有宏或控件，为了安全不收。请另存为不带宏的格式或 PDF 再发。",
    ),
    "cut off": ("表.docx", DOCX[:100], "文件打不开，可能没存完整或加了密码。请重新保存再发。"),
}


@pytest.mark.parametrize(("name", "content", "why"), NOT_TAKEN.values(), ids=list(NOT_TAKEN))
async def test_what_is_not_taken_is_said_with_what_to_do(chat: Chat, name: str, content: bytes, why: str) -> None:
    wang = await writing(chat)
    said = await wang.sends_file(name, content, kind="document")
    assert said.seen == [f"没有收下《{name}》：{why}\n现有附件 0/10。\n{LIST.format(0)}"]
    assert (files(chat), await chat.rows("SELECT * FROM attachment")) == ({}, [])


async def test_a_right_file_under_a_wrong_name_gets_a_right_one(chat: Chat) -> None:
    wang = await writing(chat)
    said = await wang.sends_file("..\\..\\报告\u202efdp.exe", PDF, kind="document")
    assert said.heads == [f"收到《报告fdp.exe.pdf》（{len(PDF)} 字节）。"]


async def test_a_name_is_text_and_no_mark_of_ours(chat: Chat) -> None:
    wang = await writing(chat)
    said = await wang.sends_file("<b>粗</b>&amp;.pdf", PDF, kind="document")
    assert said.heads == [f"收到《b>&amp;.pdf》（{len(PDF)} 字节）。"]  # a slash ends a folder's name
    assert received(await wang.goes("☞附件（1）", "☞看 b"))[0][0] == "b>&amp;.pdf"


async def test_a_file_too_large_is_not_even_fetched(chat: Chat) -> None:
    wang = await writing(chat)
    said = await wang.sends_file("大图.pdf", PDF + bytes(20 << 20), kind="document")
    assert said.heads == ["没有收下《大图.pdf》：超过 20 MB。请压缩，或拆成几份再发。"]


async def test_of_exactly_twenty_megabytes_it_is_taken(chat: Chat) -> None:
    wang = await writing(chat)
    said = await wang.sends_file("大图.pdf", PDF.ljust(20 << 20, b"\0"), kind="document")
    assert said.heads == ["收到《大图.pdf》（20.0 MB）。"]


async def test_the_eleventh_file_is_not_taken(chat: Chat) -> None:
    wang = await writing(chat)
    await wang.sends_album({f"{number}.pdf": PDF + bytes([number]) for number in range(9)})
    (said,) = (await wang.sends_album({"a.pdf": PDF + b"a", "b.pdf": PDF + b"b", "c.pdf": PDF + b"c"})).texts
    assert said.splitlines() == [
        f"收到《a.pdf》（{len(PDF) + 1} 字节）。",
        "没有收下《b.pdf》《c.pdf》：附件最多 10 个，已经满了。点“附件”可以去掉不要的，再发。",
        "现有附件 10/10。",
    ]
    await wang.goes("☞附件（10）", "☞去掉 a.pdf")
    assert (await wang.sends_file("b.pdf", PDF + b"b", kind="document")).texts[0].splitlines()[-1] == "现有附件 10/10。"


async def test_the_same_content_twice_is_one_file(chat: Chat) -> None:
    wang = await writing(chat)
    await wang.sends_file("报告.pdf", PDF, kind="document")
    said = await wang.sends_file("报告（2）.pdf", PDF, kind="document")
    assert said.texts == ["没有收下《报告（2）.pdf》：和已有的一个附件内容一样，只留一份。\n现有附件 1/10。"]


async def test_a_file_is_removed_and_its_content_with_it(chat: Chat) -> None:
    wang = await writing(chat)
    await wang.sends_file("报告.pdf", PDF, kind="document")
    await wang.sends_file("照片", JPG, kind="document")
    said = await wang.goes("☞附件（2）", "☞去掉 报告.pdf")
    assert said.texts[0].splitlines()[:3] == [
        "已去掉《报告.pdf》。",
        "附件（1/10）",
        f"1. 照片.jpg（{len(JPG)} 字节）",
    ]
    assert said.messages[0]["edited"]
    assert (
        (await wang.forges(wang.tap("去掉 照片")["data"], on="去掉 照片")).texts[0].startswith("已去掉《照片.jpg》。")
    )
    await chat.restart()  # which tidies
    async with patience():
        while await chat.rows("SELECT * FROM content"):
            pass  # to look takes its time
    assert files(chat) == {}


async def test_a_draft_given_up_takes_its_files_with_it(chat: Chat) -> None:
    wang = await writing(chat)
    await wang.sends_file("报告.pdf", PDF, kind="document")
    await wang.goes("放弃", "☞确定放弃")
    assert await chat.rows("SELECT * FROM attachment") == []


async def test_in_staffs_own_form_no_file_is_taken(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await reviewing.user(LI).goes("氢能重卡示范线有没有补贴", "/handoff", "☞转给工作人员")
    await zhao.goes("/unanswered", "☞氢能重卡", "☞写成新条目")
    said = await zhao.sends_file("文件.pdf", PDF, kind="document")
    assert said.heads[0].startswith("文件我打不开。")


# ── without a form ──


async def test_a_file_outside_a_form_begins_a_need(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.sends_file("技术方案.docx", DOCX, kind="document")
    offer = "看到文件《技术方案.docx》，还没有收下。\n要把它作为哪一份需求的附件？"
    assert said.seen == [f"{offer}\n[用它开始填报]\n[不用了]"]
    assert files(chat) == {}
    said = await wang.taps("用它开始填报")
    assert said.heads == ["填报须知", f"收到《技术方案.docx》（{len(DOCX)} 字节）。"]
    assert (await wang.taps("用它开始填报")).texts == ["这个文件已经不在了，请再发一次。"]


@pytest.mark.parametrize(("caption", "others"), [("厂区平面图", 0), ("现场照片：" + "炉口左侧的推舟机构，" * 101, 1)])
async def test_what_is_said_of_a_file_outside_a_form_is_kept_whole(chat: Chat, caption: str, others: int) -> None:
    wang = chat.user(WANG)
    said = await wang.sends_file("现场.pdf", PDF, kind="document", caption=caption)
    assert (said.heads[0], len(said.heads[1:])) == ("看到文件《现场.pdf》，还没有收下。", others)
    await wang.taps("用它开始填报")
    assert await chat.rows("SELECT name, caption FROM attachment") == [{"name": "现场.pdf", "caption": caption}]


async def test_files_sent_one_by_one_before_a_form_go_there_together(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.sends_file("图纸.pdf", PDF, kind="document")
    await wang.sends_file("方案.docx", DOCX, kind="document")
    said = await wang.taps("用它开始填报")
    assert said.heads == ["填报须知", "收到 2 个文件："]


async def test_an_album_outside_a_form_is_asked_about_once_and_goes_together(chat: Chat) -> None:
    wang = await writing(chat)
    await wang.taps("存下离开")
    said = await wang.sends_album({"图纸.pdf": PDF, "方案.docx": DOCX})
    assert said.labels == [[f"放进草稿：{TITLE}"], ["用它开始填报"], ["不用了"]]
    said = await wang.taps("放进草稿")
    assert said.heads == ["欢迎回来，我们接着填。", "收到 2 个文件："]
    assert (await wang.goes("☞附件（2）", "☞接着填")).texts[0].count("附件（2 个）：图纸.pdf、方案.docx") == 1


async def test_a_file_that_is_not_wanted_leaves_nothing(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.does("album", count=3)
    said = await wang.taps("不用了")
    assert (said.texts, said.messages[0]["edited"]) == (["好的，文件没有收下。"], True)
    assert await chat.rows("SELECT * FROM attachment") == []


async def test_how_files_are_sent_is_told(chat: Chat) -> None:
    said = await chat.user(WANG).says("附件怎么传")
    assert said.texts == [
        f"附件怎么传\n填报时（任何一步都行）直接把文件发来：{KINDS}；最多 10 个，每个不超过 20 MB。退回补充时也可以加。"
    ]
    wang = await writing(chat)
    assert (await wang.says("怎么上传附件")).texts == [f"附件（0/10）\n还没有附件。\n{INVITE}"]


async def test_what_a_file_is_called_is_looked_at_before_the_submission(chat: Chat) -> None:
    wang = await writing(chat)
    await wang.sends_file("内部资料 150203 19900307 3218.pdf", PDF, kind="document")
    said = await wang.goes("☞接着填", "☞核对无误")
    assert said.texts[0].splitlines()[1:-1] == [
        "🛑 附件的名称和说明：里面像是有身份证号（150…18）。填报用不着身份证号，请删掉。",
        "🛑 附件的名称和说明：里面写着“内部资料”。国家秘密、内部资料不能在这里填写，请确认不涉密，或者改掉。",
    ]
    assert said.labels == [["附件"], ["看过了，继续"]]
    said = await wang.goes("☞附件", "☞去掉 内部资料", "☞接着填", "☞核对无误")
    assert said.heads == ["最后一步：真实性确认"]


# ── with a submitted need ──


async def submitted(chat: Chat, **named: bytes) -> User:
    """王芳 submits her need with files; staff have started the bot."""
    for staff in (ZHAO, SUN):
        await chat.user(staff).says("/start")
    wang = await writing(chat)
    for name, content in named.items():
        await wang.sends_file(name.replace("_", "."), content, kind="document")
    await wang.goes(REVIEW, "☞以上属实")
    return wang


async def test_the_owner_and_the_reviewer_who_holds_it_see_the_files_and_nobody_else(chat: Chat) -> None:
    wang = await submitted(chat, 报告_pdf=PDF, 方案_docx=DOCX)
    card = await wang.taps("查看这项需求")
    assert card.texts[0].splitlines()[-1] == "附件（2 个）：报告.pdf、方案.docx"
    assert card.labels[0] == ["附件（2）"]
    assert received(await wang.goes("☞附件（2）", "☞看 报告"))[0] == (
        "报告.pdf",
        f"《报告.pdf》（{len(PDF)} 字节）\n附于 {REFERENCE}",
    )
    zhao, li = chat.user(ZHAO), chat.user(LI)
    brief = (await zhao.hears()).in_chat(GROUP).texts[-1]
    assert "说明：附件：报告.pdf、方案.docx" in brief
    await zhao.taps("查看", chat=GROUP)
    assert not any("附件（2）" in label for label in zhao.labels())  # names, and not the files, before it is claimed
    await claim(chat)
    await zhao.looks()
    assert received(await zhao.goes("☞附件（2）", "☞看 方案"))[0][0] == "方案.docx"
    await li.says("/start")
    await wang.looks()
    for label in ("附件（2）", "看 报告"):
        data = wang.tap(label)["data"]
        assert (await li.forges(data, on="填报技术需求")).texts == [STALE]


async def test_a_reviewer_who_has_given_it_back_can_open_nothing(chat: Chat) -> None:
    await submitted(chat, 报告_pdf=PDF)
    zhao, sun = chat.user(ZHAO), chat.user(SUN)
    await claim(chat)
    await zhao.goes("☞附件（1）")
    await zhao.goes("☞放回", "☞确认放回")
    assert (await zhao.taps("看 报告")).texts == [STALE]
    await sun.hears()
    await sun.taps("查看", chat=GROUP)  # a lead may
    assert received(await sun.goes("☞附件（1）", "☞看 报告"))[0][0] == "报告.pdf"


async def test_what_is_sent_back_is_what_was_sent(chat: Chat) -> None:
    wang = await submitted(chat, 报告_pdf=PDF)
    said = await wang.goes("☞查看这项需求", "☞附件（1）", "☞看 报告")
    async with chat.http.get(chat.server.url + said.messages[0]["file"]["url"]) as response:
        assert await response.read() == PDF


async def returned(chat: Chat, **named: bytes) -> User:
    wang = await submitted(chat, **named)
    await claim(chat)
    await chat.user(ZHAO).goes("☞退回补充", "☞技术指标", "☞写原因", "请补检测报告", "☞确认退回")
    await wang.hears()
    return wang


async def test_files_of_a_returned_need_change_only_when_it_is_submitted_again(chat: Chat) -> None:
    wang = await returned(chat, 报告_pdf=PDF)
    await wang.taps("补充并重新提交")
    await wang.sends_file("检测.docx", DOCX, kind="document")
    await wang.goes("☞附件（2）", "☞去掉 报告")
    now = "SELECT name, dropped FROM attachment WHERE need_id IS NOT NULL ORDER BY id"
    assert await chat.rows(now) == [{"name": "报告.pdf", "dropped": 0}]
    await wang.goes("☞接着填", "☞不改", "☞核对无误", "☞以上属实")
    assert await chat.rows(now) == [{"name": "报告.pdf", "dropped": 1}, {"name": "检测.docx", "dropped": 0}]
    zhao = chat.user(ZHAO)
    said = (await zhao.hears()).in_chat(GROUP).texts[-1]
    assert "说明：附件：检测.docx 去掉附件：报告.pdf" in said
    assert "附件：检测.docx" in (await zhao.says(f"/history {REFERENCE}")).texts[0]


async def test_a_file_outside_a_form_can_go_to_a_returned_need(chat: Chat) -> None:
    wang = await returned(chat)
    said = await wang.sends_file("检测.docx", DOCX, kind="document")
    assert said.labels == [[f"补充到 {REFERENCE}"], ["用它开始填报"], ["不用了"]]
    said = await wang.taps("补充到")
    assert said.heads == [
        "这次只需要改：技术指标。其他内容已经保留，不用重填。",
        f"收到《检测.docx》（{len(DOCX)} 字节）。",
    ]


async def test_a_copied_need_has_its_files(chat: Chat) -> None:
    wang = await submitted(chat, 报告_pdf=PDF)
    await wang.goes("☞查看这项需求", "☞撤回", "☞确定撤回", "☞复制为新草稿")
    assert (await wang.says("附件怎么传")).texts[0].splitlines()[1] == f"1. 报告.pdf（{len(PDF)} 字节）"
    assert "看 报告.pdf" in wang.labels()


async def test_the_export_has_a_folder_for_each_need(chat: Chat, tmp_path: Path) -> None:
    await submitted(chat, 报告_pdf=PDF, 方案_docx=DOCX)
    out = tmp_path / "需求.zip"
    house = furnish(configured(tmp_path, chat.server.url), "", knowing(FaqSection(), answering(FaqSection())))
    assert await export(chat.database, house, out, zipped=True) == 1
    with ZipFile(out) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    files = [f"{REFERENCE}/01 报告.pdf", f"{REFERENCE}/02 方案.docx"]
    assert list(held) == [f"{REFERENCE}/{REFERENCE}-第1版-填报回执.docx", *files, "需求表.xlsx"]
    assert (held[f"{REFERENCE}/01 报告.pdf"], out.stat().st_mode & 0o777) == (PDF, 0o600)


# ── a bad line ──

Meddling = Callable[[web.Request, bytes], Awaitable[web.StreamResponse | None]]


@asynccontextmanager
async def bad_line(folder: Path, meddle: Meddling) -> AsyncIterator[Chat]:
    """A chat whose bot fetches files over a line on which `meddle` may answer in the server's place."""
    chat = Chat(folder)

    async def forward(request: web.Request) -> web.StreamResponse:
        async with aiohttp.request(
            request.method,
            f"{chat.server.url}{request.path_qs}",
            data=await request.read(),
            headers={name: request.headers[name] for name in ("Content-Type",) if name in request.headers},
        ) as response:
            body = await response.read()
            if answer := await meddle(request, body):
                return answer
            return web.Response(status=response.status, body=body, content_type=response.content_type)

    async with serving(forward) as url:
        chat.through = url
        async with chat:
            yield chat


async def test_an_interrupted_download_is_tried_again_and_that_is_said_once(tmp_path: Path) -> None:
    tries: list[str] = []

    async def meddle(request: web.Request, body: bytes) -> web.StreamResponse | None:
        if not request.path.startswith("/file/"):
            return None
        tries.append(request.method)
        match len(tries):
            case 1:  # the line breaks in the middle
                cut = web.StreamResponse(headers={"Content-Length": str(len(body))})
                await cut.prepare(request)
                await cut.write(body[:10])
                assert request.transport
                request.transport.close()
                return cut
            case 2:  # less than there should be, and nobody says so
                return web.Response(body=body[:-1])
            case 3:  # somebody else answers
                return web.Response(status=502, text="<html>Bad Gateway</html>")
        return None

    async with bad_line(tmp_path, meddle) as chat:
        wang = await writing(chat)
        said = await wang.sends_file("检测报告.pdf", PDF, kind="document")
        assert said.heads == [
            "《检测报告.pdf》还没收下来，正在重试，收好了会告诉您。",
            f"收到《检测报告.pdf》（{len(PDF)} 字节）。",
        ]
        assert (len(tries), files(chat)) == (4, on_shelf(PDF))


async def test_a_need_is_not_submitted_before_its_files_are_there(tmp_path: Path) -> None:
    open_again = False

    async def meddle(request: web.Request, _: bytes) -> web.StreamResponse | None:
        closed = request.path.startswith("/file/") and not open_again
        return web.Response(status=502) if closed else None

    async with bad_line(tmp_path, meddle) as chat:
        wang = await writing(chat)
        await chat.post(f"/local/users/{WANG}/messages", data=form(PDF))
        for step in (REVIEW, "☞以上属实"):
            await waits_for(wang, step[1:])
            await chat.post(f"/local/users/{WANG}/taps", wang.tap(step[1:]))
        await waits_for(wang, "接着填")
        open_again = True
        said = await wang.hears()
        assert [head for head in said.heads if head.startswith(("还有附件", "收到"))] == [
            "还有附件正在接收，收好了会告诉您，到时再提交。不等它，可以点“附件”把它去掉。",
            f"收到《报告.pdf》（{len(PDF)} 字节）。",
        ]
        assert await chat.rows("SELECT * FROM need") == []
        assert (await wang.goes("☞接着填", "☞以上属实")).heads[0].startswith("已提交，编号")


def form(content: bytes) -> aiohttp.FormData:
    sent = aiohttp.FormData({"kind": "document"}, quote_fields=False)
    sent.add_field("file", content, filename="报告.pdf")
    return sent


async def waits_for(user: User, label: str) -> None:
    """Return when there is a button of that label."""
    async with patience() as moved:
        while not any(label in each for each in user.labels()):
            before = len(user.messages)
            await user.looks()
            if len(user.messages) != before:
                moved()
