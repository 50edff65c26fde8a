"""The bot's answers to taps and inline queries."""

from typing import Any

from localchat.errors import bad_request
from localchat.methods.call import Call
from localchat.store import Object

# Telegram does not publish how long it waits. Half a minute is on the strict side of what bots report.
LIFETIME = 30.0
ANSWER_LIMIT = 200  # characters, https://core.telegram.org/bots/api#answercallbackquery
RESULT_LIMIT = 50  # https://core.telegram.org/bots/api#answerinlinequery
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _take(call: Call, name: str) -> tuple[int, int]:
    """Return (user id, chat id) of a query that still waits; it is answered once."""
    query_id = call.params.text(name)
    row = call.world.store.row("SELECT user_id, chat_id, made FROM queries WHERE id = ?", query_id)
    if row is None or row[2] < call.world.clock() - LIFETIME:
        raise bad_request(TOO_OLD)
    call.world.store.run("DELETE FROM queries WHERE id = ? OR made < ?", query_id, call.world.clock() - LIFETIME)
    return row[0], row[1]


async def answer_callback_query(call: Call) -> bool:
    """Stop the button's waiting sign, with a short notice or an alert where the bot gives a text."""
    text = call.params.text("text")
    if len(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    with call.world.change():
        user_id, chat_id = _take(call, "callback_query_id")
        event: Object = {"type": "callback_answer", "callback_query_id": call.params.text("callback_query_id")}
        event |= {"text": text, "show_alert": call.params.flag("show_alert")}
        call.world.announce(chat_id, event, user_id)
    return True


async def answer_inline_query(call: Call) -> bool:
    """Offer results for what a person types after the bot's name."""
    results: Any = call.params.json("results", "can't parse inline query results JSON object")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > RESULT_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result.get("id") if isinstance(result, dict) else None for result in results]
    if not all(isinstance(result_id, str) and 1 <= len(result_id.encode()) <= 64 for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    with call.world.change():
        user_id, chat_id = _take(call, "inline_query_id")
        event: Object = {"type": "inline_answer", "inline_query_id": call.params.text("inline_query_id")}
        call.world.announce(chat_id, {**event, "results": results}, user_id)
    return True
