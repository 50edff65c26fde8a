"""The configuration: what an operator may write, and how he is told what is wrong with it."""

import shutil
import zlib
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load
from bot.texts import ROOT, languages, operators
from faq.answer import FLOOR, SURE

TOKEN = "42:abcdefgh-0123456789"
ENVIRONMENT = {"JIEBANG_TOKEN": TOKEN}


def loaded(folder: Path, content: str, environment: dict[str, str] | None = None) -> Config:
    path = folder / "config.yaml"
    path.write_text(content, encoding="utf-8")
    return load(path, ENVIRONMENT if environment is None else environment)


def refused(folder: Path, content: str | bytes, environment: dict[str, str] | None = None) -> list[tuple[str, ...]]:
    """The mistakes as (line, key, message)."""
    path = folder / "config.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigError) as caught:
        load(path, ENVIRONMENT if environment is None else environment)
    assert str(caught.value).splitlines() == [str(each) for each in caught.value.mistakes]
    return [(str(each.line), each.key, each.message) for each in caught.value.mistakes]


def test_an_empty_file_is_enough(tmp_path: Path) -> None:
    config = loaded(tmp_path, "")
    assert (config.data_dir, config.telegram.mode, config.telegram.api_url, config.staff.members, config.token) == (
        tmp_path / "data",
        "polling",
        "https://api.telegram.org",
        (),
        TOKEN,
    )


def test_relative_paths_count_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "c.yaml").write_text("{data_dir: d, faq: {extra_dirs: [more, /abs]}, needs: {form: f.yaml}}")
    monkeypatch.chdir(tmp_path)
    config = load(Path("etc/c.yaml"), ENVIRONMENT)
    etc = tmp_path / "etc"
    assert (config.data_dir, config.faq.extra_dirs, config.needs.form) == (
        etc / "d",
        (etc / "more", Path("/abs")),
        etc / "f.yaml",
    )


@pytest.mark.parametrize(
    "content",
    [
        "telegram: {proxy: 'http://127.0.0.1:8118'}",
        "telegram: {proxy: 'socks4://127.0.0.1:1080'}",
        "telegram: {proxy: 'socks5://me:pass%40word@proxy.example:1080'}",
        "telegram: {mode: webhook, webhook: {public_url: 'https://bot.example/telegram', port: 0}}",
        "telegram: {api_url: 'http://127.0.0.1:8081', mode: webhook, webhook: {public_url: 'http://127.0.0.1:9/'}}",
        "staff: {group: -1001, members: [{id: 1, name: 甲, role: lead}, {id: 2, name: 乙, role: reviewer}]}",
        "contact: 自治区科技厅某处",
        "faq: {floor: 0, sure: 1}",
        "faq: {selector: {url: 'https://llm.example/v1', model: m, timeout: 0.5}}",
        "faq: {selector: {url: 'http://127.0.0.1:8000/', model: m/m-7b, proxy: 'socks5://127.0.0.1:1080'}}",
        "faq: {selector: {model: m}}",
        "needs: {reference_prefix: NMX, idle_hours: 0.5, page_size: 20}",
    ],
)
def test_what_may_be_written(tmp_path: Path, content: str) -> None:
    assert loaded(tmp_path, content, {**ENVIRONMENT, "JIEBANG_WEBHOOK_SECRET": "secret_-9"}).token == TOKEN


PLACES = {
    "colour: red": "1 colour",
    "telegram:\n  mode: pigeon": "2 telegram.mode",
    "\n\ntelegram:\n  api_url: api.telegram.org": "4 telegram.api_url",
    "telegram:\n  webhook:\n    port: 65536\n    path: hook": "3 telegram.webhook.port, 4 telegram.webhook.path",
    "telegram:\n  pace:\n    all_seconds: 0": "3 telegram.pace.all_seconds",
    "telegram:\n  pace:\n    private_burst: 0.5": "3 telegram.pace.private_burst",
    "telegram:\n  pace:\n    all_seconds: .inf": "3 telegram.pace.all_seconds",
    "telegram:\n  pace:\n    group_seconds: .nan": "3 telegram.pace.group_seconds",
    "staff:\n  group: 1001": "2 staff.group",
    "staff:\n  members:\n    - id: 1\n      name: ''\n      role: lead": "4 staff.members[0].name",
    "staff: {members: [{id: 0, name: 乙, role: boss}]}": "1 staff.members[0].id, 1 staff.members[0].role",
    "staff: {members: [{id: 99999999999999999999, name: 甲, role: lead}]}": "1 staff.members[0].id",
    "staff:\n  members:\n    - {name: 甲}": "3 staff.members[0].id, 3 staff.members[0].role",
    "contact: ''": "1 contact",
    "faq:\n  floor: 1.5\n  sure: -1": "2 faq.floor, 3 faq.sure",
    "faq:\n  semantic: 3": "2 faq.semantic",
    "faq:\n  selector:\n    model: ''\n    timeout: 3.5": "3 faq.selector.model, 4 faq.selector.timeout",
    "faq:\n  selector:\n    url: http://127.0.0.1/v1\n    model: m\n    key: k": "5 faq.selector.key",
    "needs:\n  reference_prefix: nm\n  page_size: 0": "2 needs.reference_prefix, 3 needs.page_size",
    "needs:\n  idle_hours: 1.0e+300": "2 needs.idle_hours",
    "review:\n  remind_days: -1\n  quiet: [1200, '8:00']": "2 review.remind_days, 3 review.quiet[0], 3 review.quiet[1]",
    "log_level: LOUD\ndata_dir: null": "1 log_level, 2 data_dir",
    "data_dir: a\ndata_dir: b": "2 data_dir",
    "- a list": "1 ",
    "just words": "1 ",
    "telegram:\n\tmode: polling": "2 ",
    "telegram: {mode: polling\nstaff: {}": "2 ",
}


@pytest.mark.parametrize(("content", "places"), PLACES.items())
def test_every_mistake_has_its_line_and_key(tmp_path: Path, content: str, places: str) -> None:
    assert ", ".join(f"{line} {key}" for line, key, _ in refused(tmp_path, content)) == places


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        ("contact: 甲\nlanguage: xx", ("2", "language", "config.language")),
        ("telegram:\n  proxy: https://127.0.0.1:1", ("2", "telegram.proxy", "config.proxy")),
        ("telegram:\n  proxy: socks5://127.0.0.1", ("2", "telegram.proxy", "config.proxy")),
        ("telegram:\n  proxy: 127.0.0.1:1080", ("2", "telegram.proxy", "config.proxy")),
        ("\nfaq: {margin: 0.2}", ("2", "faq", "config.margin")),
        ("review: {remind_days: 5}", ("1", "review", "config.review_order")),
        ("\nreview: {waiting_days: 3, overdue_days: 2}", ("2", "review", "config.review_order")),
        *(
            (content.format(said), (str(content.count("\n") + 1), key, "config.truth"))
            for content, key in (
                ("faq:\n  sure: {}", "faq.sure"),
                ("faq:\n  floor: {}", "faq.floor"),
                ("faq:\n  selector:\n    timeout: {}", "faq.selector.timeout"),
                ("telegram:\n  webhook:\n    port: {}", "telegram.webhook.port"),
                ("telegram:\n  pace:\n    private_burst: {}", "telegram.pace.private_burst"),
                ("telegram:\n  pace:\n    all_seconds: {}", "telegram.pace.all_seconds"),
                ("staff:\n  group: {}", "staff.group"),
                ("staff:\n  members:\n  - role: lead\n    name: 甲\n    id: {}", "staff.members[0].id"),
                ("needs:\n  idle_hours: {}", "needs.idle_hours"),
                ("needs:\n  page_size: {}", "needs.page_size"),
                ("limits:\n  lines_a_minute: {}", "limits.lines_a_minute"),
                ("limits:\n  lines_an_hour: {}", "limits.lines_an_hour"),
                ("limits:\n  needs_a_day: {}", "limits.needs_a_day"),
                ("limits:\n  mute_hours: {}", "limits.mute_hours"),
                ("contact: {}", "contact"),
            )
            for said in ("true", "yes")
        ),
        *(
            (f"faq:\n  selector:\n    url: {url!r}\n    model: m", ("3", "faq.selector.url", "config.selector_url"))
            for url in (
                *(
                    "llm.example/v1",
                    "ftp://llm.example",
                    "https://",
                    "https://h:99999/v1",
                    "https://h:0/v1",
                    "https://[h",
                ),
                *("https://me:pass@llm.example/v1", "https://llm.example/v1?key=k", "https://llm.example/v1#k", ""),
            )
        ),
        ("faq:\n  selector: {url: 'https://llm.example'}", ("2", "faq.selector", "config.selector_model")),
        ("faq:\n  selector: {proxy: 127.0.0.1:1}", ("2", "faq.selector.proxy", "config.proxy")),
        ("\ntelegram: {mode: webhook}", ("2", "telegram", "config.public_url")),
        ("telegram: {webhook: {public_url: 'http://bot.example/'}}", ("1", "telegram", "config.public_url_plain")),
        (
            "staff: {members: [{id: 1, name: 甲, role: lead}, {id: 1, name: 甲, role: reviewer}]}",
            ("1", "staff", "config.member_twice"),
        ),
    ],
)
def test_mistakes_in_our_own_words(tmp_path: Path, content: str, mistake: tuple[str, str, str]) -> None:
    line, key, text = mistake
    environment = {**ENVIRONMENT, "JIEBANG_WEBHOOK_SECRET": "x"}
    assert refused(tmp_path, content, environment) == [(line, key, operators()(text, languages="、".join(languages())))]


@pytest.mark.parametrize(
    ("content", "floor", "sure", "place"),
    [
        ("faq:\n  floor: 0.9\n  sure: 0.5", 0.9, 0.5, ("3", "faq.sure")),
        ("faq:\n  sure: 0.1", FLOOR, 0.1, ("2", "faq.sure")),
        ("faq:\n  floor: 1", 1.0, SURE, ("1", "faq.sure")),
    ],
)
def test_nothing_can_be_surely_what_is_not_shown(
    tmp_path: Path, content: str, floor: float, sure: float, place: tuple[str, str]
) -> None:
    assert refused(tmp_path, content) == [(*place, operators()("config.floor", floor=floor, sure=sure))]
    assert loaded(tmp_path, f"faq: {{floor: {sure}, sure: {floor}}}").faq.sure == floor


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("previous: ", "previuos: ", operators()("config.language_lacks", count=1, keys="common.previous")),
        ("{count} 条消息", "{much} 条消息", operators()("config.language_lacks", count=1, keys="common.parked")),
        ("{count} 条消息", "{count 条消息", operators()("config.language_lacks", count=1, keys="common.parked")),
        ("previous: ", "previous:\nbefore: ", operators()("config.language_lacks", count=1, keys="common.previous")),
        ("previous: ", "\tprevious: ", "这种语言的文字读不出来："),
    ],
)
def test_a_language_is_refused_that_would_leave_the_bot_without_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, found: str
) -> None:
    name = f"mn{zlib.crc32(wrong.encode())}"  # a language is read once
    shutil.copytree(ROOT / "zh", tmp_path / name)
    changed = tmp_path / name / "common.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    monkeypatch.setattr("bot.texts.ROOT", tmp_path)
    [(line, key, message)] = refused(tmp_path, f"language: {name}")
    assert (line, key, message[: len(found)]) == ("1", "language", found)


def test_a_password_is_not_repeated(tmp_path: Path) -> None:
    ((_, _, message),) = refused(tmp_path, "telegram: {proxy: 'ftp://me:pass-word@10.0.0.1'}")
    assert "pass-word" not in message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"^{tmp_path}/none.yaml: "):
        load(tmp_path / "none.yaml", ENVIRONMENT)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    assert [line for line, _, _ in refused(tmp_path, b"contact: \xff\xfe\x00")] in (["0"], ["1"])


@pytest.mark.parametrize(
    "value", ["", "42", "42:", "42:short", ":abcdefgh", "x2:abcdefgh", "42:abc defgh", " 42:abcdefgh"]
)
def test_what_is_no_token(tmp_path: Path, value: str) -> None:
    key = "config.token_form" if value else "config.token_missing"
    assert refused(tmp_path, "", {"JIEBANG_TOKEN": value}) == [("0", "JIEBANG_TOKEN", operators()(key))]


@pytest.mark.parametrize(
    ("secret", "fine"), [("", False), ("密", False), ("a b", False), ("x" * 257, False), ("x" * 256, True)]
)
def test_the_secret_of_a_webhook(tmp_path: Path, secret: str, *, fine: bool) -> None:
    content = "telegram: {mode: webhook, webhook: {public_url: 'https://bot.example/'}}"
    environment = {**ENVIRONMENT, "JIEBANG_WEBHOOK_SECRET": secret}
    if fine:
        assert loaded(tmp_path, content, environment).webhook_secret == secret
    else:
        expected = [("0", "JIEBANG_WEBHOOK_SECRET", operators()("config.secret"))]
        assert refused(tmp_path, content, environment) == expected


@pytest.mark.parametrize(
    ("key", "fine"), [("sk-1_~!", True), ("", True), ("a b", False), ("a\n", False), ("密", False)]
)
def test_the_key_of_a_selector(tmp_path: Path, key: str, *, fine: bool) -> None:
    environment = {**ENVIRONMENT, "JIEBANG_SELECTOR_KEY": key}
    if fine:
        config = loaded(tmp_path, "", environment)
        assert (config.selector_key, bool(key) and key in repr(config)) == (key, False)
    else:
        expected = [("0", "JIEBANG_SELECTOR_KEY", operators()("config.selector_key"))]
        assert refused(tmp_path, "", environment) == expected


def test_without_secrets_none_is_needed(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("")
    assert load(tmp_path / "c.yaml", {}, secrets=False).token == ""


def test_it_does_not_show_its_secrets(tmp_path: Path) -> None:
    assert TOKEN.partition(":")[2] not in repr(loaded(tmp_path, ""))
