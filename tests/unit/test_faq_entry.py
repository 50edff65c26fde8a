"""Reading content: what is right is taken whole, what is wrong is named with file, line and key, all at once."""

from pathlib import Path

import pytest

from faq.entry import ContentError, Library, load

RIGHT = """\
topic: {id: money, title: 资金支持, order: 30}
entries:
  - id: money.kinds
    question: 有哪几笔钱？
    also_asked: [几笔钱, 哪些钱, 钱有几种, 三笔钱, 都有啥钱]
    not_asked: [要交钱吗]
    answer: |
      <b>三笔。</b>
      分开看。
    facts: [F25, F26, F51, C9]
    source: {publisher: 报纸专版（记者及庆玲）, date: 2022-02}
    as_of: 2022-02
    status: stated
    related: [money.share]
    action: submit
  - id: money.share
    question: 补几成？
    also_asked: [补几成, 补多少, 补助比例, 给多少, 能拿多少]
    answer: <b>没有公布。</b>
    facts: [G03]
    source: {publisher: 公开报道, date: 2021-09-03}
    as_of: 2021-09
    status: not_published
"""

WRONG = """\
topic: {id: money, title: 资金支持, order: three}
entries:
  - id: money.kinds
    question: 有哪几笔钱？
    also_asked: [几笔钱, 哪些钱]
    answer: |
      <b>三笔。
      </b>分开看。
    facts: [F25]
    source: {publisher: 报纸专版}
    as_of: 去年
    status: sure
    colour: red
"""

DANGLING = RIGHT.replace("share]", "gone]").replace("G03", "F999").replace("id: money.share", "id: fish.share")


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def mistakes(*folders: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(ContentError) as caught:
        load(folders)
    return [(mistake.file.name, mistake.line, mistake.key) for mistake in caught.value.mistakes]


def read(tmp_path: Path) -> Library:
    return load([write(tmp_path, money=RIGHT)])


def test_right_content_is_read_whole(tmp_path: Path) -> None:
    library = read(tmp_path)
    entry = library["money.kinds"]
    assert [each.id for each in library.entries] == ["money.kinds", "money.share"]
    assert [topic.title for topic in library.topics] == ["资金支持"]
    assert (entry.topic, entry.answer, entry.source.date) == ("money", "<b>三笔。</b>\n分开看。", "2022-02")
    assert entry.phrasings == ("有哪几笔钱？", "几笔钱", "哪些钱", "钱有几种", "三笔钱", "都有啥钱")
    assert library.of_topic("money") == library.entries
    assert library["money.share"].source.date == "2021-09-03"


def test_an_unknown_id_is_a_key_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        read(tmp_path)["money.none"]


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    assert mistakes(write(tmp_path, money=WRONG)) == [
        ("money.yaml", 1, "topic.order"),
        ("money.yaml", 5, "entries[0].also_asked"),
        ("money.yaml", 6, "entries[0].answer"),
        ("money.yaml", 10, "entries[0].source.date"),
        ("money.yaml", 11, "entries[0].as_of"),
        ("money.yaml", 12, "entries[0].status"),
        ("money.yaml", 13, "entries[0].colour"),
    ]


def test_dangling_references_are_named(tmp_path: Path) -> None:
    assert mistakes(write(tmp_path, money=DANGLING)) == [
        ("money.yaml", 14, "entries[0].related[0]"),
        ("money.yaml", 16, "entries[1].id"),
        ("money.yaml", 20, "entries[1].facts[0]"),
    ]


def test_mistakes_of_several_files_come_together(tmp_path: Path) -> None:
    twice = RIGHT + "    status: plan\n"
    folder = write(tmp_path, again=RIGHT, broken="topic: {id: x\nentries: [", money=RIGHT, twice=twice)
    found = mistakes(folder)
    assert [each for each in found if each[0] == "broken.yaml"] == [("broken.yaml", 2, "")]
    assert [each for each in found if each[0] == "money.yaml"] == [
        ("money.yaml", 3, "entries[0].id"),
        ("money.yaml", 16, "entries[1].id"),
    ]
    assert ("twice.yaml", 24, "entries[1].status") in found


@pytest.mark.parametrize("text", ["", "[]", "42", "topic: {id: a, title: b, order: 1}\nentries: []"])
def test_what_is_no_topic_file_is_refused(tmp_path: Path, text: str) -> None:
    assert mistakes(write(tmp_path, empty=text)) != []


def test_a_missing_folder_and_unreadable_text_are_mistakes(tmp_path: Path) -> None:
    folder = write(tmp_path / "binary")
    (folder / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    assert mistakes(tmp_path / "nowhere") == [("nowhere", 0, "")]
    assert [(name, key) for name, _, key in mistakes(folder)] == [("bad.yaml", "")]


def test_messages_are_written_for_the_operator(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load([write(tmp_path, money=WRONG)])
    second = str(caught.value).splitlines()[1]
    assert second == f"{tmp_path}/money.yaml:5: entries[0].also_asked: 至少要有 5 条，现在只有 2 条"


def test_a_later_folder_replaces_entries_of_the_same_id(tmp_path: Path) -> None:
    built_in = write(tmp_path / "a", money=RIGHT)
    own = write(tmp_path / "b", mine=RIGHT.replace("<b>没有公布。</b>", "<b>请看通知。</b>").replace("资金支持", "钱"))
    library = load([built_in, own])
    assert [entry.id for entry in library.entries] == ["money.kinds", "money.share"]
    assert library["money.share"].answer == "<b>请看通知。</b>"
    assert [topic.title for topic in library.topics] == ["钱"]
