"""What the self-test says of entries side by side: what two share, what one steals from another; and its report."""

from pathlib import Path

from faq.lint import lint, render_report
from tests.unit.poisoning import SOUND, poisoned, told, warned, write


def test_a_phrasing_twice_in_one_entry_is_a_warning(tmp_path: Path) -> None:
    folder = write(tmp_path, poisoned("- 补助多久到账", "- 请问补助什么时候到账呢"))
    message = "与本条第 37 行的问法归一后相同，可以删掉一个"
    assert (told(folder), warned(folder)) == ([], [f"faq.yaml:40: entries[2].also_asked[1]: {message}"])


def test_a_broad_word_of_more_entries_than_are_offered_is_a_mistake(tmp_path: Path) -> None:
    folder = write(tmp_path, SOUND.replace("    facts:", "    broad: [钱]\n    facts:", 3))
    assert told(folder) == []
    folder = write(tmp_path, SOUND.replace("    facts:", "    broad: [钱]\n    facts:", 4))
    assert told(folder) == ["faq.yaml:66: entries[3].broad[0]: “钱”已有 3 条问答写了，再多就列不出来"]


def test_thieves_are_a_mistake_where_they_are_too_many(tmp_path: Path) -> None:
    strange = [
        ("协议金额多少", "甲乙丙"),
        ("研发协议总金额", "丁戊庚"),
        ("补助多久到账", "辛壬癸"),
        ("四种人才机制", "子丑寅"),
        ("人才机制有哪些", "卯辰巳"),
        ("容错机制有了没", "午未申"),
        ("容错的机制有吗", "酉戌亥"),
        ("几家企业通过银行授信", "乾坎艮"),
    ]
    content = SOUND
    for phrasing, other in strange:
        content = content.replace(f"- {phrasing}\n", f"- {other}\n")
    folder = write(tmp_path, content)
    rate = "留一自测：全部问法只有 73.3% 找得到自己的问答，要到 75%；本主题最差，73.3%"
    assert told(folder) == [f"faq.yaml:1: topic: {rate}"]
    figures = lint([folder]).figures
    assert figures is not None
    assert [(theft.line, theft.phrasing, theft.owner, theft.found) for theft in figures.thefts] == [
        (6, "甲乙丙", "money.agreements", None),
        (55, "子丑寅", "money.talent", None),
        (70, "午未申", "money.tolerance", None),
        (7, "丁戊庚", "money.agreements", None),
        (25, "乾坎艮", "money.credit", None),
        (40, "辛壬癸", "money.payment", None),
        (58, "卯辰巳", "money.talent", None),
        (74, "酉戌亥", "money.tolerance", None),
    ]


def test_an_entry_of_a_later_directory_is_blamed_where_it_stands(tmp_path: Path) -> None:
    built_in, own = write(tmp_path / "a", SOUND), tmp_path / "b"
    head, entry = SOUND.split("  - id: money.credit\n")[0].split("entries:\n")
    write(own, head + "entries:\n" + entry.replace("1.9亿", "3.9亿").replace("    related: [money.credit]\n", ""))
    mistakes = [str(mistake) for mistake in lint([built_in, own]).mistakes]
    assert mistakes == [f"{own}/faq.yaml:14: entries[0].answer: 数字“3.9亿”在所列事实里找不到"]


def test_the_report_of_sound_content(tmp_path: Path) -> None:
    facts = next(line for line in render_report(lint([write(tmp_path, SOUND)])).splitlines() if "事实" in line)
    assert render_report(lint([tmp_path])).splitlines() == [
        "主题 1 个，问答 5 条，问法 30 种",
        facts,  # how many facts are known changes with facts.yaml
        "留一自测 100.0%：30 种不同问法各自拿掉后再问，30 种仍找到自己（要求 75%）",
        "易混问法 1 种；若不写在 not_asked 里，有 0 种会被错误地直接回答",
        "没有错误",
    ]
    assert facts.endswith("，用到 8 条")


def test_the_report_of_mistakes_and_warnings(tmp_path: Path) -> None:
    content = (
        poisoned("授信不是放款。", "授信不是“白给的钱”。")
        .replace("1.9亿", "2.9亿")
        .replace("- 四种人才机制", "- 甲乙丙")
    )
    lines = render_report(lint([write(tmp_path, content)])).replace(f"{tmp_path}/", "").splitlines()
    assert lines[:3] + lines[5:6] + lines[7:] == [
        "faq.yaml:14: entries[0].answer: 数字“2.9亿”在所列事实里找不到",
        "提醒 faq.yaml:31: entries[1].answer: “白给的钱” 加了引号，但所列事实里没有这样的原话",
        "",
        "留一自测 96.7%：30 种不同问法各自拿掉后再问，29 种仍找到自己（要求 75%）",
        "最差的主题：资金支持 96.7%",
        "谁抢了谁的问法（次数、例子）：",
        "  money.talent 找不到 1 次，如 faq.yaml:55“甲乙丙”",
        "共 1 处错误",
    ]


def test_the_report_of_content_that_cannot_be_read(tmp_path: Path) -> None:
    assert render_report(lint([write(tmp_path, "topic: [")])).replace(f"{tmp_path}/", "").splitlines()[1:] == [
        "",
        "格式有误，内容还读不进来；改好后再查其余各项。",
        "共 1 处错误",
    ]
