"""Questions at each step of the form: all are answered, and nothing of them becomes content."""

import pytest

from bot.needs.draft import Verdict
from bot.needs.fields import KINDS
from bot.needs.form import TOGETHER
from bot.needs.intake import fits
from faq.answer import Answer
from faq.dialogue import Dialogue
from tests.unit.filling import FORM, Chat, at

#: All steps: the fields as they are walked, those of the card by themselves, the extras, and the whole-form cards.
STEPS = [*(field.key for field in FORM.fields), TOGETHER, *FORM.ends]
OF_THE_SCHEME = ["揭榜方是什么意思", "最多能补多少钱"]
SEES = ["这个谁能看到", "这个谁能看到？", "谁能看见我填的", "这一项会公开吗", "请问这些别人看得到吗", "同行能看到吗"]
REQUIRED = ["必须填吗", "这个必填吗", "可以不填吗", "这一项不填行吗", "一定要填吗？"]
WHY = ["为什么要填这个", "填这个干什么", "为啥要这个", "这项有什么用", "为什么要问这个呀"]


def standing(step: str) -> Chat:
    """Somebody at a step, be it one of the extras."""
    extra = FORM.has(step) and FORM.field(step) in FORM.extras
    chat = at("extras" if extra else step, **({"finance": "credit"} if step == "finance_sum" else {}))
    if extra:
        chat.taps(FORM.field(step).label)
    return chat


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", [*SEES, *REQUIRED, *WHY])
def test_what_is_asked_about_a_step_the_form_answers(step: str, said: str) -> None:
    verdicts: tuple[Verdict, ...] = ("unknown", "answer", "wish")
    for verdict in verdicts:
        chat = standing(step)
        before = chat.draft
        assert fits(FORM, before, said)
        chat.says(said, verdict, "某个问题")
        assert (chat.draft, chat.step.outcome) == (before, None)
        head, _, card = chat.step.replies[0].text.partition("\n\n")
        assert (head != "", card != "") == (True, True)
        assert chat.buttons


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("said", OF_THE_SCHEME)
def test_what_is_asked_about_the_scheme_is_answered_or_asked_back(dialogue: Dialogue, step: str, said: str) -> None:
    first = dialogue.consider(said).outcomes[0]
    assert isinstance(first, Answer)
    chat = standing(step)
    before = chat.draft
    chat.says(said, "answer", first.entry.question)
    field = FORM.field(step) if FORM.has(step) else None
    if chat.step.outcome is None:  # it may be content there, so that it is asked which of both it is
        assert field is not None
        assert (KINDS[field.kind].free, field.shape in ("company", "person")) == (True, False)
        chat.taps("当作提问")
    assert (chat.step.outcome, chat.step.question) == ("asked", said)
    assert (chat.draft.values, chat.draft.begun, chat.draft.step) == (before.values, before.begun, step)
    assert chat.buttons


#: What is asked at a step, and how the answer begins.
ANSWERS = [
    (
        "title",
        "这个谁能看到",
        "提交以前只存在您的草稿里，您邀请的同事也能看到；提交以后，由负责审核的工作人员看，别的企业看不到。",
    ),
    ("uscc", "必须填吗", "“信用代码”提交时必须填写。现在定不下来，可以点“先空着”，提交前补上。"),
    ("ip", "必须填吗", "“知识产权归属”提交时必须填写。拿不准就选“双方共有”，以后还能改。"),
    ("coop_mode", "必须填吗", "“合作方式”提交时必须填写。拿不准就选“合作研发”，以后还能改。"),
    ("consent", "必须填吗", "要先同意上面的说明，才能往下填；不同意就什么也不记录。"),
    ("email", "可以不填吗", "“邮箱”可以不填。"),
    (TOGETHER, "必填吗", "这 5 项提交时必须填写，已经先按常见的填好；都合适就点“都对，下一步”。"),
    ("review", "这些都必填吗", "带编号的 17 项提交时必须填写，其余的都可以不填。"),
    ("org_name", "手机号必须填吗", "“手机号码”提交时必须填写。现在定不下来，可以点“先空着”，提交前补上。"),
    ("mobile", "为什么要手机号", "退回补充、约谈技术细节，都要联系得上您。"),
    ("keywords", "关键词干什么用", "便于归类和查找。"),
    ("truth", "为什么要填这些", "这些内容只用来审核这项需求：写得清楚，工作人员才看得懂难在哪里、要达到什么。"),
]


@pytest.mark.parametrize(("step", "said", "answer"), ANSWERS)
def test_the_answer_is_that_of_the_field(step: str, said: str, answer: str) -> None:
    assert standing(step).says(said)[0].startswith(answer)


def test_who_sees_a_number_is_said_of_the_number() -> None:
    assert standing("mobile").says("手机号谁能看到")[1].startswith("手机号在列表里只显示前三位和后四位")


@pytest.mark.parametrize("said", ["保密", "不公开", "内部"])
def test_an_option_is_no_question(said: str) -> None:
    chat = standing("publicity")
    chat.says(said)
    assert chat.draft.values["publicity"] == "internal"


def test_each_field_says_what_it_is_for() -> None:
    assert [field.key for field in FORM.fields if not field.why] == []
