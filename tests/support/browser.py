"""Looking at a page in Chromium: `expect` with patience for a machine that has much else to do."""

from playwright.async_api import expect

from tests.support.timeouts import LONGEST

PATIENCE = 1000 * LONGEST  # milliseconds; Playwright's own are 5,000

expect.set_options(timeout=PATIENCE)

__all__ = ["PATIENCE", "expect"]
