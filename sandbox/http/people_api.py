"""The people's side over HTTP: what the page and scripted officers call.

| request | what it does |
|---|---|
| GET /api/people | everyone, with the state of their chat |
| GET /api/standings | how far everybody's reports have come, by id: not_started, in_progress, submitted |
| GET /api/people/{id}/messages?after=&wait= | messages after `after`, waiting for one |
| POST /api/people/{id}/text {text} | sends what was typed |
| POST /api/people/{id}/press {message_id, data} | presses an inline button |
| POST /api/people/{id}/start {code, without_code} | taps the bot's link, by default with the person's own code |
| POST /api/people/{id}/photo, document, voice | sends the file in the form field `file` |
| POST /api/people/{id}/sticker {emoji}, location {latitude, longitude} | sends one |
| POST /api/people/{id}/contact {person} or {phone_number} | sends the own card, another's, or one written by hand |
| POST /api/people/{id}/block, unblock | shuts the bot out, lets it in |
| POST /api/people/{id}/group {text, mention} | in Zalo only: writes in the office's group |
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.http.body import Fields, read_fields
from sandbox.telegram.chats import PhoneMessage
from sandbox.telegram.errors import ApiError
from sandbox.telegram.network import Network
from sandbox.telegram.phone import (
    BotIsBlocked,
    NoSuchButton,
    NoSuchMessage,
    NothingToSend,
    NotInThisApp,
    Phone,
    PhoneError,
    UnknownChat,
)
from sandbox.world.files import Upload
from sandbox.world.wire import Wire
from sandbox.zalo.network import ZaloNetwork
from sandbox.zalo.phone import ZaloPhone

STATUS: dict[type[PhoneError], int] = {
    UnknownChat: 404,
    NoSuchMessage: 404,
    NoSuchButton: 404,
    BotIsBlocked: 409,
    NothingToSend: 422,
    NotInThisApp: 409,
}
LONGEST_WAIT = 60.0

Standings = Callable[[], Awaitable[Mapping[int, str]]]
"""Returns the progress of people's reports by user id; the sandbox itself knows no reports."""

AnyPhone = Phone | ZaloPhone
Deed = Callable[[AnyPhone, Fields], Wire]


def _messages(phone: AnyPhone, *messages: PhoneMessage) -> Wire:
    return {"messages": [phone.chat.message(message) for message in messages]}


def _text(phone: AnyPhone, fields: Fields) -> Wire:
    return _messages(phone, *phone.send_text(fields.text("text")))


def _press(phone: AnyPhone, fields: Fields) -> Wire:
    return {"callback_query_id": phone.press(fields.integer("message_id"), fields.text("data")).id}


def _start(phone: AnyPhone, fields: Fields) -> Wire:
    code = fields.text("code") or None
    if isinstance(phone, ZaloPhone):
        return _messages(phone, phone.start(code))
    return _messages(phone, phone.start(code, without_code=fields.flag("without_code")))


def _photo(phone: AnyPhone, fields: Fields) -> Wire:
    return _messages(phone, phone.send_photo(_upload(fields), fields.text("caption")))


def _document(phone: AnyPhone, fields: Fields) -> Wire:
    return _messages(phone, phone.send_document(_upload(fields), fields.text("caption")))


def _upload(fields: Fields) -> Upload:
    if "file" not in fields.files:
        raise NothingToSend("the form field 'file' is missing")
    return fields.files["file"]


def _voice(phone: AnyPhone, fields: Fields) -> Wire:
    return _messages(phone, phone.send_voice(fields.integer("seconds", 3), fields.files.get("file")))


def _sticker(phone: AnyPhone, fields: Fields) -> Wire:
    return _messages(phone, phone.send_sticker(fields.text("emoji", "👍")))


def _location(phone: AnyPhone, fields: Fields) -> Wire:
    latitude, longitude = fields.number("latitude", 22.7353), fields.number("longitude", 106.1622)
    return _messages(phone, phone.send_location(latitude, longitude))


def _contact(phone: AnyPhone, fields: Fields) -> Wire:
    if isinstance(phone, ZaloPhone):
        return _messages(phone, phone.send_contact())
    if number := fields.text("phone_number"):
        return _messages(phone, phone.write_contact(number, phone.chat.person.first_name))
    return _messages(phone, phone.send_contact(fields.integer("person") or None))


def _block(phone: AnyPhone, _: Fields) -> Wire:
    phone.block()
    return phone.network.person(phone.chat)


def _unblock(phone: AnyPhone, _: Fields) -> Wire:
    phone.unblock()
    return phone.network.person(phone.chat)


def _group(phone: AnyPhone, fields: Fields) -> Wire:
    if isinstance(phone, Phone):
        raise NotInThisApp("there are no groups here")
    phone.write_in_group(fields.text("text"), mention=fields.flag("mention"))
    return {}


DEEDS: dict[str, Deed] = {
    "text": _text,
    "press": _press,
    "start": _start,
    "photo": _photo,
    "document": _document,
    "voice": _voice,
    "sticker": _sticker,
    "location": _location,
    "contact": _contact,
    "block": _block,
    "unblock": _unblock,
    "group": _group,
}


class PeopleApi:
    """People's chats and actions; `shown` are the people whose phones the page opens first."""

    def __init__(
        self,
        network: Network,
        zalo: ZaloNetwork | None,
        shown: Sequence[int],
        standings: Standings | None = None,
    ) -> None:
        self._network = network
        self._zalo = zalo
        self._shown = list(shown)
        self._standings = standings

    def routes(self) -> list[Route]:
        """Return the routes of the API."""
        return [
            Route("/api/people", self._people),
            Route("/api/standings", self._stand),
            Route("/api/people/{id:int}/messages", self._refusing(self._history)),
            Route("/api/people/{id:int}/{deed}", self._refusing(self._act), methods=["POST"]),
        ]

    async def _people(self, _: Request) -> Response:
        network = self._network
        people = [network.person(chat) for chat in network.chats.values()]
        if self._zalo is not None:
            people += [self._zalo.person(chat) for chat in self._zalo.chats.values()]
        return JSONResponse(
            {
                "people": sorted(people, key=lambda person: int(person["id"])),
                "shown": self._shown,
                "bot": network.bot.user(),
                "commands": network.commands,
            }
        )

    async def _stand(self, _: Request) -> Response:
        known = await self._standings() if self._standings else {}
        return JSONResponse({str(person): standing for person, standing in known.items()})

    async def _history(self, request: Request) -> Response:
        phone = self._phone(request.path_params["id"])
        fields = await read_fields(request)
        after = fields.integer("after")
        wait = min(max(fields.number("wait", 0.0), 0.0), LONGEST_WAIT)
        try:
            async with asyncio.timeout(wait):
                while not _newer(phone, after):
                    await self._network.feed.changed()
        except TimeoutError:
            pass
        return JSONResponse({"messages": _newer(phone, after)})

    async def _act(self, request: Request) -> Response:
        phone = self._phone(request.path_params["id"])
        deed = DEEDS.get(request.path_params["deed"])
        if deed is None:
            return JSONResponse({"error": "NoSuchDeed"}, 404)
        return JSONResponse(deed(phone, await read_fields(request)))

    def _phone(self, person_id: int) -> AnyPhone:
        if self._zalo is not None and person_id in self._zalo.chats:
            return ZaloPhone.of(self._zalo, person_id)
        return Phone.of(self._network, person_id)

    def _refusing(
        self, endpoint: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except PhoneError as refusal:
                error = {"error": type(refusal).__name__, "reason": str(refusal)}
                return JSONResponse(error, STATUS[type(refusal)])
            except ApiError as refusal:
                return JSONResponse({"error": "BadRequest", "reason": refusal.description}, refusal.code)

        return answer


def _newer(phone: AnyPhone, after: int) -> list[Wire]:
    messages = phone.chat.messages.values()
    return [phone.chat.message(message) for message in messages if message.id > after]
