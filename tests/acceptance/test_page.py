"""The sandbox's page in Chromium, with a tiny scripted bot behind it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from markupsafe import escape
from PIL import Image
from playwright.async_api import Browser, Locator, Page, async_playwright
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)

from bot.channels.telegram.api import telegram_bot
from sandbox import Address, MovableClock, PhoneOwner, Sandbox
from tests.support.browser import PATIENCE, expect
from tests.support.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TOKEN = "7700:sandbox-token"  # noqa: S105 -- opens nothing but this sandbox
HOA, MINH, LONG = 101, 900, 102
PEOPLE = (
    PhoneOwner(id=HOA, first_name="Nông Thị Hoa", role_title="xã Nam Tuấn", start_code="hoa-7F3k"),
    PhoneOwner(id=MINH, first_name="Hoàng Văn Minh", role_title="Phòng GD&ĐT huyện Hòa An"),
    PhoneOwner(id=LONG, first_name="Lương Văn Long", role_title="xã Đức Long", start_code="long-1"),
)
START = datetime.fromisoformat("2020-04-17T08:00:00+07:00")


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(content, "PNG")
    return content.getvalue()


def keyboard(*rows: list[str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label.lower()) for label in row] for row in rows]
    )


@dataclass
class ScriptedBot:
    """Greets, agrees, shows one thing of each kind, and repeats everything else."""

    bot: Bot
    seen: list[Update] = field(default_factory=list)

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.bot.get_updates(offset=offset, timeout=40):
                offset = update.update_id + 1
                self.seen.append(update)
                await self.answer(update)

    async def answer(self, update: Update) -> None:
        if update.callback_query:
            await self.pressed(update)
        elif update.message:
            chat, text = update.message.chat.id, update.message.text or ""
            await self.said(chat, text)

    async def said(self, chat: int, text: str) -> None:
        bot = self.bot
        if text.startswith("/start"):
            greeting = "<b>Chào anh/chị!</b> Gõ /dulieu bất cứ lúc nào."
            buttons = keyboard(["Đồng ý", "Không phải tôi"], ["Xem báo động"])
            await bot.send_message(chat, greeting, parse_mode="HTML", reply_markup=buttons)
        elif text == "ảnh":
            await bot.send_photo(chat, picture(), filename="tuần.png", caption="Tuần 17")
        elif text == "tệp":
            await bot.send_document(chat, b"PK" * 900, filename="Bảng 21 xã.xlsx")
        elif text == "phím":
            rows: list[list[str | KeyboardButton]] = [
                ["Có", "Không"],
                [KeyboardButton("Gửi số máy", request_contact=True)],
            ]
            await bot.send_message(chat, "Chọn một nút.", reply_markup=ReplyKeyboardMarkup(rows))
        elif text == "đang soạn":
            await bot.send_chat_action(chat, "typing")
        elif text:
            await bot.send_message(chat, f"Đã nhận: <i>{escape(text)}</i>", parse_mode="HTML")

    async def pressed(self, update: Update) -> None:
        query = update.callback_query
        assert query is not None
        assert query.message is not None
        if query.data == "xem báo động":
            await query.answer("Hạn là hết thứ Năm 07/5.", show_alert=True)
        else:
            await query.answer("Đã ghi")
            await self.bot.edit_message_text(f"Bạn chọn: {query.data}", HOA, query.message.message_id)


async def next_monday(now: datetime) -> datetime:
    return (now + timedelta(days=7 - now.weekday())).replace(hour=7, minute=30)


async def next_reminder(_: datetime) -> None:
    return None


@dataclass
class Stage:
    """A served sandbox with its bot, and a browser to look at it."""

    sandbox: Sandbox
    address: Address
    script: ScriptedBot
    browser: Browser
    standings: dict[int, str]
    complaints: list[str] = field(default_factory=list)

    async def open(
        self,
        query: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        """Open the page in a window of its own; what its scripts complain of is kept."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        await page.goto(f"{self.address.url}/{query}")
        await expect(page.locator("#connection")).to_have_attribute("data-state", "open")
        return page


@asynccontextmanager
async def running(script: ScriptedBot) -> AsyncIterator[None]:
    task = asyncio.create_task(script.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def new_sandbox(standings: Mapping[int, str] | None = None) -> Sandbox:
    async def stand() -> Mapping[int, str]:
        return standings or {}

    return Sandbox(
        PEOPLE,
        bot_username="baocao_bot",
        token=TOKEN,
        clock=MovableClock(START, frozen=True),
        jumps={"next_reminder": next_reminder, "next_monday": next_monday},
        standings=stand,
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One Chromium for all: to start it takes longer than most of what is tried in it."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    standings: dict[int, str] = {}
    sandbox = new_sandbox(standings)
    async with (
        sandbox.serve() as address,
        telegram_bot(TOKEN, address.base_url, address.base_file_url) as bot,
    ):
        script = ScriptedBot(bot)
        async with running(script):
            stage = Stage(sandbox, address, script, browser, standings)
            yield stage
            for context in browser.contexts:
                await context.close()
        assert stage.complaints == []


def phone(page: Page, person: int) -> Locator:
    return page.locator(f'.phone[data-person="{person}"]')


async def begin(page: Page, person: int = HOA) -> Locator:
    """Tap a person's link and wait for the bot's greeting; returns the phone."""
    held = phone(page, person)
    await held.locator(".invitation .primary").click()
    await expect(held.get_by_role("log")).to_contain_text("Chào anh/chị!")
    return held


async def say(held: Locator, text: str) -> None:
    await held.get_by_role("textbox").fill(text)
    await held.get_by_role("textbox").press("Enter")


async def stop_time(page: Page) -> None:
    """Let nothing on the page vanish by itself before it is looked at."""
    await page.clock.install()
    await page.clock.pause_at(datetime.now(UTC) + timedelta(days=1))


async def test_two_phones_and_no_doubt_that_this_is_practice(stage: Stage) -> None:
    page = await stage.open()
    await expect(page.locator(".phone")).to_have_count(2)
    await expect(page.locator(".phone h2")).to_have_text(["Nông Thị Hoa", "Hoàng Văn Minh"])
    await expect(page.get_by_text("không phải Telegram hay Zalo thật")).to_be_visible()
    await expect(page.locator("#now")).to_have_text("thứ Sáu, 17/4/2020 08:00")
    await expect(phone(page, HOA).locator(".invitation")).to_contain_text("t.me/baocao_bot?start=hoa-7F3k")


async def test_the_link_begins_and_a_button_is_answered(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    assert stage.sandbox.history(HOA)[0]["text"] == "/start hoa-7F3k"
    await stop_time(page)
    await hoa.get_by_role("button", name="Đồng ý").click()
    await expect(hoa.locator(".toast")).to_have_text("Đã ghi")
    await expect(hoa.get_by_role("log")).to_contain_text("Bạn chọn: đồng ý")
    await expect(hoa.locator(".message.from-bot footer")).to_contain_text("đã sửa")
    await expect(hoa.locator(".inline-keyboard")).to_have_count(0)


async def test_an_alert_waits_to_be_read(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await hoa.get_by_role("button", name="Xem báo động").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Hạn là hết thứ Năm 07/5.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_formatting_is_shown_and_typed_markup_stays_text(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await expect(hoa.locator(".words strong")).to_have_text("Chào anh/chị!")
    await say(hoa, "<img src=x onerror=alert(1)> & 427/431")
    await expect(hoa.locator(".from-bot em")).to_have_text("<img src=x onerror=alert(1)> & 427/431")
    await expect(hoa.locator(".words img")).to_have_count(0)


async def test_a_tapped_command_is_sent(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await hoa.get_by_role("button", name="/dulieu").click()
    await expect(hoa.get_by_role("log")).to_contain_text("Đã nhận: /dulieu")


async def test_a_picture_is_shown_enlarged_and_put_away(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await say(hoa, "ảnh")
    image = hoa.locator(".enlarge img")
    await expect(image).to_be_visible()
    assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    await hoa.get_by_role("button", name="Xem ảnh lớn").click()
    await expect(page.get_by_role("dialog", name="Ảnh")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Ảnh")).to_be_hidden()


async def test_a_document_is_downloaded_under_its_name(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await say(hoa, "tệp")
    await expect(hoa.locator("a.tile")).to_contain_text("XLSX · 1,8 kB")
    async with page.expect_download() as download:
        await hoa.get_by_role("link", name="Tải Bảng 21 xã.xlsx").click()
    saved = await download.value
    assert saved.suggested_filename == "Bảng 21 xã.xlsx"
    content = await asyncio.to_thread(Path(await saved.path()).read_bytes)
    assert content == b"PK" * 900


async def test_reply_keyboards_send_their_text_or_the_number(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await say(hoa, "phím")
    await hoa.locator(".reply-keyboard").get_by_role("button", name="Không").click()
    await expect(hoa.get_by_role("log")).to_contain_text("Đã nhận: Không")
    await hoa.get_by_role("button", name="Gửi số máy").click()
    await expect(hoa.locator(".from-person .tile")).to_contain_text("+84300000101")


async def test_everything_can_be_attached(stage: Stage, tmp_path: Path) -> None:
    page = await stage.open()
    hoa = await begin(page)
    (tmp_path / "minh chứng.png").write_bytes(picture())
    for deed in ("photo", "document"):
        await hoa.locator(f'input[data-deed="{deed}"]').set_input_files(tmp_path / "minh chứng.png")
    for name in ("Ghi âm mẫu", "Vị trí", "👍"):
        await hoa.get_by_role("button", name="Đính kèm").click()
        await hoa.locator(".attach .menu").get_by_role("button", name=name).click()
    await expect(hoa.locator(".from-person .enlarge img")).to_be_visible()
    await expect(hoa.locator(".from-person .tile")).to_contain_text(["minh chứng.png", "Ghi âm", "22.7353"])
    await expect(hoa.locator(".sticker")).to_have_text("👍")


async def test_typing_shows_and_goes_with_the_message(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await stop_time(page)
    await say(hoa, "đang soạn")
    await expect(hoa.locator(".typing")).to_be_visible()
    await say(hoa, "431")
    await expect(hoa.get_by_role("log")).to_contain_text("Đã nhận: 431")
    await expect(hoa.locator(".typing")).to_be_hidden()


async def test_the_clock_jumps_and_says_when_there_is_nothing_ahead(stage: Stage) -> None:
    page = await stage.open()
    await page.get_by_role("button", name="Thứ Hai tới").click()
    await expect(page.locator("#now")).to_have_text("thứ Hai, 20/4/2020 07:30")
    await page.get_by_role("button", name="+1 giờ").click()
    await expect(page.locator("#now")).to_have_text("thứ Hai, 20/4/2020 08:30")
    await page.get_by_role("button", name="Lần nhắc kế tiếp").click()
    await expect(page.locator("#notice")).to_have_text("Không còn gì ở phía trước để tua đến.")
    hoa = await begin(page)
    await expect(hoa.locator(".day").first).to_have_text("thứ Hai, 20/4/2020")


async def test_what_is_not_seen_is_counted_and_a_phone_comes_and_goes(stage: Stage) -> None:
    page = await stage.open()
    stage.sandbox.phone(LONG).start()
    entry = page.locator("#list").get_by_role("button", name="Lương Văn Long")
    await expect(entry.locator(".badge")).to_have_text("1")
    await expect(page).to_have_title("(1) Baocao · chạy thử")
    await entry.click()
    await expect(page.locator(".phone")).to_have_count(3)
    await expect(phone(page, LONG).get_by_role("log")).to_contain_text("Chào anh/chị!")
    await expect(entry.locator(".badge")).to_have_count(0)
    await page.get_by_role("button", name="Cất điện thoại của Lương Văn Long").click()
    await expect(page.locator(".phone")).to_have_count(2)
    await page.reload()
    await expect(page.locator(".phone")).to_have_count(2)


async def test_who_blocks_the_bot_is_offered_the_way_back(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await hoa.get_by_role("button", name="Chặn", exact=True).click()
    await expect(hoa.locator(".blocked")).to_contain_text("Bạn đã chặn bot")
    await expect(hoa.get_by_role("textbox")).to_be_hidden()
    await hoa.get_by_role("button", name="Bỏ chặn").click()
    await say(hoa, "431")
    await expect(hoa.get_by_role("log")).to_contain_text("Đã nhận: 431")


async def test_a_round_is_played_by_keyboard_alone(stage: Stage) -> None:
    page = await stage.open()
    hoa = phone(page, HOA)
    await hoa.locator(".invitation .primary").focus()
    await page.keyboard.press("Enter")
    await expect(hoa.get_by_role("textbox")).to_be_focused()
    await expect(hoa.get_by_role("log")).to_contain_text("Chào anh/chị!")
    await page.keyboard.press("ArrowUp")
    await expect(hoa.get_by_role("button", name="Đồng ý")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(hoa.get_by_role("button", name="Xem báo động")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowRight")
    await expect(hoa.get_by_role("button", name="Không phải tôi")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(hoa.get_by_role("log")).to_contain_text("Bạn chọn: không phải tôi")
    await expect(hoa.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("7.844")
    await page.keyboard.press("Enter")
    await expect(hoa.get_by_role("log")).to_contain_text("Đã nhận: 7.844")
    await hoa.get_by_role("button", name="Đính kèm").focus()
    await page.keyboard.press("Enter")
    await expect(hoa.locator(".attach .menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(hoa.get_by_role("button", name="Đính kèm")).to_be_focused()


async def focused(page: Page) -> str:
    """Return what has the focus: what it is called, or what stands in it."""
    name: str = await page.evaluate(
        "document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"
    )
    return name


async def test_few_stops_lie_before_the_text_field_and_the_first_of_them_leads_there(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    for _ in range(3):
        await say(hoa, "/start")
    await expect(hoa.get_by_role("button", name="Đồng ý")).to_have_count(4)
    await page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); }")
    stops: list[str] = []
    while not stops or stops[-1] != "Nhập tin nhắn":
        await page.keyboard.press("Tab")
        stops.append(await focused(page))
    assert stops[0] == "Đến ô nhập tin nhắn"
    assert stops.count("Đồng ý") == 1, "old buttons are no stops"
    assert len(stops) <= 12, stops
    await page.locator("#skip").press("Enter")
    await expect(hoa.get_by_role("textbox")).to_be_focused()


async def test_old_buttons_are_reached_with_the_arrow_keys(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await say(hoa, "/start")
    older = hoa.get_by_role("button", name="Xem báo động").first
    await expect(hoa.get_by_role("button", name="Xem báo động")).to_have_count(2)
    for _ in ("the newest keyboard", "the command above it", "the one typed", "the older keyboard"):
        await page.keyboard.press("ArrowUp")
    await expect(older).to_be_focused()
    for _ in ("the one typed", "the command", "the newest keyboard", "its second row", "the text field"):
        await page.keyboard.press("ArrowDown")
    await expect(hoa.get_by_role("textbox")).to_be_focused()


async def test_the_text_field_is_as_tall_as_what_is_typed(stage: Stage) -> None:
    page = await stage.open()
    box = (await begin(page)).get_by_role("textbox")
    for text in ("7.844", "1\n2\n3"):
        await box.fill(text)
        assert await box.evaluate("box => box.scrollHeight <= box.clientHeight"), text
        await expect(box).to_have_css("overflow-y", "hidden")
    await box.fill("1\n" * 20)
    await expect(box).to_have_css("overflow-y", "auto")


async def test_the_hint_is_put_away_for_good(stage: Stage) -> None:
    page = await stage.open()
    hint = page.get_by_text("Thử xem:")
    await expect(hint).to_be_visible()
    await page.get_by_role("button", name="Ẩn lời gợi ý").click()
    await expect(hint).to_be_hidden()
    await page.reload()
    await expect(page.locator("#now")).not_to_be_empty()
    await expect(hint).to_be_hidden()


async def test_the_list_shows_whole_names_and_who_has_submitted(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    entry = page.locator("#list").get_by_role("button", name="Nông Thị Hoa")
    await expect(entry).not_to_contain_text("đã nộp")
    stage.standings |= {HOA: "submitted", LONG: "in_progress"}
    await say(hoa, "xong")
    await expect(entry).to_contain_text("đã nộp")
    await expect(page.locator("#list").get_by_role("button", name="Lương Văn Long")).to_contain_text(
        "đang làm"
    )
    await expect(page.locator("#submitted")).to_have_text("1/2 đã nộp")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert await page.locator("#list strong, #list small, .phone h2").evaluate_all(cut) == []


async def test_shift_enter_makes_a_line(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await hoa.get_by_role("textbox").press("4")
    await hoa.get_by_role("textbox").press("Shift+Enter")
    await hoa.get_by_role("textbox").press("5")
    await hoa.get_by_role("textbox").press("Enter")
    await expect(hoa.locator(".from-person .words").last).to_have_text("4\n5", use_inner_text=True)


async def test_every_control_has_a_name(stage: Stage) -> None:
    page = await stage.open()
    hoa = await begin(page)
    await say(hoa, "phím")
    await expect(hoa.locator(".reply-keyboard")).to_be_visible()
    nameless = await page.locator("button, a, textarea").evaluate_all(
        "all => all.filter(one => !one.textContent.trim() && !one.ariaLabel).map(one => one.outerHTML)"
    )
    assert nameless == []


@pytest.mark.parametrize("width", [320, 360, 390, 760, 900, 1280])
async def test_everything_is_in_sight_whatever_the_width(stage: Stage, width: int) -> None:
    page = await stage.open(width=width, height=740)
    shown = page.locator("#jumps button, .try p, .try button, .phone:visible, .invitation:visible button")
    outside = (
        "all => all.map(one => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])"
        ".filter(([, box]) => box.left < 0 || box.right > innerWidth || box.bottom > innerHeight || !box.width)"
    )
    assert await shown.evaluate_all(outside) == []
    await expect(page.locator(".phone:visible")).to_have_count(1 if width < 720 else 2)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 600])
async def test_where_there_is_room_for_one_phone_tabs_change_it(stage: Stage, width: int) -> None:
    page = await stage.open(width=width, height=740)
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await begin(page)
    stage.sandbox.phone(MINH).start()
    tab = page.get_by_role("tab", name="Hoàng Văn Minh")
    await expect(tab.locator(".badge")).to_have_text("1")
    await tab.click()
    await expect(phone(page, MINH)).to_be_visible()
    await expect(phone(page, HOA)).to_be_hidden()
    await expect(tab.locator(".badge")).to_have_count(0)
    await page.locator("#tabs").get_by_role("button", name="Mọi người").click()
    await page.locator("#list").get_by_role("button", name="Lương Văn Long").click()
    await expect(phone(page, LONG)).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


async def test_the_page_speaks_english_on_demand(stage: Stage) -> None:
    page = await stage.open("?lang=en")
    await expect(page.locator("#now")).to_have_text("Friday, 17 Apr 2020 08:00")
    await expect(page.get_by_role("button", name="Open the invitation")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_dark_where_the_person_wants_it_dark(stage: Stage) -> None:
    brightness = "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)"
    light = await (await stage.open(scheme="light")).evaluate(brightness)
    dark = await (await stage.open(scheme="dark")).evaluate(brightness)
    assert min(light) > 200
    assert max(dark) < 60


async def test_a_lost_connection_is_said_and_mends_itself_with_nothing_missing(browser: Browser) -> None:
    sandbox, port, page = new_sandbox(), free_port(), await browser.new_page()
    page.set_default_timeout(PATIENCE)
    async with sandbox.serve(port=port) as address:
        await page.goto(address.url)
        await expect(page.locator("#connection")).to_have_attribute("data-state", "open")
    await expect(page.locator("#connection")).to_have_text("Mất kết nối, đang thử lại")
    sandbox.phone(HOA).send_text("trong lúc mất mạng")
    async with sandbox.serve(port=port):
        await expect(page.locator("#connection")).to_have_attribute("data-state", "open")
        await expect(phone(page, HOA).get_by_role("log")).to_contain_text("trong lúc mất mạng")
        await page.close()
