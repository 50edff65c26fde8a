"""Whoever brings a prepared need pastes it: before the form was begun, into the one begun, and sees what was read."""

from tests.chat import WANG, Chat
from tests.conversations.need import PROBLEM, TITLE, before

PASTED = f"""单位全称：内蒙古敕勒新材料有限公司
信用代码：91150200MA0TE5T00K
盟市：包头
需求类型：技术攻关
需求名称：{TITLE}
技术领域：高新技术
技术难题：{PROBLEM}
技术指标\t现值\t目标值\t单位
连续运行时间\t2000\t≥4000\t小时
研发预算：800万
企业出资：600万
完成期限：24个月
对揭榜方要求：无特殊要求
合作方式：合作研发
知识产权：双方共有
可公开范围：隐去单位名称
联系人：王芳
手机：13800000000"""


async def test_a_pasted_need_begins_the_form_and_is_submitted(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says(PASTED)
    assert said.texts[0].startswith("认出 17 项（单位全称、信用代码、")
    said = await wang.taps("同意，开始填写")
    assert said.heads[0] == "认出 17 项，请看一眼："
    assert "8. 技术指标：① 连续运行时间 ≥4000 小时（现值 2000）" in said.texts[0].splitlines()
    assert (await wang.goes("☞不用了，去核对", "☞核对无误", "☞以上属实")).heads[0].startswith("已提交")
    assert len(await chat.rows("SELECT * FROM need")) == 1


async def test_a_pasted_text_goes_into_the_draft_that_is_there(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TITLE), "存下离开")
    said = await wang.says("需求名称：矿井提升机钢丝绳在线检测技术\n预算：900万\n联系人：李强")
    assert said.heads == ["这段内容放到哪一份里？"]
    assert (await wang.taps("放进")).heads[0] == "认出 3 项，请看一眼："
    assert len(await chat.rows("SELECT * FROM draft")) == 1


async def test_questions_in_lines_are_no_need(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("请问单位全称怎么填？\n联系人要填谁？\n手机号必须填吗？")
    assert await chat.rows("SELECT * FROM draft") == []
