"""The bot platform's methods, by case-sensitive name."""

from collections.abc import Awaitable, Callable

import httpx

from sandbox.http.body import Fields
from sandbox.telegram import errors as telegram
from sandbox.telegram.chats import PhoneChat
from sandbox.world.files import Upload, photo
from sandbox.world.wire import Wire
from sandbox.zalo.errors import ZaloBadRequest, ZaloForbids, ZaloHasNoSuchMethod
from sandbox.zalo.formatting import checked_length, written
from sandbox.zalo.network import ZaloNetwork, user_id, zalo_id

FETCH_SECONDS = 10.0
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})

Method = Callable[[ZaloNetwork, Fields], Awaitable[object]]


async def get_me(network: ZaloNetwork, _: Fields) -> Wire:
    """Return the bot."""
    return {
        "id": network.bot_id,
        "account_name": network.bot.first_name,
        "account_type": "BASIC",
        "can_join_groups": True,
    }


async def send_message(network: ZaloNetwork, fields: Fields) -> Wire:
    """Send a text."""
    text = checked_length(fields.text("text"), "text")
    return _send(network, fields, written(text, fields.text("parse_mode")).wire())


async def send_photo(network: ZaloNetwork, fields: Fields) -> Wire:
    """Send the picture at a URL, which is downloaded now."""
    caption = fields.text("caption")
    said = written(checked_length(caption, "caption")).wire("caption", "caption_entities") if caption else {}
    _reachable(network, fields)
    picture = await _fetched(fields.text("photo"))
    try:
        stored = network.files.add("photo", picture)
    except telegram.BadRequest:
        raise ZaloBadRequest("photo is no picture") from None
    return _send(network, fields, photo(stored) | said)


async def send_chat_action(network: ZaloNetwork, fields: Fields) -> None:
    """Show the typing indicator on the phone."""
    if fields.text("action") != "typing":
        raise ZaloBadRequest("action is invalid")
    chat = _reachable(network, fields)
    if chat is not None:
        network.feed.publish("typing", person=chat.person.id, action="typing")


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendChatAction": send_chat_action,
}
"""getUpdates is in ZaloBotApi; setWebhook and the related methods are in the webhook."""


def _send(network: ZaloNetwork, fields: Fields, content: Wire) -> Wire:
    chat = _reachable(network, fields)
    if chat is None:
        network.quota.spend("")
        network.groups[fields.text("chat_id")].append(str(content.get("text", "")))
        number = network.new_number()
    else:
        network.quota.spend(user_id(chat.person))
        number = network.post(chat, content, from_bot=True).id
    return {"message_id": zalo_id("message", number), "date": network.milliseconds()}


def _reachable(network: ZaloNetwork, fields: Fields) -> PhoneChat | None:
    """Return the request's chat if the bot may write to it; None for a group that contains the bot."""
    named = fields.text("chat_id")
    if not named:
        raise ZaloBadRequest("chat_id is required")
    if named in network.groups:
        return None
    chat = network.by_user.get(named)
    if chat is None:
        raise ZaloHasNoSuchMethod("chat")
    if chat.blocked or not chat.begun:
        raise ZaloForbids("the user has not interacted with the bot")
    return chat


async def _fetched(url: str) -> Upload:
    """Download a picture as Zalo does; raises ZaloBadRequest if there is none."""
    if not url.startswith(("http://", "https://")):
        raise ZaloBadRequest("photo must be a URL")
    try:
        async with httpx.AsyncClient(timeout=FETCH_SECONDS, trust_env=False) as client:
            answer = await client.get(url, follow_redirects=True)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise ZaloBadRequest("photo cannot be reached") from None
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    if not answer.is_success or kind not in PICTURES:
        raise ZaloBadRequest("photo cannot be fetched")
    return Upload(name="picture", mime_type=kind, content=answer.content)
