"""The demo as a newcomer plays it: `baocao demo` as a process with its own defaults, its page in Chromium.

With BAOCAO_SCREENSHOTS=1 the pictures that the README shows are written anew.
"""

import asyncio
import os
import re
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright

from demo.district import SamplePerson, sample_district
from tests.support.bot_process import AT_ONCE
from tests.support.browser import PATIENCE, expect
from tests.support.commands import begun
from tests.support.timeouts import LONGEST

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
OFFICER, SUPERVISOR = sample_district().officers[15], sample_district().supervisor


async def address(demo: Process) -> str:
    """Return the address of the page when the demo prints it."""
    assert demo.stdout is not None
    said = b""
    async with asyncio.timeout(LONGEST):
        while not (found := re.search(rb"http://127\.0\.0\.1:\d+", said)):
            line = await demo.stdout.readline()
            assert line, said.decode()
            said += line
    return found[0].decode()


async def interrupted(process: Process) -> str:
    """Press Ctrl-C; returns what the command says then, and the test fails if it does not end well and at once."""
    process.send_signal(signal.SIGINT)
    said, _ = await asyncio.wait_for(process.communicate(), AT_ONCE)
    assert process.returncode == 0, said.decode()
    return said.decode()


@asynccontextmanager
async def opened(url: str, chromium: str, *, width: int = 1280, height: int = 860) -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        await page.goto(url)
        await expect(page.locator("#connection")).to_have_attribute("data-state", "open")
        yield page
        await browser.close()


def phone(page: Page, member: SamplePerson) -> Locator:
    return page.locator(f'.phone[data-person="{member.user_id}"]')


async def join(screen: Locator) -> None:
    await screen.get_by_role("button", name="Mở liên kết mời").click()
    await screen.get_by_role("button", name="Đồng ý, bắt đầu").click()


async def say(screen: Locator, text: str) -> None:
    box = screen.get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")


async def picture(page: Page, name: str) -> None:
    if os.environ.get("BAOCAO_SCREENSHOTS") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=PICTURES / f"{name}.png")


async def test_a_newcomer_answers_as_an_officer_and_sees_it_arrive_as_the_supervisor(
    tmp_path: Path, chromium: str
) -> None:
    async with begun(tmp_path / "demo", "demo") as demo, opened(await address(demo), chromium) as page:
        officer, supervisor = phone(page, OFFICER), phone(page, SUPERVISOR)
        await expect(page.locator("#submitted")).to_have_text("3/21 đã nộp")
        await join(officer)
        await officer.get_by_role("button", name="Bắt đầu", exact=True).click()
        await expect(officer).to_contain_text("Tổng số người từ 15 đến 25 tuổi?")
        await say(officer, "655/660")
        await expect(officer).to_contain_text("✓ 655/660 = 99,24\u00a0%")
        await say(officer, "700")
        await expect(officer).to_contain_text("700 chưa được")
        await picture(page, "officer")
        await say(officer, "653")
        await expect(officer).to_contain_text("✓ 653/660 = 98,94\u00a0%")
        await join(supervisor)
        await expect(supervisor).to_contain_text("Đã nộp 3/21; đang làm 3; chưa bắt đầu 15")
        await page.get_by_role("button", name="Lần nhắc kế tiếp").click()
        await expect(page.locator("#now")).to_contain_text("thứ Hai, 20/4/2020 07:3")
        await expect(supervisor).to_contain_text("Tuần 16 · Xóa mù chữ 2019 · huyện Hòa An")
        await expect(supervisor.locator("img")).to_be_visible()
        await supervisor.locator("img").evaluate("image => image.scrollIntoView({block: 'start'})")
        await picture(page, "digest")
        await page.get_by_role("button", name="Thứ Hai tới").click()
        await expect(page.locator("#now")).to_contain_text("thứ Hai, 27/4/2020 07:3")
        await expect(supervisor).to_contain_text("Tuần 17 · Xóa mù chữ 2019 · huyện Hòa An")
        reminder = officer.locator(".message", has_text="⏰ Nhắc hạn")
        await expect(reminder.locator(".day")).to_have_text("thứ Sáu, 24/4/2020")
        await expect(reminder.locator("time")).to_have_text("08:00")
        await officer.get_by_role("button", name="Tiếp tục").last.click()
        await expect(officer.get_by_text("Tổng số người từ 15 đến 35 tuổi?")).to_have_count(2)
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.get_by_role("tab", name=OFFICER.name).click()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await picture(page, "narrow")
        assert (await interrupted(demo)).endswith("Đã dừng.\n")


async def test_two_newcomers_on_one_machine_get_a_page_each(tmp_path: Path) -> None:
    async with begun(tmp_path / "one", "demo") as one, begun(tmp_path / "other", "demo") as other:
        assert len(set(await asyncio.gather(address(one), address(other)))) == 2
        await asyncio.gather(interrupted(one), interrupted(other))
