"""What may be an answer or a question: which it is taken for, and when the bot asks."""

from itertools import product

import pytest

from bot.needs.draft import Verdict
from bot.needs.intake import Pending
from faq.answer import Answer
from faq.dialogue import Dialogue
from tests.unit.filling import FORM, PROBLEM, Chat, at
from tests.unit.questions import QUESTIONS, STATEMENTS

# Questions in the middle


def test_a_question_where_the_step_cannot_take_it_is_answered_and_the_step_asked_again() -> None:
    chat = at("uscc")
    before = chat.draft
    assert chat.says("揭榜要交钱吗", "answer") == ["第 2/13 步 · 信用代码"]
    assert (chat.step.outcome, chat.step.question, chat.draft) == ("asked", "揭榜要交钱吗", before)


def test_a_sure_answer_is_taken_though_the_faq_is_confident() -> None:
    assert at("league").says("鄂尔多斯", "answer")[0] == "✓ 所属盟市：鄂尔多斯市"
    assert at("solver_req").says("无", "answer")[0] == "✓ 对揭榜方要求：无特殊要求"


def standing(step: str) -> Chat:
    """Somebody at a step, be it one of the extras."""
    extra = FORM.field(step) in FORM.extras
    chat = at("extras" if extra else step)
    if extra:
        chat.taps(FORM.field(step).label)
    return chat


QUESTION = "首批榜单里的高推力密度直线电机是哪家单位的"


def test_where_any_prose_fits_it_is_asked_what_was_meant() -> None:
    chat = at("title")
    assert chat.says(QUESTION, "answer", "首批有哪些方向？") == [
        "第 4/13 步 · 需求名称",
        f"“{QUESTION}”",
        "（像是在问：首批有哪些方向？）",
        "这句话是填在“需求名称”里，还是想问问题？",
    ]
    assert chat.draft.pending == Pending("meant", text=QUESTION, message="首批有哪些方向？")
    assert chat.taps("当作填写内容")[0] == f"✓ 需求名称：{QUESTION}"


def test_meant_as_a_question_the_text_is_kept_all_the_same() -> None:
    chat = at("title")
    chat.says(QUESTION, "answer")
    assert chat.taps("当作提问") == ["第 4/13 步 · 需求名称"]
    assert (chat.step.outcome, chat.step.question) == ("asked", QUESTION)
    assert (chat.taps("看刚才的原文")[0], "title" in chat.draft.values) == (QUESTION, False)


def test_another_text_instead_of_saying_what_was_meant() -> None:
    chat = at("title")
    chat.says(QUESTION, "answer")
    assert chat.says("高温烧结炉推舟机构国产化研制")[0] == "✓ 需求名称：高温烧结炉推舟机构国产化研制"


def test_questions_at_the_cards_of_the_whole_form() -> None:
    for step in ("extras", "review", "truth"):
        chat = at(step)
        chat.says("提交以后多久有结果", "answer")
        assert (chat.step.outcome, chat.draft.step) == ("asked", step)
        assert chat.says("随便说说")[0] == "“随便说说”这里用不上，没有填进去。请点下面的按钮来选择。"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("need_type", "技术攻关和成果转化有什么区别"),
        ("budget", "预算写多了会不会不批"),
        ("budget", "最多能报500万吗"),
        ("league", "包头市的企业能报吗"),
        ("deadline", "能延期吗？"),
        ("coop_mode", "委托和合作哪个好"),
        ("uscc", "代码在哪里看"),
        ("mobile", "手机号填错了怎么办"),
        ("consent", "这个收费吗"),
        ("org_name", "啥？"),
        ("title", "名称怎么写"),
        ("contact", "NM-2026-000001通过了吗"),
        ("review", "多久有结果"),
    ],
)
def test_what_asks_and_is_no_answer_is_a_question_whether_known_or_not(step: str, said: str) -> None:
    chat = at(step)
    before = chat.draft
    chat.says(said)
    assert (chat.step.outcome, chat.step.question, chat.draft) == ("asked", said, before)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("title", "高温炉的国产化研制有哪些？"),
        ("contact", "有哪些？"),
        ("chain", "稀土产业链算吗"),
        ("org_name", "我们公司没有营业执照怎么办"),
        ("keywords", "关键词怎么选"),
        ("title", "如何延长推舟机构的寿命"),
        ("title", "首批榜单里哪几项是稀土技术"),
        ("indicators", "写误差 ≤ 0.5 mm 就行吗"),
        ("problem", f"{PROBLEM[:60]}吗？"),
    ],
)
def test_prose_that_may_be_a_question_is_asked_about(step: str, said: str) -> None:
    chat = standing(step)
    chat.says(said)
    assert chat.draft.pending == Pending("meant", text=said)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("org_name", "巴彦淖尔市河套农机有限公司"),
        ("org_name", "包头长安永磁电机有限公司"),
        ("org_name", "内蒙古草原牧场（集团）有限责任公司"),
        ("org_name", "赤峰绿源养殖专业合作社"),
        ("org_name", "内蒙古哪吒科技有限公司"),
        ("org_name", "呼和浩特光华仪表厂(普通合伙)"),
        ("contact", "张志宽"),
        ("contact", "何为民"),
        ("title", "稀土环保颜料耐高温技术"),
        ("indicators", "推舟定位误差 ≤ ±0.5 mm"),
        ("keywords", "永磁、电机"),
    ],
)
def test_what_has_the_shape_of_an_answer_is_never_a_question(step: str, said: str) -> None:
    verdicts: tuple[Verdict, ...] = ("answer", "unknown")
    for verdict, late in product(verdicts, (True, False)):
        chat = standing(step)
        chat.says(said, verdict, "问题", late=late)
        assert step in chat.draft.values


@pytest.mark.parametrize(
    ("step", "said", "head"),
    [
        ("solver_req", "要个靠谱的", "现在有 5 个字，至少要 10 个字，还差 5 个字。"),
        ("solver_req", "要靠谱的高校，能派人到现场", "✓ 对揭榜方要求：要靠谱的高校，能派人到现场"),
        ("problem", "备件没有资金买", "现在有 7 个字，至少要 50 个字，还差 43 个字。"),
        ("problem", "不知道怎么改能耗才会降", "现在有 11 个字，至少要 50 个字，还差 39 个字。"),
        ("title", "稀土永磁产业链补短板", "✓ 需求名称：稀土永磁产业链补短板"),
        ("chain", "稀土产业链", "✓ 重点产业链：稀土产业链"),
    ],
)
def test_a_statement_is_the_answer(step: str, said: str, head: str) -> None:
    chat = standing(step)
    assert (chat.says(said)[0].startswith(head), chat.step.outcome) == (True, None)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("title", "揭榜挂帅申报条件和流程"),
        ("title", "duohuir neng ba qian pi xialai"),
        ("org_name", "银行给首批项目的授信额度"),
        ("solver_req", "说说揭榜方的条件"),
        ("problem", "把揭榜的流程说一下"),
        ("chain", "首批榜单的名单"),
    ],
)
def test_what_the_faq_surely_knows_may_be_a_question_though_no_word_asks(step: str, said: str) -> None:
    chat = standing(step)
    chat.says(said, "answer", "问题")
    assert chat.draft.pending == Pending("meant", text=said)


def test_a_mark_behind_what_may_be_an_answer_makes_it_no_question() -> None:
    chat = at("league")
    chat.says("乌市？")
    assert (chat.step.outcome, chat.draft.pending and chat.draft.pending.kind) == (None, "ask_back")


def test_a_long_description_is_none_though_the_faq_knows_it() -> None:
    told: tuple[tuple[str, Verdict], ...] = ((PROBLEM, "answer"), (f"{PROBLEM}{PROBLEM}怎么办", "unknown"))
    for said, verdict in told:
        chat = at("problem")
        chat.says(said, verdict)
        assert (chat.draft.pending, chat.draft.values["problem"]) == (None, said)


@pytest.mark.parametrize("said", QUESTIONS)
def test_no_question_becomes_the_title_unasked(dialogue: Dialogue, said: str) -> None:
    for verdict in (("unknown", ""), verdict_of(dialogue, said)):
        chat = at("title")
        chat.says(said, *verdict)
        assert chat.draft.pending == Pending("meant", text=said, message=verdict[1])


@pytest.mark.parametrize("said", [each for each in STATEMENTS if len(each) >= (FORM.field("title").min_length or 0)])
def test_a_statement_becomes_the_title_at_once(dialogue: Dialogue, said: str) -> None:
    chat = at("title")
    assert chat.says(said, *verdict_of(dialogue, said))[0] == f"✓ 需求名称：{said}"


def verdict_of(dialogue: Dialogue, said: str) -> tuple[Verdict, str]:
    first = dialogue.consider(said).outcomes[0]
    return ("answer", first.entry.question) if isinstance(first, Answer) else ("unknown", "")


def test_after_a_long_pause_a_statement_may_be_a_question() -> None:
    chat = at("title")
    chat.says("稀土永磁产业链补短板", "answer", "问题", late=True)
    assert chat.draft.pending == Pending("meant", text="稀土永磁产业链补短板")


@pytest.mark.parametrize("said", ["没有", "还没有", "暂时没有"])
def test_to_have_nothing_is_no_question(said: str) -> None:
    for step in ("uscc", "budget", "deadline", "contact", "mobile", "problem", "indicators"):
        chat = at(step)
        assert chat.says(said)[:2] == [
            "这一项提交时必须填写。现在还没有，可以点“先空着”。",
            f"您刚才发的是：{said}",
        ]
        assert "先空着" in [button.label for button in chat.buttons]
        assert (chat.step.outcome, step in chat.draft.values) == (None, False)


def test_thanks_and_greetings_are_no_answers() -> None:
    for step in ("contact", "title", "uscc", "budget"):
        chat = at(step)
        chat.says("谢谢", "talk")
        assert (chat.step.outcome, chat.draft.step) == ("asked", step)


def test_what_is_strange_is_refused_and_can_still_be_asked() -> None:
    chat = at("field")
    assert chat.says("看心情")[0] == "没有这个选项，请点下面的按钮，或者发选项的名称。"
    assert chat.taps("当作提问") == ["技术领域"]
    assert (chat.step.outcome, chat.step.question) == ("asked", "看心情")


def test_what_is_too_short_is_told_so_though_the_faq_knows_it() -> None:
    chat = at("title")
    assert chat.says("高铁用稀土钢轨", "answer", "问题")[0] == "现在只有 7 个字，至少要 8 个字，请写完整些再发。"
    chat.taps("当作提问")
    assert (chat.step.outcome, chat.step.question) == ("asked", "高铁用稀土钢轨")


def test_an_attempt_at_an_answer_is_refused_as_one_though_the_faq_knows_it() -> None:
    assert (
        at("mobile").says("1380000000", "answer", "问题")[0]
        == "手机号是 11 位，您发来的是 10 位，少了 1 位，请再核对。"
    )


@pytest.mark.parametrize(
    "said", ["退出", "先不填了", "先不填了，下次再说", "不填了", "改天", "有事先走", "我有事，晚点再填。", "存草稿"]
)
def test_words_that_leave_keep_the_draft(said: str) -> None:
    chat = at("title")
    before = chat.draft
    assert chat.says(said)[0] == "草稿存好了（已填 3/17 项），没有删除。"
    assert (chat.step.outcome, chat.draft) == ("left", before)


@pytest.mark.parametrize("said", ["取消", "作废", "删掉", "不要了", "删除草稿"])
def test_words_that_throw_away_ask_first(said: str) -> None:
    assert at("title").says(said) == ["确定放弃草稿“”吗？放弃后内容会删除，找不回来。"]


def test_marks_alone_are_no_command() -> None:
    assert at("title").says("？？")[-1] == "第 4/13 步 · 需求名称"


def test_a_long_description_is_no_question_though_it_has_words_that_ask() -> None:
    long = "如何延长寿命一直没有办法，怎么改都不行，不知道哪里出了问题。" * 20
    chat = at("problem")
    chat.says(long)
    assert chat.draft.values["problem"] == long


# Prose

BEGUN = "现在的推舟机构三个月就坏，备件要等半年，每次停机要损失四十万元，全厂都等着它"


@pytest.mark.parametrize("step", ["problem", "solver_req"])
@pytest.mark.parametrize("said", ["最多能补多少钱", "揭榜方会得到什么"])
def test_a_short_question_at_prose_is_asked_about(step: str, said: str) -> None:
    chat = at(step)
    assert chat.says(said)[1:] == [f"“{said}”", f"这句话是填在“{FORM.field(step).label}”里，还是想问问题？"]


def test_no_question_is_swallowed_by_what_was_begun() -> None:
    chat = at("problem")
    for said in (BEGUN, "最多能补多少钱？", "揭榜方是什么意思？", "那审核要几天？"):
        chat.says(said)
        assert ("当作提问" in [button.label for button in chat.buttons]) == (said != BEGUN)
    chat.taps("当作提问")
    assert (chat.step.outcome, chat.step.question) == ("asked", "那审核要几天？")
    chat.says("最多能补多少钱？")
    assert chat.says("每次换下来的件都要送到外地去修，来回又是两个月")[-1] == "第 6/13 步 · 技术指标"
    assert chat.draft.values["problem"] == f"{BEGUN}\n每次换下来的件都要送到外地去修，来回又是两个月"


def test_two_pieces_may_be_a_question() -> None:
    chat = at("problem")
    said = (
        "能找专家到厂里来现场看看这台设备到底哪里坏了吗",
        "另外每次换备件都要等上半年，我们等不起，全厂三百多人都在看着",
    )
    for each in said:
        chat.says(each)
    assert [button.label for button in chat.buttons] == ["两段都填", "都不对，重填", "当作提问", "更多"]
    chat.taps("当作提问")
    whole = "\n".join(said)
    assert (chat.step.outcome, chat.step.question, chat.draft.rejected["problem"]) == ("asked", whole, whole)


LIKE_A_CHANGE = f"将工期改为12个月以后，{BEGUN}"


def test_prose_that_begins_like_a_change_is_asked_about() -> None:
    chat = at("problem")
    assert chat.says(LIKE_A_CHANGE) == [
        "第 5/13 步 · 技术难题",
        f"“{LIKE_A_CHANGE}”",
        "这段话是填在“技术难题”里，还是要改“完成期限”？",
    ]
    chat.taps("改完成期限")
    assert chat.says("12个月") == ["✓ 完成期限：12 个月", "第 5/13 步 · 技术难题"]
    assert chat.taps("看刚才的原文")[0] == LIKE_A_CHANGE
    chat.says(LIKE_A_CHANGE)
    chat.taps("当作填写内容")
    assert chat.draft.values["problem"] == LIKE_A_CHANGE


@pytest.mark.parametrize(
    ("step", "said", "seen"),
    [
        ("problem", "工期改成18个月", "✓ 完成期限：18 个月"),
        ("problem", "工期改成18个月，预算改成900万", "✓ 完成期限：18 个月"),
        ("contact", LIKE_A_CHANGE, "没认出期限。请发月数，例如“24个月”“两年”。"),
    ],
)
def test_a_change_is_one_all_the_same(step: str, said: str, seen: str) -> None:
    assert at(step).says(said)[0] == seen


@pytest.mark.parametrize("word", ["撤销", "恢复原来的"])
@pytest.mark.parametrize(
    ("step", "said", "label"),
    [("budget", "800", "研发预算"), ("problem", LIKE_A_CHANGE, "技术难题"), ("indicators", "越快越好", "技术指标")],
)
def test_what_is_asked_back_is_put_away_by_undoing(step: str, said: str, label: str, word: str) -> None:
    chat = at(step)
    chat.says(said)
    before = chat.draft
    assert before.pending is not None
    assert chat.says(word)[0] == f"好的，刚才这段没有填进“{label}”：{said}"
    assert (chat.draft.pending, chat.draft.values, chat.draft.rejected[step]) == (None, before.values, said)
