"""getUpdates and the webhook's settings."""

import re

from localchat.delivery import LIMIT
from localchat.errors import bad_request
from localchat.methods.call import Call
from localchat.store import Object

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
_URL = re.compile(r"https?://[^\s/?#]+[^\s]*\Z", re.IGNORECASE)


def _remember_allowed(call: Call) -> None:
    """Keep which kinds the bot wants from now on; without the parameter the former choice stands."""
    value = call.params.json("allowed_updates", "can't parse allowed_updates JSON object")
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
        raise bad_request("allowed_updates must be an Array of String")
    wanted = sorted({kind.lower() for kind in value})
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


async def set_webhook(call: Call) -> bool:
    """Post updates to an address from now on; http and any port are taken, as by a Bot API server of one's own."""
    url = call.params.text("url").strip()
    if not _URL.match(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.params.text("secret_token")
    if secret and not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    _remember_allowed(call)
    await call.delivery.set_webhook({"url": url, "secret_token": secret})
    return True


async def delete_webhook(call: Call) -> bool:
    """Go back to getUpdates."""
    await call.delivery.set_webhook({})
    return True


async def get_webhook_info(call: Call) -> Object:
    """Tell the webhook's address, what waits and what went wrong last."""
    settings = call.delivery.webhook()
    info: Object = {
        "url": settings.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": call.world.queue.count(),
    }
    for name in ("last_error_date", "last_error_message"):
        if name in settings:
            info[name] = settings[name]
    if call.world.queue.allowed():
        info["allowed_updates"] = call.world.queue.allowed()
    return info
