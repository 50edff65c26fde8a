"""What every command does for those who may give it."""

from tests.chat import GROUP, WANG, ZHAO, Chat

START = """您好，这里是揭榜通。
我可以：
· 回答内蒙古科技计划“揭榜挂帅”的问题：直接打字问就行
· 一步一步帮企业填报技术需求，随时可停，下次接着填
· 查看您提交的需求到了哪一步

答复依据公开材料并注明出处和日期；公开材料没有载明的，会如实说没有。"""

HELP = """可用命令
/start 开始
/help 怎么用
/submit 填报或继续填报技术需求
/my 我的需求和进度
/status 按编号查进度，例如 /status NM-2026-000001
/topics 按主题浏览常见问题
/handoff 转人工
/cancel 退出正在填报的内容（草稿会保存）
/privacy 存了哪些信息
"""
STAFF_HELP = """/queue 审核队列
/history 需求的办理记录，例如 /history NM-2026-000001
/unanswered 没有答上来的问题
/faqstats 问答统计
"""
NO_CONTACT = "本系统未配置联系方式，请通过自治区科技厅公布的渠道咨询。"
ANYTIME = "\n也可以随时直接打字提问，填报中途也行。"


async def test_start(chat: Chat) -> None:
    said = await chat.user(WANG).says("/start")
    assert said.seen == [f"{START}\n[填报技术需求]\n[看看能问什么] [我的需求]"]


async def test_start_leads_on(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/start")
    assert (await wang.taps("填报技术需求")).heads == ["填报须知"]
    assert (await wang.taps("看看能问什么")).heads == ["可以问这些方面"]
    assert (await wang.taps("我的需求")).heads == ["我的需求（已提交 0 项，草稿 1 份）"]


async def test_start_shows_staff_the_queue(chat: Chat) -> None:
    zhao = chat.user(ZHAO)
    assert (await zhao.says("/start")).labels == [["审核队列"], ["填报技术需求"], ["看看能问什么", "我的需求"]]
    assert (await zhao.taps("审核队列")).heads == ["审核队列：待处理 · 全部盟市"]


async def test_help_differs_for_staff(chat: Chat) -> None:
    assert (await chat.user(WANG).says("/help")).seen == [HELP + ANYTIME]
    assert (await chat.user(ZHAO).says("/help")).seen == [HELP + STAFF_HELP + ANYTIME]


async def test_the_menu_is_what_help_lists(chat: Chat) -> None:
    await chat.user(ZHAO).says("/start")
    await chat.restart()  # a member of staff who had never written had no chat to set a menu for
    menus = {
        user_id: [
            f"/{each['command']} {each['description']}" for each in await chat.get(f"/local/users/{user_id}/commands")
        ]
        for user_id in (WANG, ZHAO)
    }
    listed = HELP.splitlines()[1:]
    assert menus == {WANG: listed, ZHAO: listed + STAFF_HELP.splitlines()}


async def test_privacy(chat: Chat) -> None:
    said = await chat.user(WANG).says("/privacy")
    assert said.heads == ["关于您的信息"]
    assert said.texts[0].splitlines()[-1] == NO_CONTACT


async def test_an_unknown_command(chat: Chat) -> None:
    said = await chat.user(WANG).says("/money please")
    assert said.texts == ["没有这个命令。可用命令请看 /help，也可以直接打字提问。"]


async def test_a_command_with_the_bots_name(chat: Chat) -> None:
    assert (await chat.user(WANG).says("/my@jiebang_local_bot")).texts == ["您还没有填报过技术需求。"]


async def test_commands_about_oneself_are_not_answered_in_a_group(chat: Chat) -> None:
    said = await chat.user(ZHAO).says("/my@jiebang_local_bot", to=GROUP)
    assert said.texts == ["请在与我的私聊里使用。"]


async def test_commands_that_find_nothing_to_do(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.says("/my")).seen == ["您还没有填报过技术需求。\n[开始填报]"]
    assert (await wang.says("/cancel")).texts == ["现在没有正在填报的内容。要填报请发送 /submit。"]
    assert (await wang.says("/status")).texts == [
        "请在命令后面写编号，例如 /status NM-2026-000001。您的全部需求用 /my 查看。"
    ]
    assert (await wang.says("/handoff")).texts == [
        f"请先打字把问题发给我，再发送 /handoff，我会转给工作人员。\n{NO_CONTACT}"
    ]
