"""The house rules that no single room can keep: imports, documents, configuration, packaging, nothing foreign."""

import ast
import json
import re
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import yaml
from pydantic import BaseModel

from bot import config, schemas
from bot.needs import form
from bot.needs.fields import KINDS
from bot.needs.form_checks import ROLES
from bot.services.routing.commands import COMMANDS, Word, Words
from bot.texts import catalogue

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "faq", "handlers", "localchat")


def tracked() -> list[str]:
    """Every file of the repository, also one that is about to join it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(name for name in ran.stdout.split("\0") if name and (ROOT / name).is_file())


def test_the_import_order_holds() -> None:
    # In a process of its own: it configures logging, and would leave every logger of the bot's switched off.
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    ran = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_the_readmes_table_has_every_command_and_says_what_it_takes_and_whose_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`/.*`) \| (工作人员：)?", readme, re.MULTILINE)
    named = {
        name: (bool(word), bool(staff)) for row, staff in rows for name, word in re.findall(r"`/(\w+)( \S+)?`", row)
    }
    assert named == {each.name: (type(each.does) in (Word, Words), each.staff) for each in COMMANDS}


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Every key of a configuration model, sections included."""
    found = set()
    for name, field in model.model_fields.items():
        section = field.annotation
        found.add(f"{prefix}{name}")
        if isinstance(section, type) and issubclass(section, BaseModel):
            found |= keys(section, f"{prefix}{name}.")
    return found


def written(node: object, prefix: str = "") -> set[str]:
    """Every key of a YAML mapping, inner ones included."""
    if not isinstance(node, dict):
        return set()
    return {f"{prefix}{key}" for key in node}.union(*(written(value, f"{prefix}{key}.") for key, value in node.items()))


def test_what_came_last_is_never_told_by_the_clock() -> None:
    # Moments are shown, and compared with one that is given (:since); rows are in the order of their numbers.
    moment = r"\b(?:\w+\.)?\w+_(?:at|since)\b"
    by_clock = re.compile(
        rf"ORDER BY[^\"]*{moment}|\b(?:max|min)\({moment}\)|{moment}\s*[<>]=?+\s*+(?!:)|[<>]=?\s*{moment}",
        re.IGNORECASE,
    )
    lines = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "bot" / "storage").glob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if by_clock.search(line)
    ]
    assert lines == []


def test_no_code_knows_a_field_by_its_key() -> None:
    # What is called like a kind or a role stands for that, but not where a value or a field is looked up.
    every = {field.key for field in form.load_form(None, catalogue("zh")).fields}
    only_keys, asking = every - KINDS.keys() - ROLES.keys(), {"get", "field", "has", "holds", "display", "applies"}
    found = []
    for path in (*(ROOT / "bot/services").rglob("*.py"), *(ROOT / "bot/needs").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(key)) if key in only_keys:
                    found.append(f"{path.name}:{node.lineno}: {key}")
                case ast.Subscript(slice=ast.Constant(value=key)) if key in every:
                    found.append(f"{path.name}:{node.lineno}: {key}")
                case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=key), *_]):
                    found += [f"{path.name}:{node.lineno}: {key}"] if name in asking and key in every else []
    assert found == []


def test_the_example_configuration_loads_and_names_every_key() -> None:
    path = ROOT / "config.example.yaml"
    config.load(path, {}, secrets=False)
    assert written(yaml.safe_load(path.read_text(encoding="utf-8"))) == keys(config._File)


def test_the_schemas_are_those_of_the_models() -> None:
    written = [json.loads(path.read_text(encoding="utf-8")) for path in (schemas.CONFIG, schemas.FORM)]
    assert written == [schemas.config_schema(), schemas.form_schema()], "run `python -m bot.schemas`"


def test_the_example_configuration_and_the_form_name_their_schemas() -> None:
    named = [path.read_text(encoding="utf-8").partition("\n")[0] for path in (ROOT / "config.example.yaml", form.NEED)]
    head = "# yaml-language-server: $schema="
    assert named == [f"{head}{schemas.CONFIG.relative_to(ROOT)}", f"{head}{schemas.FORM.name}"]


def test_every_key_of_the_example_is_explained() -> None:
    example = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    assert {".".join(path) for path, said in schemas.comments(example) if said} == keys(config._File)


def test_the_example_configuration_is_the_default(tmp_path: Path) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("", encoding="utf-8")
    example = config.load(ROOT / "config.example.yaml", {}, secrets=False)
    default = config.load(empty, {}, secrets=False)
    assert {**vars(example), "data_dir": "data"} == {**vars(default), "data_dir": "data"}


def test_the_commented_examples_are_right(tmp_path: Path) -> None:
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    lists = re.findall(r"^  (\w+): \[\].*：$", text, re.MULTILINE)
    for name in lists:
        text = re.sub(rf"^  {name}: \[\]", f"  {name}:", text, flags=re.MULTILINE)
    (tmp_path / "c.yaml").write_text(re.sub("^  # - {", "  - {", text, flags=re.MULTILINE), encoding="utf-8")
    loaded = config.load(tmp_path / "c.yaml", {}, secrets=False)
    assert [each.role for each in loaded.staff.members] == ["reviewer", "lead"]
    assert lists == ["members", "hours"]
    assert len(loaded.office.hours) == 2


def test_no_index_address_and_no_foreign_path_is_in_the_repository() -> None:
    addresses = r"https?://[^\s\"'/]*/(?:simple|packages)/|--(?:extra-)?index-url|--find-links"
    paths = rf"file:///|/work/|/home/\w+/|{re.escape(str(ROOT))}"
    foreign = re.compile(f"{addresses}|{paths}".encode())
    guilty = [name for name in tracked() if foreign.search((ROOT / name).read_bytes())]
    assert guilty == [str(Path(__file__).relative_to(ROOT))]  # this pattern


def test_the_wheel_carries_everything_and_runs_elsewhere(tmp_path: Path) -> None:
    build = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
    built = run([sys.executable, "-c", build, tmp_path], ROOT)
    wheel = tmp_path / built.stdout.split()[-1]
    ours = [name for name in tracked() if name.partition("/")[0] in PACKAGES]
    with ZipFile(wheel) as archive:
        assert sorted(set(ours) - set(archive.namelist())) == []

    elsewhere = tmp_path / "elsewhere"
    venv.create(elsewhere, with_pip=False)
    python = elsewhere / "bin" / "python"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    run([sys.executable, "-m", "pip", "--python", python, "install", *quiet, wheel], tmp_path)
    # Its dependencies are those of this environment; the project itself must come from the wheel.
    site = next((elsewhere / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(f"{Path(yaml.__file__).parents[1]}\n")
    assert Path(run([python, "-c", "import bot; print(bot.__file__)"], tmp_path).stdout.strip()).parents[1] == site

    example = run([elsewhere / "bin" / "jiebang", "example"], tmp_path)
    (tmp_path / "c.yaml").write_text(example.stdout, encoding="utf-8")
    checked = run([elsewhere / "bin" / "jiebang", "check", "--config", "c.yaml"], tmp_path)
    assert (checked.stdout.startswith("没有发现问题"), checked.stderr) == (True, "")


def run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran


def test_nothing_that_the_program_reads_is_left_out_of_the_repository() -> None:
    ignored = subprocess.run(
        ["git", "ls-files", "--others", "--ignored", "--exclude-standard", *PACKAGES],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert [name for name in ignored if "__pycache__" not in name] == []


def test_no_test_is_given_a_number_of_seconds() -> None:
    # How long something takes says how busy the machine is: tests/patience.py says how to wait instead.
    budget = re.compile(
        r"asyncio\.timeout\(\s*[1-9]|wait_for\(.*, ?[1-9]\d*(?:\.\d+)?\)|(?:monotonic|perf_counter)\(\) - \w+ <=? \d"
    )
    lines = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if budget.search(line)
    ]
    assert lines == []
