"""The form file: what it holds, what is wrong with one, what the whole form remarks."""

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from bot.needs.fields.spec import Json
from bot.needs.form import NEED, Form, FormError, Mistake, load_form
from bot.texts import catalogue
from tests.unit.filling import FORM, FULL

# The form as it is


def test_the_steps_are_the_required_fields_in_order() -> None:
    assert [field.label for field in FORM.steps] == [
        "单位全称",
        "信用代码",
        "所属盟市",
        "需求类型",
        "需求名称",
        "技术领域",
        "技术难题",
        "技术指标",
        "研发预算",
        "企业出资",
        "完成期限",
        "对揭榜方要求",
        "合作方式",
        "知识产权归属",
        "可公开范围",
        "联系人",
        "手机号码",
    ]


def test_what_is_shown_is_numbered_without_gaps() -> None:
    filled = FORM.numbers({"keywords": ["永磁"], "chain": "稀土"})
    assert [filled.get(field.key) for field in (FORM.fields[0], *FORM.steps)] == [None, *range(1, 18)]
    assert {FORM.field(key).label: number for key, number in filled.items() if number > 17} == {
        "重点产业链": 18,
        "关键词": 19,
    }


def test_a_field_is_known_by_its_names() -> None:
    named = {name: FORM.called(name) for name in ("研发预算", "预算", "總預算", "手机号", "公司名称", "预", "")}
    assert {name: field and field.key for name, field in named.items()} == {
        "研发预算": "budget",
        "预算": "budget",
        "總預算": "budget",
        "手机号": "mobile",
        "公司名称": "org_name",
        "预": None,
        "": None,
    }


def test_what_makes_no_sense_beside_the_rest_is_kept_aside() -> None:
    wanted: dict[str, Json] = {"finance": "credit", "finance_sum": 500, "gone": 1}
    assert FORM.parted(wanted) == ({"finance": "credit", "finance_sum": 500}, {"gone": 1})
    assert FORM.parted({**wanted, "finance": "none"}) == ({"finance": "none"}, {"finance_sum": 500, "gone": 1})
    assert FORM.parted({"finance_sum": 500}) == ({}, {"finance_sum": 500})


def test_a_new_need_starts_with_the_enterprise_of_the_last() -> None:
    assert FORM.carried({**FULL, "league": "110100"}) == {
        key: FULL[key] for key in ("org_name", "uscc", "contact", "mobile")
    }


def test_the_twelve_leagues_carry_their_codes() -> None:
    assert [(option.value, option.label) for option in FORM.field("league").options] == [
        ("150100", "呼和浩特市"),
        ("150200", "包头市"),
        ("150300", "乌海市"),
        ("150400", "赤峰市"),
        ("150500", "通辽市"),
        ("150600", "鄂尔多斯市"),
        ("150700", "呼伦贝尔市"),
        ("150800", "巴彦淖尔市"),
        ("150900", "乌兰察布市"),
        ("152200", "兴安盟"),
        ("152500", "锡林郭勒盟"),
        ("152900", "阿拉善盟"),
    ]


def test_prompts_are_short_and_every_key_is_explained_on_top() -> None:
    text = NEED.read_text(encoding="utf-8")
    comment = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    given = {name for field in FORM.fields for name in field.model_fields_set}
    assert [name for name in sorted(given) if name not in comment] == []
    assert [field.key for field in FORM.numbered if len(field.prompt) > 60] == []


# Showing and checking values


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("consent", True, "已同意"),
        ("league", "150200", "包头市"),
        ("need_type", "transfer", "成果转化（找成熟成果落地）"),
        ("coop_mode", ["entrust", "joint"], "委托研发、合作研发"),
        ("budget", 800, "800 万元"),
        ("budget", 12345.6789, "12,345.6789 万元（1.23456789 亿元）"),
        ("budget", 10000, "10,000 万元（1 亿元）"),
        ("self_fund", 0, "0 万元"),
        ("deadline", 18, "18 个月"),
        ("deadline", 24, "24 个月（2 年）"),
        ("indicators", ["一", "二"], "① 一\n② 二"),
        ("keywords", ["永磁", "电机"], "永磁、电机"),
        ("solver_req", "无特殊要求", "无特殊要求"),
        ("title", "<b>高温烧结炉</b>研制", "<b>高温烧结炉</b>研制"),
        ("mobile", "13800000000", "13800000000"),
        ("mobile", None, ""),
        ("gone", "旧值", "旧值"),
        ("league", "999999", "999999"),
    ],
)
def test_how_values_are_shown(key: str, value: Any, shown: str) -> None:
    assert FORM.display(key, value) == shown


def test_a_phone_number_can_be_hidden() -> None:
    assert FORM.display("mobile", "13800000000", mask=True) == "138****0000"


def test_a_full_form_has_nothing_missing_and_nothing_to_remark() -> None:
    assert (FORM.missing(FULL), FORM.remarks(FULL)) == ((), [])


def test_what_is_missing_or_no_longer_holds_is_named() -> None:
    values = {**FULL, "problem": None, "league": "110100", "mobile": "123"}
    del values["ip"]
    assert [field.key for field in FORM.missing(values)] == ["league", "problem", "ip", "mobile"]


WARN_SUM = "这个数额不太常见（多在 10 万元到 2 亿元之间），请再看一眼单位。"
NUMBER = "里面有手机号 138****5678。这项内容将来可能公开，别人的号码请删掉，自己的请填在“手机号码”里。"
TOO_MUCH = "900 万元超过了研发预算 800 万元。请填小一些；要是预算填错了，先改预算。"
WARN_TIME = "期限超过 36 个月。别的地方一般不超过 3 年，本区以当次通知为准。"
ELSEWHERE = "信用代码里的区划是锡林郭勒盟，与所选的包头市不同。若登记机关在外地，不用改。"


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({"self_fund": 900}, [("self_fund", "error", TOO_MUCH)]),
        ({"self_fund": 800}, []),
        ({"budget": 9.5, "self_fund": 5}, [("budget", "warning", WARN_SUM)]),
        ({"budget": 20001}, [("budget", "warning", WARN_SUM)]),
        ({"budget": 20000}, []),
        ({"deadline": 37}, [("deadline", "warning", WARN_TIME)]),
        ({"uscc": "91152500MA13Q5WF25"}, [("league", "warning", ELSEWHERE)]),
        ({"uscc": "12150000460029XY15"}, []),
        ({"uscc": "91110000600037341L"}, []),
        ({"indicators": ["≥ 5 个", "快"]}, [("indicators", "warning", "第 2 条未量化，审核时可能要补充数字。")]),
        ({"solver_req": "找王教授 138 1234 5678，懂高温窑炉"}, [("solver_req", "caution", NUMBER)]),
        ({"indicators": ["寿命≥4000小时，问13812345678"]}, [("indicators", "caution", NUMBER)]),
        ({"title": "内蒙古敕勒新材料有限公司的炉子"}, [
            ("title", "warning", "这里请不要出现单位名称“内蒙古敕勒新材料有限公司”。"),
        ]),
        ({"league": "999999"}, [("league", "error", "这一项的内容不符合现在的填写要求，请重填。")]),
    ],
)  # fmt: skip
def test_remarks_on_the_whole_form(changes: dict[str, Any], remarks: list[tuple[str, str, str]]) -> None:
    found = FORM.remarks({**FULL, **changes})
    assert [(remark.field, remark.level, remark.text) for remark in found] == remarks


# Wrong files

GOOD = """\
version: 1
fields:
  - key: consent
    label: 同意
    kind: consent
    section: 须知
    prompt: 同意吗？
    example: 同意
    required: true
  - key: name
    label: 名称
    kind: text
    section: 单位
    prompt: 名称？
    example: 甲公司
    max_length: 10
"""
_ROLE = (
    "  - {{key: a_{0}, label: 甲{0}, kind: {1}, role: {0}, section: 单位, prompt: 问, example: {2}, required: true}}\n"
)
ROLES = {
    "title": _ROLE.format("title", "text", "甲题, max_length: 20"),
    "organisation": _ROLE.format("organisation", "text", "甲公司, max_length: 20"),
    "league": _ROLE.format("league", "league", "甲市, options: [{value: a, label: 甲市}]"),
    "contact": _ROLE.format("contact", "text", "张三, max_length: 20"),
    "phone": _ROLE.format("phone", "phone", '"13800000000"'),
    "budget": _ROLE.format("budget", "money", "5万元, at_most: 100"),
}
GOOD += "".join(ROLES.values())
PICK = (
    "  - {key: pick, label: 选, kind: choice, section: 选, prompt: 选, example: a, options: [{value: a, label: a}]}\n"
)
MANY = ", ".join(f"{{value: v{number}, label: {number}市}}" for number in range(81))
ALWAYS = "max_length: 10\n    role: title\n    required: true\n    when: {consent: {filled: true}}"
NO_ROLES = (
    "没有字段写明这些用途（role）：title（text）、organisation（text）、contact（text）、phone（phone），"
    "各须写在一个必填字段上"
)


EXTRA = """\
  - key: kind
    label: 类型
    kind: choice
    section: 单位
    prompt: 哪一类？
    example: 甲
    options: [{{value: 甲, label: 甲}}, {{value: 乙, label: 乙}}]
  - key: more
    label: 补充
    kind: text
    section: 单位
    prompt: 补充？
    example: 甲
    max_length: 10
    {}
"""
DECIDING = """\
  - {{key: upper, label: 上, kind: choice, section: 选, prompt: 选, example: a, options: [{{value: a, label: a}}]}}
  - {{key: finer, label: 细, kind: {}, section: 选, prompt: 选, example: b,
     options: [{{value: b, label: b, means: {{{}}}}}]}}
"""
TOO_LONG = "现在有 3 个字，最多 2 个字，请删去约 1 个字，改短后再发。原文替您留着。"


def mistakes(tmp_path: Path, text: str) -> list[tuple[int, str, str]]:
    """What is wrong with a form file of that text: line, key, message."""
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_form(path, catalogue("zh"))
    assert {mistake.file for mistake in caught.value.mistakes} == {path}
    return [(mistake.line, mistake.key, mistake.message) for mistake in caught.value.mistakes]


def test_a_good_file_loads(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(GOOD, encoding="utf-8")
    form = load_form(path, catalogue("zh"))
    assert (type(form), form.version, [field.key for field in form.fields][:2]) == (Form, 1, ["consent", "name"])


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    text = GOOD + indent(dedent("""\
      - key: kind
        label: 类型
        kind: wish
        section: 单位
        prompt: 哪一类？
        example: 甲
      - key: choice
        label: 选择
        kind: choice
        section: 单位
        prompt: 选哪个？
        example: 甲
        default: 丙
        max_length: 3
      - key: choice
        label: 另一个
        kind: choice
        section: 单位
        prompt: 选哪个？
        example: 丁
        options:
          - {value: a, label: 甲}
          - {value: a, label: 乙, colour: red}
      - key: review
        label: 5
        kind: text
        section: 单位
        section: 别处
        example: 甲
        max_length: 3
      - key: sum
        label: 金额
        kind: money
        section: 单位
        prompt: 多少？
        example: 5000万
        at_least: 100
        at_most: 10
        not_above: whole
    """), "  ")  # fmt: skip
    kinds = "consent、text、choice、choices、credit_code、league、money、months、day、indicators、group、phone、email"
    kinds += "、keywords"
    assert mistakes(tmp_path, text) == [
        (25, "fields[8].kind", f"没有“wish”这种类型，可用：{kinds}"),
        (29, "fields[9].options", "choice 类型必须写这个键"),
        (35, "fields[9].default", "选项里没有 丙"),
        (36, "fields[9].max_length", "choice 类型用不上这个键"),
        (37, "fields[10].key", "键名 choice 已被前面的字段用了"),
        (45, "fields[10].options[1].colour", "不认识的键"),
        (46, "fields[11].key", "键名要用英文字母、数字和下划线，且不能是 together、extras、review、truth、submitted"),
        (46, "fields[11].prompt", "缺少这个键"),
        (47, "fields[11].label", "应是文字（数字请加引号）"),
        (50, "fields[11].section", "同一处写了两遍，只能留一个"),
        (
            58,
            "fields[12].example",
            "示例通不过本字段自己的检查：5,000 万元（0.5 亿元）太大了，最多 10 万元，请再看一眼单位。",
        ),
        (59, "fields[12].at_least", "at_least 比 at_most 大"),
        (61, "fields[12].not_above", "没有键名为 whole、类型为 money 的其他字段"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, "fields", "至少要有一个字段"), (1, "version", "应是从 1 开始的整数")]),
        ("- 1", [(1, "", "文件最外层应是 version 和 fields 两个键")]),
        ("version: 0\nfields: []\ntitle: 表", [
            (1, "version", "应是从 1 开始的整数"),
            (2, "fields", "至少要有一个字段"),
            (3, "title", "不认识的键"),
        ]),
        ("fields:\n  - 1\n", [
            (1, "fields", NO_ROLES),
            (1, "fields", "第一个字段应是 kind：consent 且 required：true，并且只有一个"),
            (1, "version", "应是从 1 开始的整数"),
            (2, "fields[0]", "应是一组键和值"),
        ]),
        (GOOD.replace("    required: true\n", ""), [
            (2, "fields", "第一个字段应是 kind：consent 且 required：true，并且只有一个"),
        ]),
        (GOOD.replace("key: name", "key: truth"), [
            (
                10,
                "fields[1].key",
                "键名要用英文字母、数字和下划线，且不能是 together、extras、review、truth、submitted",
            ),
        ]),
        (GOOD.replace("key: name", "key: consent"), [(10, "fields[1].key", "键名 consent 已被前面的字段用了")]),
        (GOOD.replace("max_length: 10", "max_length: 长"), [(16, "fields[1].max_length", "应是数字")]),
        # what would only be found out by whoever comes to the field: no message, or one that Telegram refuses
        (GOOD.replace("label: 名称", 'label: ""').replace("prompt: 名称？", 'prompt: " "'), [
            (11, "fields[1].label", "不能空着"),
            (14, "fields[1].prompt", "不能空着"),
        ]),
        (GOOD.replace("甲市}]", '" "}], columns: 0').replace("example: 甲市", "example: a"), [
            (19, "fields[4].columns", "每行的按钮应是 1 到 8 个"),
            (19, "fields[4].options[0].label", "不能空着"),
        ]),
        (GOOD.replace("max_length: 10", "max_length: 10\n    shape: person\n    shape_question: 是吗？"), [
            (18, "fields[1].shape_question", "只能与 shape 一起写，且 shape 是 company、topic 之一"),
        ]),
        (GOOD.replace("kind: text", "kind: day", 1).replace("甲公司\n    max_length: 10", "2022-02\n    latest: 明"), [
            (16, "fields[1].latest", '应是加引号的日期，如 "2026-11-02"'),
        ]),
        (GOOD.replace("{value: a, label: 甲市}", MANY).replace("example: 甲市", "example: 1市"), [
            (19, "fields[4].options", "选项最多 80 个，现在有 81 个"),
        ]),
        (GOOD.replace("max_length: 10", "max_length: 10\n    when: {pick: 5}").replace(
            "  - key: name", f"{PICK}  - key: name"
        ), [(18, "fields[2].when.pick", "应是一组键和值")]),
        (GOOD.replace("max_length: 10", "max_length: 2"), [
            (15, "fields[1].example", "示例通不过本字段自己的检查：" + TOO_LONG),
        ]),
        (GOOD.replace("max_length: 10", "max_length: 10\n    required: 也许"), [
            (17, "fields[1].required", "应是 true 或 false"),
        ]),
        (GOOD.replace("max_length: 10", "max_length: 10\n    contains: all"), [
            (17, "fields[1].contains", "只能是 'letter'、'han' 之一"),
        ]),
        ("fields:\n  - {key: [1], kind: {}, 1: 2}\n", [
            (1, "fields", NO_ROLES),
            (1, "fields", "第一个字段应是 kind：consent 且 required：true，并且只有一个"),
            (1, "version", "应是从 1 开始的整数"),
            (2, "fields[0].example", "缺少这个键"),
            (2, "fields[0].key", "应是文字（数字请加引号）"),
            (2, "fields[0].kind", "应是文字（数字请加引号）"),
            (2, "fields[0].label", "缺少这个键"),
            (2, "fields[0].prompt", "缺少这个键"),
            (2, "fields[0].section", "缺少这个键"),
            (2, "fields[0][1]", "不认识的键"),
        ]),
        (GOOD.replace("label: 名称", "label: 名称\n    aliases: [同意]"), [
            (12, "fields[1].aliases", "叫法“同意”已被前面的字段用了"),
        ]),
        (GOOD + EXTRA.format("when: {kind: [甲, 丙], name: 甲, consent: {}, none: 甲, more: {filled: true}}"), [
            (37, "fields[9].when.consent", "没有写条件：可以是选项值、列表、not 或 filled"),
            (37, "fields[9].when.kind", "选项里没有 丙"),
            (37, "fields[9].when.more", "more 要比本字段先问：写在前面，而且不能是本字段必填、它不必填"),
            (37, "fields[9].when.name", "name 没有选项，只能写 filled: true 或 filled: false"),
            (37, "fields[9].when.none", "没有键名为 none 的字段"),
        ]),
        (GOOD + EXTRA.format("when: {kind: {not: 丙, filled: 5, only: 甲}}"), [
            (37, "fields[9].when.kind.filled", "应是 true 或 false"),
            (37, "fields[9].when.kind.only", "不认识的键"),
        ]),
        (GOOD + EXTRA.format("when: {kind: [甲]}\n    required: true"), [
            (37, "fields[9].when.kind", "kind 要比本字段先问：写在前面，而且不能是本字段必填、它不必填"),
        ]),
        (GOOD.replace("max_length: 10", ALWAYS).replace(ROLES["title"], ""), [
            (19, "fields[1].when", "这个字段每份表都要有，不能写 when"),
        ]),
        (GOOD.replace(ROLES["title"], "").replace(ROLES["phone"], ""), [
            (2, "fields", "没有字段写明这些用途（role）：title（text）、phone（phone），各须写在一个必填字段上"),
        ]),
        (GOOD.replace("role: contact", "role: title"), [
            (2, "fields", "没有字段写明这些用途（role）：contact（text），各须写在一个必填字段上"),
            (20, "fields[5].role", "用途 title 已写在前面的字段上，只能有一个"),
        ]),
        (GOOD.replace("role: league, ", "").replace("max_length: 10", "max_length: 10\n    role: league"), [
            (17, "fields[1].role", "用途 league 只能写在 kind: league 且 required: true 的字段上"),
        ]),
        (GOOD.replace("money, role: budget", "phone, role: budget").replace("5万元, at_most: 100", '"13800000000"'), [
            (22, "fields[7].role", "用途 budget 只能写在 kind: money 且 required: true 的字段上"),
        ]),
        (GOOD.replace("20, required: true", "20", 1), [
            (17, "fields[2].role", "用途 title 只能写在 kind: text 且 required: true 的字段上"),
        ]),
        (GOOD.replace("max_length: 10", "max_length: 10\n    role: owner"), [
            (
                17,
                "fields[1].role",
                "只能是 'title'、'organisation'、'league'、'contact'、'phone'、'budget'、'problem'、'domain' 之一",
            ),
        ]),
        ("together: [name, name, pick]\n" + GOOD + PICK, [
            (1, "together[0]", "要写在一个必填、有 options 和 default、没有 when 的字段上，name 不是"),
            (1, "together[1]", "键名 name 已被前面的字段用了"),
            (1, "together[2]", "要写在一个必填、有 options 和 default、没有 when 的字段上，pick 不是"),
        ]),
        (GOOD.replace("max_length: 10", "max_length: 10\n    parts: [{key: a, label: 甲}, {key: b, label: 甲}]"), [
            (17, "fields[1].parts", "只能写在 multiline：true 的字段上"),
            (17, "fields[1].parts[1]", "小标题“甲”已被前面一块用了"),
        ]),
        ("together: name\n" + GOOD, [(1, "together", "应是列表")]),
        (GOOD + "version: 2\n", [(23, "version", "同一处写了两遍，只能留一个")]),
    ],
)  # fmt: skip
def test_single_mistakes(tmp_path: Path, text: str, found: list[tuple[int, str, str]]) -> None:
    assert mistakes(tmp_path, text) == found


def test_a_file_that_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    [(line, key, message)] = mistakes(tmp_path, "version: 1\nfields: [\n")
    assert (line, key, message.split("：")[0]) == (3, "", "YAML 写法有误")


def test_an_anchor_inside_itself_is_told(tmp_path: Path) -> None:
    [(_, _, message)] = mistakes(tmp_path, "version: 1\nfields: &a [*a]\n")
    assert message.split("：")[0] == "YAML 写法有误"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormError) as caught:
        load_form(tmp_path / "none.yaml", catalogue("zh"))
    [mistake] = caught.value.mistakes
    assert (mistake.line, mistake.message.split("：")[0]) == (0, "没有这个文件")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_bytes(b"version: 1\n\xff\xfe")
    with pytest.raises(FormError) as caught:
        load_form(path, catalogue("zh"))
    assert [mistake.message.split("：")[0] for mistake in caught.value.mistakes] == ["文件读不出来"]


def test_a_mistake_reads_like_a_compiler_message() -> None:
    assert str(Mistake(Path("need.yaml"), 7, "fields[0].key", "缺少这个键")) == "need.yaml:7: fields[0].key: 缺少这个键"


NO_CHOICE = "“{}”不是另一个单选字段，或者那个字段自己又决定别的字段；只有 kind：choice 的选项能写 means"


@pytest.mark.parametrize(
    ("kind", "means", "found"),
    [
        ("choice", "upper: z", "选项里没有 z"),
        ("choice", "gone: a", NO_CHOICE.format("gone")),
        ("choice", "name: a", NO_CHOICE.format("name")),
        ("choice", "finer: b", NO_CHOICE.format("finer")),
        ("choices", "upper: a", NO_CHOICE.format("upper")),
    ],
)
def test_what_an_option_decides_has_to_be_another_choice(tmp_path: Path, kind: str, means: str, found: str) -> None:
    other = means.partition(":")[0]
    where = f"fields[9].options[0].means.{other}"
    assert [each[1:] for each in mistakes(tmp_path, GOOD + DECIDING.format(kind, means))] == [(where, found)]


def test_what_an_option_decides_can_be_another_choice(tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(GOOD + DECIDING.format("choice", "upper: a"), encoding="utf-8")
    form = load_form(path, catalogue("zh"))
    assert ([each.key for each in form.finer("upper")], form.decided("finer", "b")) == (["finer"], {"upper": "a"})
