"""Methods that edit or delete sent messages."""

from dataclasses import replace
from datetime import timedelta

from sandbox.http.body import Fields
from sandbox.telegram.chats import PhoneChat, PhoneMessage
from sandbox.telegram.errors import BadRequest
from sandbox.telegram.keyboards import inline_only, reply_markup
from sandbox.telegram.methods.account import find_chat, open_chat
from sandbox.telegram.methods.sending import message_text
from sandbox.telegram.network import Network
from sandbox.world.wire import Wire

DELETABLE_FOR = timedelta(hours=48)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


async def edit_message_text(network: Network, fields: Fields) -> Wire:
    """Edit a text; the keyboard is removed unless it is given again."""
    text = message_text(fields)
    chat, message = _editable(network, fields)
    if "text" not in message.content:
        raise BadRequest("there is no text in the message to edit")
    kept = {name: value for name, value in message.content.items() if name not in ("text", "entities")}
    return _changed(network, chat, message, replace(message, content=kept | text.wire()), fields)


async def edit_message_reply_markup(network: Network, fields: Fields) -> Wire:
    """Replace or remove a message's inline keyboard."""
    chat, message = _editable(network, fields)
    return _changed(network, chat, message, message, fields)


async def delete_message(network: Network, fields: Fields) -> bool:
    """Delete a message on both sides; Telegram allows this for 48 hours."""
    chat = find_chat(network, fields)
    message = chat.messages.get(fields.integer("message_id"))
    if message is None:
        raise BadRequest("message to delete not found")
    if network.now() - message.sent > DELETABLE_FOR:
        raise BadRequest("message can't be deleted for everyone")
    network.delete(chat, message)
    return True


def _editable(network: Network, fields: Fields) -> tuple[PhoneChat, PhoneMessage]:
    if not fields.text("chat_id"):
        raise BadRequest("message identifier is not specified")
    chat = open_chat(network, fields)
    message = chat.messages.get(fields.integer("message_id"))
    if message is None:
        raise BadRequest("message to edit not found")
    if not message.from_bot or message.has_reply_keyboard:
        raise BadRequest("message can't be edited")
    return chat, message


def _changed(network: Network, chat: PhoneChat, old: PhoneMessage, new: PhoneMessage, fields: Fields) -> Wire:
    new = new.with_keyboard(inline_only(reply_markup(fields.text("reply_markup"))))
    if (old.content, old.keyboard) == (new.content, new.keyboard):
        raise BadRequest(NOT_MODIFIED)
    return chat.message(network.edit(chat, new))
