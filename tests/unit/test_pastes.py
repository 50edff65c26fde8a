"""Forms as people paste them: each fills the fields that it names, exactly, and what belongs to none is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.needs.pasted import named_by_line
from tests.unit.filling import FORM, at

PROBLEM = (
    "现用进口推舟机构每运行约三个月就要停炉更换，备件周期长达半年，试过两种国产件都卡"
    "滞，停炉一次损失约40万元，全年产能下降两成。"
)


@dataclass(frozen=True)
class Pasted:
    """A text, the values that it fills in, what of it has to be asked, and the lines that belong to no field."""

    text: str
    values: Mapping[str, Any]
    waits: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


PASTES = {
    "word_tabs": Pasted(
        f"""企业名称（盖章）	内蒙古敕勒新材料有限公司		统一社会信用代码	91150200MA0TE5T00K

所属盟市	包头市

需求名称	高温烧结炉推舟机构国产化研制

技术难题
{PROBLEM}

研发投入预算（万元）	800
其中：企业自筹（万元）	600
完成期限	24个月
联系人	张三	联系电话	13800000000
""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "league": "150200",
            "title": "高温烧结炉推舟机构国产化研制",
            "problem": PROBLEM,
            "budget": 800,
            "self_fund": 600,
            "deadline": 24,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "wechat": Pasted(
        f"""📌企业名称：内蒙古敕勒新材料有限公司
📌信用代码：91150200MA0TE5T00K
📍所在地：包头市昆都仑区
🔧需求名称：高温烧结炉推舟机构国产化研制
💡难题：{PROBLEM}
💰预算：800万，其中自筹600万
⏰期限：到明年底
👤联系人：张三 📞电话：13800000000
谢谢领导🙏""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "league": "150200",
            "title": "高温烧结炉推舟机构国产化研制",
            "problem": PROBLEM,
            "budget": 800,
            "self_fund": 600,
            "contact": "张三",
            "mobile": "13800000000",
        },
        waits={"deadline": "到明年底"},
        others=("谢谢领导🙏",),
    ),
    "numbered": Pasted(
        f"""1、企业名称：内蒙古敕勒新材料有限公司
2、统一社会信用代码：91150200MA0TE5T00K
3、所在盟市：包头
4、需求名称：高温烧结炉推舟机构国产化研制
5、技术难题：{PROBLEM}
6、技术指标：
（1）连续运行时间≥4000小时
（2）推舟误差≤0.5mm
7、研发预算：800万元
8、企业出资：六成
9、完成期限：两年
10、联系人：张三，电话：13800000000""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "league": "150200",
            "title": "高温烧结炉推舟机构国产化研制",
            "problem": PROBLEM,
            "indicators": ["连续运行时间≥4000小时", "推舟误差≤0.5mm"],
            "budget": 800,
            "self_fund": 480,
            "deadline": 24,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "boxed": Pasted(
        f"""【企业名称】内蒙古敕勒新材料有限公司
【信用代码】91150200MA0TE5T00K
【盟市】包头
【需求名称】高温烧结炉推舟机构国产化研制
【技术难题】
{PROBLEM}
【预算】1200万元，其中企业自筹900万元
【期限】24个月
【联系人】张三 13800000000""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "league": "150200",
            "title": "高温烧结炉推舟机构国产化研制",
            "problem": PROBLEM,
            "budget": 1200,
            "self_fund": 900,
            "deadline": 24,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "label_above": Pasted(
        """企业名称
内蒙古敕勒新材料有限公司
统一社会信用代码
91150200MA0TE5T00K
所属盟市
包头
需求名称
高温烧结炉推舟机构国产化研制
预算（万元）
800
联系人
张三
联系电话
13800000000""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "league": "150200",
            "title": "高温烧结炉推舟机构国产化研制",
            "budget": 800,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "two_on_line": Pasted(
        """单位名称：内蒙古敕勒新材料有限公司  统一社会信用代码：91150200MA0TE5T00K
联系人：张三 电话：13800000000
预算：800万，企业出资：600万；期限：24个月""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "budget": 800,
            "self_fund": 600,
            "deadline": 24,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "units": Pasted(
        """企业名称（盖章）：内蒙古敕勒新材料有限公司（盖章）
研发投入预算（万元）：800
其中企业自筹（万元）：600
完成期限（月）：24
电话（手机）：13800000000
联系人（签字）：张三""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
            "self_fund": 600,
            "deadline": 24,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "units2": Pasted(
        """研发预算（单位：万元）：1,200
企业出资/万元：900
完成时限（个月）：18
联系人及电话：张三 13800000000""",
        {
            "budget": 1200,
            "self_fund": 900,
            "deadline": 18,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "letter": Pasted(
        f"""各位领导好：
我是内蒙古敕勒新材料有限公司的张三，现报送技术需求如下：
一、基本情况
单位全称：内蒙古敕勒新材料有限公司
地址：包头市昆都仑区稀土大街1号
法定代表人：李四
二、需求情况
需求名称：高温烧结炉推舟机构国产化研制
主要问题：{PROBLEM}
三、投入
总投资：1200万元，其中自筹70%
工期：2027年12月底前
四、联系方式
张三 13800000000
此致
敬礼""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "title": "高温烧结炉推舟机构国产化研制",
            "problem": PROBLEM,
            "budget": 1200,
            "self_fund": 840,
            "contact": "张三",
            "mobile": "13800000000",
        },
        waits={"deadline": "2027年12月底前"},
        others=(
            "我是内蒙古敕勒新材料有限公司的张三，现报送技术需求如下：",
            "地址：包头市昆都仑区稀土大街1号",
            "法定代表人：李四",
            "此致",
            "敬礼",
        ),
    ),
    "star": Pasted(
        """* **企业名称**：内蒙古敕勒新材料有限公司
* **预算**：800万元
* **联系人**：张三""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
            "contact": "张三",
        },
    ),
    "equals": Pasted(
        """企业名称=内蒙古敕勒新材料有限公司
预算=800万
期限=24个月""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
            "deadline": 24,
        },
    ),
    "dash": Pasted(
        """企业名称 - 内蒙古敕勒新材料有限公司
预算 — 800万元
期限——24个月""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
            "deadline": 24,
        },
    ),
    "arrow": Pasted(
        """① 企业名称：内蒙古敕勒新材料有限公司 ② 预算：800万元 ③ 期限：24个月""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
            "deadline": 24,
        },
    ),
    "semi": Pasted(
        """企业名称：内蒙古敕勒新材料有限公司；盟市：包头；预算：800万元；期限：24个月；联系人：张三；电话：13800000000""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "league": "150200",
            "budget": 800,
            "deadline": 24,
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "english_colon": Pasted(
        """企业名称: 内蒙古敕勒新材料有限公司
联系电话:138 0000 0000
邮箱:Rd@Example.com""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "mobile": "13800000000",
            "email": "Rd@example.com",
        },
    ),
    "quoted": Pasted(
        """"企业名称"："内蒙古敕勒新材料有限公司"
"预算"："800万元\"""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
        },
    ),
    "pipe": Pasted(
        """| 企业名称 | 内蒙古敕勒新材料有限公司 |
|---|---|
| 研发预算 | 800万元 |
| 完成期限 | 24个月 |""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
            "deadline": 24,
        },
    ),
    "empties": Pasted(
        """企业名称：内蒙古敕勒新材料有限公司
统一社会信用代码：________
所属盟市：/
预算：      万元
期限：（填写月数）
联系人：张三""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "contact": "张三",
        },
    ),
    "numbered_paren": Pasted(
        """（1）单位名称：内蒙古敕勒新材料有限公司
（2）联系人：王建国
（3）联系电话：138-0000-0000
（4）邮箱：rd@example.com""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "contact": "王建国",
            "mobile": "13800000000",
            "email": "rd@example.com",
        },
    ),
    "headings_and_gaps": Pasted(
        """技术需求征集表

填报单位：内蒙古敕勒新材料有限公司（公章）

填报日期：2026年11月30日


一、基本信息
社会统一信用代码：91150200MA0TE5T00K
二、需求内容
需求标题：高温烧结炉推舟机构国产化研制
所属领域：高新技术
三、资金
拟投入研发经费（万元）：1,200.5
其中企业自筹（万元）：六成
四、其他
合作模式：联合研发
是否公开：匿名""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "title": "高温烧结炉推舟机构国产化研制",
            "field": "high_tech",
            "budget": 1200.5,
            "self_fund": 720.3,
            "coop_mode": ["joint"],
            "publicity": "anonymous",
        },
        others=("填报日期：2026年11月30日", "三、资金", "四、其他"),
    ),
    "sum_in_other_unit": Pasted(
        """预算（元）：8000000
自筹（万元）：500
执行期（年）：2""",
        {
            "budget": 800,
            "self_fund": 500,
            "deadline": 24,
        },
    ),
    "sum_has_its_unit": Pasted(
        """预算（万元）：0.08亿
自筹（万元）：500万元
执行期（月）：两年""",
        {
            "budget": 800,
            "self_fund": 500,
            "deadline": 24,
        },
    ),
    "range_is_asked": Pasted(
        """单位名称：内蒙古敕勒新材料有限公司
预算（万元）：500-800
期限：一年到一年半""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
        },
        waits={"budget": "500万元-800万元", "deadline": "一年到一年半"},
    ),
    "shop_talk": Pasted(
        """你好，我们想报个需求
公司：内蒙古敕勒新材料有限公司
电话：13800000000
大概预算：800万
微信同号，随时联系""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "mobile": "13800000000",
        },
        others=("你好，我们想报个需求", "大概预算：800万", "微信同号，随时联系"),
    ),
    "two_people": Pasted(
        """联系人：张三 13800000000
技术联系人：李四 13900000000
电话：13800000000""",
        {
            "contact": "张三",
            "mobile": "13800000000",
        },
        others=("技术联系人：李四 13900000000",),
    ),
    "phone_with_words": Pasted(
        """联系人：张三
电话：13800000000（微信同号）""",
        {
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "full_width": Pasted(
        """单位全称　内蒙古敕勒新材料有限公司
信用代码　９１１５０２００ＭＡ０ＴＥ５Ｔ００Ｋ
预　　算：８００万元
手　机：１３８００００００００""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "uscc": "91150200MA0TE5T00K",
            "budget": 800,
            "mobile": "13800000000",
        },
    ),
    "spaced_labels": Pasted(
        """联 系 人：张三
电    话：13800000000
单    位：内蒙古敕勒新材料有限公司""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "contact": "张三",
            "mobile": "13800000000",
        },
    ),
    "bold_and_colon_inside": Pasted(
        """**企业名称：**内蒙古敕勒新材料有限公司
**预算：**800万元
**期限：**24个月""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "budget": 800,
            "deadline": 24,
        },
    ),
    "a table, and then talk": Pasted(
        """🏭公司：内蒙古敕勒新材料有限公司
需求名称：废盐资源化成套装备研制
技术指标：
指标 现在 目标 检测
杂盐产率 12% ≤6% 第三方检测
产品纯度 95% ≥99% 企业自检
处理量 8吨/天 ≥20吨/天 现场记录
💰总共打算投1500万，我们自己出大头，60%吧
⏰ 两年左右
👤联系我就行 额尔登 13947112233
@斯琴 你再看看""",
        {
            "org_name": "内蒙古敕勒新材料有限公司",
            "title": "废盐资源化成套装备研制",
            "indicators": [
                {"name": "杂盐产率", "now": "12%", "target": "≤6%", "method": "第三方检测"},
                {"name": "产品纯度", "now": "95%", "target": "≥99%", "method": "企业自检"},
                {"name": "处理量", "now": "8吨/天", "target": "≥20吨/天", "method": "现场记录"},
            ],
        },
        others=(
            "💰总共打算投1500万，我们自己出大头，60%吧",
            "⏰ 两年左右",
            "👤联系我就行 额尔登 13947112233",
            "@斯琴 你再看看",
        ),
    ),
    "line of clauses": Pasted(
        """预算 1200万元，其中企业自筹900万元，申请财政300万元
期限 18个月""",
        {
            "budget": 1200,
            "self_fund": 900,
            "deadline": 18,
        },
    ),
}


@pytest.mark.parametrize("name", PASTES)
def test_what_a_paste_fills_in(name: str) -> None:
    pasted, chat = PASTES[name], at("org_name")
    seen = chat.says(pasted.text)
    draft = chat.draft
    waits = {**draft.brought, **({draft.step: draft.pending.text} if draft.pending else {})}
    values = {key: value for key, value in draft.values.items() if key != "consent"}
    left = {"problem": "\n".join(pasted.others)} if pasted.others else {}
    assert (values, waits, draft.rejected, draft.begun) == (pasted.values, pasted.waits, left, {})
    found = named_by_line(FORM, pasted.text, at=FORM.field("org_name"))
    assert found is not None
    assert found.others == pasted.others
    assert ("这些没认出是哪一项，没有填进去：" in seen) == bool(pasted.others)
