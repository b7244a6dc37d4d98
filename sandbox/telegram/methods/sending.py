"""Methods that send messages."""

import json

from sandbox.http.body import Fields
from sandbox.telegram.chats import PhoneChat
from sandbox.telegram.errors import BadRequest
from sandbox.telegram.formatting import CAPTION_LIMIT, TEXT_LIMIT, FormattedText, formatted
from sandbox.telegram.keyboards import reply_markup
from sandbox.telegram.methods.account import open_chat
from sandbox.telegram.network import Network
from sandbox.world.files import StoredFile, document, photo, voice
from sandbox.world.wire import Wire, utf16_length

CHAT_ACTIONS = frozenset(
    {
        "cancel",
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def message_text(fields: Fields) -> FormattedText:
    """Return the request's text, within Telegram's limits; raises BadRequest."""
    if not fields.text("text"):
        raise BadRequest("message text is empty")
    text = formatted(fields.text("text"), fields.text("parse_mode"), fields.text("entities"))
    if not text.text:
        raise BadRequest("text must be non-empty")
    if utf16_length(text.text) > TEXT_LIMIT:
        raise BadRequest("message is too long")
    return text


async def send_message(network: Network, fields: Fields) -> Wire:
    """Send a text."""
    text = message_text(fields)
    return _send(network, fields, text.wire())


async def send_photo(network: Network, fields: Fields) -> Wire:
    """Send a picture, uploaded or by file id."""
    caption = _caption(fields)
    return _send(network, fields, photo(_file(network, fields, "photo")) | caption)


async def send_document(network: Network, fields: Fields) -> Wire:
    """Send a file, uploaded or by file id."""
    caption = _caption(fields)
    return _send(network, fields, document(_file(network, fields, "document")) | caption)


async def send_voice(network: Network, fields: Fields) -> Wire:
    """Send a voice note, uploaded or by file id."""
    caption = _caption(fields)
    return _send(
        network, fields, voice(_file(network, fields, "voice"), fields.integer("duration")) | caption
    )


async def send_chat_action(network: Network, fields: Fields) -> bool:
    """Show the typing indicator on the phone."""
    if fields.text("action") not in CHAT_ACTIONS:
        raise BadRequest("wrong parameter action in request")
    chat = open_chat(network, fields)
    network.feed.publish("typing", person=chat.person.id, action=fields.text("action"))
    return True


def _send(network: Network, fields: Fields, content: Wire) -> Wire:
    markup = reply_markup(fields.text("reply_markup"))
    chat = open_chat(network, fields)
    content = _answered(chat, fields) | content
    network.flood.admit(chat.person.id)
    inline = markup if markup and "inline_keyboard" in markup else None
    message = network.post(
        chat, content, from_bot=True, keyboard=inline, reply=markup is not None and inline is None
    )
    if markup and not inline:
        network.show_keyboard(chat, None if "remove_keyboard" in markup else markup)
    return chat.message(message)


def _answered(chat: PhoneChat, fields: Fields) -> Wire:
    """Return the field with the replied-to message, if any."""
    given = fields.text("reply_parameters")
    if not given:
        return {}
    try:
        parameters = json.loads(given)
        answered = chat.messages.get(int(parameters["message_id"]))
    except (ValueError, KeyError, TypeError):
        raise BadRequest("can't parse reply parameters JSON object") from None
    if answered is None:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise BadRequest("message to be replied not found")
    shallow = chat.message(answered)
    shallow.pop("reply_to_message", None)
    return {"reply_to_message": shallow}


def _caption(fields: Fields) -> Wire:
    if not fields.text("caption"):
        return {}
    text = formatted(fields.text("caption"), fields.text("parse_mode"), fields.text("caption_entities"))
    if utf16_length(text.text) > CAPTION_LIMIT:
        raise BadRequest("message caption is too long")
    return text.wire("caption", "caption_entities") if text.text else {}


def _file(network: Network, fields: Fields, kind: str) -> StoredFile:
    """Return the request's file: inline, an `attach://` part, or a known file id."""
    named = fields.text(kind)
    upload = fields.files.get(named.removeprefix("attach://") if named.startswith("attach://") else kind)
    if upload is not None:
        if not upload.content:
            raise BadRequest("file must be non-empty")
        return network.files.add(kind, upload)
    if not named:
        raise BadRequest(f"there is no {kind} in the request")
    stored = network.files.find(named)
    if stored is None:
        raise BadRequest("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise BadRequest(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored
