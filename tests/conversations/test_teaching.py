"""What staff answered is learned with a tap: as a phrasing of an entry, or as an entry of its own, live at once."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import FaqSection
from bot.services.runtime.contact import CONTACT
from bot.texts import catalogue
from tests.chat import LI, STAFF, SUN, WANG, ZHAO, Chat, Heard, User
from tests.office import office

NOTHING_KNOWN = FaqSection(sure=1, floor=1)
STALE = "这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"
TAUGHT_BEFORE = "这个问题已经教过机器人了。"
NEWEST = "用几个字找条目：见后面最新的一条。"
ASKED = "楼上楼下哪里收盖章的纸"
OTHER = "揭榜挂帅有没有专用的邮票"
LONG = ("院子里的槐树长得歪七扭八，" * 20)[:201]
NO_CONTACT = catalogue("zh")("enquiry.no_contact")
ANSWER = "三楼。\n\n来源：揭榜通使用说明 · 2026年11月"


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """A world that answers from the built-in content and one entry of its own, but only what it is certain of."""
    return Chat(tmp_path, faq=FaqSection(sure=0.99, floor=0.99, extra_dirs=(office(tmp_path),)))


async def answered(chat: Chat, question: str = ASKED) -> User:
    """Return 赵敏, who has just answered what 王芳 had asked."""
    zhao = chat.user(ZHAO)
    await chat.user(WANG).says(question)
    await zhao.goes("/unanswered", "☞1.", "☞答复", "收发室在一楼\n带上身份证 & 公章", "☞确认发送")
    await chat.user(WANG).hears()
    return zhao


def step(said: Heard) -> str:
    """Return where the new entry stands: the heading of its card."""
    lines = said.texts[-1].splitlines()
    return next(line for line in lines if line == "请核对" or line.partition(" ")[0] == "第")


async def learned(chat: Chat) -> list[dict[str, object]]:
    return await chat.rows("SELECT kind, entry_id, content, author FROM learned")


async def test_after_an_answer_one_tap_makes_a_phrasing_that_is_live_at_once(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("收作别的条目的问法")
        said = await zhao.says("揭榜办在几楼")
        assert said.texts == ["是哪一个？都不是，就换几个字再发。", NEWEST]
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
        assert (await zhao.says("！？")).seen == ["没有找到这样的条目，请换几个字再发。\n[取消]", NEWEST]
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
            ),
            NEWEST,
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
        said = await zhao.taps("写成新条目")  # the question can't stand as it is
        assert said.labels == [["先空着", "更多"]]
        assert (await zhao.says(LONG)).heads == [
            "现在有 201 个字，最多 200 个字，请删去约 1 个字，改短后再发。原文替您留着。"
        ]
        assert (await zhao.says("收发室有几个信箱？")).heads == ["✓ 标准问法：收发室有几个信箱？"]


async def test_an_answer_becomes_an_entry_with_source_date_and_status(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        said = await zhao.taps("写成新条目")
        assert said.seen == [
            (
                "第 1/6 步 · 标准问法\n请发一条完整、好懂的问法，会显示给用户；现在这句就行的话，点下面的按钮：\n"
                f"{ASKED}\n例：揭榜办在几楼？\n[就用这句]\n[先空着] [更多]"
            )
        ]
        said = await zhao.says("盖章的材料交到哪里？")  # the answer has been given
        assert step(said) == "第 3/6 步 · 主题"
        assert (await zhao.says("随便放")).heads == ["没有这个选项，请点下面的按钮，或者发选项的名称。"]
        assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。", "第 3/6 步 · 主题"]
        assert (await zhao.taps("本地补充")).labels[-9:] == [
            ["有据：材料里写明的"],
            ["报道：媒体公开报道的"],
            ["评论：作者的看法"],
            ["打算：还没有落实的"],
            ["未载：公开材料没有写"],
            ["用法：机器人怎么用"],
            ["没有成文材料，是我们的答复"],
            ["‹ 上一步", "先空着", "更多"],
        ]
        assert (await zhao.taps("有据")).seen == [
            "✓ 性质：有据：材料里写明的",
            (
                "第 5/6 步 · 出处\n答复依据的是谁发布的材料？请写发布者。\n例：自治区科技厅通知\n"
                "[‹ 上一步] [先空着] [更多]"
            ),
        ]
        assert (await zhao.says("厅" * 61)).heads == [
            "现在有 61 个字，最多 60 个字，请删去约 1 个字，改短后再发。原文替您留着。"
        ]
        assert step(await zhao.says("自治区 R&D\n<通知>")) == "第 6/6 步 · 日期"
        for bad in ("去年", "2022", "2022-13", "2022年2月30日"):
            assert (await zhao.says(bad)).heads == ["没看懂这个日期。请写成 2022年2月 或 2022-02-14 的样子。"]
        for bad in ("2026-11-03", "2026-11-30", "2027年1月"):
            assert (await zhao.says(bad)).heads == ["这个日期还没到，请再看看。"]
        assert (await zhao.says("2022年2月14日")).seen == [
            (
                "✓ 日期：2022年2月14日\n\n请核对\n\n"
                "主题：本地补充\n性质：有据：材料里写明的\n问：盖章的材料交到哪里？\n\n"
                "收发室在一楼\n带上身份证 & 公章\n\n"
                "来源：工作人员答复，依据自治区 R&D <通知>（2022年2月14日） · 2026年11月2日\n\n"
                "确认后马上生效。\n\n都对就点“确认保存”；要改就点“修改某项”。\n"
                "[确认保存] [修改某项]\n[↶ 撤销] [存下离开]\n[‹ 上一步] [放弃]"
            )
        ]
        assert (await zhao.taps_twice("确认保存")).texts == [
            "新条目已保存，马上生效。\n问：盖章的材料交到哪里？",
            STALE,
        ]
        assert (await chat.user(WANG).hears()).texts == []  # who has had the answer
        for question in ("盖章的材料交到哪里？", ASKED):
            assert (await chat.user(LI).says(question)).texts[0].splitlines() == [
                "收发室在一楼",
                "带上身份证 & 公章",
                "",
                "来源：工作人员答复，依据自治区 R&D <通知>（2022年2月14日） · 2026年11月2日",
            ]


async def test_instead_of_an_answer_an_entry_is_written_and_its_answer_sent(chat: Chat) -> None:
    async with chat:
        wang, li, zhao = chat.user(WANG), chat.user(LI), chat.user(ZHAO)
        await wang.says(OTHER)
        await li.says(OTHER)
        await zhao.goes("/unanswered", "☞1.", "☞写成新条目")
        assert (await zhao.taps("就用这句")).heads == [f"✓ 标准问法：{OTHER}", "第 2/6 步 · 答复"]
        assert (await zhao.says("&" * 200)).heads == ["答复转成网页格式后最多 1000 个字，请精简后再发一次。"]
        said = await zhao.goes("没有。", "☞本地补充", "☞未载", "揭榜通使用说明", "2026年11月")
        assert said.texts[0].splitlines()[-3] == "确认后马上生效，并发给 2 位提问人。"
        assert (await zhao.taps_twice("确认保存")).texts == [
            f"新条目已保存，马上生效，并正在发给 2 位提问人。\n问：{OTHER}",
            STALE,
        ]
        for asker in (wang, li):
            assert (await asker.hears()).texts == [f"工作人员答复\n您问：{OTHER}\n\n没有。"]
        assert (await wang.says(OTHER)).heads == ["没有。"]


async def test_an_answer_that_rests_on_no_paper_is_the_staffs_own(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        said = await zhao.goes("☞写成新条目", "盖章的材料交到哪里？", "☞本地补充", "☞没有成文材料")
        assert said.texts[1].splitlines()[:10] == [  # what is not there has no publisher and no date
            "请核对",
            "",
            "主题：本地补充",
            "性质：没有成文材料，是我们的答复",
            "问：盖章的材料交到哪里？",
            "",
            "收发室在一楼",
            "带上身份证 & 公章",
            "",
            "来源：工作人员答复 · 2026年11月2日",
        ]
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
        assert [said.heads[0] for said in backs] == ["第 4/4 步 · 性质", "第 3/4 步 · 主题", "第 2/4 步 · 答复"]
        assert backs[-1].seen == [
            (
                "第 2/4 步 · 答复\n请用一条消息写答复。第一行写简短的结论，会加粗；还没答复过的提问人也会收到。\n"
                "例：三楼。\n工作日上班时间都可以来。\n现在填的是：\n收发室在一楼\n带上身份证 & 公章\n"
                "[不改，下一步]\n[‹ 上一步] [更多]"
            )
        ]
        assert (await zhao.taps("不改，下一步")).heads == ["答复：不改", "请核对"]  # what comes after is there still
        said = await zhao.goes("☞修改某项", "☞答复", "收发室在二楼")
        assert said.heads == ["✓ 答复：收发室在一楼 带上身份证 & 公章 → 收发室在二楼"]
        said = await zhao.goes("☞修改某项", "☞性质", "☞用法")
        assert said.labels == [["改出处", "改日期"], ["修改某项"], ["↶ 撤销", "存下离开"], ["‹ 上一步", "放弃"]]
        await zhao.goes("☞改出处", "科技厅网站", "☞改日期", "2022年2月")
        said = await zhao.says("日期改成2023年2月")
        assert said.texts[0].splitlines()[8:11] == [
            "收发室在二楼",
            "",
            "来源：工作人员答复，依据科技厅网站（2023年2月） · 2026年11月2日",
        ]
        old = zhao.tap("上一步")
        assert (await zhao.goes("放弃", "☞确定放弃")).texts == ["好的，没有发出，也没有保存。"]
        assert (await zhao.act("taps", old)).heads == [STALE]


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
                "第 1/6 步 · 标准问法\n已有相近的条目\n您写的：揭榜办在几楼呀\n\n揭榜办在几楼？\n三楼。\n\n"
                "答的是同一件事，就收作它的问法，不用再写一条；不是，就点“就这样填”。\n例：揭榜办在几楼？\n"
                "[收作“揭榜办在几楼？”的问法]\n[就这样填] [看刚才的原文]\n[‹ 上一步] [更多]"
            )
        ]
        assert step(await zhao.taps("就这样填")) == ("第 3/6 步 · 主题" if answers else "第 2/6 步 · 答复")
        said = await zhao.goes("☞更多", "☞存下离开", "☞继续填写", "☞更多", "☞看一遍", "☞回到这一步")
        if answers:  # the one that has been given comes in between
            await zhao.taps("上一步")
        assert step(await zhao.goes("☞上一步", "揭榜办在几楼呢")) == "第 1/6 步 · 标准问法"
        said = await zhao.taps("收作“揭榜办在几楼？”的问法")
        assert said.heads == [
            "已收作“揭榜办在几楼？”的问法，马上生效。" if answers else "请确认：收作下面这个条目的问法"
        ]
        if not answers:
            await zhao.taps("确认收作问法")
        assert await chat.rows("SELECT * FROM draft") == []


async def test_what_there_is_already_says_whom_to_ask(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        entry = next(each for each in chat.knowledge.current.library.entries if CONTACT in each.answer)
        said = await zhao.goes("☞写成新条目", entry.question)
        assert said.texts[0].splitlines()[1] == "已有相近的条目"
        assert CONTACT not in said.texts[0]
        assert NO_CONTACT in said.texts[0]


async def test_cards_of_earlier_steps_show_the_present_one(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("写成新条目")
        as_it_is = zhao.tap("就用这句")
        assert step(await zhao.act("taps", as_it_is)) == "第 3/6 步 · 主题"
        assert step(await zhao.act("taps", as_it_is)) == "第 3/6 步 · 主题"
        await zhao.goes("放弃", "☞确定放弃")
        assert (await zhao.act("taps", as_it_is)).heads == [STALE]
        await chat.restart()
        assert step(await zhao.goes("☞写成新条目", "☞就用这句")) == "第 3/6 步 · 主题"


async def test_what_was_confirmed_is_what_the_card_showed_though_something_was_typed_since(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.goes("☞写成新条目", "盖章的材料交到哪里？", "☞本地补充", "☞没有成文材料")
        confirm = zhao.tap("确认保存")
        assert step(await zhao.says("谢谢")) == "请核对"
        assert step(await zhao.goes("☞修改某项", "☞答复", "收发室在二楼")) == "请核对"
        assert (await zhao.act("taps", confirm)).texts[0].splitlines()[6] == "收发室在二楼"  # it is shown first
        assert await learned(chat) == []
        await zhao.goes("☞确认保存")
        (row,) = await learned(chat)
        assert json.loads(str(row["content"]))["answer"] == "<b>收发室在二楼</b>"


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
        await zhao.goes("☞就用这句", "第一条", "☞本地补充")
        await zhao.taps("更多")
        first = {label: zhao.tap(label) for label in ("没有成文材料", "‹ 上一步", "放弃")}
        await zhao.goes("/unanswered", "☞2.", "☞写成新条目", "☞就用这句", "第二条", "☞本地补充")
        second = zhao.tap("没有成文材料")
        said = await zhao.act("taps", first["没有成文材料"])
        assert said.texts[1].splitlines()[4:7] == [f"问：{ASKED}", "", "第一条"]
        said = await zhao.act("taps", second)
        assert said.texts[1].splitlines()[4:7] == [f"问：{OTHER}", "", "第二条"]
        confirm = zhao.tap("确认保存")
        said = await zhao.act("taps", first["放弃"])  # on an old card: the present one is shown
        assert said.texts[0].splitlines()[4:7] == [f"问：{ASKED}", "", "第一条"]
        assert (await zhao.goes("放弃", "☞确定放弃")).seen == [
            f"好的，没有发出，也没有保存。\n还有一条新条目没写完：{OTHER}\n[接着写新条目]"
        ]
        for label in ("没有成文材料", "‹ 上一步"):
            assert (await zhao.act("taps", first[label])).heads == [STALE]
        assert (await zhao.act("taps", confirm)).texts == [
            f"新条目已保存，马上生效，并正在发给 1 位提问人。\n问：{OTHER}"
        ]
        assert await chat.rows("SELECT * FROM draft") == []


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
        assert step(await zhao.taps("接着写新条目")) == "第 3/6 步 · 主题"
        await zhao.goes("/unanswered", "☞2.", "☞答复")
        assert step(await zhao.act("taps", topic)) == "第 4/6 步 · 性质"
        assert step(await zhao.goes("☞有据", "自治区科技厅通知")) == "第 6/6 步 · 日期"


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


async def test_what_was_settled_meanwhile_is_kept_and_sent_to_nobody_but_what_was_taught_is_not(chat: Chat) -> None:
    async with chat:
        wang, zhao, sun = chat.user(WANG), chat.user(ZHAO), chat.user(SUN)
        await wang.says(OTHER)
        await zhao.goes("/unanswered", "☞1.", "☞写成新条目", "☞就用这句", "没有。", "☞本地补充", "☞没有成文材料")
        await sun.goes("/unanswered", "☞1.", "☞答复", "有的", "☞确认发送")
        await sun.goes("☞写成新条目", "☞就用这句", "☞本地补充")
        assert (await zhao.taps("确认保存")).heads == ["新条目已保存，马上生效。"]
        assert (await sun.goes("☞没有成文材料", "☞确认保存")).texts == [
            "没有保存，也没有发给任何人：同事刚才已经用这个问题教过机器人了。草稿还在；不要了，请点“放弃”。"
        ]
        assert (await sun.goes("☞收作别的条目的问法")).texts == [TAUGHT_BEFORE]
        assert [row["author"] for row in await learned(chat)] == [ZHAO]
        assert len((await wang.hears()).texts) == 1


async def test_a_new_entry_waits_for_as_long_as_it_takes(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("写成新条目")
        chat.clock.forward(days=2)
        assert (await zhao.says("首批榜单有多少项？")).labels[0] == ["当作填写内容", "当作提问"]
        assert (await zhao.taps("当作提问")).heads == ["15项，都是技术攻关类。", "第 1/6 步 · 标准问法"]
        assert (await zhao.says("/cancel")).texts == ["新条目存好了，没有删除。随时点“继续填写”，会从这一步接着写。"]
        assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]
        assert (await zhao.says("/my")).heads == ["您还没有填报过技术需求。"]
        assert (await zhao.says("接着填")).heads == ["欢迎回来，我们接着填。"]
        assert zhao.tap("就用这句")
        assert (await zhao.says("/start")).labels[1] == [f"继续填：{ASKED}"]


async def test_who_has_left_writes_no_entry(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("写成新条目")
        as_it_is = zhao.tap("就用这句")
        await chat.restart(
            staff=STAFF.model_copy(update={"members": [each for each in STAFF.members if each.id != ZHAO]})
        )
        await zhao.hears()
        assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]
        assert (await zhao.act("taps", as_it_is)).heads == ["这项操作只限审核工作人员。"]


OLD = """[["entry.choose", 1, {"note": 4, "step": "question", "value": "x"}, "就用这句"],
 ["entry.back", 1, {"note": 4}, "‹ 上一步"], ["desk.drop", 1, {"note": 4}, "取消"]]"""


async def test_buttons_of_entries_from_before_they_were_drafts_are_stale(chat: Chat) -> None:
    async with chat:
        zhao = await answered(chat)
        await zhao.taps("写成新条目")
        old = zhao.tap("就用这句")
        await chat.stop()
        with closing(sqlite3.connect(chat.database)) as file, file:
            file.execute("UPDATE keyboard SET actions = ? WHERE id = ?", (OLD, old["data"].partition(":")[0]))
        await chat.start()
        for place in range(3):
            said = await zhao.act("taps", {**old, "data": f"{old['data'].partition(':')[0]}:{place}"})
            assert said.heads == [STALE]
        assert await chat.rows("SELECT count(*) AS n FROM draft") == [{"n": 1}]
