"""What returns after being added to goes first to who returned it; what waits is spoken of in staff's chats, once."""

from bot.config import MemberSection, ReviewSection
from tests.chat import GROUP, STAFF, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, claim

FIRST = ReviewSection(remind_days=0, release_days=0, waiting_days=0, overdue_days=0, digest=None)
LAI = 3001
THREE = STAFF.model_copy(update={"members": (*STAFF.members, MemberSection(id=LAI, name="赖春", role="reviewer"))})


async def returned_and_resubmitted(chat: Chat, who: int) -> None:
    """Let the need be returned by one of staff and come back."""
    await claim(chat, who)
    staff, wang = chat.user(who), chat.user(WANG)
    await staff.goes(f"/status {REFERENCE}", "☞退回补充", "☞需求名称", "☞写原因", "请写明使用温度和寿命的目标值")
    await staff.taps("确认退回")
    await wang.goes("☞补充并重新提交", "☞不改", "☞核对无误", "☞以上属实")


async def test_who_returned_it_has_it_back_first_and_others_after(reviewing: Chat) -> None:
    await reviewing.post("/local/users", {"name": "赖春", "role": "reviewer"})
    await reviewing.restart(review=FIRST, staff=THREE)
    zhao, lai = reviewing.user(ZHAO), reviewing.user(LAI)
    await lai.says("/start")
    await returned_and_resubmitted(reviewing, ZHAO)
    said = (await zhao.hears()).in_chat(ZHAO)
    (mine,) = [each for each in said.seen if each.endswith("[领取] [查看]")]
    assert "您退回过的，先留给您，至 2026-11-03" in mine
    said = await lai.taps("领取", chat=GROUP)
    assert said.toasts == ["“领取”未能执行：这项需求刚补充完，先留给退回它的同事，时限写在卡片上。"]
    card = await lai.says(f"/status {REFERENCE}")
    assert (
        "先留给 赵敏，至 2026-11-03" in card.texts[0],
        "领取" in {label for row in card.labels for label in row},
    ) == (True, False)
    reviewing.clock.forward(days=3)
    await lai.taps("领取", chat=GROUP)
    assert await reviewing.rows("SELECT holder FROM need") == [{"holder": LAI}]


async def test_a_lead_need_not_wait(reviewing: Chat) -> None:
    await reviewing.restart(review=FIRST)
    await returned_and_resubmitted(reviewing, ZHAO)
    await reviewing.user(SUN).hears()
    await reviewing.user(SUN).taps("领取", chat=GROUP)
    assert await reviewing.rows("SELECT holder FROM need") == [{"holder": SUN}]
