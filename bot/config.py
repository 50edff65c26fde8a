"""The configuration: config.yaml and the secrets from the environment, checked whole before anything starts."""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from python_socks import parse_proxy_url

from bot.texts import faults, languages, operators
from faq.answer import FLOOR, SURE
from faq.yaml_places import Marked, Mistake, MistakesError

#: What @BotFather gives: id, colon, 35 characters or so.
TOKEN = re.compile(r"[0-9]{1,12}:[A-Za-z0-9_-]{8,}")
TELEGRAM = "https://api.telegram.org"
#: Telegram allows 1–256 characters A-Z, a-z, 0-9, _ and - (Bot API, setWebhook).
SECRET_CHARACTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
NAMED_TEXTS = 5  # of a language's texts that are lacking

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
#: In quotes: YAML reads 17:30 without them as the number 1050.
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def _proxy(address: str) -> str:
    try:
        parse_proxy_url(address)
    except ValueError:
        raise ValueError(operators()("config.proxy")) from None  # without the address: it may hold a password
    return address


Proxy = Annotated[str, AfterValidator(_proxy)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _said(cls, given: object, info: ValidationInfo) -> object:
        """Refuse yes and no where something else is meant: pydantic takes them for 1 and 0."""
        if isinstance(given, bool) and cls.model_fields[str(info.field_name)].annotation is not bool:
            raise ValueError(operators()("config.truth"))
        return given


class WebhookSection(_Section):
    """Where Telegram calls us and where we listen."""

    public_url: Annotated[str, Field(pattern=r"^https?://")] | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8443
    path: Annotated[str, Field(pattern=r"^/")] = "/telegram"


class PaceSection(_Section):
    """How fast messages go out; see bot.services.runtime.delivery.Pace."""

    private_burst: Annotated[int, Field(ge=1)] = 5
    private_seconds: Positive = 1.0
    group_messages: Annotated[int, Field(ge=1)] = 20
    group_seconds: Positive = 60.0
    all_messages: Annotated[int, Field(ge=1)] = 30
    all_seconds: Positive = 1.0


class TelegramSection(_Section):
    """How the Bot API is reached."""

    mode: Literal["polling", "webhook"] = "polling"
    api_url: Annotated[str, Field(pattern=r"^https?://")] = TELEGRAM
    proxy: Proxy | None = None
    webhook: WebhookSection = WebhookSection()
    pace: PaceSection = PaceSection()

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        url = self.webhook.public_url
        if self.mode == "webhook" and not url:
            raise ValueError(operators()("config.public_url"))
        if url and url.startswith("http://") and self.api_url.startswith(TELEGRAM):
            raise ValueError(operators()("config.public_url_plain"))  # only a Bot API server of one's own takes it
        return self


class MemberSection(_Section):
    """One member of staff."""

    id: Annotated[int, Field(gt=0, lt=2**52)]  # Telegram: ids have at most 52 significant bits
    name: Annotated[str, Field(min_length=1, max_length=40)]
    role: Literal["reviewer", "lead"]
    leagues: tuple[str, ...] = ()


class StaffSection(_Section):
    """Who reviews."""

    group: Annotated[int, Field(lt=0, gt=-(2**52))] | None = None
    members: tuple[MemberSection, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len({member.id for member in self.members}) < len(self.members):
            raise ValueError(operators()("config.member_twice"))
        return self


class SelectorSection(_Section):
    """A language model that says which entry is meant where the bot is not sure; without `url` there is none."""

    url: str | None = None
    model: Annotated[str, Field(min_length=1)] | None = None
    proxy: Proxy | None = None
    timeout: Annotated[float, Field(gt=0, le=3)] = 3.0

    @field_validator("url")
    @classmethod
    def _plain(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            plain = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            plain = False
        if not plain or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError(operators()("config.selector_url"))  # without the address: it may hold a password
        return url

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.url and not self.model:
            raise ValueError(operators()("config.selector_model"))
        return self


class FaqSection(_Section):
    """Answering; None takes the built-in value."""

    extra_dirs: tuple[Path, ...] = ()
    floor: Share | None = None
    sure: Annotated[Share | None, Field(validate_default=True)] = None
    semantic: bool = True
    selector: SelectorSection = SelectorSection()

    @model_validator(mode="before")
    @classmethod
    def _without_margin(cls, given: object) -> object:
        if isinstance(given, Mapping) and "margin" in given:
            raise ValueError(operators()("config.margin"))
        return given

    @field_validator("sure")
    @classmethod
    def _no_less_than_the_floor(cls, sure: float | None, info: ValidationInfo) -> float | None:
        floor, least = info.data.get("floor"), SURE if sure is None else sure
        if (FLOOR if floor is None else floor) > least:
            raise ValueError(operators()("config.floor", floor=FLOOR if floor is None else floor, sure=least))
        return sure


#: What a form is called by programs: in the database, and in a link to the bot.
FormName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]


class NeedsSection(_Section):
    """The form and what surrounds it."""

    form: Path | None = None
    forms: Mapping[FormName, Path | None] = {}
    reasons: Path | None = None
    reference_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,6}$")] = "NM"
    idle_hours: Annotated[float, Field(gt=0, le=24 * 365)] = 24
    page_size: Annotated[int, Field(ge=1, le=20)] = 5
    documents: tuple[Literal["docx", "pdf"], ...] = ("docx", "pdf")

    @field_validator("forms")
    @classmethod
    def _others(cls, forms: Mapping[str, Path | None]) -> Mapping[str, Path | None]:
        if taken := forms.keys() & {"need", "entry"}:
            raise ValueError(operators()("config.forms", name="、".join(sorted(taken))))
        return forms


class ExportSection(_Section):
    """What leaves the office as a workbook."""

    contacts: Literal["full", "masked"] = "full"


class HoursSection(_Section):
    """Hours of office on some days of the week."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: ClockTime = Field(alias="from")
    closes: ClockTime = Field(alias="to")

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if time.fromisoformat(self.opens) >= time.fromisoformat(self.closes):
            raise ValueError(operators()("config.hours"))
        return self


class DecisionsSection(_Section):
    """What becomes of staff's decisions."""

    undo_seconds: Annotated[float, Field(ge=0, le=3600)] = 120


class OfficeSection(_Section):
    """When staff can be expected to read; times are Beijing's. Holidays None (in the file: auto) are the official."""

    hours: tuple[HoursSection, ...] = ()
    holidays: tuple[date, ...] | None = None
    workdays: tuple[date, ...] = ()

    @field_validator("holidays", mode="before")
    @classmethod
    def _official(cls, holidays: object) -> object:
        return None if holidays == "auto" else holidays

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if both := sorted(set(self.holidays or ()) & set(self.workdays)):
            raise ValueError(operators()("config.off_and_worked", day=both[0].isoformat()))
        return self


#: None and 0 turn off what would be done after them.
Spell = Annotated[int, Field(ge=0, le=365)] | None


class ReviewSection(_Section):
    """Who of staff is reminded of what, and when; see bot.services.runtime.turn.Review."""

    remind_days: Spell = 2
    release_days: Spell = 5
    first_back_hours: Annotated[int, Field(ge=0, le=240)] | None = 24
    waiting_days: Spell = 3
    overdue_days: Spell = 5
    digest: ClockTime | None = "08:45"
    quiet: tuple[ClockTime, ClockTime] | None = ("20:00", "08:00")

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        steps = ((self.remind_days, self.release_days), (self.waiting_days, self.overdue_days))
        if any(first and then and first >= then for first, then in steps):
            raise ValueError(operators()("config.review_order"))
        return self


class LimitsSection(_Section):
    """How much one person may put before staff; see bot.services.runtime.turn.Limits."""

    lines_a_minute: Annotated[int, Field(ge=1)] = 10
    lines_an_hour: Annotated[int, Field(ge=1)] = 60
    needs_a_day: Annotated[int, Field(ge=1)] = 20
    mute_hours: Annotated[float, Field(gt=0, le=24 * 365)] = 24


class DeskSection(_Section):
    """How staff and askers talk; see bot.services.desk.idle_talks."""

    talk_back_hours: Annotated[float, Field(gt=0, le=1000)] = 4


Days = Annotated[int, Field(ge=1, le=36_500)]


class RetentionSection(_Section):
    """How many days what people say and file is kept; see bot.services.filing.retention."""

    drafts: Days = 90
    questions: Days = 365
    talks: Days = 365
    decided: Days = 1095
    withdrawn: Days = 180


class OperatorSection(_Section):
    """Who runs the bot and answers for what is stored; `run` wants all three."""

    unit: Annotated[str, Field(min_length=2, max_length=80)] | None = None
    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    contact: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    retention: RetentionSection = RetentionSection()
    erase_days: Annotated[int, Field(ge=1, le=90)] = 15

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the keys that nobody has filled in."""
        return tuple(key for key in ("unit", "name", "contact") if getattr(self, key) is None)


class _File(_Section):
    data_dir: Path = Path("data")
    language: str = "zh"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    telegram: TelegramSection = TelegramSection()
    staff: StaffSection = StaffSection()
    contact: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    operator: OperatorSection = OperatorSection()
    faq: FaqSection = FaqSection()
    needs: NeedsSection = NeedsSection()
    review: ReviewSection = ReviewSection()
    decisions: DecisionsSection = DecisionsSection()
    export: ExportSection = ExportSection()
    office: OfficeSection = OfficeSection()
    limits: LimitsSection = LimitsSection()
    desk: DeskSection = DeskSection()

    @field_validator("language")
    @classmethod
    def _spoken(cls, language: str) -> str:
        if language not in languages():
            raise ValueError(operators()("config.language", languages="、".join(languages())))
        try:
            lacking = faults(language)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ValueError(operators()("config.language_unreadable", problem=" ".join(str(error).split()))) from error
        if lacking:
            raise ValueError(
                operators()("config.language_lacks", count=len(lacking), keys="、".join(lacking[:NAMED_TEXTS]))
            )
        return language


@dataclass(frozen=True)
class Config:
    """Everything an operator decides. The last three come from the environment and are never printed."""

    data_dir: Path
    log_level: str
    telegram: TelegramSection
    staff: StaffSection
    contact: str | None
    faq: FaqSection
    needs: NeedsSection
    review: ReviewSection = field(default_factory=ReviewSection)
    decisions: DecisionsSection = field(default_factory=DecisionsSection)
    export: ExportSection = field(default_factory=ExportSection)
    office: OfficeSection = field(default_factory=OfficeSection)
    limits: LimitsSection = field(default_factory=LimitsSection)
    desk: DeskSection = field(default_factory=DeskSection)
    operator: OperatorSection = field(default_factory=OperatorSection)
    language: str = "zh"
    token: str = ""
    webhook_secret: str = ""
    selector_key: str = ""

    @property
    def database(self) -> Path:
        """Return where everything is kept."""
        return self.data_dir / "jiebang.db"

    @property
    def files(self) -> Path:
        """Return where the files lie that were sent with needs."""
        return self.data_dir / "files"

    def __repr__(self) -> str:
        return f"Config(data_dir={str(self.data_dir)!r})"


class ConfigError(MistakesError):
    """What an operator wrote can't be used; nothing was started."""


def load(
    path: Path, environment: Mapping[str, str] = os.environ, *, secrets: bool = True, operated: bool = False
) -> Config:
    """Return the configuration of a file; ConfigError names every mistake with file, line and key.

    Relative paths count from the file's folder. With `secrets`, the token (and in webhook mode its secret) must be in
    the environment; the selector's key may be. With `operated`, the file must say who runs the bot.
    """
    file = Marked(path, _File)
    if operated and file.model:
        for key in file.model.operator.lacking:
            file.blame(("operator", key), operators()(f"config.operator.{key}"))
    mistakes = list(file.mistakes)
    token, secret, key = (
        environment.get(f"JIEBANG_{name}", "") for name in ("TOKEN", "WEBHOOK_SECRET", "SELECTOR_KEY")
    )
    if secrets:
        webhook = file.model is not None and file.model.telegram.mode == "webhook"
        mistakes += _secret_mistakes(token, secret, key, webhook=webhook)
    if mistakes or file.model is None:
        raise ConfigError(mistakes)
    folder, content = path.absolute().parent, file.model
    return Config(
        data_dir=folder / content.data_dir,
        log_level=content.log_level,
        telegram=content.telegram,
        staff=content.staff,
        contact=content.contact,
        faq=content.faq.model_copy(update={"extra_dirs": tuple(folder / each for each in content.faq.extra_dirs)}),
        needs=content.needs.model_copy(update=_in_folder(content.needs, folder)),
        decisions=content.decisions,
        export=content.export,
        office=content.office,
        review=content.review,
        limits=content.limits,
        desk=content.desk,
        operator=content.operator,
        language=content.language,
        token=token,
        webhook_secret=secret,
        selector_key=key,
    )


def require_leagues(path: Path, known: Collection[str]) -> None:
    """Make sure that the leagues of members in a file are codes of the form's; ConfigError names each that is none."""
    file = Marked(path, _File)
    for row, member in enumerate(file.model.staff.members if file.model else ()):
        for place, code in enumerate(member.leagues):
            if code not in known:
                file.blame(("staff", "members", row, "leagues", place), operators()("config.league", code=code))
    if file.mistakes:
        raise ConfigError(list(file.mistakes))


def _in_folder(needs: NeedsSection, folder: Path) -> dict[str, Any]:
    """Return the files of forms and reasons as paths from the configuration's folder."""
    forms = {name: path and folder / path for name, path in needs.forms.items()}
    reasons = needs.reasons and folder / needs.reasons
    return {"form": needs.form and folder / needs.form, "forms": forms, "reasons": reasons}


def built_in() -> Config:
    """Return the configuration that stands where nothing is configured."""
    return Config(
        data_dir=Path("data"),
        log_level="INFO",
        telegram=TelegramSection(),
        staff=StaffSection(),
        contact=None,
        faq=FaqSection(),
        needs=NeedsSection(),
    )


def _secret_mistakes(token: str, secret: str, key: str, *, webhook: bool) -> list[Mistake]:
    texts, mistakes = operators(), []
    environment = Path(texts("operator.environment"))
    if not TOKEN.fullmatch(token):
        how = "config.token_missing" if not token else "config.token_form"
        mistakes.append(Mistake(environment, 0, "JIEBANG_TOKEN", texts(how)))
    if webhook and not (1 <= len(secret) <= 256 and set(secret) <= SECRET_CHARACTERS):
        mistakes.append(Mistake(environment, 0, "JIEBANG_WEBHOOK_SECRET", texts("config.secret")))
    if not re.fullmatch("[!-~]*", key):  # what a header can hold
        mistakes.append(Mistake(environment, 0, "JIEBANG_SELECTOR_KEY", texts("config.selector_key")))
    return mistakes
