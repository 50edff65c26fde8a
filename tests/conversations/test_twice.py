"""Double taps, old cards, second copies, two drafts: nothing is done twice and nothing gets mixed up."""

from tests.chat import GROUP, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, STALE, TAPPED, TITLE, before, claim

CODE = TAPPED[2]
ALREADY = f"这份内容已经提交过了，不会重复提交。编号 {REFERENCE}，现为“审核中”，可用 /my 查看。"


REASON = "期限写得太长，请改到三年以内，并说明分几个阶段完成"


async def returned(reviewing: Chat, *fields: str) -> User:
    """Return 王芳, whose need has just been returned for `fields`."""
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await zhao.goes("☞退回补充", *(f"☞{field}" for field in fields), "☞写原因", REASON, "☞确认退回")
    await wang.hears()
    return wang


async def test_a_double_tap_on_submit_makes_one_need(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞以上属实"))
    said = await wang.taps_twice("以上属实")
    assert set(said.heads) == {f"已提交，编号 {REFERENCE}"}
    assert len({message["message_id"] for message in said.messages}) == 1  # what was said first is said again in place
    assert await chat.rows("SELECT reference FROM need") == [{"reference": REFERENCE}]
    assert await chat.rows("SELECT action FROM audit") == [{"action": "submit"}]
    assert len((await chat.user(ZHAO).hears()).texts) == 1


async def test_two_copies_of_the_last_card_make_one_need(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞核对无误"), "☞核对无误")
    first = wang.tap("以上属实")
    said = await wang.goes("☞再看看", "☞核对无误")  # the card once more
    assert said.heads == ["最后一步：真实性确认"]
    assert (await wang.taps("以上属实")).heads == [f"已提交，编号 {REFERENCE}"]
    assert (await wang.act("taps", first)).heads == [f"已提交，编号 {REFERENCE}"]
    assert await chat.rows("SELECT reference FROM need") == [{"reference": REFERENCE}]


async def test_an_old_card_says_how_the_need_stands_by_now(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞以上属实"))
    tap = wang.tap("再看看")
    await wang.taps("以上属实")
    await claim(chat)
    said = await wang.act("taps", tap)
    assert said.seen == [f"{ALREADY}\n[查看这项需求]"]


async def test_a_double_tap_on_resubmit_resubmits_once(reviewing: Chat) -> None:
    wang = await returned(reviewing, "完成期限")
    await wang.goes("☞补充并重新提交", "36个月", "☞核对无误")
    said = await wang.taps_twice("以上属实")
    assert set(said.heads) == {f"已重新提交，编号不变：{REFERENCE}"}
    actions = await reviewing.rows("SELECT action FROM audit")
    assert [row["action"] for row in actions] == ["submit", "claim", "return", "resubmit"]


async def test_a_double_tap_on_an_answer_answers_once(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞包头市"))
    said = await wang.taps_twice("包头市")
    assert said.heads == ["✓ 信用代码：91150200MA0TE5T00K", "第 4/13 步 · 需求名称", "第 4/13 步 · 需求名称"]
    assert said.toasts == ["这张卡片已经过时，请看最新的一张"]
    assert (await wang.says(TITLE)).heads == [f"✓ 需求名称：{TITLE}"]


async def test_an_old_card_changes_nothing_and_shows_the_present_one(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞包头市"))
    old = wang.tap("乌海市")
    await wang.goes("包头市", TITLE)
    said = await wang.act("taps", old)
    assert said.heads == ["第 5/13 步 · 技术难题"]
    assert await chat.rows("SELECT content ->> '$.values.league' AS league FROM draft") == [{"league": "150200"}]


async def test_cards_of_a_draft_that_is_gone_are_void(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞包头市"))
    old = wang.tap("包头市")
    await wang.goes("放弃", "☞确定放弃")
    assert (await wang.act("taps", old)).texts == [STALE]


async def test_a_double_tap_on_giving_up_and_on_deleting(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE), "放弃")
    assert (await wang.taps_twice("确定放弃")).heads == [
        "已放弃，草稿“未命名 · 11月2日开始”删除了。以后有需要，随时可以重新填报。",
        STALE,
    ]
    await wang.goes("/my", *before(CODE), "/my", "☞删除草稿")
    assert (await wang.taps_twice("确定删除")).heads == ["草稿“未命名 · 11月2日开始”已删除。", STALE]


async def test_a_double_tap_on_begin_begins_one_draft(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/start")
    assert (await wang.taps_twice("填报技术需求")).heads == ["填报须知", "您有一份没填完的草稿。接着填，还是另起一份？"]
    assert len(await chat.rows("SELECT * FROM draft")) == 1


async def test_a_returned_need_and_a_new_one_are_written_side_by_side(reviewing: Chat) -> None:
    wang = await returned(reviewing, "完成期限")
    await wang.goes("/submit", "☞同意", "内蒙古敕勒装备有限公司")
    await wang.taps("更多")
    new_card = wang.tap("存下离开")
    assert (await wang.taps("补充并重新提交")).texts[0].partition("\n\n")[2].splitlines()[0] == "需补充 1/1 · 完成期限"
    said = await wang.says("/my")
    assert said.heads == ["我的需求（草稿 2 份，已提交 1 项）"]
    assert said.labels == [
        [f"继续填：{REFERENCE} 的补充", "删除草稿"],
        ["继续填：未命名 · 11月2日开始", "删除草稿"],
        [f"查看 {REFERENCE}"],
    ]
    assert (await wang.says("36个月")).heads == [
        "✓ 完成期限：24 个月（2 年） → 36 个月（3 年）"
    ]  # what was opened last is meant
    assert (await wang.act("taps", new_card)).heads == ["草稿存好了（已填 1/17 项），没有删除。"]
    await wang.goes("☞继续填：未命名")
    assert (await wang.says(CODE)).heads == [f"✓ 信用代码：{CODE}"]
    await wang.goes("☞继续填：NM")
    assert (await wang.goes("☞核对无误", "☞以上属实")).heads == [f"已重新提交，编号不变：{REFERENCE}"]
    company = "content ->> '$.values.org_name' AS company"
    assert await reviewing.rows(f"SELECT {company} FROM need UNION ALL SELECT {company} FROM draft") == [
        {"company": "内蒙古敕勒新材料有限公司"},
        {"company": "内蒙古敕勒装备有限公司"},
    ]


async def test_mending_that_was_given_up_leaves_the_need_returned(reviewing: Chat) -> None:
    wang = await returned(reviewing, "完成期限")
    await wang.goes("☞补充并重新提交", "36个月")
    card = wang.tap("核对无误")
    said = await wang.goes("放弃", "☞确定放弃")
    assert said.texts == [f"已放弃“{REFERENCE} 的补充”，原来提交的内容没有变。"]
    assert (await wang.act("taps", card)).texts == [STALE]
    assert (await wang.taps("补充并重新提交")).texts[0].partition("\n\n")[2].splitlines()[0] == "需补充 1/1 · 完成期限"


async def test_a_double_tap_of_the_same_reviewer_is_no_quarrel(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    said = await zhao.taps_twice("领取", chat=GROUP)
    assert said.in_chat(GROUP).heads == [f"审核中 {REFERENCE}（赵敏）"]
    assert said.in_chat(ZHAO).heads == [f"{REFERENCE} · 审核中"]
    said = await zhao.taps_twice("通过")
    assert said.in_chat(ZHAO).heads == [f"{REFERENCE} · 审核通过", f"{REFERENCE} 已通过，将通知企业。"]
    assert len((await reviewing.user(WANG).hears()).texts) == 1
    assert await reviewing.rows("SELECT count(*) AS n FROM audit") == [{"n": 3}]
