"""The canonical text of a submitted version, and its digest; docs/versions.md says it in full, for other programs."""

import hashlib
import json
from collections.abc import Sequence

from bot.needs.fields import Json, Values


def canonical(
    *, reference: str, version: int, submitted_at: str, values: Values, form_version: int, attachments: Sequence[str]
) -> str:
    """Return the one text that stands for what was submitted; `attachments` are SHA-256 digests, in any order."""
    content = {
        "reference": reference,
        "version": version,
        "submitted_at": submitted_at,
        "values": _plain(values),
        "form_version": form_version,
        "attachments": sorted(attachments),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text, in 64 small hexadecimal figures."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Json) -> Json:
    """Return a value with whole numbers written without a fraction, as RFC 8785 has them."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return list(map(_plain, value)) if isinstance(value, list | tuple) else value
