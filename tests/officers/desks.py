"""A person at a browser who can only do what the page before them offers, and whose every action counts.

Counted is one for each link followed, each field filled in or file chosen, and each button pressed. Whatever the browser does by
itself is not: it goes where an answer sends it, and the pages' own scripts look again until something is through.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import aiohttp

from bot.officers import PREFIX
from tests.officers.office import Answer, Browser

LOOKS = 1.0  # seconds between two looks of a page's script
LONGEST = 900.0  # seconds that anything may take


@dataclass
class Form:
    """A form as it stands: what it would send, every field it has, and its buttons (name, value)."""

    action: str
    sent: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What can be followed, filled in and pressed on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        told = {name: text or "" for name, text in attrs}
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        elif tag == "form":
            self._form = Form(urlsplit(told.get("action", "")).path)
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, told)

    def _field(self, form: Form, tag: str, told: Mapping[str, str]) -> None:
        name = told.get("name", "")
        if tag == "option":
            if "selected" in told or self._select not in form.sent:
                form.sent[self._select] = told.get("value", "")
        elif tag == "button":
            form.buttons.append((name, told.get("value", "")))
        elif tag in ("input", "select", "textarea") and name:
            form.names.add(name)
            self._select = name
            ticked = told.get("type") not in ("checkbox", "radio") or "checked" in told
            if tag == "input" and told.get("type") != "file" and ticked:
                form.sent[name] = told.get("value", "on" if told.get("type") == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        if tag == "form":
            self._form = None


@dataclass
class Desk:
    """One person, their browser, the page before them, and how much they have done."""

    browser: Browser
    page: Page = field(default_factory=lambda: Page(""))
    actions: int = 0

    async def opens(self, path: str) -> None:
        """An address of the pages, by a bookmark."""
        self.actions += 1
        await self._led(path)

    async def follows(self, link: str) -> None:
        """A link of this page: the pattern that its address ends with."""
        found = [one for one in self.page.links if re.search(f"{link}$", one.partition("#")[0])]
        assert found, f"no link to {link}: {self.page.links}"
        self.actions += 1
        await self._led(found[0])

    async def presses(
        self, action: str, filled: Mapping[str, str] | None = None, *, kind: str = "", button: str = ""
    ) -> None:
        """A button of the form that goes to ``action``, of several the one that is of this kind, after filling in fields of it."""
        form = self._form(action, kind)
        wanted = filled or {}
        assert wanted.keys() <= form.names, f"{action} has no field {wanted.keys() - form.names}"
        pressed = [one for one in form.buttons if one[1] == button] if button else form.buttons[:1]
        assert pressed, f"{action} has no button {button}"
        self.actions += len(wanted) + 1
        name, value = pressed[0]
        fields = form.sent | dict(wanted) | ({name: value} if name else {})
        await self._arrived(await self.browser.post(_below(form.action), fields))

    async def sends(self, action: str, name: str, content: bytes) -> None:
        """Choose a file, press the button."""
        form = self._form(action, "")
        self.actions += 2
        body = aiohttp.FormData(form.sent, quote_fields=False)
        body.add_field("file", content, filename=name, content_type="application/octet-stream")
        browser = self.browser
        async with browser.http.post(
            browser.home + form.action,
            data=body,
            headers={"Origin": browser.home, "Sec-Fetch-Site": "same-origin"},
            cookies={"gandan_console": browser.cookie or ""},
            allow_redirects=False,
        ) as answer:
            told = Answer(answer.status, await answer.text(), answer.headers.get("Location", ""), {})
        await self._arrived(told)

    async def looks_again(self, path: str) -> None:
        """What a script does by itself, or the page after it: nobody's action."""
        await self._led(path)

    def _form(self, action: str, kind: str) -> Form:
        found = [
            one for one in self.page.forms if re.search(f"{action}$", one.action) and one.sent.get("kind", "") == kind
        ]
        assert found, f"no form for {action} {kind}: {[one.action for one in self.page.forms]}"
        return found[0]

    async def _arrived(self, answer: Answer) -> None:
        if answer.status == 303:
            await self._led(answer.place)
        else:
            assert answer.status == 200, answer.text
            self.page = Page(answer.text)

    async def _led(self, address: str) -> None:
        """The page, when there is nothing left on it to wait for."""
        async with asyncio.timeout(LONGEST):
            while True:
                answer = await self.browser.get(_below(address))
                assert answer.status == 200, f"{address}: {answer.status} {answer.text}"
                if 'id="under-way"' not in answer.text:
                    break
                await asyncio.sleep(LOOKS)
        self.page = Page(answer.text)


def _below(address: str) -> str:
    return address.partition("#")[0].removeprefix(PREFIX)
