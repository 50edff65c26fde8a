"""What staff answered is learned with a tap: as a phrasing of an entry, or as an entry of its own, live at once."""

import json
from pathlib import Path

import pytest

from bot.config import FaqSection
from bot.services.runtime.contact import CONTACT
from bot.texts import catalogue
from tests.chat import LI, SUN, WANG, ZHAO, Chat, User
from tests.office import office

NOTHING_KNOWN = FaqSection(sure=1, margin=1, floor=1)
TAUGHT_BEFORE = "这个问题已经教过机器人了。"
ASKED = "楼上楼下哪里收盖章的纸"
OTHER = "揭榜挂帅有没有专用的邮票"
LONG = "很" * 201
NO_CONTACT = catalogue("zh")("enquiry.no_contact")
ANSWER = "三楼。\n\n来源：揭榜通使用说明 · 2026年11月"


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """A world that answers from the built-in content and one entry of its own, but only what it is certain of."""
    return Chat(tmp_path, faq=FaqSection(sure=0.99, margin=0, floor=0.99, extra_dirs=(office(tmp_path),)))


async def answered(chat: Chat, question: str = ASKED) -> User:
    """Return 赵敏, who has just answered what 王芳 had asked."""
    zhao = chat.user(ZHAO)
    await chat.user(WANG).says(question)
    await zhao.goes("/unanswered", "☞1.", "☞答复", "收发室在一楼\n带上身份证 & 公章", "☞确认发送")
    await chat.user(WANG).hears()
    return zhao


async def learned(chat: Chat) -> list[dict[str, object]]:
    return await chat.rows("SELECT kind, entry_id, content, author FROM learned")


async def test_after_an_answer_one_tap_makes_a_phrasing_that_is_live_at_once(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("收作别的条目的问法")
        said = await zhao.says("揭榜办在几楼")
        assert said.texts == ["是哪一个？都不是，就换几个字再发。"]
        assert (said.labels[0], said.labels[-1]) == (["收作“揭榜办在几楼？”的问法"], ["取消"])
        said = await zhao.taps_twice("收作“揭榜办在几楼？”的问法")
        assert said.texts == ["已收作“揭榜办在几楼？”的问法，马上生效。", TAUGHT_BEFORE]
        assert await learned(chat) == [
            {"kind": "phrasing", "entry_id": "local.office", "content": f'"{ASKED}"', "author": ZHAO}
        ]
        assert (await chat.user(LI).says(ASKED)).heads == ["三楼。"]
        await chat.restart()
        assert (await chat.user(LI).says(ASKED)).heads == ["三楼。"]
        assert (await zhao.says("揭榜办在几楼？")).heads == ["三楼。"]  # no longer taken for a search


async def test_the_candidates_of_the_question_are_offered(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOTHING_KNOWN) as chat:
        zhao = await answered(chat, "首批榜单有多少项？")
        assert zhao.tap("收作“首批榜单有多少项？”的问法")["chat_id"] == ZHAO
        said = await zhao.taps("收作“首批榜单有多少项？”的问法")
        assert said.texts == ["已收作“首批榜单有多少项？”的问法，马上生效。"]
        assert await learned(chat) == []  # it is one already


async def test_a_search_that_finds_nothing_goes_on(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        assert (await zhao.taps("收作别的条目的问法")).texts == [
            f"收作哪个条目的问法？\n问：{ASKED}\n请打几个字找条目，例如条目的问题或关键词。"
        ]
        assert (await zhao.says("！？")).seen == ["没有找到这样的条目，请换几个字再发。\n[取消]"]
        assert (await zhao.says("几楼")).labels[0] == ["收作“揭榜办在几楼？”的问法"]
        assert (await zhao.taps("取消")).texts == ["好的，没有发出，也没有保存。"]


async def test_instead_of_an_answer_the_entrys_is_sent_once_it_is_confirmed(chat: Chat) -> None:
    async with chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await wang.says(ASKED)
        await zhao.goes("/unanswered", "☞1.", "☞收作别的条目的问法", "揭榜办在几楼")
        assert (await zhao.taps("收作“揭榜办在几楼？”的问法")).seen == [
            (
                f"请确认：收作下面这个条目的问法\n问：{ASKED}\n条目：揭榜办在几楼？\n"
                f"这条答复会同时发给 1 位提问人：\n\n{ANSWER}\n[确认收作问法] [取消]"
            )
        ]
        assert await learned(chat) == []
        said = await zhao.taps_twice("确认收作问法")
        assert said.texts == [
            "已收作“揭榜办在几楼？”的问法，马上生效；这条答复正在发给 1 位提问人。",
            "这些问题刚才已经由 赵敏 处理，没有重复发送。",
        ]
        assert (await wang.hears()).texts == [f"您之前的问题，现在可以这样回答：\n您问：{ASKED}\n\n{ANSWER}"]
        assert (await zhao.says("/unanswered")).texts == ["目前没有待答复的问题。"]
        assert (await wang.says(ASKED)).heads == ["三楼。"]


async def test_an_answer_that_was_thumbed_down_is_not_sent_again(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await wang.goes("首批榜单有多少项", "☞👎")
        await zhao.goes("/unanswered", "☞1.", "☞收作“首批榜单有多少项？”的问法")
        assert (await zhao.taps("确认收作问法")).texts == ["已收作“首批榜单有多少项？”的问法，马上生效。"]
        assert (await wang.hears()).texts == []


async def test_a_question_that_is_too_long_is_no_phrasing(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat, LONG)
        await zhao.goes("☞收作别的条目的问法", "揭榜办在几楼")
        assert (await zhao.taps("收作“揭榜办在几楼？”的问法")).texts == [
            "这个问法超过 200 个字，不能收作问法；可以写成新条目。"
        ]
        await zhao.taps("取消")
        assert (await zhao.taps("写成新条目")).labels == [["取消"]]  # the question can't stand as it is
        assert (await zhao.says(LONG)).texts == ["问法要有内容，最多 200 个字，请再发一次。"]
        assert (await zhao.says("收发室有几个信箱？")).heads == ["新条目 · 主题"]


async def test_an_answer_becomes_an_entry_with_source_date_and_status(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        said = await zhao.taps("写成新条目")
        assert said.seen == [
            (
                "新条目 · 标准问法\n请发一条完整、好懂的问法，会显示给用户；现在这句就行的话，点下面的按钮：\n"
                f"{ASKED}\n[就用这句]\n[取消]"
            )
        ]
        assert (await zhao.says("盖章的材料交到哪里？")).heads == ["新条目 · 主题"]
        assert (await zhao.says("哪个都行")).heads == ["请点按钮选择。", "新条目 · 主题"]
        assert (await zhao.taps("本地补充")).seen == [
            (
                "新条目 · 出处\n答复依据的是谁发布的材料？请写发布者，例如“自治区科技厅通知”。\n"
                "[没有成文材料，是我们的答复]\n[‹ 上一步] [取消]"
            )
        ]
        for bad in ("厅" * 61, "科技厅\n通知", "<b>科技厅</b>"):
            assert (await zhao.says(bad)).texts == ["发布者最多 60 个字，写在一行里，不要用 < > &，请再发一次。"]
        assert (await zhao.says("自治区科技厅通知")).heads == ["新条目 · 日期"]
        for bad in ("去年", "2022", "2022-13", "2022年2月30日", "2026-11-30", "2027年1月"):
            assert (await zhao.says(bad)).texts == [
                "没看懂这个日期，或者它还没到。请写成 2022年2月 或 2022-02-14 的样子。"
            ]
        assert (await zhao.says("2022年2月14日")).labels == [
            ["有据：材料里写明的"],
            ["报道：媒体公开报道的"],
            ["评论：作者的看法"],
            ["打算：还没有落实的"],
            ["未载：公开材料没有写"],
            ["用法：机器人怎么用"],
            ["‹ 上一步", "取消"],
        ]
        assert (await zhao.taps("有据")).seen == [
            (
                "请确认：新条目\n主题：本地补充\n性质：有据：材料里写明的\n问：盖章的材料交到哪里？\n\n"
                "收发室在一楼\n带上身份证 & 公章\n\n"
                "来源：工作人员答复，依据自治区科技厅通知（2022年2月14日） · 2026年11月2日\n\n要改，点“上一步”。\n"
                "确认后马上生效。\n[确认保存]\n[‹ 上一步] [取消]"
            )
        ]
        assert (await zhao.taps_twice("确认保存")).texts == [
            "新条目已保存，马上生效。\n问：盖章的材料交到哪里？",
            TAUGHT_BEFORE,
        ]
        assert (await chat.user(WANG).hears()).texts == []  # who has had the answer
        for question in ("盖章的材料交到哪里？", ASKED):
            assert (await chat.user(LI).says(question)).texts[0].splitlines() == [
                "收发室在一楼",
                "带上身份证 & 公章",
                "",
                "来源：工作人员答复，依据自治区科技厅通知（2022年2月14日） · 2026年11月2日",
            ]


async def test_instead_of_an_answer_an_entry_is_written_and_its_answer_sent(chat: Chat) -> None:
    async with chat:
        wang, li, zhao = chat.user(WANG), chat.user(LI), chat.user(ZHAO)
        await wang.says(OTHER)
        await li.says(OTHER)
        await zhao.goes("/unanswered", "☞1.", "☞写成新条目")
        assert (await zhao.taps("就用这句")).heads == ["新条目 · 答复"]
        assert (await zhao.says("&" * 200)).texts == [
            "答复要有内容，最多 1000 个字（转成网页格式后算），请精简后再发一次。"
        ]
        said = await zhao.goes("没有。", "☞本地补充", "揭榜通使用说明", "2026年11月", "☞未载")
        assert said.texts[0].splitlines()[-1] == "确认后马上生效，并发给 2 位提问人。"
        assert (await zhao.taps_twice("确认保存")).texts == [
            f"新条目已保存，马上生效，并正在发给 2 位提问人。\n问：{OTHER}",
            "这些问题刚才已经由 赵敏 处理，没有重复发送。",
        ]
        for asker in (wang, li):
            assert (await asker.hears()).texts == [f"工作人员答复\n您问：{OTHER}\n\n没有。"]
        assert (await wang.says(OTHER)).heads == ["没有。"]


async def test_an_answer_that_rests_on_no_paper_is_the_staffs_own(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        said = await zhao.goes("☞写成新条目", "盖章的材料交到哪里？", "☞本地补充", "☞没有成文材料")
        lines = said.texts[0].splitlines()  # what is not there has no date, and is of one kind
        assert (lines[0], lines[2]) == ("请确认：新条目", "性质：工作人员的答复，没有成文材料")
        assert lines[8] == "来源：工作人员答复 · 2026年11月2日"
        await zhao.taps("确认保存")
        (row,) = await chat.rows("SELECT content FROM learned")
        assert [json.loads(row["content"])[key] for key in ("source", "as_of", "status")] == [
            {"publisher": "工作人员答复", "date": "2026-11-02"},
            "2026-11-02",
            "howto",
        ]


async def test_each_step_can_be_gone_back_to(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("写成新条目")
        await zhao.goes("盖章的材料交到哪里？", "☞本地补充", "☞没有成文材料")
        backs = [await zhao.taps("上一步") for _ in range(3)]
        assert [said.heads[0] for said in backs] == ["新条目 · 出处", "新条目 · 主题", "新条目 · 答复"]
        assert backs[-1].seen == [
            (
                "新条目 · 答复\n问：盖章的材料交到哪里？\n现在写的是：\n收发室在一楼\n带上身份证 & 公章\n\n"
                "要改，请用一条消息写新的答复；第一行写简短的结论，会加粗。\n[就用这段]\n[‹ 上一步] [取消]"
            )
        ]
        assert (await zhao.taps("就用这段")).heads == ["新条目 · 主题"]
        await zhao.taps("上一步")
        said = await zhao.says("收发室在二楼")
        assert said.heads == ["新条目 · 主题"]
        await zhao.goes("☞本地补充", "科技厅网站", "2022年2月")
        assert (await zhao.taps("上一步")).labels == [["就用“2022-02”"], ["‹ 上一步", "取消"]]
        said = await zhao.goes("2023年2月", "☞用法")
        assert said.texts[0].splitlines()[5:8] == [
            "收发室在二楼",
            "",
            "来源：工作人员答复，依据科技厅网站（2023年2月） · 2026年11月2日",
        ]
        old = zhao.tap("上一步")
        await zhao.taps("取消")
        assert (await zhao.act("taps", old)).heads == ["这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"]


@pytest.mark.parametrize("answers", [True, False])
async def test_what_there_is_already_is_shown_before_a_new_entry(chat: Chat, answers: bool) -> None:  # noqa: FBT001
    async with chat:
        zhao = chat.user(ZHAO)
        if answers:
            await answered(chat)
        else:
            await chat.user(WANG).says(ASKED)
            await zhao.goes("/unanswered", "☞1.")
        said = await zhao.goes("☞写成新条目", "揭榜办在几楼呀")
        assert said.seen == [
            (
                "新条目 · 已有相近的条目\n您写的：揭榜办在几楼呀\n\n揭榜办在几楼？\n三楼。\n\n"
                "答的是同一件事，就收作它的问法，不用再写一条。\n"
                "[收作“揭榜办在几楼？”的问法]\n[仍写新条目]\n[‹ 上一步] [取消]"
            )
        ]
        assert (await zhao.taps("仍写新条目")).heads == ["新条目 · 主题" if answers else "新条目 · 答复"]
        if answers:  # the one that has been given comes in between
            await zhao.taps("上一步")
        assert (await zhao.taps("上一步")).heads == ["新条目 · 已有相近的条目"]
        said = await zhao.taps("收作“揭榜办在几楼？”的问法")
        assert said.heads == [
            "已收作“揭榜办在几楼？”的问法，马上生效。" if answers else "请确认：收作下面这个条目的问法"
        ]


async def test_what_there_is_already_says_whom_to_ask(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        entry = next(each for each in chat.knowledge.current.library.entries if CONTACT in each.answer)
        said = await zhao.goes("☞写成新条目", entry.question)
        assert said.heads == ["新条目 · 已有相近的条目"]
        assert CONTACT not in said.texts[0]
        assert NO_CONTACT in said.texts[0]


async def test_cards_of_earlier_steps_ask_what_is_asked_at_present(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("写成新条目")
        as_it_is = zhao.tap("就用这句")
        assert (await zhao.act("taps", as_it_is)).heads == ["新条目 · 主题"]
        assert (await zhao.act("taps", as_it_is)).heads == ["新条目 · 主题"]
        await zhao.taps("取消")
        assert (await zhao.act("taps", as_it_is)).heads == [
            "这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"
        ]
        await chat.restart()
        assert (await zhao.goes("☞写成新条目", "☞就用这句")).heads == ["新条目 · 主题"]


async def test_two_of_staff_teach_it_once(chat: Chat) -> None:
    async with chat:
        wang, zhao, sun = chat.user(WANG), chat.user(ZHAO), chat.user(SUN)
        await wang.says(ASKED)
        for staff in (zhao, sun):
            await staff.goes("/unanswered", "☞1.", "☞收作别的条目的问法", "几楼", "☞收作“揭榜办在几楼？”的问法")
        await sun.taps("确认收作问法")
        assert (await zhao.taps("确认收作问法")).texts == ["这些问题刚才已经由 孙岩 处理，没有重复发送。"]
        assert len((await wang.hears()).texts) == 1
        assert len(await learned(chat)) == 1


async def test_two_new_entries_are_under_way_and_each_button_belongs_to_one(chat: Chat) -> None:
    async with chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        for asked in (ASKED, OTHER):
            await wang.says(asked)
        await zhao.goes("/unanswered", "☞1.", "☞写成新条目")
        await zhao.goes("☞就用这句", "第一条", "☞本地补充", "自治区科技厅通知", "2022年2月")
        first = {label: zhao.tap(label) for label in ("有据", "‹ 上一步", "取消")}
        await zhao.goes("/unanswered", "☞2.", "☞写成新条目", "☞就用这句", "第二条", "☞本地补充")
        said = await zhao.act("taps", first["有据"])
        assert [line for line in said.texts[0].splitlines() if line[:2] == "问："] == [f"问：{ASKED}"]
        assert said.texts[0].splitlines()[5] == "第一条"
        second = zhao.tap("没有成文材料")
        assert (await zhao.act("taps", second)).texts[0].splitlines()[3:6] == [f"问：{OTHER}", "", "第二条"]
        said = await zhao.act("taps", first["取消"])
        assert said.heads == ["好的，没有发出，也没有保存。"]
        for label in ("有据", "‹ 上一步"):
            assert (await zhao.act("taps", first[label])).heads == [
                "这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"
            ]
        assert (await zhao.taps("确认保存")).texts == [f"新条目已保存，马上生效，并正在发给 1 位提问人。\n问：{OTHER}"]
        assert await chat.rows("SELECT * FROM note") == []


async def test_a_new_entry_is_put_aside_for_something_else(chat: Chat) -> None:
    async with chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        for asked in (ASKED, OTHER):
            await wang.says(asked)
        await zhao.goes("/unanswered", "☞1.", "☞写成新条目", "☞就用这句", "收发室在一楼")
        topic = zhao.tap("本地补充")
        await zhao.goes("/unanswered", "☞2.", "☞收作别的条目的问法", "揭榜办在几楼", "☞收作“揭榜办在几楼？”的问法")
        assert (await zhao.taps("取消")).seen == [
            f"好的，没有发出，也没有保存。\n还有一条新条目没写完：{ASKED}\n[接着写新条目]"
        ]
        assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]  # not taken for the entry
        assert (await zhao.taps("接着写新条目")).heads == ["新条目 · 主题"]
        await zhao.goes("/unanswered", "☞2.", "☞答复")
        assert (await zhao.act("taps", topic)).heads == ["新条目 · 出处"]
        assert (await zhao.says("自治区科技厅通知")).heads == ["新条目 · 日期"]


async def test_what_staff_answered_before_is_shown_before_an_entrys_answer_is_sent(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await chat.user(LI).says(ASKED)
        await zhao.goes("/unanswered", "☞1.", "☞收作别的条目的问法", "揭榜办在几楼")
        said = await zhao.taps("收作“揭榜办在几楼？”的问法")
        assert said.texts[0].splitlines()[-5:] == [
            "来源：揭榜通使用说明 · 2026年11月",
            "",
            "以前这样答复过（赵敏，2026-11-02 09:00）",
            "收发室在一楼",
            "带上身份证 & 公章",
        ]
