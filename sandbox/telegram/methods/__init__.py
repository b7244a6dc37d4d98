"""The supported Bot API methods, by lower-case name."""

from collections.abc import Awaitable, Callable

from sandbox.http.body import Fields
from sandbox.telegram.methods import account, editing, receiving, sending
from sandbox.telegram.network import Network

Method = Callable[[Network, Fields], Awaitable[object]]

METHODS: dict[str, Method] = {
    "getme": account.get_me,
    "getmycommands": account.get_my_commands,
    "setmycommands": account.set_my_commands,
    "deletemycommands": account.delete_my_commands,
    "getchat": account.get_chat,
    "getfile": account.get_file,
    "getupdates": receiving.get_updates,
    "answercallbackquery": receiving.answer_callback_query,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendvoice": sending.send_voice,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
}
"""setWebhook and the related methods are in sandbox.telegram.webhook."""
