"""Everyday words at the choices are answers, whatever the FAQ knows of them; a finer field decides its upper one."""

import pytest

from bot.needs.draft import Verdict
from bot.needs.form import TOGETHER
from bot.needs.intake import fits
from tests.unit.filling import FORM, Chat, at, returned

#: What is typed for the technical field: the finer one that it means, and what that decides.
TRADES = [
    ("新材料", "materials", "high_tech"),
    ("稀土", "materials", "high_tech"),
    ("稀土！", "materials", "high_tech"),
    ("冶金", "materials", "high_tech"),
    ("化工", "materials", "high_tech"),
    ("装备制造", "manufacturing", "high_tech"),
    ("农机", "manufacturing", "high_tech"),
    ("新能源", "energy", "high_tech"),
    ("能源", "energy", "high_tech"),
    ("煤炭", "energy", "high_tech"),
    ("煤化工", "energy", "high_tech"),
    ("人工智能", "electronics", "high_tech"),
    ("信息技术", "electronics", "high_tech"),
    ("乳业", "farming", "farming"),
    ("种业", "farming", "farming"),
    ("奶粉", "farming", "farming"),
    ("生物医药", "health", "society"),
    ("蒙药", "health", "society"),
    ("污水处理", "environment", "society"),
    ("环保", "environment", "society"),
    ("医疗", "health", "society"),
]
VERDICTS: tuple[Verdict, ...] = ("unknown", "answer")


@pytest.mark.parametrize("step", ["field", TOGETHER])
@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize(("said", "finer", "decided"), TRADES)
def test_a_trade_gives_the_field_and_its_finer_one(
    step: str, verdict: Verdict, said: str, finer: str, decided: str
) -> None:
    chat = at(step)
    assert fits(FORM, chat.draft, said)
    heads = chat.says(said, verdict, "某个问题")
    assert (chat.draft.values["subfield"], chat.draft.values["field"]) == (finer, decided)
    shown = (FORM.display("subfield", finer), FORM.display("field", decided))
    assert heads[:2] == [f"✓ 细分领域：{shown[0]}", f"✓ 技术领域：{shown[1]}"]
    assert (chat.step.outcome, chat.draft.step) == (None, TOGETHER)


@pytest.mark.parametrize("step", ["field", TOGETHER])
def test_what_only_tells_of_a_trade_is_asked_back(step: str) -> None:
    chat = at(step)
    assert chat.says("我们是搞稀土永磁的", "answer") == ["细分领域", "您是指下面哪一个？"]
    assert chat.taps("新材料")[:2] == ["✓ 细分领域：新材料", "✓ 技术领域：高新技术"]
    assert chat.draft.step == TOGETHER


@pytest.mark.parametrize("step", ["field", TOGETHER])
@pytest.mark.parametrize("said", ["稀土属于哪个领域？", "稀土方面的榜有哪些", "煤炭企业能报吗"])
def test_what_asks_is_a_question_though_it_names_a_trade(step: str, said: str) -> None:
    chat = at(step)
    before = chat.draft
    chat.says(said, "answer", "某个问题")
    assert (chat.step.outcome, chat.draft) == ("asked", before)


def test_a_change_of_the_field_and_a_pasted_line_know_the_trades_too() -> None:
    for step in ("budget", "review"):
        chat = at(step)
        assert chat.says("技术领域改成稀土")[:2] == ["✓ 细分领域：新材料", "✓ 技术领域：高新技术"]
        assert (chat.draft.step, chat.draft.values["field"]) == (step, "high_tech")
    chat = at("budget")
    assert chat.says("技术领域：乳业\n邮箱：rd@example.com")[0] == "认出 3 项，请看一眼："
    assert (chat.draft.values["subfield"], chat.draft.values["field"]) == ("farming", "farming")


def test_what_was_said_itself_is_not_decided_by_another_line() -> None:
    chat = at("budget")
    seen = chat.says("技术领域：农牧业\n细分领域：新材料")
    assert (chat.draft.values["subfield"], chat.draft.values["field"]) == ("materials", "farming")
    assert "⚠️ 它一般属于“技术领域”里的“高新技术”，与所选的不同，请再看一眼。" in seen


def test_an_option_of_the_field_itself_comes_first() -> None:
    for said in ("农业", "民生", "工业"):
        chat = at("field")
        chat.says(said, "answer")
        assert ("field" in chat.draft.values, "subfield" in chat.draft.values) == (True, False)


def test_the_finer_field_decides_when_it_is_filled_later_and_undo_takes_both_back() -> None:
    chat = at("extras")
    chat.taps("细分领域")
    assert chat.taps("现代农牧")[:2] == ["✓ 细分领域：现代农牧", "✓ 技术领域：高新技术 → 农牧业"]
    chat.says("撤销")
    assert ("subfield" in chat.draft.values, chat.draft.values["field"]) == (False, "high_tech")


def test_a_field_that_is_changed_against_its_finer_one_is_remarked() -> None:
    chat = at("review", subfield="materials")
    assert FORM.remarks(chat.draft.values) == []
    chat.says("技术领域改成农牧业")
    assert [(each.field, each.other, each.text) for each in FORM.remarks(chat.draft.values)] == [
        ("subfield", "field", "它一般属于“技术领域”里的“高新技术”，与所选的不同，请再看一眼。")
    ]


def test_a_returned_need_takes_only_what_it_was_returned_for() -> None:
    chat = returned("field")
    assert chat.says("乳业")[0] == "✓ 技术领域：高新技术 → 农牧业"
    assert "subfield" not in chat.draft.values
    chat = returned("subfield")
    assert chat.says("乳业")[0] == "✓ 细分领域：现代农牧"
    assert chat.draft.values["field"] == "high_tech"


#: Everyday words for the other choices, each alone at its step; and at the card, where they are of one field only.
WORDS = [
    ("need_type", "卡脖子", "research"),
    ("need_type", "国产替代", "research"),
    ("need_type", "引进成熟技术", "transfer"),
    ("need_type", "拿不准", "unsure"),
    ("coop_mode", "委托、合作都行", ["entrust", "joint"]),
    ("coop_mode", "产学研合作", ["joint"]),
    ("coop_mode", "外包", ["entrust"]),
    ("coop_mode", "技术作价入股", ["equity"]),
    ("ip", "归甲方", "company"),
    ("ip", "归我们厂", "company"),
    ("ip", "商量着来", "negotiable"),
    ("ip", "五五分", "shared"),
    ("ip", "归高校", "solver"),
    ("publicity", "不要公开我们公司名字", "anonymous"),
    ("publicity", "名称保密", "anonymous"),
    ("publicity", "只给工作人员看", "internal"),
    ("publicity", "可以公开", "full"),
    ("publicity", "谁也别公开", "internal"),
]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize(("key", "said", "held"), WORDS)
def test_an_everyday_word_is_the_option(verdict: Verdict, key: str, said: str, held: object) -> None:
    for step in (key, TOGETHER):
        chat = at(step)
        assert fits(FORM, chat.draft, said)
        chat.says(said, verdict, "某个问题")
        assert (chat.draft.values.get(key), chat.step.outcome, chat.draft.step) == (held, None, TOGETHER)


def test_whoever_would_have_any_cooperation_is_offered_all() -> None:
    chat = at("coop_mode")
    assert chat.says("都可以", "answer")[-1].startswith("各种都可以，就全部选上吗")


def test_no_word_means_two_options_of_a_field() -> None:
    for field in FORM.fields:
        names = [name for option in field.options for name in {option.value, option.label, *option.aliases}]
        assert [name for name in names if names.count(name) > 1] == []


def test_there_are_many_everyday_words() -> None:
    words = [name for field in FORM.fields if field.kind == "choice" for each in field.options for name in each.aliases]
    assert len(words) > 800


def standing(step: str) -> Chat:
    """Somebody at a step, be it one of the extras."""
    extra = FORM.has(step) and FORM.field(step) in FORM.extras
    chat = at("extras" if extra else step)
    if extra:
        chat.taps(FORM.field(step).label)
    return chat


PROSE = ["org_name", "title", "problem", "indicators", "solver_req", "contact", "foundation", "chain", "keywords"]


@pytest.mark.parametrize("step", PROSE)
@pytest.mark.parametrize("said", ["好的", "嗯", "嗯嗯", "谢谢", "好的，谢谢", "收到", "ok"])
def test_chatter_is_never_content(step: str, said: str) -> None:
    chat = standing(step)
    before = chat.draft
    chat.says(said, "talk")
    assert (chat.step.outcome in (None, "asked"), chat.draft) == (True, before)


@pytest.mark.parametrize("step", PROSE)
@pytest.mark.parametrize("said", ["好的", "嗯", "明白", "呵呵", "稍等", "我想想", "是的", "没问题。", "对", "测试"])
def test_a_nod_is_never_content_whatever_is_known_of_it(step: str, said: str) -> None:
    chat = standing(step)
    before = chat.draft
    assert chat.says(said)[0] == "好的，不着急，想好了再发。"
    assert (chat.step.outcome, chat.draft) == (None, before)


def test_a_nod_to_a_question_of_the_bot_is_an_answer() -> None:
    chat = at("org_name")
    chat.says("内蒙古敕勒新材料")
    assert chat.says("是的")[0] == "✓ 单位全称：内蒙古敕勒新材料"
