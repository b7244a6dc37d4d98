"""The Zalo phone of the demo's page: a code, a questionnaire without buttons, a picture and a file by link.

With BAOCAO_SCREENSHOTS=1 the pictures of the documentation are written anew.
"""

from pathlib import Path

import pytest

from demo.schedule import START
from demo.stage import staged
from tests.acceptance.test_demo_page import opened, picture, say
from tests.support.browser import expect

pytestmark = pytest.mark.browser

OFFICER = 1  # of the sample's officers, every third of whom has Zalo


async def test_an_officer_answers_in_zalo(tmp_path: Path, chromium: str) -> None:
    async with staged(tmp_path, START, frozen=False) as stage, opened(stage.address.url, chromium) as page:
        member = stage.district.officers[OFFICER]
        await page.locator("#list").get_by_text(member.name).click()
        screen = page.locator(f'.phone[data-person="{member.user_id}"]')
        await expect(screen).to_contain_text("Zalo")
        await screen.get_by_role("button", name="Gửi mã mời").click()
        await expect(screen).to_contain_text("1. Đồng ý, bắt đầu")
        await say(screen, "1")
        await expect(screen).to_contain_text("1. Bắt đầu")
        await say(screen, "1")
        await expect(screen).to_contain_text("nt như kỳ trước")
        await say(screen, "385/387")
        await expect(screen).to_contain_text("✓ 385/387 = 99,48\u00a0%")
        await expect(screen.locator(".inline-keyboard")).to_have_count(0)
        others = page.locator(".phone:not(.zalo) > header .icon-button")
        while await others.count():
            await others.first.click()
        await page.set_viewport_size({"width": 760, "height": 860})
        await picture(page, "zalo")
