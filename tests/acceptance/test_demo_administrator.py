"""The demo as an administrator plays it, in Chromium: joining by one's own number, inviting, the list of commands."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from demo.district import sample_administrators, sample_district
from demo.schedule import START
from demo.stage import BOT_USERNAME, staged
from tests.acceptance.test_demo_page import join, opened, say

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("BAOCAO_SHOTS")
"""A folder for pictures to look at; none are taken without it."""


async def test_an_administrator_joins_by_number_and_invites(tmp_path: Path, chromium: str) -> None:
    first, second = sample_administrators()
    async with staged(tmp_path, START, frozen=False) as stage, opened(stage.address.url, chromium) as page:
        await page.get_by_role("button", name=first.name).click()
        administrator = page.locator(f'.phone[data-person="{first.user_id}"]')
        await shot(page, "invitation")
        await administrator.get_by_role("button", name="Mất liên kết? Bắt đầu không có mã").click()
        await shot(page, "share")
        await administrator.get_by_role("button", name="Gửi số điện thoại của tôi").click()
        await expect(administrator).to_contain_text(
            "Số điện thoại này là của người quản trị của huyện Hòa An"
        )
        await administrator.get_by_role("button", name="Đồng ý, bắt đầu").click()
        await expect(administrator).to_contain_text(f"Cảm ơn {first.name}, đã kết nối xong")
        await shot(page, "joined")
        await say(administrator, "/quantri")
        await administrator.get_by_role("button", name="Mời người").click()
        await say(administrator, "nam tuan")
        await administrator.get_by_role("button", name="Người báo cáo", exact=True).click()
        await say(administrator, "Nông Văn Mới")
        await administrator.get_by_role("button", name="Đồng ý", exact=True).click()
        await expect(administrator).to_contain_text(f"https://t.me/{BOT_USERNAME}?start=")
        await expect(administrator).to_contain_text("Zalo: tìm Bot Báo cáo Hòa An, gửi mã")
        await shot(page, "letter")
        await page.get_by_role("button", name=second.name).click()
        other = page.locator(f'.phone[data-person="{second.user_id}"]')
        await other.get_by_role("button", name="Gửi mã mời").click()
        await expect(other).to_contain_text("dành cho người quản trị của huyện Hòa An")
        await say(other, "1")
        await say(other, "quản trị")
        await expect(other).to_contain_text("Mở đợt mới · huyện Hòa An")
        await shot(page, "zalo")
        await stage.bot.menus[0].refresh()
        await administrator.get_by_role("button", name="Lệnh").click()
        await expect(administrator.get_by_text("Quản trị: người, đợt báo cáo")).to_be_visible()
        await shot(page, "commands")


async def test_only_those_who_administer_are_listed_the_administrators_commands(
    tmp_path: Path, chromium: str
) -> None:
    async with staged(tmp_path, START, frozen=False) as stage, opened(stage.address.url, chromium) as page:
        await stage.bot.menus[0].refresh()
        officer = page.locator(f'.phone[data-person="{sample_district().officers[15].user_id}"]')
        await join(officer)
        await officer.get_by_role("button", name="Lệnh").click()
        await expect(officer.get_by_text("Báo cáo đang chờ", exact=True)).to_be_visible()
        await expect(officer.get_by_text("Quản trị: người, đợt báo cáo")).to_have_count(0)


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.wait_for_timeout(400)
        await page.screenshot(path=Path(SHOTS) / f"{name}.png")
