"""The messages that the bot sends, changes and deletes."""

from localchat import files
from localchat.errors import ApiError, bad_request
from localchat.methods import content
from localchat.methods.call import Call, find_chat, writable_chat
from localchat.store import Object, StoredFile
from localchat.world import Chat, Record

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
DELETABLE = 48 * 3600  # seconds, https://core.telegram.org/bots/api#deletemessage


def _send(call: Call, chat: Chat, part: Object) -> Object:
    inline, keyboard = content.markup_of(call, chat)
    head = {"sender_chat": chat.card()} if chat.type == "channel" else {"from": call.world.bot_card()}
    body = {**head, **content.reply_of(call, chat), **part}
    if inline:
        body["reply_markup"] = inline
    call.flood.count(chat.id)
    with call.world.change():
        record, _ = call.world.write(chat, body, own=True, keyboard=keyboard)
    return record.body


async def send_message(call: Call) -> Object:
    """Write a text message."""
    chat = writable_chat(call)
    return _send(call, chat, content.text_of(call, "message is too long"))


async def send_document(call: Call) -> Object:
    """Send a file, uploaded or known by its file_id."""
    return await _send_file(call, "document")


async def send_photo(call: Call) -> Object:
    """Send a picture, uploaded or known by its file_id."""
    return await _send_file(call, "photo")


async def _send_file(call: Call, kind: str) -> Object:
    chat = writable_chat(call)
    caption = content.caption_of(call)
    content.markup_of(call, chat)  # refused before the file is kept
    stored = await _file(call, kind)
    return _send(call, chat, {**files.fields(stored), **caption})


async def _file(call: Call, kind: str) -> StoredFile:
    upload = call.params.upload(kind)
    if upload is None:
        return _known_file(call, kind)
    if not upload.data:
        raise bad_request("file must be non-empty")
    if kind != "photo":
        return await files.keep(call.world, kind, upload)
    if len(upload.data) > files.PHOTO_LIMIT:
        raise bad_request(f"file of size {len(upload.data)} bytes is too big for a photo")
    size = files.picture_size(upload.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > files.PHOTO_SIDES or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return await files.keep(call.world, kind, upload, size)


def _known_file(call: Call, kind: str) -> StoredFile:
    given = call.params.text(kind)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # nothing is fetched from the network here
    stored = call.world.file(given)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
    return stored


def _find(call: Call, what: str) -> tuple[Chat, Record]:
    chat = find_chat(call)
    message_id = call.params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    record = call.world.record(chat.id, message_id)
    if record is None:
        raise bad_request(f"message to {what} not found")
    return chat, record


def _editable(call: Call) -> tuple[Chat, Record]:
    """Return the bot's own message without a reply keyboard, which Telegram lets nobody edit."""
    chat, record = _find(call, "edit")
    writable_chat(call)
    if not record.own or record.keyboard is not None:
        raise bad_request("message can't be edited")
    return chat, record


async def edit_message_text(call: Call) -> Object:
    """Put a new text in place; without reply_markup the buttons go."""
    part = content.text_of(call, "MESSAGE_TOO_LONG")
    chat, record = _editable(call)
    if "text" not in record.body:
        raise bad_request("there is no text in the message to edit")
    inline, keyboard = content.markup_of(call, chat)
    if keyboard is not None:
        raise bad_request("inline keyboard expected")
    kept = {name: value for name, value in record.body.items() if name not in {"text", "entities", "reply_markup"}}
    body = {**kept, **part, **({"reply_markup": inline} if inline else {})}
    if body == record.body:
        raise bad_request(NOT_MODIFIED)
    with call.world.change():
        return call.world.rewrite(record, {**body, "edit_date": int(call.world.clock())}).body


async def edit_message_reply_markup(call: Call) -> Object:
    """Put new buttons in place; without reply_markup they go. Telegram shows no such message as edited."""
    chat, record = _editable(call)
    inline, keyboard = content.markup_of(call, chat)
    if keyboard is not None:
        raise bad_request("inline keyboard expected")
    kept = {name: value for name, value in record.body.items() if name != "reply_markup"}
    body = {**kept, **({"reply_markup": inline} if inline else {})}
    if body == record.body:
        raise bad_request(NOT_MODIFIED)
    with call.world.change():
        return call.world.rewrite(record, body, only="buttons").body


async def delete_message(call: Call) -> bool:
    """Take a message away: the bot's own anywhere, other people's in their private chat, up to 48 hours old."""
    chat, record = _find(call, "delete")
    if not (record.own or chat.private):
        raise bad_request("message can't be deleted")
    if record.body["date"] < call.world.clock() - DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    with call.world.change():
        call.world.erase(record)
    return True


async def send_chat_action(call: Call) -> bool:
    """Show that the bot is at work."""
    chat = writable_chat(call)
    with call.world.change():
        call.world.announce(chat.id, {"type": "typing"})
    return True


async def get_file(call: Call) -> Object:
    """Tell where a file can be fetched."""
    stored = call.world.file(call.params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > files.DOWNLOAD_LIMIT:
        raise ApiError(400, "Bad Request: file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
