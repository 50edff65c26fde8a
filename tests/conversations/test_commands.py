"""What every command does for those who may give it."""

from typing import Any

from tests.chat import GROUP, WANG, ZHAO, Chat

START = """您好，这里是揭榜通。
内蒙古科技“揭榜挂帅”的事，在这里都能办：
· 提问：直接打字，例如“首批榜单有多少项”
· 填报需求：一步一步来，随时可停，下次接着填
· 我的需求：看进度，要补充、要撤回也在这里

答复都注明出处和日期；公开材料里没有的，我会如实说没有。
由某某科技服务中心（信息科）运行；存了您哪些信息、怎样导出和删除，见 /privacy。"""

START_STAFF = """赵敏，您好。您在这里是审核员。
· 审核需求：/queue 看队列，点开就能领取、办理；/find 找需求
· 答复提问：/unanswered 看没答上来的，答一次，问过的人都会收到
· 查记录：/history 加编号看办理记录，/faqstats 看问答统计

直接打单位、名称、编号、手机后四位，先找需求；其余仍是提问，企业看到的内容您也能看到。"""

HOW = """怎么用
· 提问：直接打字，填报中途也行；没答好，就用 /handoff 转人工
· 填报：/submit，填一项存一项；按钮上的字也可以打出来
· 查进度：/my，或者把编号发给我

全部命令
"""
HOW_STAFF = """审核怎么用
· 找需求：直接打企业、题目里的词、信用代码、手机后四位或编号，或者用 /find、/queue
· 作决定：卡片上点“通过”“退回补充”或“不通过”，没人领取的也可以直接办。“通过”一点就算，要附言点“通过并附言”；退回和不通过要写理由并确认。通知发出之前可以撤销
· 分工：卡片上点“领取”“转给”“接手”，负责人可以“指派”；也可以打字，例如“转给周宁 20”
· 答复提问：回复写着“提问人 甲-12”这样的消息，或者点“答复”；正在进行的在 /talks，没答上的在 /unanswered
· 问企业、备注：卡片上点“问企业”，需求仍在审核中；“备注”只有工作人员看得到
· 查记录：/history 加编号，或者点“办理记录”"""  # noqa: E501
COMMANDS = """/start 开始
/help 怎么用
/submit 填报或继续填报技术需求
/template 要一份空白表（Word、Excel），填好发回来
/my 我的需求和进度
/status 按编号查进度，例如 /status 1
/history 需求的经过和每次提交的内容，例如 /history 1
/topics 按主题浏览常见问题
/handoff 转人工
/cancel 退出正在填写的内容（草稿会保存）
/language 换语言（中文 / English）
/privacy 存了哪些信息
/mydata 导出存着的我的全部数据
/deleteme 删除存着的我的全部数据"""
STAFF_COMMANDS = """
/queue 审核队列
/find 查找需求，例如 /find 鼠害、/find 包头 审核中
/unanswered 没有答上来的问题
/talks 与提问人的对话
/faqstats 问答统计
/staff 工作人员名单：邀请、角色、盟市、移出（负责人）
/export 导出需求（负责人），可加状态、盟市、时间
/report 需求统计，可加时间
/erasures 要清除的个人数据和期限（负责人）
/mute 静音一位提问人"""


async def test_start(chat: Chat) -> None:
    said = await chat.user(WANG).says("/start")
    assert said.seen == [f"{START}\n[填报技术需求] [空白表]\n[看看能问什么] [我的需求]"]


async def test_start_leads_on(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/start")
    assert (await wang.taps("填报技术需求")).heads == ["填报须知"]
    assert (await wang.taps("看看能问什么")).heads == ["可以问这些方面"]
    assert (await wang.taps("我的需求")).heads == ["我的需求（草稿 1 份）"]


async def test_start_tells_staff_what_they_do_here(chat: Chat) -> None:
    zhao = chat.user(ZHAO)
    buttons = "[审核队列] [待答的提问]\n[填报技术需求] [空白表]\n[看看能问什么] [我的需求]"
    assert (await zhao.says("/start")).seen == [f"{START_STAFF}\n{buttons}"]
    assert (await zhao.taps("审核队列")).heads == ["审核队列：待处理 · 全部盟市"]
    assert (await zhao.taps("待答的提问")).texts == ["目前没有待答复的问题。"]


async def test_help_differs_for_staff(chat: Chat) -> None:
    assert (await chat.user(WANG).says("/help")).seen == [HOW + COMMANDS]
    assert (await chat.user(ZHAO).says("/help")).seen == [f"{HOW_STAFF}\n\n{HOW}{COMMANDS}{STAFF_COMMANDS}"]


async def test_the_menu_is_what_help_lists(chat: Chat) -> None:
    assert [await menu(chat, user_id) for user_id in (WANG, ZHAO)] == [COMMANDS, COMMANDS]
    await chat.user(ZHAO).says("/start")  # who had never written had no chat to set a menu for
    after = [await menu(chat, user_id) for user_id in (WANG, ZHAO)]
    assert after == [COMMANDS, COMMANDS + STAFF_COMMANDS]
    await chat.restart()
    assert [await menu(chat, user_id) for user_id in (WANG, ZHAO)] == after


async def menu(chat: Chat, user_id: int) -> str:
    """Return the menu of commands that a user sees beside the text box."""
    commands: Any = await chat.get(f"/local/users/{user_id}/commands")
    return "\n".join(f"/{each['command']} {each['description']}" for each in commands)


async def test_privacy(chat: Chat) -> None:
    said = await chat.user(WANG).says("/privacy")
    assert (said.heads, said.labels) == (["关于您的信息"], [["导出我的数据", "删除我的数据"], ["转人工"]])
    lines = said.texts[0].splitlines()
    assert lines[-1] == "业务上的事请咨询：点“转人工”，或发送 /handoff。"
    assert lines[1] == (
        "· 谁负责：某某科技服务中心（信息科），联系：电话 0471-0000000。信息存放在它运行本机器人的服务器上。"
    )
    assert lines[3] == (
        "· 存多久：草稿搁置 90 天，办结的需求 1095 天，撤回的 180 天，提问 365 天，和工作人员的往来在结束后 365 天；"
        "到期清除，草稿和需求到期前 7 天提醒您。"
    )
    assert lines[5] == (
        "· 手机号：您在自己的需求里看到的是完整号码；别人只能看到一部分，"
        "领取了您这项需求的审核员和办公室导出的需求表除外。"
    )


async def test_an_unknown_command(chat: Chat) -> None:
    said = await chat.user(WANG).says("/money please")
    assert said.texts == ["没有这个命令。可用命令请看 /help，也可以直接打字提问。"]


async def test_a_command_with_the_bots_name(chat: Chat) -> None:
    assert (await chat.user(WANG).says("/my@jiebang_local_bot")).texts == ["您还没有填报过技术需求。"]


async def test_commands_about_oneself_are_not_answered_in_a_group(chat: Chat) -> None:
    said = await chat.user(ZHAO).says("/my@jiebang_local_bot", to=GROUP)
    assert said.texts == ["请在与我的私聊里使用。"]


async def test_commands_of_staff_are_answered_in_their_group(chat: Chat) -> None:
    zhao = chat.user(ZHAO)
    for each in ("queue", "history", "unanswered", "faqstats", "mute"):
        said = await zhao.says(f"/{each}", to=GROUP)
        assert (each, bool(said.texts), "请在与我的私聊里使用。" in said.texts) == (each, True, False)


async def test_commands_that_find_nothing_to_do(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.says("/my")).seen == ["您还没有填报过技术需求。\n[开始填报]"]
    assert (await wang.says("/cancel")).texts == ["现在没有正在填写的内容。要填报请发送 /submit。"]
    assert (await wang.says("/status")).texts == [
        "请在命令后面写编号，例如 /status NM-2026-000001，只写末尾的数字也行：/status 1。您的全部需求用 /my 查看。"
    ]
    assert (await wang.says("/handoff")).texts == [
        "请把要问工作人员的问题写成一条消息发给我，我会转过去，对方看不到您的账号。"
    ]
