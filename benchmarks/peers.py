"""What the project's matcher is measured beside: what a bot gets from well-known libraries in a few lines."""

import sqlite3
from collections.abc import Callable, Iterable

import bm25s
import jieba
import numpy as np
from rapidfuzz import fuzz, process

Hits = list[tuple[str, float]]  # (entry id, score), best first
Phrasings = list[tuple[str, str]]  # (entry id, phrasing)
Search = Callable[[str, int], Hits]
LOOKED_AT = 60  # phrasings, of which several may belong to one entry


def best(found: Iterable[tuple[str, float]], k: int) -> Hits:
    """Return the first `k` entries of what was found, best first, each once."""
    scores: dict[str, float] = {}
    for entry_id, score in found:
        scores.setdefault(entry_id, score)
    return list(scores.items())[:k]


def extract(scorer: Callable[..., float]) -> Callable[[Phrasings], Search]:
    """Return what builds a search by rapidfuzz's own process.extract on the raw text."""

    def build(phrasings: Phrasings) -> Search:
        texts = [text for _, text in phrasings]

        def search(text: str, k: int) -> Hits:
            found = process.extract(text, texts, scorer=scorer, limit=LOOKED_AT)
            return best(((phrasings[row][0], score) for _, score, row in found), k)

        return search

    return build


def bm25(phrasings: Phrasings) -> Search:
    """Return a search by BM25 over jieba's words."""
    jieba.setLogLevel(60)
    index = bm25s.BM25(method="lucene")
    index.index([_words(text) for _, text in phrasings], show_progress=False)

    def search(text: str, k: int) -> Hits:
        words = [word for word in _words(text) if word in index.vocab_dict]
        if not words:
            return []
        scores = index.get_scores(words)
        return best(((phrasings[row][0], float(scores[row])) for row in np.argsort(-scores)[:LOOKED_AT]), k)

    return search


def fts5(phrasings: Phrasings) -> Search:
    """Return a search by SQLite's full-text index over three characters at a time."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE asked USING fts5(text, tokenize = 'trigram')")
    database.executemany("INSERT INTO asked (rowid, text) VALUES (?, ?)", enumerate(text for _, text in phrasings))

    def search(text: str, k: int) -> Hits:
        grams = {text[at : at + 3] for at in range(len(text) - 2)}
        match = " OR ".join('"{}"'.format(gram.replace('"', '""')) for gram in grams if gram.strip())
        if not match:
            return []
        found = database.execute(
            "SELECT rowid, -bm25(asked) FROM asked WHERE text MATCH ? ORDER BY 2 DESC LIMIT ?", (match, LOOKED_AT)
        )
        return best(((phrasings[row][0], score) for row, score in found), k)

    return search


def _words(text: str) -> list[str]:
    return [word for word in jieba.cut(text) if word.strip()]


PEERS: dict[str, Callable[[Phrasings], Search]] = {
    "rapidfuzz ratio": extract(fuzz.ratio),
    "rapidfuzz WRatio": extract(fuzz.WRatio),
    "BM25, jieba words": bm25,
    "FTS5, trigrams": fts5,
}
