"""The demo as a newcomer plays it: the real bot, the sample district, the page in Chromium.

With BAOCAO_SCREENSHOTS=1 the pictures that the README shows are written anew.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright

from bot.demo.replay import play_morning
from bot.demo.schedule import START
from bot.demo.stage import Stage, staged
from tests.acceptance.browsing import PATIENCE, expect

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


@asynccontextmanager
async def opened(stage: Stage, chromium: str, *, width: int = 1280, height: int = 860) -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        await page.goto(stage.address.url)
        await expect(page.locator("#connection")).to_have_attribute("data-state", "open")
        yield page
        await browser.close()


def phone(page: Page, stage: Stage, *, supervisor: bool = False) -> Locator:
    member = stage.district.supervisor if supervisor else stage.first_officer
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
    async with staged(tmp_path, START, frozen=False) as stage:
        await play_morning(stage)
        async with opened(stage, chromium) as page:
            officer, supervisor = phone(page, stage), phone(page, stage, supervisor=True)
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
            await page.get_by_role("button", name="Thứ Hai tới").click()
            await expect(supervisor).to_contain_text("Tuần 16 · Xóa mù chữ 2019 · huyện Hòa An")
            await expect(supervisor.locator("img")).to_be_visible()
            await supervisor.locator("img").evaluate("image => image.scrollIntoView({block: 'start'})")
            await picture(page, "digest")
            await page.get_by_role("button", name="Lần nhắc kế tiếp").click()
            await expect(officer).to_contain_text("⏰ Nhắc hạn")
            await officer.get_by_role("button", name="Tiếp tục").last.click()
            await expect(officer.get_by_text("Tổng số người từ 15 đến 35 tuổi?")).to_have_count(2)


async def test_on_a_narrow_screen_one_phone_fills_the_page(tmp_path: Path, chromium: str) -> None:
    async with (
        staged(tmp_path, START, frozen=False) as stage,
        opened(stage, chromium, width=360, height=740) as page,
    ):
        officer = phone(page, stage)
        await join(officer)
        await officer.get_by_role("button", name="Bắt đầu", exact=True).click()
        await expect(officer).to_contain_text("Tổng số người từ 15 đến 25 tuổi?")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await picture(page, "narrow")
