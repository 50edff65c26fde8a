"""How the answering does: the figures are right, staff see them, and nobody is named."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from bot import app, cli, pictures
from bot.config import FaqSection
from bot.reply import Drawing
from bot.services.asking import enquiry, faq_stats
from bot.services.runtime.turn import Caller, Services
from bot.storage import outbox
from bot.storage.calls import Send
from bot.storage.database import Database
from bot.texts import catalogue
from tests.chat import GROUP, LI, WANG, ZHAO, Chat, answering, configured
from tests.outgoing import words

QUESTION = "首批榜单有多少项？"
OTHER = "首批项目涉及的几笔钱怎么区分？"
NONE = "问答统计（2026-10-20 至 2026-11-02，北京时间）\n这段时间没有提问。"
FIGURES = """问答统计（2026-10-21 至 2026-11-03，北京时间）
收到提问 5 次：
· 直接答复 3 次，60%
· 请其选择 1 次，20%
· 没有答上 1 次，20%

转给工作人员 1 次。

评价（👎 多的在前）
👎 1　👍 1　首批榜单有多少项？
👎 0　👍 1　{choice}"""


async def asked(chat: Chat) -> str:
    """Let people ask and judge, on two days; return the question that was chosen from those offered."""
    wang, li = chat.user(WANG), chat.user(LI)
    await wang.goes(QUESTION, "☞👍")
    offered = await li.says("经费")
    choice: str = offered.heads[0].removeprefix("您问的可能是：")
    await li.goes("☞看全文", "☞👍")
    await li.goes(QUESTION, "☞👎", "☞转人工")
    chat.clock.forward(hours=15)  # 9:00 in Beijing becomes midnight
    await wang.says("食堂几点开饭")
    await wang.says(OTHER)
    return choice


async def test_staff_see_the_figures_and_a_picture(chat: Chat) -> None:
    choice = await asked(chat)
    zhao = chat.user(ZHAO)
    await zhao.hears()
    said = await zhao.says("/faqstats")
    figures = FIGURES.format(choice=choice)
    files = [message["file"]["kind"] for message in said.messages if message["file"]]
    if missing := pictures.missing():
        assert (files, said.texts[-1].splitlines()[-1]) == ([], catalogue("zh")(f"stats.{missing}"))
    else:
        assert (files, said.texts) == (["photo"], ["", figures])
    assert [name for name in ("王芳", "李强", "1001", "1002") if name in said.texts[-1]] == []


async def test_only_what_was_asked_of_the_bot_counts(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes("/topics", "☞资金支持")
    opened = wang.buttons()[-3]["text"]
    await wang.goes(f"☞{opened}", "☞👍", "/handoff", "请给我回个电话", "☞转给工作人员")
    await wang.goes("谢谢", "？", QUESTION)
    await chat.user(LI).does("inline_query", query=QUESTION)
    await zhao.says(f"@jiebang_local_bot {QUESTION}", to=GROUP)
    await zhao.hears()
    said = (await zhao.says("/faqstats")).texts[-1]
    assert said.splitlines()[1:5] == ["收到提问 1 次：", "· 直接答复 1 次，100%", "", "转给工作人员 1 次。"]


async def test_staff_see_them_in_their_group_too(chat: Chat) -> None:
    said = await chat.user(ZHAO).says("/faqstats", to=GROUP)
    assert said.in_chat(GROUP).texts == [NONE]


async def test_others_do_not(chat: Chat) -> None:
    assert (await chat.user(WANG).says("/faqstats")).texts == ["这项操作只限审核工作人员。"]


@pytest.mark.parametrize(
    ("missing", "last"),
    [
        ("extra", "没有图：未安装画图组件，装上 jiebang-bot[pictures] 以后才有。"),
        ("font", "没有图：这台机器上没有找到中文字体，例如可以装 Noto Sans CJK。"),
    ],
)
async def test_without_what_draws_there_are_numbers_and_a_word_why(
    tmp_path: Path, missing: Literal["extra", "font"], last: str
) -> None:
    database = Database(tmp_path / "jiebang.db")
    await database.open()
    knowledge = app.knowing(FaqSection(), answering(FaqSection()))
    services = Services(database, app.furnish(configured(tmp_path, "http://127.0.0.1"), "bot", knowledge))
    try:
        considered = knowledge.current.dialogue.consider(QUESTION)
        await services.perform(Caller(WANG, WANG, "王芳"), enquiry.ask, considered)
        await services.perform(Caller(ZHAO, ZHAO, "赵敏"), faq_stats.show, missing=missing)
        call = await database.read(lambda tx: outbox.following(tx, ZHAO))
    finally:
        await database.close()
    assert call is not None
    assert (type(call.call), words(call).splitlines()[-1]) == (Send, last)


CONFIG = """\
data_dir: bot
staff:
  members: [{id: 2001, name: 赵敏, role: reviewer}]
"""


async def test_the_command_line_prints_and_draws_them(
    chat: Chat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await asked(chat)
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    arguments = ["faq", "stats", "--config", f"{tmp_path}/config.yaml", "--days", "3", "--out", f"{tmp_path}/days"]
    code = await asyncio.to_thread(cli.main, arguments)
    printed = capsys.readouterr()
    drawn = (tmp_path / "days.png").is_file()
    missing = pictures.missing()
    assert not (tmp_path / "days").exists()  # a PNG is called one
    assert printed.err == (f"{catalogue('zh')(f'stats.{missing}')}\n" if missing else "")
    assert (code, drawn) == ((1, False) if missing else (0, True))
    assert printed.out.splitlines()[0].startswith("问答统计（")
    assert [line for line in printed.out.splitlines() if line.endswith("　0")] == []


def test_the_picture_begins_with_the_first_question() -> None:
    days = [(date(2026, 11, day), {"answer": count} if count else {}) for day, count in ((1, 0), (2, 3), (3, 0))]
    assert faq_stats.Figures(tuple(days), 0, ()).drawing() == Drawing(days=(("11-02", {"answer": 3}), ("11-03", {})))
    assert faq_stats.Figures((days[0],), 0, ()).drawing() == Drawing(days=(("11-01", {}),))
