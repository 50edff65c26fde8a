"""What is refused, in Telegram's own wording towards the bot and in Chinese towards the chat page."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


class ApiError(Exception):
    """A Bot API method was refused; `description` is what Telegram would have written."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """Keep the HTTP status, the description and, for 429, `retry_after` in seconds."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON body that carries this refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(description: str) -> ApiError:
    """Return the 400 with that description."""
    return ApiError(400, f"Bad Request: {description}")


@cache
def words() -> dict[str, Any]:
    """Return the Chinese words of the local chat: the people of a fresh world and what its own interface refuses."""
    loaded: dict[str, Any] = yaml.load(
        (Path(__file__).parent / "zh.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return loaded


class LocalError(Exception):
    """A request of the page's own interface was refused."""

    def __init__(self, status: int, key: str, **arguments: object) -> None:
        """Keep the HTTP status and the Chinese sentence found under `key` of zh.yaml."""
        super().__init__(words()["errors"][key].format(**arguments))
        self.status = status
