"""The sandbox spoken to over HTTP by python-telegram-bot's own Bot, which cannot tell it from Telegram."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, EndPointNotFound, Forbidden, InvalidToken, RetryAfter

from sandbox import Address, MovableClock, Phone, PhoneOwner, Sandbox, TelegramLimits
from tests.support.timeouts import LONGEST, patient_bot

TOKEN = "7700:sandbox-token"  # noqa: S105 -- opens nothing but this sandbox
HOA, MINH, STRANGER = 101, 900, 555
PEOPLE = (
    PhoneOwner(id=HOA, first_name="Nông Thị Hoa", role_title="xã Nam Tuấn", start_code="hoa-7F3k"),
    PhoneOwner(id=MINH, first_name="Hoàng Văn Minh", role_title="Phòng GD&ĐT"),
)
START = datetime.fromisoformat("2020-04-17T08:00:00+07:00")


class Seconds:
    """The limiter's seconds, standing until told to go."""

    def __init__(self) -> None:
        self.value = 0.0

    def __call__(self) -> float:
        return self.value


@dataclass
class Stage:
    sandbox: Sandbox
    address: Address
    bot: Bot
    clock: MovableClock
    seconds: Seconds
    offset: int = 0

    @property
    def hoa(self) -> Phone:
        return self.sandbox.phone(HOA)

    async def updates(self) -> tuple[Update, ...]:
        """Fetch what is new and confirm it with the next fetch, as a polling bot does."""
        updates = await self.bot.get_updates(offset=self.offset, timeout=0)
        if updates:
            self.offset = updates[-1].update_id + 1
        return updates

    async def update(self) -> Update:
        (update,) = await self.updates()
        return update


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # durations as the library's next version gives them
    clock, seconds = MovableClock(START, frozen=True), Seconds()
    sandbox = Sandbox(
        PEOPLE, bot_username="baocao_bot", token=TOKEN, clock=clock, limits=TelegramLimits(), time=seconds
    )
    async with sandbox.serve() as address:
        bot = patient_bot(TOKEN, address.base_url, address.base_file_url)
        async with bot:
            yield Stage(sandbox, address, bot, clock, seconds)


@pytest.fixture
async def begun(stage: Stage) -> Stage:
    """A stage on which Hoa has begun and the bot knows it."""
    stage.hoa.start()
    await stage.updates()
    return stage


def picture(width: int = 40, height: int = 30) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), "teal").save(content, "PNG")
    return content.getvalue()


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(item.upper(), callback_data=item)] for item in data])


# ---- the bot and its chats ----


async def test_the_bot_knows_itself(stage: Stage) -> None:
    me = await stage.bot.get_me()
    assert (me.id, me.username, me.is_bot) == (7700, "baocao_bot", True)


async def test_a_chat_can_be_looked_up(stage: Stage) -> None:
    chat = await stage.bot.get_chat(HOA)
    assert (chat.id, chat.type, chat.first_name) == (HOA, "private", "Nông Thị Hoa")


async def test_commands_are_kept(stage: Stage) -> None:
    await stage.bot.set_my_commands([("sua", "Sửa báo cáo")])
    (command,) = await stage.bot.get_my_commands()
    assert (command.command, command.description) == ("sua", "Sửa báo cáo")
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await stage.bot.set_my_commands([("Sửa", "x")])


async def test_a_wrong_token_is_unauthorized(stage: Stage) -> None:
    async with httpx.AsyncClient(timeout=LONGEST) as client:
        answer = await client.post(f"{stage.address.base_url}7700:other/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    with pytest.raises(InvalidToken):
        async with patient_bot("7700:other", stage.address.base_url):
            pass


async def test_an_unknown_method_is_not_found(stage: Stage) -> None:
    with pytest.raises(EndPointNotFound):
        await stage.bot.do_api_request("sendSomething")
    async with httpx.AsyncClient(timeout=LONGEST) as client:
        answer = await client.get(f"{stage.address.base_url}{TOKEN}/sendSomething")
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_methods_are_called_by_get_by_form_and_by_json(begun: Stage) -> None:
    url = f"{begun.address.base_url}{TOKEN}/sendMessage"
    async with httpx.AsyncClient(timeout=LONGEST) as client:
        answers = [
            await client.get(url, params={"chat_id": HOA, "text": "một"}),
            await client.post(url, data={"chat_id": HOA, "text": "hai"}),
            await client.post(url.replace("send", "SEND"), json={"chat_id": HOA, "text": "ba"}),
        ]
    assert [answer.json()["result"]["text"] for answer in answers] == ["một", "hai", "ba"]


# ---- updates ----


async def test_updates_come_again_until_confirmed(stage: Stage) -> None:
    stage.hoa.start()
    stage.hoa.send_text("431")
    first = await stage.bot.get_updates()
    again = await stage.bot.get_updates()
    assert [update.update_id for update in again] == [update.update_id for update in first] == [1, 2]
    rest = await stage.bot.get_updates(offset=2)
    assert [update.message.text for update in rest if update.message] == ["431"]
    assert await stage.bot.get_updates(offset=3) == ()
    assert await stage.bot.get_updates() == ()


async def test_a_new_bot_process_gets_what_the_old_one_did_not_confirm(stage: Stage) -> None:
    stage.hoa.start()
    await stage.bot.get_updates(timeout=1)
    async with patient_bot(TOKEN, stage.address.base_url) as successor:
        (update,) = await successor.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.text == "/start hoa-7F3k"


async def test_limit_negative_offset_and_allowed_updates(begun: Stage) -> None:
    for text in ("một", "hai", "ba"):
        begun.hoa.send_text(text)
    limited = await begun.bot.get_updates(offset=begun.offset, limit=2)
    assert [update.message.text for update in limited if update.message] == ["một", "hai"]
    (last,) = await begun.bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "ba"
    await begun.bot.get_updates(offset=last.update_id + 1, allowed_updates=["callback_query"])
    begun.hoa.send_text("bốn")
    assert await begun.bot.get_updates() == ()


async def test_a_long_poll_answers_as_soon_as_something_comes(begun: Stage) -> None:
    poll = asyncio.create_task(begun.bot.get_updates(offset=begun.offset, timeout=30))
    await begun.sandbox.polled()
    begun.hoa.send_text("431")
    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "431"


async def test_a_second_poll_ends_the_first_with_a_conflict(begun: Stage) -> None:
    async with patient_bot(TOKEN, begun.address.base_url) as other:
        first = asyncio.create_task(begun.bot.get_updates(offset=begun.offset, timeout=30))
        await begun.sandbox.polled()
        second = asyncio.create_task(other.get_updates(offset=begun.offset, timeout=30))
        with pytest.raises(
            Conflict, match=r"(?i)terminated by other getupdates request; make sure that only"
        ):
            await first
        begun.hoa.send_text("431")
        assert len(await second) == 1


async def test_the_start_link_brings_its_code(stage: Stage) -> None:
    stage.hoa.start()
    update = await stage.update()
    assert update.message is not None
    assert update.message.text == "/start hoa-7F3k"
    assert update.message.date == START
    assert [entity.type for entity in update.message.entities] == ["bot_command"]


async def test_a_text_beyond_the_limit_arrives_in_pieces(begun: Stage) -> None:
    begun.hoa.send_text("số " * 3334)
    messages = [update.message for update in await begun.updates()]
    lengths = [len(message.text or "") for message in messages if message]
    assert len(lengths) == 3
    assert max(lengths) <= 4096


async def test_what_people_send_besides_text(begun: Stage) -> None:
    phone = begun.hoa
    upload = httpx_upload("minh chứng.png", "image/png", picture())
    async with httpx.AsyncClient(timeout=LONGEST) as client:
        for deed in ("photo", "document"):
            url = f"{begun.address.url}/api/people/{HOA}/{deed}"
            (await client.post(url, files=upload, data={"caption": "bảng"})).raise_for_status()
    phone.send_voice(4)
    phone.send_sticker("👍")
    phone.send_location(22.7, 106.2)
    phone.send_contact()
    messages = [update.message for update in await begun.updates() if update.message]
    photo, document, voice, sticker, location, contact = messages
    assert (photo.photo[-1].width, photo.photo[-1].height, photo.caption) == (40, 30, "bảng")
    assert document.document is not None
    assert document.document.file_name == "minh chứng.png"
    assert bytes(await (await document.document.get_file()).download_as_bytearray()) == picture()
    assert voice.voice is not None
    assert voice.voice.to_dict()["duration"] == 4
    assert sticker.sticker is not None
    assert sticker.sticker.emoji == "👍"
    assert location.location is not None
    assert (location.location.latitude, location.location.longitude) == (22.7, 106.2)
    assert contact.contact is not None
    assert contact.contact.user_id == HOA


def httpx_upload(name: str, kind: str, content: bytes) -> dict[str, tuple[str, bytes, str]]:
    return {"file": (name, content, kind)}


# ---- messages and their limits ----


async def test_html_becomes_text_and_entities(begun: Stage) -> None:
    message = await begun.bot.send_message(HOA, "<b>Xã Nam Tuấn</b>: 1 &lt; 2", parse_mode="HTML")
    assert message.text == "Xã Nam Tuấn: 1 < 2"
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [("bold", 0, 11)]


async def test_bad_html_is_refused(begun: Stage) -> None:
    with pytest.raises(BadRequest, match='unsupported start tag "br" at byte offset 5'):
        await begun.bot.send_message(HOA, "một<br>", parse_mode="HTML")


async def test_text_has_1_to_4096_characters_after_parsing(begun: Stage) -> None:
    await begun.bot.send_message(HOA, f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    await begun.bot.send_message(HOA, "🏟" * 2048)
    with pytest.raises(BadRequest, match="Message is too long"):
        await begun.bot.send_message(HOA, "🏟" * 2048 + "a")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await begun.bot.send_message(HOA, "")
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await begun.bot.send_message(HOA, " \n ")


async def test_a_caption_has_1024_characters(begun: Stage) -> None:
    message = await begun.bot.send_photo(HOA, picture(), caption="a" * 1024)
    assert message.caption == "a" * 1024
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await begun.bot.send_photo(HOA, picture(), caption="a" * 1025)


async def test_callback_data_has_64_bytes(begun: Stage) -> None:
    await begun.bot.send_message(HOA, "x", reply_markup=keyboard("a" * 64))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await begun.bot.send_message(HOA, "x", reply_markup=keyboard("a" * 65))


async def test_whom_the_bot_may_write_to(begun: Stage) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await begun.bot.send_message(STRANGER, "x")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await begun.bot.send_message(MINH, "x")
    begun.hoa.block()
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await begun.bot.send_message(HOA, "x")
    begun.hoa.unblock()
    await begun.bot.send_message(HOA, "x")
    members = [update.my_chat_member for update in await begun.updates()]
    assert [member.new_chat_member.status for member in members if member] == ["kicked", "member"]


async def test_a_bot_that_hurries_is_told_how_long_to_wait(begun: Stage) -> None:
    for _ in range(5):
        await begun.bot.send_message(HOA, "x")
    with pytest.raises(RetryAfter):
        await begun.bot.send_message(HOA, "x")
    refused = begun.sandbox.requests[-1]
    assert refused.answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    begun.seconds.value += 1
    await begun.bot.send_message(HOA, "x")


async def test_an_answer_to_a_message_shows_it(begun: Stage) -> None:
    first = await begun.bot.send_message(HOA, "một")
    answer = await begun.bot.send_message(HOA, "hai", reply_parameters=ReplyParameters(first.message_id))
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "một"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await begun.bot.send_message(HOA, "x", reply_parameters=ReplyParameters(12345))


async def test_reply_keyboards_come_stay_and_go(begun: Stage) -> None:
    await begun.bot.send_message(HOA, "x", reply_markup=ReplyKeyboardMarkup([["Có", "Không"]]))
    begun.hoa.send_text("Có")
    assert begun.hoa.chat.keyboard is not None
    await begun.bot.send_message(HOA, "x", reply_markup=ReplyKeyboardRemove())
    assert begun.hoa.chat.keyboard is None
    await begun.bot.send_message(HOA, "x", reply_markup=ForceReply())
    begun.hoa.send_text("Vâng")
    assert begun.hoa.chat.keyboard is None


async def test_a_chat_action_is_taken_or_refused(begun: Stage) -> None:
    assert await begun.bot.send_chat_action(HOA, "typing")
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await begun.bot.send_chat_action(HOA, "dancing")


# ---- files ----


async def test_a_file_goes_round_and_is_sent_again_by_its_id(begun: Stage) -> None:
    content = bytes(range(256)) * 50 + b"\r\n--\r\n"
    sent = await begun.bot.send_document(
        HOA, content, filename="bảng 1.xlsx", caption="<i>21 xã</i>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("bảng 1.xlsx", len(content))
    again = await begun.bot.send_document(HOA, sent.document.file_id)
    assert again.document == sent.document
    file = await begun.bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_wrong_files_are_refused(begun: Stage) -> None:
    sent = await begun.bot.send_photo(HOA, picture())
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await begun.bot.send_document(HOA, sent.photo[-1].file_id)
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await begun.bot.send_photo(HOA, "AgACAgQ")
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await begun.bot.send_photo(HOA, b"no picture")
    with pytest.raises(BadRequest, match=r"(?i)photo_invalid_dimensions"):
        await begun.bot.send_photo(HOA, picture(2100, 100))
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await begun.bot.get_file("nothing")
    async with httpx.AsyncClient(timeout=LONGEST) as client:
        answer = await client.post(f"{begun.address.base_url}{TOKEN}/sendPhoto", data={"chat_id": HOA})
    assert answer.json()["description"] == "Bad Request: there is no photo in the request"


async def test_a_download_needs_the_token(begun: Stage) -> None:
    sent = await begun.bot.send_document(HOA, b"x", filename="a.txt")
    assert sent.document is not None
    file = await begun.bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    async with httpx.AsyncClient(timeout=LONGEST) as client:
        assert (await client.get(file.file_path.replace(TOKEN, "7700:x"))).status_code == 401
        assert (await client.get(f"{begun.address.base_file_url}{TOKEN}/documents/none")).status_code == 404


# ---- buttons and edits ----


async def pressed(stage: Stage, message: Message, data: str) -> Update:
    stage.hoa.press(message.message_id, data)
    return await stage.update()


async def test_a_press_arrives_and_is_answered_once(begun: Stage) -> None:
    message = await begun.bot.send_message(HOA, "Đúng vậy chứ?", reply_markup=keyboard("yes", "no"))
    query = (await pressed(begun, message, "yes")).callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.message and query.message.message_id) == (
        "yes",
        HOA,
        message.message_id,
    )
    assert await query.answer("Đã ghi", show_alert=True)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await query.answer()


async def test_a_press_answered_too_late_is_over(begun: Stage) -> None:
    message = await begun.bot.send_message(HOA, "x", reply_markup=keyboard("a"))
    query = (await pressed(begun, message, "a")).callback_query
    assert query is not None
    begun.seconds.value += 16
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_a_text_is_edited_and_loses_its_keyboard(begun: Stage) -> None:
    message = await begun.bot.send_message(HOA, "một", reply_markup=keyboard("a"))
    await begun.clock.move_to(START + timedelta(minutes=5))
    edited = await begun.bot.edit_message_text("<b>hai</b>", HOA, message.message_id, parse_mode="HTML")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("hai", None, START + timedelta(minutes=5))


async def test_an_edit_that_changes_nothing_is_refused(begun: Stage) -> None:
    message = await begun.bot.send_message(HOA, "một", reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await begun.bot.edit_message_text("một", HOA, message.message_id, reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await begun.bot.edit_message_reply_markup(HOA, message.message_id, reply_markup=keyboard("a"))
    edited = await begun.bot.edit_message_reply_markup(HOA, message.message_id, reply_markup=keyboard("b"))
    assert isinstance(edited, Message)
    assert edited.reply_markup == keyboard("b")


async def test_what_cannot_be_edited(begun: Stage) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await begun.bot.edit_message_text("x", HOA, 12345)
    (own,) = begun.hoa.send_text("của tôi")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await begun.bot.edit_message_text("x", HOA, own.id)
    with_keyboard = await begun.bot.send_message(HOA, "x", reply_markup=ReplyKeyboardMarkup([["Có"]]))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await begun.bot.edit_message_text("y", HOA, with_keyboard.message_id)
    photo = await begun.bot.send_photo(HOA, picture())
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await begun.bot.edit_message_text("y", HOA, photo.message_id)


async def test_messages_are_deleted_for_48_hours(begun: Stage) -> None:
    young = await begun.bot.send_message(HOA, "một")
    old = await begun.bot.send_message(HOA, "hai")
    assert await begun.bot.delete_message(HOA, young.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await begun.bot.delete_message(HOA, young.message_id)
    await begun.clock.move_to(START + timedelta(hours=49))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await begun.bot.delete_message(HOA, old.message_id)


# ---- the record ----


async def test_every_request_is_on_record(begun: Stage) -> None:
    await begun.bot.send_document(HOA, b"x", filename="a.txt", caption="tệp")
    record = begun.sandbox.requests[-1]
    assert (record.method, record.ok, record.files, record.at) == ("sendDocument", True, ("a.txt",), START)
    assert (record.parameters["chat_id"], record.parameters["caption"]) == (str(HOA), "tệp")
    assert record.answer["result"]["document"]["file_name"] == "a.txt"
    assert json.dumps(record.answer)


async def test_ids_go_on_from_the_first() -> None:
    sandbox = Sandbox(
        PEOPLE, bot_username="b", token=TOKEN, clock=MovableClock(START, frozen=True), first_id=5000
    )
    async with sandbox.serve() as address, patient_bot(TOKEN, address.base_url) as bot:
        sandbox.phone(HOA).start()
        (update,) = await bot.get_updates()
    assert update.update_id == 5000
    assert update.message is not None
    assert update.message.message_id == 5000


async def test_a_voice_note_that_somebody_sent_is_sent_on_by_its_id(stage: Stage) -> None:
    stage.sandbox.phone(HOA).start()
    stage.sandbox.phone(HOA).send_voice(4)
    updates = await stage.bot.get_updates(timeout=0)
    voice = updates[-1].message.voice if updates[-1].message else None
    assert voice is not None
    sent = await stage.bot.send_voice(HOA, voice.file_id, caption="Minh chứng")
    assert sent.voice is not None
    assert sent.caption == "Minh chứng"
