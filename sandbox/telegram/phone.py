"""A person's phone: each action becomes a message or an update for the bot."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from sandbox.telegram.chats import PhoneChat, PhoneMessage
from sandbox.telegram.formatting import TEXT_LIMIT, FormattedText, formatted
from sandbox.telegram.network import CallbackQuery, Network
from sandbox.world.files import Upload, document, photo, sticker, voice
from sandbox.world.wire import Wire, utf16_length


class PhoneError(Exception):
    """The phone cannot perform the action."""


class UnknownChat(PhoneError):
    """There is no person with that id."""


class NoSuchMessage(PhoneError):
    """The chat has no message with that id."""


class NoSuchButton(PhoneError):
    """The message never had a button with that data."""


class BotIsBlocked(PhoneError):
    """The person has blocked the bot and must unblock it first."""


class NothingToSend(PhoneError):
    """The message is empty."""


class NotInThisApp(PhoneError):
    """The person's app does not support the action."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A person's phone in one network."""

    network: Network
    chat: PhoneChat

    @classmethod
    def of(cls, network: Network, person_id: int) -> "Phone":
        """Return a person's phone; raises UnknownChat."""
        if person_id not in network.chats:
            raise UnknownChat(f"there is no person {person_id}")
        return cls(network, network.chats[person_id])

    def send_text(self, text: str) -> list[PhoneMessage]:
        """Send a typed text; the apps split a long text into messages of 4,096 characters."""
        pieces = [piece for piece in map(formatted, _pieces(text)) if piece.text]
        if not pieces:
            raise NothingToSend("the message is empty")
        return [self._send(piece.wire()) for piece in pieces]

    def start(self, code: str | None = None, *, without_code: bool = False) -> PhoneMessage:
        """Tap the bot's link with a code (by default the person's own), or its Start button without one."""
        code = None if without_code else code or self.chat.person.start_code
        self._clear_block()
        return self.send_text(f"/start {code}" if code else "/start")[0]

    def press(self, message_id: int, data: str) -> CallbackQuery:
        """Press an inline button, including one that has just been removed."""
        message = self.chat.messages.get(message_id)
        if message is None or not message.from_bot:
            raise NoSuchMessage(f"there is no message {message_id} of the bot")
        if data not in message.offered:
            raise NoSuchButton(f"message {message_id} has no button {data!r}")
        self._check_open()
        network = self.network
        number = next(network.query_numbers)
        query = CallbackQuery(str(number), self.chat.person.id, message_id, data, network.time())
        network.queries[query.id] = query
        network.updates.add("callback_query", self._query_update(query, message))
        return query

    def send_photo(self, upload: Upload, caption: str = "") -> PhoneMessage:
        """Send a picture; raises BadRequest if the file is not a picture."""
        return self._send(photo(self.network.files.add("photo", upload)) | _captioned(caption))

    def send_document(self, upload: Upload, caption: str = "") -> PhoneMessage:
        """Send a file of any kind."""
        return self._send(document(self.network.files.add("document", upload)) | _captioned(caption))

    def send_voice(self, seconds: int, upload: Upload | None = None) -> PhoneMessage:
        """Send a voice note; without a recording it sends a placeholder."""
        recording = upload or Upload(name="voice.oga", mime_type="audio/ogg", content=b"OggS")
        return self._send(voice(self.network.files.add("voice", recording), seconds))

    def send_sticker(self, emoji: str) -> PhoneMessage:
        """Send a sticker for an emoji."""
        picture = BytesIO()
        Image.new("RGBA", (512, 512)).save(picture, "WEBP")
        upload = Upload(name="sticker.webp", mime_type="image/webp", content=picture.getvalue())
        return self._send(sticker(self.network.files.add("sticker", upload), emoji))

    def send_location(self, latitude: float, longitude: float) -> PhoneMessage:
        """Send a location."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def send_contact(self, person_id: int | None = None) -> PhoneMessage:
        """Share one's own number, as a reply keyboard button requests, or another person's contact."""
        person = Phone.of(self.network, person_id or self.chat.person.id).chat.person
        card = {"phone_number": person.phone_number, "first_name": person.first_name, "user_id": person.id}
        return self._send({"contact": card})

    def write_contact(self, phone_number: str, first_name: str) -> PhoneMessage:
        """Send a manually created contact, which has no account."""
        return self._send({"contact": {"phone_number": phone_number, "first_name": first_name}})

    def block(self) -> None:
        """Block the bot."""
        if not self.chat.blocked:
            self.chat.blocked = True
            self._tell_membership("member", "kicked")

    def unblock(self) -> None:
        """Unblock the bot."""
        self._clear_block()

    def _clear_block(self) -> None:
        if self.chat.blocked:
            self.chat.blocked = False
            self._tell_membership("kicked", "member")

    def _check_open(self) -> None:
        if self.chat.blocked:
            raise BotIsBlocked("the bot is blocked")

    def _send(self, content: Wire) -> PhoneMessage:
        self._check_open()
        chat, network = self.chat, self.network
        message = network.post(chat, content, from_bot=False)
        spent = bool(
            chat.keyboard and (chat.keyboard.get("one_time_keyboard") or "force_reply" in chat.keyboard)
        )
        if spent or not chat.begun:
            chat.begun = True
            network.show_keyboard(chat, None if spent else chat.keyboard)
        network.updates.add("message", chat.message(message))
        return message

    def _query_update(self, query: CallbackQuery, message: PhoneMessage) -> Wire:
        return {
            "id": query.id,
            "from": self.chat.user(),
            "message": self.chat.message(message),
            "chat_instance": str(self.chat.person.id),
            "data": query.data,
        }

    def _tell_membership(self, old: str, new: str) -> None:
        bot = self.network.bot.user()
        self.network.updates.add(
            "my_chat_member",
            {
                "chat": self.chat.wire(),
                "from": self.chat.user(),
                "date": int(self.network.now().timestamp()),
                "old_chat_member": _member(bot, old),
                "new_chat_member": _member(bot, new),
            },
        )
        self.network.publish_person(self.chat)


def _member(bot: Wire, status: str) -> Wire:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def _captioned(caption: str) -> Wire:
    text: FormattedText = formatted(caption)
    return text.wire("caption", "caption_entities") if text.text else {}


def _pieces(text: str) -> list[str]:
    """Split a text into pieces of at most 4,096 UTF-16 units."""
    if utf16_length(text) <= TEXT_LIMIT:
        return [text]
    pieces, length = [""], 0
    for character in text:
        size = utf16_length(character)
        if length + size > TEXT_LIMIT:
            pieces.append("")
            length = 0
        pieces[-1] += character
        length += size
    return pieces
