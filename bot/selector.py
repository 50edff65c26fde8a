"""The selector: a language model behind an OpenAI-compatible endpoint, which is asked for a number and nothing else.

What comes back is believed only where it is, whole, the number of a candidate, or NONE. Anything else, and nothing
within the time there is, counts as a failure and leaves things as if nobody had been asked; after several in a row
nobody is asked for a while. No word of it is shown, logged or kept.
"""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any

import aiohttp
from pydantic import BaseModel, Field

from bot.config import SelectorSection
from bot.proxies import connector
from bot.texts import Catalogue, Html

log = logging.getLogger(__name__)

AT_ONCE = 8  # questions asked at once; whoever comes while these wait keeps what the bot itself has found
LARGEST = 65_536  # bytes of an answer
TOKENS = 8  # of which a number has one or two
FAILURES, REST = 5, 60.0  # failures in a row, after which nobody is asked for so many seconds
NONE = "NONE"


class UnexpectedError(Exception):
    """What came is no answer of the selector's; the text says how, without a word of it."""


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1, max_length=1)]


class Endpoint:
    """A selector (bot.services.runtime.turn.Selector) at an address; to be made in the running loop."""

    def __init__(
        self, section: SelectorSection, key: str, texts: Catalogue, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Ask as the section says, with `key` if it is not empty, in the words of `texts`."""
        self._section, self._texts, self._clock = section, texts, clock
        self._busy = self._failures = 0
        self._rests_until = 0.0
        self._session = aiohttp.ClientSession(
            connector=connector(section.proxy, AT_ONCE),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {}),
            auto_decompress=False,  # a small body must not become a large one
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def select(self, question: str, candidates: Sequence[str]) -> int | None:
        """Return which candidate (from 0 on) asks the same as the question; None where none does or nobody knows."""
        if self._busy >= AT_ONCE or (self._failures >= FAILURES and self._clock() < self._rests_until):
            return None
        self._busy += 1
        try:
            async with asyncio.timeout(self._section.timeout):
                chosen = number(await self._answer(question, candidates), len(candidates))
        except Exception as error:  # noqa: BLE001  # whatever a stranger does must not cost anybody the bot's own reply
            self._failed(str(error) if isinstance(error, UnexpectedError) else type(error).__name__)
            return None
        finally:
            self._busy -= 1
        self._failures = 0
        return chosen

    async def _answer(self, question: str, candidates: Sequence[str]) -> str:
        """Return what the endpoint writes."""
        url = f"{(self._section.url or '').rstrip('/')}/chat/completions"
        async with self._session.post(url, json=self._call(question, candidates), allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:
                raise UnexpectedError(f"HTTP {response.status}")
            if response.content_type != "application/json":
                raise UnexpectedError("no JSON")
            body = bytearray()
            async for some in response.content.iter_any():
                body += some
                if len(body) > LARGEST:
                    raise UnexpectedError("too long an answer")
        return _Completion.model_validate_json(bytes(body)).choices[0].message.content

    def _call(self, question: str, candidates: Sequence[str]) -> dict[str, Any]:
        """Return the body of a call. What is filled into texts has its < and > escaped: a question can't end itself."""
        listed = [
            self._texts("selector.candidate", number=number, question=each) for number, each in enumerate(candidates, 1)
        ]
        asked = self._texts("selector.question", question=question, candidates=Html("\n".join(listed)))
        said = (("system", self._texts("selector.task")), ("user", asked))
        return {
            "model": self._section.model,
            "messages": [{"role": role, "content": str(text)} for role, text in said],
            "temperature": 0,
            "max_tokens": TOKENS,
        }

    def _failed(self, how: str) -> None:
        """Count a failure; after several in a row nobody is asked for a while, which the log says the first time."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._rests_until = self._clock() + REST
        if self._failures == FAILURES:
            log.warning(
                "the selector failed %s times in a row (%s): it is asked again every %.0f s", FAILURES, how, REST
            )


def number(answer: str, candidates: int) -> int | None:
    """Return which candidate an answer names, from 0 on, None for NONE; UnexpectedError where it says anything else."""
    said = answer.strip()
    if said == NONE:
        return None
    if not re.fullmatch("[1-9][0-9]?", said) or int(said) > candidates:
        raise UnexpectedError("neither a number nor NONE")
    return int(said) - 1
