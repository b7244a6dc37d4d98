"""A person's Zalo app: each action becomes a chat message and an event for the bot."""

from dataclasses import dataclass
from io import BytesIO
from typing import NoReturn

from PIL import Image

from sandbox.telegram.chats import PhoneChat, PhoneMessage
from sandbox.telegram.phone import BotIsBlocked, NothingToSend, NotInThisApp, UnknownChat
from sandbox.world.files import Upload, document, photo, sticker, voice
from sandbox.world.wire import Wire
from sandbox.zalo.formatting import TEXT_LIMIT, written
from sandbox.zalo.network import ZaloNetwork, user_id, zalo_id

FILES = "https://f.zdn.example"
"""Zalo's file host; the sandbox downloads nothing from it."""

GROUP = zalo_id("group", "the office's")


@dataclass(frozen=True, slots=True)
class ZaloPhone:
    """A person's Zalo app."""

    network: ZaloNetwork
    chat: PhoneChat

    @classmethod
    def of(cls, network: ZaloNetwork, person_id: int) -> "ZaloPhone":
        """Return a person's phone; raises UnknownChat."""
        if person_id not in network.chats:
            raise UnknownChat(f"there is no person {person_id} in Zalo")
        return cls(network, network.chats[person_id])

    def send_text(self, text: str) -> list[PhoneMessage]:
        """Send a typed text; the app splits a long text into messages of 2,000 characters."""
        text = text.strip()
        if not text:
            raise NothingToSend("the message is empty")
        cuts = range(0, len(text), TEXT_LIMIT)
        return [self._send_text(text[cut : cut + TEXT_LIMIT]) for cut in cuts]

    def start(self, code: str | None = None) -> PhoneMessage:
        """Send a code as the first message, by default the person's own, because Zalo has no links with codes."""
        self.chat.blocked = False
        return self.send_text(code or self.chat.person.start_code or "Xin chào")[0]

    def press(self, message_id: int, data: str) -> NoReturn:
        """Refuse, because Zalo messages have no buttons."""
        raise NotInThisApp(f"no message in Zalo has a button: {message_id}, {data!r}")

    def send_photo(self, upload: Upload, caption: str = "") -> PhoneMessage:
        """Send a picture; raises BadRequest if the file is not a picture."""
        stored = self.network.files.add("photo", upload)
        said = {"caption": caption} if caption else {}
        return self._send("image", photo(stored) | said, {"photo": f"{FILES}/{stored.unique_id}.jpg"} | said)

    def send_document(self, upload: Upload, caption: str = "") -> PhoneMessage:
        """Send a file; the bot receives an event without its content."""
        stored = self.network.files.add("document", upload)
        said = {"caption": caption} if caption else {}
        return self._send("unsupported", document(stored) | said, {})

    def send_voice(self, seconds: int, upload: Upload | None = None) -> PhoneMessage:
        """Send a voice note; without a recording it sends a placeholder."""
        recording = upload or Upload(name="voice.aac", mime_type="audio/aac", content=b"\xff\xf1")
        stored = self.network.files.add("voice", recording)
        return self._send("voice", voice(stored, seconds), {"voice_url": f"{FILES}/{stored.unique_id}.aac"})

    def send_sticker(self, emoji: str) -> PhoneMessage:
        """Send a sticker for an emoji."""
        picture = BytesIO()
        Image.new("RGBA", (512, 512)).save(picture, "WEBP")
        upload = Upload(name="sticker.webp", mime_type="image/webp", content=picture.getvalue())
        stored = self.network.files.add("sticker", upload)
        return self._send(
            "sticker", sticker(stored, emoji), {"sticker": stored.unique_id, "url": f"{FILES}/{stored.id}"}
        )

    def send_location(self, latitude: float, longitude: float) -> PhoneMessage:
        """Send a location; the bot receives an event without its content."""
        return self._send("unsupported", {"location": {"latitude": latitude, "longitude": longitude}}, {})

    def send_contact(self) -> PhoneMessage:
        """Send one's own contact; the bot receives an event without its content."""
        person = self.chat.person
        own = {"phone_number": person.phone_number, "first_name": person.first_name, "user_id": person.id}
        return self._send("unsupported", {"contact": own}, {})

    def write_in_group(self, text: str, *, mention: bool) -> None:
        """Write in the office's group; the bot receives only mentions and replies."""
        self.network.groups.setdefault(GROUP, []).append(text)
        if mention:
            self._tell("text", {"text": f"@{self.network.bot.first_name} {text}"}, GROUP)

    def block(self) -> None:
        """Block the bot, which is not notified."""
        self.chat.blocked = True
        self.network.publish_person(self.chat)

    def unblock(self) -> None:
        """Unblock the bot."""
        self.chat.blocked = False
        self.network.publish_person(self.chat)

    def _send_text(self, text: str) -> PhoneMessage:
        return self._send("text", written(text).wire(), {"text": text})

    def _send(self, kind: str, shown: Wire, told: Wire) -> PhoneMessage:
        if self.chat.blocked:
            raise BotIsBlocked("the bot is blocked")
        message = self.network.post(self.chat, shown, from_bot=False)
        if not self.chat.begun:
            self.chat.begun = True
            self.network.publish_person(self.chat)
        self.network.quota.meet(user_id(self.chat.person))
        self._tell(kind, told, None, message.id)
        return message

    def _tell(self, kind: str, told: Wire, group: str | None, number: int | None = None) -> None:
        person = self.chat.person
        where = {"id": group or user_id(person), "chat_type": "GROUP" if group else "PRIVATE"}
        self.network.events.add(
            {
                "event_name": f"message.{kind}.received",
                "message": {
                    "from": {"id": user_id(person), "display_name": person.first_name, "is_bot": False},
                    "chat": where,
                    "message_id": zalo_id("message", number or self.network.new_number()),
                    "date": self.network.milliseconds(),
                    **told,
                },
            }
        )
