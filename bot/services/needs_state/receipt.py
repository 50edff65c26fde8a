"""Documents of a need: the receipt of what was submitted, and the preview of what is about to be."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.needs.draft import Draft
from bot.needs.fields import Values
from bot.needs.form import Form
from bot.needs.sheet import sections
from bot.reply import Paper, Section
from bot.services.needs_state import attached, wording
from bot.services.runtime import beijing
from bot.services.runtime.turn import Turn
from bot.storage import attachments, versions
from bot.storage.attachments import Attachment
from bot.storage.needs import Need
from bot.storage.versions import Version
from bot.texts.markup import plain

LINK = "need_"  # begins what a link to the bot carries that opens a need
BLOCK = 8  # figures of a digest that stand together, to be compared by eye


def of_need(turn: Turn, need: Need, *, mask: bool) -> Paper | None:
    """Return the receipt of what was submitted last; None where its content was erased. `mask` hides the phone."""
    every = versions.of_need(turn.tx, need.id)
    return _receipt(turn, need, every[-1], mask=mask) if every and every[-1].content else None


def _receipt(turn: Turn, need: Need, version: Version, *, mask: bool) -> Paper:
    content, title = version.content, wording.shown(turn, need, "title")
    head = (
        _line(turn, "reference", need.reference),
        _line(
            turn,
            "version",
            _plain(turn, "paper.version", number=version.number, how=wording.action_name(turn, version.action)),
        ),
        _line(turn, "submitted", _time(turn, version.submitted_at)),
        _line(turn, "state", _plain(turn, "paper.state", state=wording.state(turn, need), at=beijing.moment(turn.now))),
        _line(turn, "digest", grouped(version.digest)),
    )
    user = turn.house.bot_username
    return _paper(
        turn,
        turn.house.form_of(need),
        content.values if content else {},
        attachments.of_version(turn.tx, need.id, version.attachments),
        mask=mask,
        name=_plain(turn, "paper.receipt.name", reference=need.reference, number=version.number),
        header=_plain(turn, "paper.receipt.header"),
        title=_plain(turn, "paper.receipt.title"),
        subtitle=title,
        head=head,
        closing=(
            _plain(turn, "paper.next.heading"),
            _plain(turn, f"lifecycle.state.{need.state}.means"),
            _plain(turn, "paper.next.told"),
            _plain(turn, "paper.next.promise"),
            _plain(turn, "paper.next.digest"),
        ),
        page=need.reference,
        link=f"https://t.me/{user}?start={LINK}{need.reference}" if user else None,
    )


def of_draft(turn: Turn, form: Form, draft: Draft) -> Paper:
    """Return what a draft would be as a document; it says on every page that nothing was submitted."""
    key = form.of_role("title").key
    return _paper(
        turn,
        form,
        draft.values,
        attachments.of_draft(turn.tx, draft.id),
        mask=False,
        name=_plain(turn, "paper.preview.name"),
        header=_plain(turn, "paper.preview.header"),
        title=_plain(turn, "paper.preview.title"),
        subtitle=str(draft.values.get(key) or ""),
        head=(
            _line(turn, "state", _plain(turn, "paper.preview.state")),
            _line(turn, "made", _time(turn, turn.now)),
        ),
        closing=(_plain(turn, "paper.preview.heading"), _plain(turn, "paper.preview.next")),
        page="",
        link=None,
    )


def _paper(
    turn: Turn,
    form: Form,
    values: Values,
    files: Sequence[Attachment],
    *,
    mask: bool,
    name: str,
    header: str,
    title: str,
    subtitle: str,
    head: tuple[tuple[str, str], ...],
    closing: tuple[str, ...],
    page: str,
    link: str | None,
) -> Paper:
    return Paper(
        name=name,
        header=header,
        title=title,
        subtitle=subtitle,
        head=head,
        sections=(*sections(form, values, mask=mask), _attached(turn, files)),
        signing=tuple(_plain(turn, f"paper.sign.{place}") for place in ("stamp", "name", "date")),
        closing=closing,
        page=f"{page}　{_plain(turn, 'paper.page')}".strip(),
        link=link,
        link_label=_plain(turn, "paper.scan"),
    )


def _attached(turn: Turn, files: Sequence[Attachment]) -> Section:
    """Return the files as a section: the name, size and digest of each."""
    none = _line(turn, "attached", _plain(turn, "paper.no_attachments"))
    return Section(title=_plain(turn, "paper.attachments"), items=tuple(_files(turn, files)) or (none,))


def _files(turn: Turn, files: Sequence[Attachment]) -> Iterator[tuple[str, str]]:
    for number, each in enumerate(files, 1):
        said = _plain(turn, "paper.file", name=each.name, size=attached.size(turn, each.size))
        digest = grouped(each.sha256) if each.sha256 else _plain(turn, "paper.file_waiting")
        yield _plain(turn, "paper.file_label", number=number), f"{said}\n{digest}"


def grouped(digest: str) -> str:
    """Return a digest in blocks, in two lines."""
    blocks = [digest[start : start + BLOCK] for start in range(0, len(digest), BLOCK)]
    half = len(blocks) // 2
    return f"{' '.join(blocks[:half])}\n{' '.join(blocks[half:])}"


def _line(turn: Turn, key: str, value: str) -> tuple[str, str]:
    return _plain(turn, f"paper.line.{key}"), value


def _time(turn: Turn, at: datetime) -> str:
    return _plain(turn, "paper.time", at=beijing.moment(at))


def _plain(turn: Turn, key: str, **arguments: object) -> str:
    return plain(turn.text(key, **arguments))
