"""The pictures of the guide: screens of the demo, as its users see them. script/guide-pictures runs it."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZE = (1100, 620)
# Of the demo: an issuer with a draft that does not reconcile yet, and one whose return is awaiting approval.
PLAIN, QUIET = "99981", "99983"


@contextmanager
def logged_in(browser: Browser, site: str, username: str, password: str) -> Iterator[Page]:
    """The browser of a user of the demo."""
    width, height = SIZE
    context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, color_scheme="light")
    page = context.new_page()
    page.goto("/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.locator(".account").wait_for()
    yield page
    context.close()


def take(site: str, users: Path, folder: Path) -> None:
    """Take all pictures into a folder."""
    passwords = dict(re.findall(r"user (\w+)  password (\S+)", users.read_text()))
    folder.mkdir(exist_ok=True)

    def picture(page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}.png")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with logged_in(browser, site, "preparer", passwords["preparer"]) as page:
            picture(page, "home")
            page.goto(f"/{PLAIN}/")
            picture(page, "archive")
            month = page.locator(f"a[href^='/{PLAIN}/2']").first.get_attribute("href")
            assert month
            month = re.findall(r"/\d+/[\d-]+/", month)[0]
            page.goto(f"{month}quiet")
            picture(page, "nil")
            page.goto(f"{month}#options")
            picture(page, "editor")
        with logged_in(browser, site, "approver", passwords["approver"]) as page:
            page.goto(f"/{QUIET}/")
            waiting = page.locator(f"a[href^='/{QUIET}/2']").first.get_attribute("href")
            assert waiting
            page.goto(re.findall(r"/\d+/[\d-]+/", waiting)[0] + "approve")
            picture(page, "approve")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
