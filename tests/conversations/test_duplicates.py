"""Needs that may be the same: seen on staff's cards, laid side by side, joined, parted; no enterprise learns of it."""

import asyncio
import sqlite3
from contextlib import closing

from bot.cli import main
from tests.chat import LI, LOOK, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, TAPPED, TITLE
from tests.conversations.test_own_data import files
from tests.patience import patience

SECOND = "NM-2026-000002"
LIKELY = f"⚠️ 可能重复：{{}}《{TITLE}》（待审核）100 %"
SECRETS = ("可能重复", "并案", "并排")
FREE = [["通过", "通过并附言"], ["退回补充", "不通过"], ["领取"]]


async def copied(chat: Chat) -> None:
    """Let 李强, of another enterprise, submit the same need."""
    await chat.user(LI).goes("/submit", *(step.replace("☞包头市", "☞赤峰市") for step in TAPPED))


def cards(said: list[str]) -> list[str]:
    """What cards say of other needs."""
    return [line for text in said for line in text.splitlines() if line.startswith(("⚠️ 可能重复", "与 NM"))]


async def test_each_card_names_the_other_need(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    assert cards((await zhao.says(f"/status {REFERENCE}")).texts) == []
    await copied(reviewing)
    assert cards((await zhao.hears()).in_chat(ZHAO).texts) == [LIKELY.format(SECOND)]  # the card that was open
    said = await zhao.says(f"/status {SECOND}")
    assert cards(said.texts) == [LIKELY.format(REFERENCE)]
    assert said.labels == [*FREE, ["并排看 000001", "并案 000001"], ["备注"], ["办理记录", "文件"]]


async def test_what_is_withdrawn_is_the_same_as_nothing(reviewing: Chat) -> None:
    await copied(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.hears()
    assert cards((await zhao.says(f"/status {SECOND}")).texts) == [LIKELY.format(REFERENCE)]
    await reviewing.user(WANG).goes(f"/status {REFERENCE}", "☞撤回", "☞确定撤回")
    (card,) = (await zhao.hears()).in_chat(ZHAO).messages  # it is kept true
    assert (card["edited"], cards([card["text"]])) == (True, [])


async def test_both_are_laid_side_by_side(reviewing: Chat) -> None:
    await copied(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.hears()
    await zhao.says(f"/status {SECOND}")
    said = await zhao.taps("并排看 000001")
    lines = said.texts[0].splitlines()
    assert lines[:6] == [
        f"{SECOND} 与 {REFERENCE} 并排看（像 100 %）",
        f"划去的只在 {SECOND}，加粗的只在 {REFERENCE}；“→”前是 {SECOND}，后是 {REFERENCE}。",
        "不同的 1 项",
        "· 所属盟市：赤峰市 → 包头市",
        "相同的 16 项",
        "＝ 单位全称：内蒙古敕勒新材料有限公司",
    ]
    assert ("＝ 手机号码：138****0000" in lines, said.labels) == (
        True,
        [["打开 000002", "打开 000001"], ["并案 000001"]],
    )


async def test_two_are_joined_with_a_note_and_parted_again(reviewing: Chat) -> None:
    await copied(reviewing)
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await sun.says(f"/status {REFERENCE}")
    await zhao.says(f"/status {SECOND}")
    assert (await zhao.taps("并案 000001")).seen == [
        f"把 {SECOND} 和 {REFERENCE} 并案。请用一条消息写明理由，只有工作人员看得到；企业不会知道。\n[不并了]"
    ]
    said = (await zhao.says("同一台炉子，两家关联企业各报一次")).in_chat(ZHAO)
    (row,) = await reviewing.rows("SELECT strftime('%Y-%m-%d %H:%M', at, '+8 hours') AS at FROM merger")
    joined = f"与 {{}} 并案（赵敏，{row['at']}）：同一台炉子，两家关联企业各报一次"
    assert (cards(said.texts), said.texts[-1]) == ([joined.format(REFERENCE)], f"已并案：{SECOND} 和 {REFERENCE}。")
    (card,) = (await sun.hears()).in_chat(SUN).messages[-1:]  # the other one's card too, with whoever has it open
    assert cards([card["text"]]) == [joined.format(SECOND)]
    assert joined.format(SECOND) in (await sun.says(f"/history {REFERENCE}")).texts[0]
    late = sun.tap("解除并案 000002")
    assert cards((await zhao.taps("解除并案 000001")).in_chat(ZHAO).texts) == [LIKELY.format(REFERENCE)]
    assert (await sun.act("taps", late)).in_chat(SUN).texts[-1] == f"{REFERENCE} 和 {SECOND} 没有并案。"
    rows = await reviewing.rows("SELECT need_id, other_id, joined, actor_name, note FROM merger ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [
        (1, 2, 1, "赵敏", "同一台炉子，两家关联企业各报一次"),
        (1, 2, 0, "赵敏", ""),
    ]


async def test_needs_from_before_are_looked_at_when_the_bot_starts(reviewing: Chat) -> None:
    await copied(reviewing)
    await reviewing.stop()
    with closing(sqlite3.connect(reviewing.database)) as connection, connection:
        connection.execute("DELETE FROM sketch")
        connection.execute("DELETE FROM likeness")
    await reviewing.start()
    assert await until(reviewing) == [{"need_id": 2, "other_id": 1, "percent": 100}]


async def until(chat: Chat) -> list[dict[str, object]]:
    """What is known of likenesses, once there is anything."""
    rows = list[dict[str, object]]()
    async with patience():
        while not rows:
            await asyncio.sleep(LOOK)
            rows = await chat.rows("SELECT * FROM likeness")
    return rows


async def test_whoever_thinks_better_of_it_joins_nothing(reviewing: Chat) -> None:
    await copied(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.goes(f"/status {SECOND}", "☞并案 000001")
    assert (await zhao.taps("不并了")).texts == ["好的，没有并案。"]
    await zhao.says("同一台炉子，两家关联企业各报一次")
    assert await reviewing.rows("SELECT * FROM merger") == []


async def test_enterprises_learn_nothing_of_each_other(reviewing: Chat) -> None:
    await copied(reviewing)
    wang, li, zhao = (reviewing.user(user) for user in (WANG, LI, ZHAO))
    await zhao.goes(f"/status {SECOND}", "☞并案 000001", "同一台炉子，两家各报一次", "☞领取")
    forged = zhao.tap("解除并案")["data"]
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", "期限与难题不相称", "☞确认退回")
    seen = [*(await wang.hears()).seen, *(await li.hears()).seen]
    for user, reference in ((wang, REFERENCE), (li, SECOND)):
        for step in ("/my", f"/status {reference}", f"/history {reference}", f"/status {reference}"):
            seen += (await user.says(step)).seen
        for step in ("回执", "时间线", "第 1 版内容"):
            seen += (await user.taps(step)).seen
        for content in (await files(reviewing, await user.says("/mydata"))).values():
            seen.append(content.decode("utf-8", "ignore"))
    assert [text for text in seen if any(secret in text for secret in SECRETS)] == []
    assert [text for text in seen if REFERENCE in text and SECOND in text] == []
    assert (await li.forges(forged)).toasts[-1:] == ["这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"]
    assert len(await reviewing.rows("SELECT * FROM merger")) == 1


async def test_what_is_erased_stands_on_no_other_card(reviewing: Chat) -> None:
    await copied(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.goes(f"/status {SECOND}", "☞并案 000001", "同一台炉子，两家各报一次")
    config = reviewing.folder / "config.yaml"
    staff = f"staff: {{members: [{{id: {ZHAO}, name: 赵敏, role: reviewer}}]}}"
    config.write_text(f"data_dir: {reviewing.folder / 'bot'}\n{staff}\n", encoding="utf-8")
    await reviewing.stop()
    assert await asyncio.to_thread(main, ["erase", REFERENCE, "--config", str(config), "--yes"]) == 0
    await reviewing.start()
    said = (await zhao.hears()).in_chat(ZHAO)
    assert cards(said.texts[-1:])[0].endswith("）")  # joined with its number still, without what was noted
    assert await reviewing.rows("SELECT note FROM merger") == [{"note": ""}]
    assert (await reviewing.rows("SELECT * FROM likeness"), said.labels) == (
        [],
        [*FREE, ["备注"], ["办理记录", "文件"]],
    )
