"""Several needs are written side by side: told apart by their names, gone on with by a tap, and never mixed up."""

import pytest

from tests.chat import WANG, Chat, User
from tests.conversations.need import PROBLEM, TAPPED, TITLE, before, submit

UNTITLED = "未命名 · 11月2日开始"
TITLES = (
    "矿井提升机钢丝绳在线检测技术",
    "稀土抛光粉粒度一致性控制",
    "复合材料铺放头在线检测",
    "奶牛乳房炎快速检测试纸",
)
PUMP = "我们的矿泵一到冬天就冻裂，换了三家的都不行，自己解决不了"
PASTE = "需求名称：矿井提升机钢丝绳在线检测技术\n预算：900万\n联系人：李强"
LEFT = "草稿存好了（已填 4/17 项），没有删除。"
WELCOME = "欢迎回来，我们接着填。"


async def begun(chat: Chat, *titles: str) -> User:
    """Let 王芳 have a draft for each title, the last one touched last."""
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]), titles[0], "存下离开")
    for title in titles[1:]:
        await wang.goes("/submit", "☞另起一份", *before(TAPPED[4])[1:], title, "存下离开")
    return wang


async def named(chat: Chat) -> list[object]:
    rows = await chat.rows("SELECT content ->> '$.values.title' AS title FROM draft ORDER BY id")
    return [row["title"] for row in rows]


@pytest.mark.parametrize("words", ["继续填报", "昨天那个", "存好的那份"])
async def test_of_several_it_is_asked_with_which_to_go_on(chat: Chat, words: str) -> None:
    wang = await begun(chat, TITLE, TITLES[0])
    listed = [[f"继续填：{title}（已填 4/17 项）"] for title in (TITLES[0], TITLE)]
    said = await wang.says(words)
    assert (said.heads, said.labels) == (["您有 2 份没填完的草稿，接着填哪一份？"], listed)
    assert (await wang.taps(f"继续填：{TITLE}")).heads == [WELCOME]
    said = await wang.goes("存下离开", "/start")
    assert said.labels[:3] == [*reversed(listed), ["填报技术需求", "空白表"]]  # the latest first
    assert await named(chat) == [TITLE, TITLES[0]]


async def test_another_one_is_begun_beside_it(chat: Chat) -> None:
    wang = await begun(chat, TITLE)
    said = await wang.says("/submit")
    assert said.seen == [f"您有一份没填完的草稿。接着填，还是另起一份？\n[继续填：{TITLE}（已填 4/17 项）]\n[另起一份]"]
    late = wang.tap("另起一份")
    assert (await wang.taps("另起一份")).heads == ["填报须知"]
    said = await wang.act("taps", late)  # tapped twice, it is the same one
    assert said.texts[0].splitlines()[:3:2] == ["欢迎回来，我们接着填。", "填报须知"]
    assert await named(chat) == [TITLE, None]


async def test_without_a_title_it_goes_by_its_problem_then_by_its_day(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/submit", "☞同意", "存下离开")
    assert (await wang.says("/my")).labels == [[f"继续填：{UNTITLED}", "删除草稿"]]
    await wang.goes("☞继续填：", "改技术难题", PROBLEM, "存下离开")
    assert (await wang.says("/my")).labels == [[f"继续填：{PROBLEM[:29]}…", "删除草稿"]]


async def test_a_draft_is_given_a_name(chat: Chat) -> None:
    wang = await begun(chat, TITLE)
    said = await wang.goes("☞继续填写", "☞更多", "☞给这份起个名")
    assert said.texts == [f"这份草稿叫什么？现在叫《{TITLE}》，新名字最多 20 个字；不改了发送 /cancel。"]
    assert (await wang.says("名" * 21)).heads != []
    assert (await wang.says("烧结炉")).heads == ["好的，这份草稿叫《烧结炉》了。", WELCOME]
    await wang.goes("☞更多", "☞给这份起个名")
    assert (await wang.says("/cancel")).heads == ["好的，名字没有改，还叫《烧结炉》。", LEFT]
    assert (await wang.says("/my")).labels == [["继续填：烧结炉", "删除草稿"]]
    assert (await wang.goes("☞继续填：", "放弃")).heads == ["确定放弃草稿“烧结炉”吗？放弃后内容会删除，找不回来。"]


async def test_giving_one_up_leaves_the_others(chat: Chat) -> None:
    wang = await begun(chat, TITLE, TITLES[0], TITLES[1])
    said = await wang.goes("/my", f"☞继续填：{TITLES[0]}", "放弃", "☞确定放弃")
    assert said.texts == [f"已放弃，草稿“{TITLES[0]}”删除了。以后有需要，随时可以重新填报。"]
    assert await named(chat) == [TITLE, TITLES[1]]


async def test_there_are_no_more_than_five(chat: Chat) -> None:
    wang = await begun(chat, TITLE, *TITLES)
    full = "草稿最多同时留 5 份。请先提交一份，或者删掉不要的。"
    said = await wang.says("/submit")
    assert said.texts == [f"您有 5 份没填完的草稿。接着填哪一份，还是另起一份？\n{full}"]
    assert said.labels == [[f"继续填：{title}（已填 4/17 项）"] for title in (*reversed(TITLES), TITLE)]
    said = await wang.says(PASTE)
    assert said.texts == [f"这段内容放到哪一份里？\n{full}"]
    said = await wang.goes("/my", "☞删除草稿", "☞确定删除", "/submit")
    assert ["另起一份"] in said.labels


@pytest.mark.parametrize(
    ("typed", "tap", "held"),
    [
        (PASTE, "放进", [TITLES[0]]),
        (PASTE, "另起一份", [TITLE, None]),
        (PUMP, "放进", [TITLE]),
        (PUMP, "另起一份", [TITLE, None]),
    ],
)
async def test_what_is_typed_outside_goes_where_the_person_says(
    chat: Chat, typed: str, tap: str, held: list[object]
) -> None:
    wang = await begun(chat, TITLE)
    said = await wang.says(typed)
    if typed == PUMP:
        said = await wang.taps("把这段话作为技术难题")
    assert said.seen == [f"这段内容放到哪一份里？\n[放进《{TITLE}》]\n[另起一份]"]
    await wang.taps(tap)
    assert await named(chat) == held
    (row,) = await chat.rows("SELECT content FROM draft ORDER BY id DESC LIMIT 1")
    assert ("李强" if typed == PASTE else PUMP) in str(row["content"])


async def test_each_is_submitted_by_itself(chat: Chat) -> None:
    wang = await begun(chat, TITLE, TITLES[0])
    await wang.goes("/my", f"☞继续填：{TITLE}")
    assert (await wang.goes(*TAPPED[5:])).heads == ["已提交，编号 NM-2026-000001"]
    assert await named(chat) == [TITLES[0]]


async def test_a_second_tap_on_copying_goes_on_with_the_first_copy(chat: Chat) -> None:
    await submit(chat)
    wang = chat.user(WANG)
    await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回")
    old = wang.tap("复制为新草稿")
    await wang.act("taps", old)
    await wang.act("taps", old)
    assert len(await chat.rows("SELECT * FROM draft")) == 1
