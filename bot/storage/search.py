"""Finding needs by words: the index over what each says, of pairs of characters, so that any two or more are found.

Theory of operation
-------------------
SQLite's own pieces are words (which Chinese does not part) or three characters. So a text is indexed as its pairs of
characters, in order: 草原鼠害 as 草原 原鼠 鼠害 害; what is looked for is the same pairs in a row: any piece of the
text. Signs and blanks are left out of both, capitals and full widths are made small and narrow.
A need whose content is new or changed stands in `need_unread` (triggers see to it). Whoever searches reads these first,
so that a search always sees what is there. Only this module knows the index; of
another database it needs `read`, `forget`, `find` and `settle`.
"""

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.storage import needs
from bot.storage.needs import Need
from bot.storage.transaction import Transaction

MOST = 240  # needs that are found at most; more is no answer
PAGES = 200  # of the index that one step of settling writes at most
NAME = 6  # characters from which on what is named exactly is surely meant
COLUMNS = ("exact", "head", "body")
BREAK = "\n"  # between two texts of a column


@dataclass(frozen=True)
class Findable:
    """What a need is found by: what names it exactly, its heading, its text; and what lists filter and sort it by."""

    exact: Sequence[str] = ()
    head: Sequence[str] = ()
    body: Sequence[str] = ()
    domain: str | None = None
    months: int | None = None


def folded(text: str) -> str:
    """Return a text as it is compared: letters and figures alone, small and narrow."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def unread(tx: Transaction) -> bool:
    """Return whether the content of some need is not in the index yet."""
    return tx.one("SELECT id FROM need_unread LIMIT 1") is not None


def read(tx: Transaction, findable: Callable[[Need], Findable], limit: int = -1) -> None:
    """Bring the index up to date with what was submitted, changed or erased since; with `limit` needs at most."""
    for row in tx.all("SELECT id FROM need_unread ORDER BY id LIMIT :limit", limit=limit):
        need = needs.by_id(tx, row["id"])
        forget(tx, row["id"])
        if need and not need.erased_at:
            _add(tx, need.id, findable(need))


def forget(tx: Transaction, need_id: int) -> None:
    """Take a need out of the index. What is left of it in the file goes when the index is settled."""
    if known := tx.one("DELETE FROM need_words WHERE id = :id RETURNING exact, head, body", id=need_id):
        _index(tx, need_id, dict(known), "delete")
    tx.execute("DELETE FROM need_unread WHERE id = :id", id=need_id)


def _add(tx: Transaction, need_id: int, found: Findable) -> None:
    words = {name: BREAK.join(filter(None, map(folded, getattr(found, name)))) for name in COLUMNS}
    tx.execute("INSERT INTO need_words VALUES (:id, :exact, :head, :body)", id=need_id, **words)
    _index(tx, need_id, words, None)
    tx.execute(
        "UPDATE need SET domain = :domain, months = :months WHERE id = :id",
        domain=found.domain,
        months=found.months,
        id=need_id,
    )


def _index(tx: Transaction, need_id: int, words: dict[str, str], order: str | None) -> None:
    """Put a need's words into the index, or by the `order` delete take them out, for which it must be told them."""
    columns = "need_index, rowid, exact, head, body" if order else "rowid, exact, head, body"
    values = ":order, :id, :exact, :head, :body" if order else ":id, :exact, :head, :body"
    tx.execute(
        f"INSERT INTO need_index ({columns}) VALUES ({values})",  # noqa: S608  # constants
        order=order,
        id=need_id,
        exact=words["exact"].replace(BREAK, " "),
        **{name: " ".join(map(_pairs, words[name].split(BREAK))) for name in COLUMNS[1:]},
    )


def _pairs(text: str) -> str:
    """Return a text as its pairs of characters; the last character, alone, ends it."""
    return " ".join(text[at : at + 2] for at in range(len(text)))


def find(tx: Transaction, words: Sequence[str], where: str = "", values: dict[str, object] | None = None) -> list[int]:
    """Return the ids of the needs in which each of `words` stands, up to MOST, the best first, then the latest.

    Best is what is named exactly by the words, such as by a number, then where they stand in the heading. `where` is
    SQL about the row of the need, with `values`.
    """
    pieces = list(filter(None, map(folded, words)))
    found: dict[int, None] = {}  # in order
    for which in range(3) if pieces else ():
        match = " AND ".join(_piece(each, which) for each in pieces)
        found |= dict.fromkeys(_matching(tx, match, where, values or {}))
        if found and which == 0 and all(len(each) >= NAME for each in pieces):
            break
    return list(found)[:MOST]


def _matching(tx: Transaction, match: str, where: str, values: dict[str, object]) -> list[int]:
    beside = f"CROSS JOIN need ON need.id = need_index.rowid AND {where}" if where else ""
    rows = tx.all(
        f"SELECT need_index.rowid AS id FROM need_index {beside}"  # noqa: S608  # constants
        " WHERE need_index MATCH :match ORDER BY need_index.rowid DESC LIMIT :most",
        match=match,
        most=MOST,
        **values,
    )
    return [row["id"] for row in rows]


def _piece(piece: str, which: int) -> str:
    """Return the query for a piece in the first column, in the first two, or in all three."""
    ways = [f'{{exact}} : "{piece}"']
    if which:
        pairs = f'"{_pairs(piece)[:-2]}"' if len(piece) > 1 else f'"{piece}" *'
        ways.append(f"{{{' '.join(COLUMNS[1 : which + 1])}}} : {pairs}")
    return f"({' OR '.join(ways)})"


def settle(tx: Transaction) -> bool:
    """Rewrite a part of the index without what was taken out of it; return whether there may be more to do."""
    before = tx.connection.total_changes
    tx.execute("INSERT INTO need_index (need_index, rank) VALUES ('merge', :pages)", pages=-PAGES)
    return tx.connection.total_changes - before > 1


def ids(found: Sequence[int]) -> str:
    """Return ids as the JSON by which a query takes them."""
    return json.dumps(list(found))
