"""The Bot API's methods, by their names in lower case: Telegram does not tell the case of a method's name."""

from localchat.methods import chats, messages, profile, queries, updates
from localchat.methods.call import Call, Described, Method

_NAMED: dict[str, Method] = {
    "getUpdates": updates.get_updates,
    "setWebhook": updates.set_webhook,
    "deleteWebhook": updates.delete_webhook,
    "getWebhookInfo": updates.get_webhook_info,
    "getMe": profile.get_me,
    "logOut": profile.log_out,
    "close": profile.log_out,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.setter("my_name", "name", 64, "BOT_TITLE_INVALID"),
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.setter("my_description", "description", 512, "BOT_DESCRIPTION_INVALID"),
    "getMyDescription": profile.getter("my_description", "description"),
    "setMyShortDescription": profile.setter("my_about", "short_description", 120, "BOT_ABOUT_INVALID"),
    "getMyShortDescription": profile.getter("my_about", "short_description"),
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "sendPhoto": messages.send_photo,
    "sendChatAction": messages.send_chat_action,
    "editMessageText": messages.edit_message_text,
    "editMessageCaption": messages.edit_message_caption,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "getFile": messages.get_file,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatMemberCount": chats.get_chat_member_count,
}
METHODS = {name.lower(): method for name, method in _NAMED.items()}

__all__ = ["METHODS", "Call", "Described", "Method"]
