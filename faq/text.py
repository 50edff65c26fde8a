"""What is said of the content to those who write it: mistakes, and the report (texts.yaml)."""

from faq.words import written


def text(key: str, default: str | None = None, /, **arguments: object) -> str:
    """Return the text under `room.key`, filled in; `default`, or KeyError without one, where there is none."""
    room, _, name = key.partition(".")
    template: str | None = written("texts.yaml")[room].get(name)
    if template is not None:
        return template.format(**arguments)
    if default is None:
        raise KeyError(key)
    return default
