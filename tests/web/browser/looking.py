"""A page of a real browser that notes whatever goes wrong on it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

#: Milliseconds, for what takes a tenth of it on a slow machine: what takes longer hangs.
HANGS = 20_000


class Eye:
    """Opens views of one site, and keeps what the browser complained of."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address, self.said = address, list[str]()
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 390, "height": 844}, **options}
        )
        self.context.set_default_timeout(HANGS)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda one: self._note(one.type in ("error", "warning"), one.text))
        self.page.on("pageerror", lambda one: self._note(True, str(one)))
        self.page.on("dialog", lambda one: (self._note(True, f"dialog: {one.message}"), one.dismiss()))
        self.page.on("request", lambda one: self._note(not self._is_ours(one.url), f"asked for {one.url}"))
        # The next page ends the request for the icon of the last one.
        self.page.on(
            "requestfailed",
            lambda one: self._note(not one.url.endswith("/static/icon.svg"), f"{one.url}: {one.failure}"),
        )

    def _is_ours(self, url: str) -> bool:
        return url.startswith((f"{self.address}/", "file:"))

    def _note(self, is_wrong: bool, words: str) -> None:
        if is_wrong:
            self.said.append(words[:300])

    def open(self, path: str, language: str | None = None) -> list[str]:
        """Go to a view; gives what went wrong since the last one."""
        asked = "" if language is None else f"{'&' if '?' in path else '?'}lang={language}"
        path, mark, place = path.partition("#")
        self.page.goto(f"{self.address}{path}{asked}{mark}{place}")
        return self.take()

    def take(self) -> list[str]:
        """What went wrong since the last look."""
        said, self.said = self.said, []
        return said

    def enter(self, token: str) -> None:
        """Show a token."""
        self.open("/subscriptions", "en")
        self.page.fill("input[name=token]", token)
        self.page.press("input[name=token]", "Enter")
        self.page.wait_for_selector("input[name=mark]", state="attached")
        self.take()

    def measure(self) -> tuple[int, int]:
        """How wide the view is, and the window."""
        found = self.page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        return found[0], found[1]
