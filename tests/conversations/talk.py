"""Talks between askers and staff: what both sides see of them, and how they come about."""

import re

from bot.config import FaqSection
from tests.chat import GROUP, SUN, WANG, ZHAO, Chat, User

QUESTION = "首批榜单有多少项？"
UNKNOWN = "氢能重卡有没有补贴"
NOTHING_KNOWN = FaqSection(sure=1, floor=1)
NOT_SURE = FaqSection(sure=1)
CONTACT = "揭榜办，工作日 9:00–17:00"
TO_ASK = f"您也可以直接咨询：{CONTACT}"
FIRST_ASK = "请把要问工作人员的问题写成一条消息发给我，我会转过去，对方看不到您的账号。"
OVER = "这次对话已经结束。要再找工作人员，请发送 /handoff。"
HOW = "回复这条消息，或者点“答复”，写的话会原样发给对方。"
ASKED = f"有人请求人工答复（提问人 甲-1）\n问：{UNKNOWN}\n机器人没有找到答案。"
ANNOUNCED = f"{ASKED}\n{HOW}\n[答复]"
PROMISE = "何时能有答复，这里不作承诺。要补充，回复这条消息就行。"
INSTEAD = "想说别的，直接打字，就换成您写的那句。"
CONFIRM = "[转给工作人员] [换一个问题]\n[不说了]"
SEEN = "里面的号码工作人员看得到。"
FOR_WHOM = "这句话发给工作人员，还是问机器人？"
HAND_OVER = ("/handoff", "☞转给工作人员")
NOT_FOUND = "没有找到能回答这个问题的公开材料。"
STALE = "这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"


def timeless(text: str) -> str:
    """Return a card without the moment that it names."""
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "…", text)


async def started(chat: Chat) -> tuple[User, User, User]:
    """王芳, 赵敏 and 孙岩, of whom staff have started the bot."""
    wang, zhao, sun = (chat.user(each) for each in (WANG, ZHAO, SUN))
    for staff in (zhao, sun):
        await staff.says("/start")
    return wang, zhao, sun


async def talking(chat: Chat) -> tuple[User, User, User]:
    """王芳 has handed over a question, 赵敏 has answered."""
    wang, zhao, sun = await started(chat)
    await wang.goes(UNKNOWN, *HAND_OVER)
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    await zhao.says("目前没有公布")
    for user in (wang, sun):
        await user.hears()
    return wang, zhao, sun
