"""Signing in to the officers' pages, and every way around it that we know."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from casework import staff
from casework.audit import Verified, verify
from casework.audit import staff as named
from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import links, sessions, tries
from casework.staff import Role
from tests.officers.office import (
    PASSWORD,
    Office,
    a_link,
    bare,
    code_at,
    open_office,
)
from tests.officers.signed_in import HALF_MINUTE, Officer
from tests.officers.test_matrix import lines_of


async def test_from_the_link_to_the_first_page_and_in_again(officer: Officer) -> None:
    assert "Việc hôm nay" in (await officer.browser.get("/")).text
    await officer.browser.post("/sign-out")
    assert not await officer.is_in()
    await officer.signs_in()
    assert await officer.is_in()
    actions = [action for action, _, _ in await officer.db.read(lines_of, officer.id)]
    assert actions == [
        "entry_link_used", "password_changed", "second_factor_set", "recovery_codes_made", "signed_in", "signed_out",
        "signed_in",
    ]  # fmt: skip
    assert isinstance(await officer.db.read(verify), Verified)


async def test_a_link_works_once_and_not_for_long(officer: Officer) -> None:
    used = await a_link(officer.db, officer.id)
    assert (await officer.browser.get(f"/link/{used}")).status == 200
    assert (await officer.browser.get(f"/link/{used}")).status == 200, "looking uses nothing up"
    assert (await officer.browser.post(f"/link/{used}")).status == 303
    replaced = await a_link(officer.db, officer.id)
    late = await a_link(officer.db, officer.id)
    officer.clock.set(officer.clock.now() + links.LASTS)
    for link in (used, replaced, late, "0" * 64, "x" * 3000, "%00"):
        assert (await officer.browser.post(f"/link/{link}")).status == 410
        assert (await officer.browser.get(f"/link/{link}")).status == 410


async def test_a_used_link_voids_what_was_there_before(officer: Officer) -> None:
    stolen = officer.browser.cookie
    link = await a_link(officer.db, officer.id)
    assert await officer.is_in(), "a link that nobody has used changes nothing"
    officer.browser.cookie = None
    await officer.browser.post(f"/link/{link}")
    officer.browser.cookie = stolen
    assert not await officer.is_in()
    assert (await officer.types(PASSWORD)).status == 401


async def test_unknown_and_wrong_read_alike_and_the_tenth_locks(officer: Officer) -> None:
    officer.browser.cookie = None
    for login in (officer.login, "khong-co-ai"):
        for _ in range(tries.OF_A_LOGIN):
            wrong = await officer.types("khong phai mat khau", login)
            assert wrong.status == 401
    assert bare(await officer.types("sai", "khong-co-ai")) == bare(wrong)
    locked, nobody = await officer.types(PASSWORD), await officer.types(PASSWORD, "khong-co-ai")
    assert locked.status == nobody.status == 401, "the right password opens nothing while the name is locked"
    assert bare(locked)[1].replace(officer.login, "") == bare(nobody)[1].replace("khong-co-ai", "")
    officer.clock.set(officer.clock.now() + tries.SPAN)
    await officer.signs_in()


async def test_a_new_link_lets_somebody_in_who_was_locked_out(officer: Officer) -> None:
    officer.browser.cookie = None
    for _ in range(tries.OF_A_LOGIN + 1):
        await officer.types("sai")
    await officer.set_up()
    await officer.browser.post("/sign-out")
    await officer.signs_in()


async def test_one_address_cannot_try_many_names(officer: Officer) -> None:
    officer.browser.cookie = None
    for number in range(tries.OF_AN_ADDRESS):
        await officer.db.write(tries.take, f"ten-{number}", "127.0.0.1")
    assert (await officer.types(PASSWORD)).status == 401


async def test_a_code_is_used_once_and_guesses_are_few(officer: Officer) -> None:
    await officer.browser.post("/sign-out")
    code = code_at(officer.secret, officer.clock)
    await officer.types(PASSWORD)
    assert (await officer.shows(code)).place == "/console/"
    await officer.browser.post("/sign-out")
    await officer.types(PASSWORD)
    assert (await officer.shows(code)).status == 401
    earlier = code_at(officer.secret, SetClock(officer.clock.now() - HALF_MINUTE))
    assert (await officer.shows(earlier)).status == 401, "nor one before it"
    for guess in ("", "000000", "abcdef", "١٢٣٤٥٦", "0" * 300, *(f"{n:06d}" for n in range(1, 10))):
        assert (await officer.shows(guess)).status == 401
    officer.clock.set(officer.clock.now() + HALF_MINUTE)
    assert (await officer.shows()).status == 401, "the tries are spent, the right code comes too late"


async def test_a_recovery_code_lets_in_once(officer: Officer) -> None:
    for code, works in ((officer.codes[0], True), (officer.codes[0], False), (officer.codes[1].upper(), True)):
        await officer.browser.post("/sign-out")
        officer.browser.cookie = None
        await officer.types(PASSWORD)
        assert ((await officer.shows(code)).status == 303) is works


async def test_the_password_alone_opens_nothing(officer: Officer) -> None:
    await officer.browser.post("/sign-out")
    await officer.types(PASSWORD)
    for path in ("/", "/cases", "/account", "/trail", "/staff", "/set-up/telephone"):
        assert (await officer.browser.get(path)).status == 303


async def test_a_token_planted_before_signing_in_opens_nothing(officer: Officer) -> None:
    await officer.browser.post("/sign-out")
    seen = {officer.browser.cookie}
    officer.browser.cookie = planted = "A" * 43
    await officer.types(PASSWORD)
    half_way = officer.browser.cookie
    await officer.shows()
    seen |= {planted, half_way, officer.browser.cookie}
    assert len(seen) == 4, "a new token at every step"
    for old in (planted, half_way):
        officer.browser.cookie = old
        assert not await officer.is_in()


async def test_a_stolen_cookie_dies_with_the_session(officer: Officer) -> None:
    stolen = officer.browser.cookie
    for path in ("/sign-out", "/account/end-all"):
        officer.browser.cookie = None
        officer.clock.set(officer.clock.now() + HALF_MINUTE)
        await officer.signs_in()
        stolen = officer.browser.cookie
        await officer.browser.get("/account")
        await officer.browser.post(path)
        assert officer.browser.cookie is None
        officer.browser.cookie = stolen
        assert not await officer.is_in()


async def test_sessions_end_after_silence_and_after_a_day_of_work(officer: Officer) -> None:
    began = officer.clock.now()
    while officer.clock.now() < began + sessions.ABSOLUTE - timedelta(minutes=25):
        officer.clock.set(officer.clock.now() + timedelta(minutes=20))
        assert await officer.is_in()
    officer.clock.set(began + sessions.ABSOLUTE)
    assert not await officer.is_in()
    officer.browser.cookie = None
    await officer.signs_in()
    officer.clock.set(officer.clock.now() + sessions.IDLE)
    assert not await officer.is_in()


@pytest.mark.parametrize("change", ["role", "leave"])
async def test_another_role_or_leaving_ends_every_session_at_once(
    officer: Officer, office: Office, change: str
) -> None:
    actor = named(office.staff["admin"])
    if change == "role":
        await officer.db.write(staff.change_role, officer.id, Role.DEPUTY, actor)
    else:
        await officer.db.write(staff.leave, officer.id, actor)
    assert not await officer.is_in()


async def test_the_books_hold_nothing_that_opens_anything(officer: Officer) -> None:
    link = await a_link(officer.db, officer.id)
    secrets = [PASSWORD, officer.secret, *officer.codes, officer.browser.cookie or "-", link]
    with officer.db.engine.connect() as conn:
        script = "\n".join(
            str(tuple(row)) for table in TABLES for row in conn.exec_driver_sql(f"SELECT * FROM {table}")
        )
    assert "argon2id" in script
    assert [secret for secret in secrets if secret in script or secret.replace("-", "") in script] == []


TABLES = ("staff_access", "recovery_code", "entry_link", "staff_session", "sign_in_try", "audit_entry")
FOREIGN = [
    {"Origin": ""},
    {"Origin": "null"},
    {"Origin": "https://thads.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Content-Type": "text/plain"},
    {"Content-Type": "application/json"},
]


async def test_nothing_changes_for_a_foreign_page_or_without_the_forms_token(officer: Officer) -> None:
    await officer.browser.get("/account")
    token = officer.browser.form_token
    for path in ("/sign-out", "/account/end-all", "/account/codes", "/staff"):
        for headers in FOREIGN:
            assert (await officer.browser.post(path, **headers)).status in (403, 415), (path, headers)
        for wrong in ("", token, f"{token[:-1]}.key", "0" * len(token) + ".key", "ấ.key"):
            refused = await officer.browser.post(path, {"form": wrong})
            assert refused.status == 403, path
    assert await officer.is_in()
    for headers in FOREIGN[:6]:
        answer = await officer.browser.post("/sign-in", {"login": officer.login, "password": PASSWORD}, **headers)
        assert answer.status == 403


async def test_the_token_of_one_session_is_no_good_in_another(officer: Officer, office: Office) -> None:
    from tests.officers.office import seated

    other = await officer.db.write(seated, office.staff["admin"])
    officer.browser.form_token = await officer.db.read(sessions.form_token, other)
    assert (await officer.browser.post("/account/end-all")).status == 403


async def test_a_get_changes_nothing(officer: Officer) -> None:
    for path in ("/sign-out", "/account/end-all", "/account/password", "/trail/verify"):
        assert (await officer.browser.get(path)).status == 405
    assert await officer.is_in()


@pytest.mark.parametrize("password", ["ngắn quá", "matkhau123456", "aaaaaaaaaaaaaaa", "123456789012345", "x" * 257])
async def test_a_poor_password_is_refused_with_a_sentence(officer: Officer, password: str) -> None:
    await officer.browser.get("/account")
    fields = {"now": PASSWORD, "password": password, "again": password}
    refused = await officer.browser.post("/account/password", fields)
    assert (refused.status, 'role="alert"' in refused.text) == (422, True)


async def test_changing_the_password_takes_the_present_one_and_ends_other_browsers(officer: Officer) -> None:
    from tests.officers.office import seated

    elsewhere = await officer.db.write(seated, officer.id)
    await officer.browser.get("/account")
    new = "mưa rơi trên mái lá dừa"
    wrong = await officer.browser.post("/account/password", {"now": "sai", "password": new, "again": new})
    assert wrong.status == 422
    assert (
        await officer.browser.post("/account/password", {"now": PASSWORD, "password": new, "again": new})
    ).status == 200
    assert await officer.is_in()
    officer.browser.cookie = elsewhere
    assert not await officer.is_in()
    officer.browser.cookie = None
    assert (await officer.types(PASSWORD)).status == 401
    assert (await officer.types(new)).status == 303


async def test_marks_typed_otherwise_are_the_same_password(officer: Officer) -> None:
    import unicodedata

    officer.browser.cookie = None
    assert (await officer.types(unicodedata.normalize("NFD", PASSWORD))).status == 303


async def test_without_https_only_this_machine_may_sign_in(db: Database, office: Office) -> None:
    async with open_office(db) as browser:
        carried = await browser.get("/sign-in", **{"X-Forwarded-For": "198.51.100.7"})
        assert carried.status == 403
        assert "https" in carried.text
    async with open_office(db, public_url="https://gandan.example") as browser:
        browser.extra = {"X-Forwarded-For": "198.51.100.7"}
        link = await a_link(db, office.staff["head"])
        begun = await browser.post(f"/link/{link}", Origin=browser.home.replace("http:", "https:"))
        cookie = begun.headers["set-cookie"]
        assert begun.status == 303
        assert "Strict-Transport-Security".lower() in begun.headers
        for mark in ("__Secure-gandan_console=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/console"):
            assert mark in cookie


async def test_a_broken_form_is_refused_with_a_sentence(officer: Officer) -> None:
    officer.browser.cookie = None
    big = await officer.browser.post("/sign-in", {"login": "x" * 70_000, "password": "y"})
    assert (big.status, "refused" in bare(big)[1] or "biểu mẫu" in big.text.lower()) == (413, True)
    assert (await officer.browser.post("/sign-in", {"login": "a\0b", "password": "y"})).status == 400
    officer.browser.cookie = "x" * 5_000
    assert (await officer.browser.get("/")).status == 303


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/console/account", "/account"),
        ("/console/texts/t/reminder.week_before", "/texts/t/reminder.week_before"),
        ("/console/texts/t/reminder.week_before/approve", "/texts/t/reminder.week_before"),
        ("/console/campaigns/7/rehearsal/cancel", "/campaigns/7/rehearsal"),
        ("/console/", "/"),
        ("/console/nowhere", "/"),
        ("/console/cases/../../evil", "/"),
        ("/console/account\r\nX: y", "/"),
        ("//evil.example/", "/"),
        ("https://evil.example", "/"),
        ("/console//evil.example", "/"),
    ],
)
async def test_the_language_is_remembered_and_leads_back_to_a_page_of_ours_only(
    officer: Officer, back: str, leads_to: str
) -> None:
    answer = await officer.browser.post("/language", {"lang": "en", "back": back})
    assert answer.place == f"/console{leads_to}"
    assert "gandan_console_lang=en" in answer.headers["set-cookie"]
    assert (await officer.browser.post("/language", {"lang": "xx", "back": "/"})).status == 422


async def test_whoever_changes_the_language_on_an_answer_lands_on_a_page(officer: Officer) -> None:
    await officer.browser.get("/account")
    for path in ("/trail/verify", "/account/password", "/account/codes", "/cases", "/staff"):
        page = await officer.browser.post(path)
        back = re.findall(r'name="back" value="/console([^"]*)"', page.text)
        assert back, path
        assert (await officer.browser.get(back[0])).status == 200, path


async def test_a_password_is_compared_for_an_unknown_name_too_and_not_at_all_for_a_spent_one(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.officers import signing_in

    compared: list[bool] = []

    async def compare(visit: object, password: str, hashed: str | None) -> bool:
        compared.append(hashed is not None)
        return False

    monkeypatch.setattr(signing_in, "compare", compare)
    officer.browser.cookie = None
    for login in (officer.login, "khong-co-ai"):
        for _ in range(tries.OF_A_LOGIN + 2):
            await officer.types("sai", login)
    assert compared == [True] * tries.OF_A_LOGIN + [False] * tries.OF_A_LOGIN


async def test_nobody_ends_anothers_session(officer: Officer, office: Office) -> None:
    from tests.officers.office import seated

    other = await officer.db.write(seated, office.staff["officer"])
    known = await officer.db.read(sessions.look, other)
    assert known is not None
    await officer.browser.get("/account")
    foreign = await officer.browser.post(f"/account/end/{known.id}")
    missing = await officer.browser.post("/account/end/7")
    assert foreign.status == missing.status == 404
    assert bare(foreign) == bare(missing)
    assert await officer.db.read(sessions.look, other) is not None
