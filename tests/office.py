"""An entry that an office wrote itself, about something that the built-in content does not know."""

from pathlib import Path

OFFICE = """
topic: {id: local, title: 本地补充, order: 1}
entries:
  - id: local.office
    question: 揭榜办在几楼？
    also_asked: [揭榜办几楼, 办公室在哪层, 去哪层楼办, 几层, 楼层]
    answer: <b>三楼。</b>
    source: {publisher: 揭榜通使用说明, date: 2026-11}
    as_of: 2026-11
    status: howto
"""


def office(directory: Path) -> Path:
    """Write the entry into a folder of the directory, and return the folder."""
    folder = directory / "faq"
    folder.mkdir()
    (folder / "local.yaml").write_text(OFFICE, encoding="utf-8")
    return folder
