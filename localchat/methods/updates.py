"""getUpdates and the webhook's settings."""

import re

from localchat.delivery import LIMIT
from localchat.errors import bad_request
from localchat.methods.call import Call, Described
from localchat.store import Object

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
_URL = re.compile(r"https?://[^\s/?#]+[^\s]*\Z", re.IGNORECASE)
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    }
)


def _remember_allowed(call: Call) -> None:
    """Keep which kinds the bot wants from now on; without the parameter the former choice stands."""
    value = call.params.json("allowed_updates", "can't parse allowed_updates JSON object")
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
        raise bad_request("allowed_updates must be an Array of String")
    wanted = sorted({kind.lower() for kind in value} & KINDS)
    if wanted != call.world.queue.allowed():
        with call.world.change():
            call.world.queue.allow(wanted)


async def get_updates(call: Call) -> list[Object]:
    """Hand out what waits, https://core.telegram.org/bots/api#getupdates."""
    _remember_allowed(call)
    limit = call.params.integer("limit", LIMIT)
    return await call.delivery.poll(
        call.params.integer("offset"), min(max(limit, 1), LIMIT), max(call.params.integer("timeout"), 0)
    )


async def set_webhook(call: Call) -> Described:
    """Post updates to an address from now on; http and any port are taken, as by a Bot API server of one's own."""
    url = call.params.text("url").strip()
    if not url:
        return await delete_webhook(call)
    if not _URL.match(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.params.text("secret_token")
    if secret and not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    _remember_allowed(call)
    if call.params.flag("drop_pending_updates"):
        call.delivery.forget()
    settings: Object = {"url": url, "max_connections": min(max(call.params.integer("max_connections", 40), 1), 100)}
    if secret:
        settings["secret_token"] = secret
    present = {name: value for name, value in call.delivery.webhook().items() if not name.startswith("last_")}
    if present == settings:
        return Described(True, "Webhook is already set")  # noqa: FBT003  # the result itself
    await call.delivery.set_webhook(settings)
    return Described(True, "Webhook was set")  # noqa: FBT003  # the result itself


async def delete_webhook(call: Call) -> Described:
    """Go back to getUpdates."""
    if call.params.flag("drop_pending_updates"):
        call.delivery.forget()
    if not call.delivery.webhook():
        return Described(True, "Webhook is already deleted")  # noqa: FBT003  # the result itself
    await call.delivery.set_webhook({})
    return Described(True, "Webhook was deleted")  # noqa: FBT003  # the result itself


async def get_webhook_info(call: Call) -> Object:
    """Tell the webhook's address, what waits and what went wrong last."""
    settings = call.delivery.webhook()
    info: Object = {
        "url": settings.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": call.world.queue.count(),
    }
    for name in ("last_error_date", "last_error_message", "max_connections"):
        if name in settings:
            info[name] = settings[name]
    if call.world.queue.allowed():
        info["allowed_updates"] = call.world.queue.allowed()
    return info
