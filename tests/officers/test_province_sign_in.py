"""Coming in with an account of the province: who is let in, who is not, and what everybody else is told."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from bot.settings import Settings
from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import sessions
from casework.staff import leave
from casework.tables.audit import audit_entry
from tests.fakes.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.officers.office import Answer, Browser, Office, a_link, bare, code_at, open_office, sets_up

HERE = "http://quay.example"
BACK = f"{HERE}/console/sign-in/province/back"
SHOWN = re.compile(r'name="shown" value="([^"]+)"')


@dataclass
class Desk:
    """An officer who has set up password and telephone, signed in at ``browser``; a provider beside."""

    browser: Browser
    provider: IdentityProvider
    db: Database
    clock: SetClock
    office: Office
    secret: str

    async def at_the_provider(self, address: str) -> str:
        """Go there; the way back as our address without the host."""
        async with self.browser.http.get(address, allow_redirects=False) as answer:
            assert answer.status == 303, await answer.text()
            back = urlsplit(answer.headers["Location"])
        return f"{back.path.removeprefix('/console')}?{back.query}"

    async def sent_away(self) -> str:
        """Press the link on the page for signing in; the provider's address."""
        self.browser.cookie = None
        page = await self.browser.get("/sign-in")
        assert "/console/sign-in/province" in page.text
        gone = await self.browser.get("/sign-in/province")
        assert gone.status == 303
        return gone.place

    async def signs_in(self) -> Answer:
        """All the way."""
        return await self.browser.get(await self.at_the_provider(await self.sent_away()))

    async def confirms_whose(self) -> Answer:
        """From the account's page to the question whose account it is."""
        await self.browser.get("/account")
        go = await self.browser.post("/account/province")
        (address,) = re.findall(rf'href="({self.provider.issuer}/authorize[^"]+)"', go.text)
        return await self.browser.get(await self.at_the_provider(address.replace("&amp;", "&")))

    async def links(self) -> Answer:
        """Link the account that is signed in at the provider."""
        asked = await self.confirms_whose()
        assert asked.status == 200, asked.text
        assert self.provider.called in asked.text
        (shown,) = SHOWN.findall(asked.text)
        return await self.browser.post("/account/province/confirm", {"shown": shown})


@pytest.fixture
async def desk(db: Database, office: Office, clock: SetClock) -> AsyncIterator[Desk]:
    async with identity_provider(clock, BACK) as provider:
        configured = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        async with open_office(db, public_url=HERE, **configured) as browser:
            secret, _ = await sets_up(browser, await a_link(db, office.staff["officer"]), clock)
            yield Desk(browser, provider, db, clock, office, secret)


async def test_linked_once_it_opens_the_pages_and_the_telephone_is_asked(desk: Desk) -> None:
    assert (await desk.links()).place == "/console/account"
    account = await desk.browser.get("/account")
    assert "hoa.tt" in account.text
    came = await desk.signs_in()
    assert (came.status, came.place) == (303, "/console/sign-in")
    assert (await desk.browser.get("/sign-in")).place == "/console/code"
    assert (await desk.browser.get("/cases")).place == "/console/sign-in"
    await desk.browser.get("/code")
    inside = await desk.browser.post("/code", {"code": code_at(desk.secret, desk.clock)})
    assert inside.place == "/console/"
    assert (await desk.browser.get("/")).status == 200


async def test_whoever_showed_several_things_there_is_in_at_once(desk: Desk) -> None:
    await desk.links()
    desk.provider.amr = ("pwd", "otp", "mfa")
    await desk.signs_in()
    assert (await desk.browser.get("/")).status == 200
    desk.provider.auth_age = 600
    await desk.signs_in()
    assert (await desk.browser.get("/sign-in")).place == "/console/code"


def wrong_issuer(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["iss"] = "https://somebody.example"


def other_audience(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["aud"] = "another-office"


def shared_audience(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["aud"], claims["azp"] = [CLIENT, "another-office"], "another-office"


def other_nonce(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["nonce"] = "x" * 43


def no_nonce(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    del claims["nonce"]


def expired(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["exp"] -= 600


def issued_tomorrow(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["iat"] += 86_400
    claims["nbf"] = claims["iat"]


def unsigned(header: dict[str, Any], _claims: dict[str, Any]) -> None:
    header["alg"] = "none"


def no_subject(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    del claims["sub"]


def subject_of_another_kind(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["sub"] = ["5b0c6c2e"]


SPOILT = (
    wrong_issuer, other_audience, shared_audience, other_nonce, no_nonce, expired, issued_tomorrow, unsigned, no_subject,
    subject_of_another_kind,
)  # fmt: skip


async def refused(desk: Desk, answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    """One answer for all of it; the reason is in the log, and nothing of theirs."""
    desk.provider.spoil, desk.browser.cookie = None, None
    desk.provider.subject, amr = "nobody", desk.provider.amr
    unknown = await desk.signs_in()
    desk.provider.subject, desk.provider.amr = "5b0c6c2e", amr
    assert answer.status == 401
    assert bare(answer) == bare(unknown)
    assert "tài khoản ngoài" in answer.text
    assert (await desk.browser.get("/")).place == "/console/sign-in"
    told = [record for record in caplog.records if record.message == "province_sign_in_refused"]
    assert len(told) >= 2
    assert all(record.__dict__["why"] for record in told)
    for secret in ("5b0c6c2e", "hoa.tt", SECRET):
        assert secret not in str([record.__dict__ for record in told])


@pytest.mark.parametrize("spoil", SPOILT)
async def test_a_token_that_does_not_agree_opens_nothing(
    spoil: Any, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.links()
    desk.provider.spoil = spoil
    with caplog.at_level(logging.WARNING):
        await refused(desk, await desk.signs_in(), caplog)


async def test_a_token_signed_by_another_key_opens_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.links()
    for forge in (desk.provider.sign_with_the_secret, lambda: _forged(desk)):
        forge()
        with caplog.at_level(logging.WARNING):
            answer = await desk.signs_in()
        assert answer.status == 401
        desk.provider.signs_with, desk.provider.algorithms = None, ["ES256"]
    assert [one.__dict__["why"] for one in caplog.records if one.message == "province_sign_in_refused"] == [
        "signature",
        "signature",
    ]


def _forged(desk: Desk) -> None:
    from joserfc.jwk import ECKey

    desk.provider.signs_with = ECKey.generate_key("P-256", {"kid": "one"})


async def test_a_way_back_that_is_not_ours_opens_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.links()
    back = await desk.at_the_provider(await desk.sent_away())
    remembered = dict(desk.browser.kept)
    ways = {
        "another state": re.sub(r"state=[^&]+", "state=" + "x" * 43, back),
        "no state": re.sub(r"&?state=[^&]+", "", back),
        "another issuer": re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fsomebody.example", back),
        "no issuer": re.sub(r"&?iss=[^&]+", "", back),
        "no code": re.sub(r"code=[^&]+&?", "", back),
        "another code": re.sub(r"code=[^&]+", "code=abc", back),
    }
    answers = {}
    for name, way in ways.items():
        desk.browser.kept = dict(remembered)
        answers[name] = bare(await desk.browser.get(way))
    desk.browser.kept = {}
    answers["nothing begun here"] = bare(await desk.browser.get(back))
    desk.browser.kept = {name: "AAAA" + text[4:] for name, text in remembered.items()}
    answers["a cookie of somebody's making"] = bare(await desk.browser.get(back))
    assert {status for status, _ in answers.values()} == {401}, answers
    assert len(set(answers.values())) == 1
    desk.browser.kept = dict(remembered)
    assert (await desk.browser.get(back)).status == 303, "the right way back still works"
    desk.browser.cookie, desk.browser.kept = None, dict(remembered)
    with caplog.at_level(logging.WARNING):
        again = await desk.browser.get(back)
    assert bare(again) in answers.values(), "a code that was used"
    assert caplog.records[-1].__dict__["why"] == "code"


async def test_too_late_is_as_good_as_never(desk: Desk, clock: SetClock) -> None:
    await desk.links()
    back = await desk.at_the_provider(await desk.sent_away())
    clock.set(clock.now() + timedelta(minutes=11))
    assert (await desk.browser.get(back)).status == 401


async def test_somebody_who_says_no_there_is_told_the_other_way(desk: Desk) -> None:
    desk.provider.refuses = True
    answer = await desk.signs_in()
    assert answer.status == 401
    assert "mật khẩu" in answer.text


async def test_whoever_has_left_does_not_come_in(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.links()
    await desk.db.write(leave, desk.office.staff["officer"], "system")
    desk.provider.amr = ("mfa",)
    with caplog.at_level(logging.WARNING):
        await refused(desk, await desk.signs_in(), caplog)


async def test_an_account_belongs_to_one_person(desk: Desk, db: Database, office: Office, clock: SetClock) -> None:
    await desk.links()
    desk.browser.cookie = None
    await sets_up(desk.browser, await a_link(db, office.staff["head"]), clock)
    answer = await desk.links()
    assert answer.status == 409
    assert "đã nối với một cán bộ khác" in answer.text
    desk.provider.subject, desk.provider.called = "of-the-head", "thu.truong"
    assert (await desk.links()).place == "/console/account"
    desk.provider.subject, desk.provider.called = "of-the-head-too", "thu.truong2"
    assert (await desk.links()).place == "/console/account", "another account takes the place of the one before"
    account = await desk.browser.get("/account")
    assert "thu.truong2" in account.text


async def test_only_the_browser_that_asked_may_link(desk: Desk, db: Database, office: Office) -> None:
    """Somebody else's session, or none, on coming back: nothing is offered, nothing is linked."""
    await desk.browser.get("/account")
    for other in (None, await db.write(sessions.begin, office.staff["head"], sessions.Stage.IN, "Firefox")):
        mine = desk.browser.cookie
        go = await desk.browser.post("/account/province")
        (address,) = re.findall(rf'href="({desk.provider.issuer}/authorize[^"]+)"', go.text)
        back = await desk.at_the_provider(address.replace("&amp;", "&"))
        desk.browser.cookie = other
        assert (await desk.browser.get(back)).status == 401
        desk.browser.cookie = mine
        await desk.browser.get("/account")


async def test_what_was_not_shown_cannot_be_linked(desk: Desk, clock: SetClock) -> None:
    asked = await desk.confirms_whose()
    (shown,) = SHOWN.findall(asked.text)
    for typed in ("", "abc", "ăn cơm", shown[:-6], shown[:-8] + "AAAAAAA="):
        assert (await desk.browser.post("/account/province/confirm", {"shown": typed})).status == 409, typed
    clock.set(clock.now() + timedelta(minutes=11))
    assert (await desk.browser.post("/account/province/confirm", {"shown": shown})).status == 409
    assert "hoa.tt" not in (await desk.browser.get("/account")).text


async def test_unlinked_or_set_up_anew_it_opens_nothing(desk: Desk, db: Database, office: Office) -> None:
    await desk.links()
    await desk.browser.get("/account")
    assert (await desk.browser.post("/account/province/end")).place == "/console/account"
    assert "hoa.tt" not in (await desk.browser.get("/account")).text
    assert (await desk.signs_in()).status == 401
    actions = await db.read(lambda books: books.conn.execute(select(audit_entry.c.action)).scalars().all())
    assert ("identity_linked" in actions, "identity_unlinked" in actions) == (True, True)


async def test_a_new_one_time_link_voids_the_account_too(
    desk: Desk, db: Database, office: Office, clock: SetClock
) -> None:
    await desk.links()
    desk.browser.cookie = None
    await sets_up(desk.browser, await a_link(db, office.staff["officer"]), clock)
    assert (await desk.signs_in()).status == 401


async def test_a_new_key_is_looked_for_once(desk: Desk, clock: SetClock) -> None:
    await desk.links()
    before = desk.provider.published
    await desk.signs_in()
    assert desk.provider.published == before, "keys are asked for once an hour"
    clock.set(clock.now() + timedelta(minutes=2))
    desk.provider.rotate()
    assert (await desk.signs_in()).status == 303
    assert desk.provider.published == before + 1
    desk.provider.spoil = unsigned
    for _ in range(5):
        assert (await desk.signs_in()).status == 401
    assert desk.provider.published == before + 1, "a forger cannot make us ask again and again"


async def test_a_provider_that_is_away(db: Database, office: Office) -> None:
    nowhere = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    async with open_office(db, public_url=HERE, **nowhere) as browser:
        answer = await browser.get("/sign-in/province")
        assert answer.status == 503
        assert "Chưa tới được" in answer.text
        assert 'name="password"' in answer.text, "the other way in is on the same page"


async def test_back_after_being_away_it_is_tried_again(desk: Desk, clock: SetClock) -> None:
    real, desk.provider.issuer = desk.provider.issuer, "http://127.0.0.1:9"  # it publishes another issuer than ours
    browser = desk.browser
    browser.cookie = None
    assert (await browser.get("/sign-in/province")).status == 503
    desk.provider.issuer = real
    assert (await browser.get("/sign-in/province")).status == 503, "not asked again at once"
    clock.set(clock.now() + timedelta(seconds=16))
    assert (await browser.get("/sign-in/province")).status == 303


async def test_without_a_provider_there_is_no_word_of_it(browser: Browser) -> None:
    assert "province" not in (await browser.get("/sign-in")).text
    assert (await browser.get("/sign-in/province")).place == "/console/sign-in"
    assert (await browser.get("/sign-in/province/back?code=1&state=2")).status == 401


@pytest.mark.parametrize(
    "told",
    [
        {"oidc_issuer": "https://so.example"},
        {"oidc_issuer": "https://so.example", "oidc_client_id": "a", "oidc_client_secret": "b"},
        {"oidc_issuer": "http://so.example", "oidc_client_id": "a", "oidc_client_secret": "b", "public_url": HERE},
        {"oidc_issuer": "file:///etc", "oidc_client_id": "a", "oidc_client_secret": "b", "public_url": HERE},
    ],
)
def test_half_a_provider_is_refused_at_the_start(told: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(told)
