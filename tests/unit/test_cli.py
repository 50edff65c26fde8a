"""The command line, as far as it needs no Telegram: what is printed, where, and with which exit code."""

import argparse
import asyncio
import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import load_workbook

from bot.cli import main
from bot.needs.form import NEED
from bot.schemas import CONFIG
from bot.storage import needs
from bot.storage.database import Database, Transaction
from bot.texts import operators
from tests.office import office
from tests.patience import STILL

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
ANSWERED, GREETING, UNKNOWN = "首批榜单有多少项", "你好", "zzzz"
Ran = tuple[int, str, str]  # exit code, standard output, standard error
Jiebang = Callable[..., Ran]


@pytest.fixture
def jiebang(capsys: pytest.CaptureFixture[str]) -> Iterator[Jiebang]:
    """Run one command in this process, whose log ends with the test."""
    root = logging.getLogger()
    before, level = [*root.handlers], root.level

    def ran(*arguments: str | Path) -> Ran:
        code = main([str(each) for each in arguments])
        return code, *capsys.readouterr()

    yield ran
    root.handlers[:] = before
    root.setLevel(level)


def say(key: str, **arguments: object) -> str:
    return operators()(f"operator.{key}", **arguments)


# ── form ──


def test_a_sound_form_is_said_to_be_sound(jiebang: Jiebang) -> None:
    code, said, complaints = jiebang("form", "lint", NEED, NEED.with_name("interest.yaml"))
    assert (code, complaints) == (0, "")
    assert [line.partition("：")[2] for line in said.splitlines()] == [
        "没有发现错误（第 1 版，26 个字段）",
        "没有发现错误（第 1 版，16 个字段）",
    ]


def test_every_mistake_of_a_form_is_listed_with_its_line(jiebang: Jiebang, tmp_path: Path) -> None:
    text = NEED.with_name("interest.yaml").read_text(encoding="utf-8")
    path = tmp_path / "interest.yaml"
    path.write_text(
        text.replace('when: {within: "no"}', "when: {mobile: {filled: true}, nobody: {filled: true}}")
        .replace("{key: title, label: 职称", "{key: name, label: 职称")
        .replace('when: {within: "yes"}', "when: {within: 是}"),
        encoding="utf-8",
    )
    code, said, complaints = jiebang("form", "lint", path)
    assert (code, said) == (1, "")
    assert [each.removeprefix(f"{path}:") for each in complaints.splitlines()] == [
        "111: fields[6].when.mobile: mobile 要比本字段先问：写在前面，而且不能是本字段必填、它不必填",
        "111: fields[6].when.nobody: 没有键名为 nobody 的字段",
        "124: fields[7].when.within: 选项里没有 是",
        "167: fields[9].table[1].key: 键名 name 已被前面的字段用了",
    ]


def test_a_preview_shows_every_step_as_it_is_seen(jiebang: Jiebang) -> None:
    code, said, complaints = jiebang("form", "preview", NEED.with_name("interest.yaml"))
    steps = said.rstrip("\n").split("\n\n—— ")
    assert (code, complaints, len(steps)) == (0, "", 19)
    assert steps[6] == (
        "所在地区（place，text，必填）——\n"
        "所在地区\n"
        "贵单位在哪个省、市？\n"
        "例：北京市海淀区\n"
        "[先空着] [更多]\n"
        "检查：contains: han；max_length: 30\n"
        "什么时候问：“在不在自治区”是 在区外"
    )
    assert steps[16].startswith("选填的字段 ——\n")


# ── ask ──


def test_an_answer_in_words(jiebang: Jiebang) -> None:
    code, said, complaints = jiebang("ask", ANSWERED)
    lines = said.splitlines()
    assert (code, lines[0], complaints) == (0, "15项，都是技术攻关类。", "")
    assert lines[-2].startswith("来源：")
    assert "<" not in said


def test_the_configured_contact_is_shown_as_it_is_written(jiebang: Jiebang, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("contact: 某处 <工作日> & 其他\n", encoding="utf-8")
    with_contact = jiebang("ask", "联系电话是多少", "--config", tmp_path / "c.yaml")[1]
    assert "某处 <工作日> & 其他" in with_contact
    assert "{contact}" not in jiebang("ask", "联系电话是多少")[1]


def test_an_answer_as_json(jiebang: Jiebang) -> None:
    code, said, _ = jiebang("ask", ANSWERED, "--json")
    answer = json.loads(said)
    assert (code, said.count("\n"), list(answer)) == (0, 1, ["q", "kind", "named", "entries"])
    assert (answer["q"], answer["kind"]) == (ANSWERED, "answer")
    (entry,) = answer["entries"]
    assert list(entry) == ["id", "facts", "score", "about", "verdict"]
    assert entry["facts"] != []
    assert 0 <= entry["score"] <= 1


def test_what_is_named_is_told_beside_what_the_entry_is_about(jiebang: Jiebang) -> None:
    asked = [
        "交通银行给了多少授信",
        "2023年科技成果转化产生多少经济效益",
        "专利归谁",
        "专利归谁？建设银行给了多少授信？",
    ]
    said = [json.loads(jiebang("ask", each, "--json")[1]) for each in asked]
    assert [
        (each["kind"], each["named"], each["entries"][-1 if each["kind"] == "answer" else 0]["about"], verdict)
        for each in said
        for verdict in [each["entries"][-1 if each["kind"] == "answer" else 0]["verdict"]]
    ] == [
        ("answer", {"bank": ["交通银行"]}, {"bank": ["交通银行"]}, "same"),
        ("lead", {"year": ["2023年"]}, {"year": ["2021年"]}, "differs"),
        ("answer", {}, {}, "not_named"),
        ("answer", {"bank": ["建设银行"]}, {"bank": None}, "not_named"),
    ]


def test_a_batch_is_answered_line_by_line(jiebang: Jiebang, tmp_path: Path) -> None:
    asked = [ANSWERED, UNKNOWN, "", "一行\u2028两段", "榜单"]
    batch = "\n".join(["", *(json.dumps({"q": each, "more": 1}, ensure_ascii=False) for each in asked), "  "])
    (tmp_path / "b.jsonl").write_text(batch, encoding="utf-8")
    code, said, complaints = jiebang("ask", "--batch", tmp_path / "b.jsonl")
    answers: list[dict[str, Any]] = [json.loads(line) for line in said.split("\n")[:-1]]
    assert (code, [each["q"] for each in answers], complaints) == (0, asked, "")
    assert [each["kind"] for each in answers[:3]] == ["answer", "unknown", "unknown"]
    assert [each["entries"] for each in answers if each["kind"] == "unknown"][:2] == [[], []]


def test_every_line_of_a_batch_that_is_no_question_is_named(jiebang: Jiebang, tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_bytes(b'{"q": "x"}\n{"q": 7}\nnot json\n\n["q"]\n{"Q": "x"}\n{"q": "\xff"}\n')
    wrong = "\n".join(f"{path}:{line}: q: {say('batch')}" for line in (2, 3, 5, 6, 7))
    assert jiebang("ask", "--batch", path) == (1, "", f"{wrong}\n")


def test_ask_answers_every_question_of_a_text(jiebang: Jiebang) -> None:
    _, said, _ = jiebang("ask", "专利归谁？传达室在几楼？")
    assert [part.splitlines()[0] for part in said.split("\n\n") if not part.startswith("来源")] == [
        "知识产权归属，公开材料里没写。",
        "关于“传达室在几楼？”：",
    ]
    _, said, _ = jiebang("ask", "专利归谁？要盖公章吗？", "--json")
    assert [each["id"] for each in json.loads(said)["entries"]] == ["gaps.ip", "gaps.stamp"]


def test_asking_nothing(jiebang: Jiebang) -> None:
    assert jiebang("ask") == (2, "", f"{say('no_question')}\n")


def test_a_batch_that_is_not_there(jiebang: Jiebang, tmp_path: Path) -> None:
    code, said, complaints = jiebang("ask", "--batch", tmp_path / "none.jsonl")
    assert (code, said, str(tmp_path / "none.jsonl") in complaints) == (5, "", True)


# ── check ──


def test_nothing_is_wrong_with_the_example(jiebang: Jiebang) -> None:
    code, said, complaints = jiebang("check", "--config", ROOT / "config.example.yaml")
    assert (code, said.startswith("没有发现问题：问答 "), said.count("\n"), complaints) == (
        0,
        True,
        1,
        f"{say('no_staff')}\n",
    )


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ("[{id: 1, name: 甲, role: lead}]", ""),
        ("[{id: 1, name: 甲, role: reviewer}]", "no_lead"),
        ("[]", "no_staff"),
    ],
)
def test_staff_without_a_lead_are_told_of(jiebang: Jiebang, tmp_path: Path, members: str, complaint: str) -> None:
    (tmp_path / "c.yaml").write_text(f"staff: {{members: {members}}}", encoding="utf-8")
    code, _, complaints = jiebang("check", "--config", tmp_path / "c.yaml")
    assert (code, complaints) == (0, f"{say(complaint)}\n" if complaint else "")


def test_a_league_that_the_form_does_not_have_is_named_with_its_line(
    jiebang: Jiebang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = "operator: {unit: 某某中心, name: 信息科, contact: 电话}\n"
    member = 'staff:\n  members:\n  - id: 1\n    name: 甲\n    role: reviewer\n    leagues: ["150200", "999999"]\n'
    path = tmp_path / "c.yaml"
    path.write_text(operator + member, encoding="utf-8")
    monkeypatch.setenv("JIEBANG_TOKEN", "42:abcdefgh-0123456789")
    told = f"{path}:7: staff.members[0].leagues[1]: 需求表里没有代码是 999999 的盟市\n"
    for command in ("check", "run"):
        assert jiebang(command, "--config", path) == (1, "", told)


def test_mistakes_of_content_and_form_are_named_together(jiebang: Jiebang, tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "own.yaml").write_text(
        "topic: {id: own, title: 自有, order: 1}\nentries: []\n", encoding="utf-8"
    )
    (tmp_path / "form.yaml").write_text("version: 0\nfields: []\n")
    (tmp_path / "c.yaml").write_text("faq: {extra_dirs: [faq]}\nneeds: {form: form.yaml}\n")
    code, said, complaints = jiebang("check", "--config", tmp_path / "c.yaml")
    places = [line.split(": ")[:2] for line in complaints.splitlines()]
    assert (code, said) == (1, "")
    assert places == [
        [f"{tmp_path}/faq/own.yaml:2", "entries"],
        [f"{tmp_path}/form.yaml:1", "version"],
        [f"{tmp_path}/form.yaml:2", "fields"],
    ]


def test_a_wrong_configuration_is_named_line_by_line(jiebang: Jiebang, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("colour: red\nlog_level: LOUD\n")
    code, said, complaints = jiebang("check", "--config", tmp_path / "c.yaml")
    places = [line.split(": ")[:2] for line in complaints.splitlines()]
    assert (code, said) == (1, "")
    assert places == [[f"{tmp_path}/c.yaml:1", "colour"], [f"{tmp_path}/c.yaml:2", "log_level"]]


def test_a_configuration_that_is_not_there(jiebang: Jiebang, tmp_path: Path) -> None:
    code, said, complaints = jiebang("check", "--config", tmp_path / "none.yaml")
    assert (code, said, complaints) == (1, "", f"{tmp_path}/none.yaml: 没有这个文件\n")


@pytest.mark.parametrize(("today", "missing"), [("2098-11-01", 2098), ("2026-10-31", None)])
def test_a_year_whose_days_off_nobody_has_said_is_missed(
    jiebang: Jiebang, tmp_path: Path, today: str, missing: int | None
) -> None:
    hours = 'office: {hours: [{days: [mon], from: "09:00", to: "17:00"}]}'
    lead = "staff: {members: [{id: 1, name: 甲, role: lead}]}"
    (tmp_path / "c.yaml").write_text(f"{hours}\n{lead}", encoding="utf-8")
    with time_machine.travel(f"{today}T04:00:00Z"):
        code, said, complaints = jiebang("check", "--config", tmp_path / "c.yaml")
    expected = f"{say('unannounced', year=missing)}\n" if missing else ""
    assert (code, said.startswith("没有发现问题："), complaints) == (0, True, expected)


# ── faq lint ──


def test_lint_says_how_far_it_is(jiebang: Jiebang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.faq.directories", lambda _section: (office(tmp_path),))
    code, said, complaints = jiebang("faq", "lint")
    assert (code, complaints) == (0, f"{say('faq.step.phrasings', done=1, rounds=6)}\n")
    assert said.splitlines()[0].startswith("主题 1 个，问答 1 条")


# ── export ──


def submitted(tx: Transaction) -> None:
    values = {"org_name": "内蒙古敕勒新材料有限公司", "title": "=1+1", "budget": 800.5, "mobile": "13800000000"}
    needs.create(
        tx,
        reference="NM-2026-000001",
        owner=1001,
        draft_id=1,
        state="submitted",
        league=None,
        content=needs.Content(values=values),
    )


async def prepared(folder: Path, *work: Callable[[Transaction], None]) -> None:
    database = Database(folder / "data" / "jiebang.db")
    await database.open()
    for each in work:
        await database.transaction(each)
    await database.close()


def rows(path: Path) -> list[dict[str, Any]]:
    headings, *found = ([cell.value for cell in cells] for cells in load_workbook(path)["全部"].iter_rows())
    return [dict(zip(map(str, headings), each, strict=True)) for each in found]


def test_an_empty_sheet(jiebang: Jiebang, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("")
    asyncio.run(prepared(tmp_path))
    out = tmp_path / "需求.xlsx"
    assert jiebang("export", "--config", tmp_path / "c.yaml", "--out", out) == (
        0,
        f"{say('exported', count=0, out=out)}\n",
        "",
    )
    assert rows(out) == []


def test_a_sheet_in_which_no_text_is_a_formula(jiebang: Jiebang, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("")
    asyncio.run(prepared(tmp_path, submitted))
    out = tmp_path / "out.xlsx"
    out.write_text("an older one")
    assert jiebang("export", "--config", tmp_path / "c.yaml", "--out", out)[0] == 0
    (row,) = rows(out)
    wanted = ("编号", "状态", "单位全称", "需求名称", "研发预算（万元）", "手机号码")
    assert [row[each] for each in wanted] == [
        "NM-2026-000001",
        "待审核",
        "内蒙古敕勒新材料有限公司",
        "=1+1",
        800.5,
        "13800000000",
    ]
    assert "邮箱" not in row  # nobody has filled it in
    sheet = load_workbook(out)["全部"]
    assert {cell.data_type for cells in sheet.iter_rows() for cell in cells if cell.value == "=1+1"} == {"s"}


def test_no_database_to_export(jiebang: Jiebang, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("")
    code, said, complaints = jiebang("export", "--config", tmp_path / "c.yaml", "--out", tmp_path / "out.xlsx")
    why = f"{tmp_path}/data/jiebang.db: 还没有这个文件，机器人运行过才有"
    assert (code, said, complaints) == (4, "", f"{say('storage', problem=why)}\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["c.yaml"]


@pytest.mark.parametrize(("folder", "file"), [("c.yaml", "c.yaml"), ("c.yaml/data", "c.yaml")])
def test_a_data_folder_that_cannot_be_one(
    jiebang: Jiebang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, file: str
) -> None:
    monkeypatch.setenv("JIEBANG_TOKEN", "42:abcdefgh-0123456789")
    operator = "operator: {unit: 某某科技服务中心, name: 信息科, contact: 电话 0471-0000000}"
    (tmp_path / "c.yaml").write_text(f"data_dir: {folder}\n{operator}")
    code, said, complaints = jiebang("run", "--config", tmp_path / "c.yaml")
    problem = say("path.no_folder", file=tmp_path / file)
    assert (code, said, complaints.splitlines()[-1]) == (4, "", say("storage", problem=problem))


def test_a_folder_for_the_sheet_that_is_not_there(jiebang: Jiebang, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("")
    asyncio.run(prepared(tmp_path, submitted))
    out = tmp_path / "no" / "out.xlsx"
    code, _, complaints = jiebang("export", "--config", tmp_path / "c.yaml", "--out", out)
    assert (code, complaints) == (5, f"{out.parent}：没有这个文件或目录\n")


# ── usage, demo ──


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("", "jiebang：还缺：命令"),
        ("faq", "jiebang faq：还缺：命令"),
        ("export", "jiebang export：还缺：--out"),
        ("demo --port 70000", "jiebang demo：--port：写法不对或超出范围：'70000'"),
        ("demo --port x", "jiebang demo：--port：写法不对或超出范围：'x'"),
        ("faq stats --days 0", "jiebang faq stats：--days：写法不对或超出范围：'0'"),
        ("demo --port", "jiebang demo：--port：后面要写内容"),
        ("ask --json=1", "jiebang ask：--json：后面不能带内容：'1'"),
        ("run --fast", "jiebang：不认识：--fast"),
        ("run now", "jiebang：不认识：now"),
    ],
)
def test_wrong_usage(arguments: str, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments.split())
    usage, *_, last = capsys.readouterr().err.splitlines()
    assert (caught.value.code, usage.startswith("用法：jiebang"), last) == (2, True, complaint)


def test_a_command_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fly"])
    assert capsys.readouterr().err.splitlines()[-1].startswith("jiebang：命令：没有 'fly'，可以写 ")


def test_argparse_speaks_english_again_afterwards() -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert argparse.ArgumentParser(prog="other").format_usage() == "usage: other [-h]\n"


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert (caught.value.code, capsys.readouterr().out) == (0, f"jiebang {version('jiebang-bot')}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["faq", "lint", "--help"]])
def test_help_loads_nothing_of_the_bot(arguments: list[str]) -> None:
    code = (
        "import atexit, sys; from bot.cli import main; before = {'pydantic', 'aiohttp', 'telegram', 'faq', 'bot.app'};"
        "atexit.register(lambda: print(sorted(before & sys.modules.keys()))); main(sys.argv[1:])"
    )
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "[]")


@pytest.mark.parametrize("arguments", [["ask", ANSWERED], ["example"], ["--help"]])
def test_a_reader_that_has_seen_enough_is_no_fault(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "bot", *arguments]
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}  # else argparse itself swallows it
    ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, env=buffered, check=False)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (141, "")


def test_the_example_can_be_printed(jiebang: Jiebang) -> None:
    code, said, complaints = jiebang("example")
    head, _, rest = said.partition("\n")
    assert (code, rest, complaints) == (0, EXAMPLE.partition("\n")[2], "")
    assert Path(head.rpartition("=")[2]) == CONFIG


def test_every_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    said = capsys.readouterr().out
    assert caught.value.code == 0
    assert [name for name in ("demo", "run", "check", "ask", "export", "example") if say(name)[:8] not in said] == []


COMMANDS = ("demo", "run", "check", "ask", "export", "erase", "example", "faq lint", "faq export", "faq stats")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    listed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  -")]
    assert len(listed) > 1 or command in ("run", "example")
    assert [line for line in listed if len(re.split(r"\s{2,}", line.strip())) < 2] == []


def demo(*arguments: str) -> Ran:
    """Run the demo in a process of its own, which it would keep; for when it ends at once."""
    command = [sys.executable, "-m", "bot", "demo", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=STILL, check=False)
    return ran.returncode, ran.stdout, ran.stderr


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said, complaints = demo("--port", str(port), "--data", str(tmp_path))
    assert (code, said, complaints) == (5, "", f"{say('port', port=port, problem='Address already in use')}\n")


def test_data_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, said, complaints = demo("--port", "0", "--data", str(tmp_path / "file"))
    assert (code, said, "file" in complaints, complaints.count("\n")) == (5, "", True, 1)
