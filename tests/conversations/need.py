"""The need that the conversations are about, and how 王芳 fills it in."""

from tests.chat import GROUP, WANG, ZHAO, Chat, Heard

PROBLEM = (
    "进口推舟机构三个月就要停炉更换，备件周期半年，两种国产替代件在高温下都卡滞，停炉损失大，自己多次改进没有解决。"
)

#: Everything tapped that can be tapped; what has to be typed is typed.
TAPPED = (
    "☞同意，开始填写",
    "内蒙古敕勒新材料有限公司",
    "91150200MA0TE5T00K",
    "☞包头市",
    "高温烧结炉推舟机构国产化研制",
    PROBLEM,
    "连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录",
    "800万",
    "600万",
    "24个月",
    "☞无特殊要求",
    "☞都对，下一步",
    "王芳",
    "13800000000",
    "☞不用了，去核对",
    "☞核对无误",
    "☞以上属实",
)
#: The same need without a single tap.
TYPED = (
    "同意",
    "内蒙古敕勒新材料有限公司",
    "９１１５０２００ma0te5t00k",
    "包头",
    "高温烧结炉推舟机构国产化研制",
    PROBLEM,
    "连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录",
    "八百万元",
    "0.06亿",
    "两年",
    "没有要求",
    "合作研发，共有，匿名",
    "都对",
    "王芳",
    "+86 138 0000 0000",
    "不用了",
    "核对无误",
    "确认提交",
)
REFERENCE = "NM-2026-000001"
TITLE = TAPPED[4]
SUMMARY = f"内蒙古敕勒新材料有限公司 · 包头市 · {TITLE}"

#: What is said to a tap on a button that means nothing, or nothing any more.
STALE = "这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"

#: The need as its owner and staff read it; {mobile} is masked where it has to be.
BODY = f"""〔单位〕
1. 单位全称：内蒙古敕勒新材料有限公司
2. 信用代码：91150200MA0TE5T00K
3. 所属盟市：包头市

〔需求〕
4. 需求类型：技术攻关
5. 需求名称：高温烧结炉推舟机构国产化研制
6. 技术领域：高新技术
7. 技术难题：{PROBLEM}
8. 技术指标：① 连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录

〔投入〕
9. 研发预算：800 万元
10. 企业出资：600 万元
11. 完成期限：24 个月（2 年）

〔合作〕
12. 对揭榜方要求：无特殊要求
13. 合作方式：合作研发
14. 知识产权归属：双方共有
15. 可公开范围：隐去单位名称

〔联系〕
16. 联系人：王芳
17. 手机号码：{{mobile}}"""


def before(step: str) -> tuple[str, ...]:
    """/submit and what is answered before `step` of TAPPED."""
    return ("/submit", *TAPPED[: TAPPED.index(step)])


async def submit(chat: Chat, user_id: int = WANG) -> Heard:
    """Let the user submit the need from /submit to the end."""
    return await chat.user(user_id).goes("/submit", *TAPPED)


async def claim(chat: Chat, user_id: int = ZHAO) -> Heard:
    """Let a member of staff claim in the group what was announced last."""
    return await chat.user(user_id).taps("领取", chat=GROUP)


async def when(chat: Chat, column: str = "updated_at") -> str:
    """When the first need was submitted or last changed, as it is shown: in Beijing's time."""
    rows = await chat.rows(f"SELECT strftime('%Y-%m-%d %H:%M', {column}, '+8 hours') AS at FROM need ORDER BY id")
    return str(rows[0]["at"])
