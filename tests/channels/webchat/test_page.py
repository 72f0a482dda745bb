"""The page is all our own, runs nothing inline, calls nobody, and says whose it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.channels.webchat import pages
from bot.channels.webchat.pages import Masthead, render_page, static_files, static_version
from bot.channels.webchat.visitor import Seat
from casework.clock import SetClock
from casework.db.engine import Database
from messages.library import Lang
from tests.channels.webchat.house import AGENCY, House, ScriptedBot
from tests.channels.webchat.visitor import Visitor

SEAT = Seat(name="", path="/chat/", secure=False)
STATIC = Path(pages.__file__).parent / "static"


def scripts() -> str:
    return "\n".join(path.read_text() for path in sorted(STATIC.glob("*.js")))


async def test_the_page_says_whose_it_is_and_what_it_is_not(visitor: Visitor) -> None:
    page = (await visitor.open()).body.decode()

    assert f"<h1>{AGENCY.name}</h1>" in page
    assert "Trợ lý ảo" in page
    assert "Không phải thông báo chính thức" in page
    assert "hoặc gọi 0900 000 100" in page
    assert '<html lang="vi">' in page


async def test_the_page_may_be_read_in_english(visitor: Visitor) -> None:
    page = (await visitor.get(params={"lang": "en"})).body.decode()

    assert '<html lang="en">' in page
    assert "Not an official notice" in page


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visitor: Visitor) -> None:
    headers = (await visitor.at("2").open()).headers

    cookie = headers["Set-Cookie"]
    assert re.match(r"gandan_chat_2=[A-Za-z0-9_-]{22};", cookie)
    assert {"HttpOnly", "SameSite=Lax", "Path=/chat/2/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_over_https_the_cookie_never_leaves_it(db: Database, bot: ScriptedBot, clock: SetClock) -> None:
    house = House(db, bot, clock, secure=True)
    await house.start()
    async with Visitor(house) as visitor:
        page = await visitor.open()
        plain = await visitor.post("say", {"id": "abcdefgh", "text": "x"})
    await house.stop()

    assert page.headers["Set-Cookie"].startswith("__Secure-gandan_chat=")
    assert "Secure" in page.headers["Set-Cookie"].split("; ")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert plain.status == 403


async def test_opening_the_page_again_keeps_the_chat(visitor: Visitor) -> None:
    before = visitor.cookies()
    await visitor.open()

    assert visitor.cookies() == before


@pytest.mark.parametrize("path", ["", "messages", "file/1", "file/9999999", "static/x/chat.js", "static/x/none", "say"])
async def test_every_answer_carries_the_protective_headers(visitor: Visitor, path: str) -> None:
    answer = await (visitor.post("say", {}) if path == "say" else visitor.get(path))

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Frame-Options"] == "DENY"
    if not path.startswith("static"):
        assert answer.headers["Cache-Control"] == "no-store"


async def test_the_stream_carries_them_too(visitor: Visitor) -> None:
    async with visitor.events() as stream:
        headers = stream.answer.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"


async def test_what_the_page_loads_is_there_and_is_kept_for_good(visitor: Visitor) -> None:
    page = (await visitor.open()).body.decode()
    addresses = set(re.findall(r'(?:href|src)="(/[^"]+)"', page))

    assert {address.rsplit("/", 1)[1] for address in addresses} == set(static_files())
    for address in addresses:
        async with visitor.session.get(visitor.house.url + address) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]


async def test_under_an_old_version_the_browser_asks_again_and_hears_if_nothing_changed(visitor: Visitor) -> None:
    fresh = await visitor.get("static/old/chat.css")
    again = await visitor.get("static/old/chat.css", headers={"If-None-Match": fresh.headers["ETag"]})

    assert fresh.headers["Cache-Control"] == "no-cache"
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("name", ["../pages.py", "..%2fpages.py", "none.js", "%00", "chat.html"])
async def test_nothing_else_is_served(visitor: Visitor, name: str) -> None:
    assert (await visitor.get(f"static/{static_version()}/{name}")).status == 404


@pytest.mark.parametrize("path", ["/chat", "/chat/2"])
async def test_an_address_without_its_slash_leads_to_the_page(visitor: Visitor, path: str) -> None:
    async with visitor.session.get(visitor.house.url + path, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (308, path + "/")


@pytest.mark.parametrize("seat", ["A", "1.1", "%2e%2e", "1234", "say", "ghế"])
async def test_a_seat_has_a_number_of_at_most_three_digits(visitor: Visitor, seat: str) -> None:
    assert (await visitor.at(seat).open()).status == 404


def test_a_hostile_name_stays_text() -> None:
    page = render_page(Masthead(name="<script>alert(1)</script>"), SEAT, Lang.VI, "/chat")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_nothing_in_the_page_is_inline_or_from_elsewhere() -> None:
    page = render_page(AGENCY, SEAT, Lang.VI, "/chat")

    assert not re.search(r"<style|style=|\son[a-z]+=|javascript:", page)
    assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.S) == [""]
    assert not re.search(r"(href|src)=\"(https?:)?//", page)
    for path in STATIC.iterdir():
        code = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|url\(", code), path.name


def test_the_scripts_never_read_text_as_html_or_as_code() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function", scripts())


def test_the_scripts_have_no_words_of_their_own_and_the_page_brings_all_they_use() -> None:
    used = set(re.findall(r"\bwords\.(\w+)", scripts()))

    assert used == set(pages.SCRIPT_WORDS)
    assert scripts().isascii()


def test_every_element_the_scripts_reach_for_is_in_the_page() -> None:
    page = render_page(AGENCY, SEAT, Lang.VI, "/chat")

    for name in set(re.findall(r'byId\("([\w-]+)"\)', scripts())):
        assert f'id="{name}"' in page, name


@pytest.mark.parametrize("lang", list(Lang))
def test_every_word_of_the_page_is_there_in_both_languages(lang: Lang) -> None:
    page = render_page(AGENCY, SEAT, lang, "/chat")

    assert ("Gửi" in page) == (lang is Lang.VI)
    assert ("Send" in page) == (lang is Lang.EN)
