"""A reception day of a campaign in a focal commune: chosen on the page, minded where it does not fit, seen from both sides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.db.engine import Database
from casework.reception_laying import give_day
from casework.tables.receptions import reception_day
from casework.working_days import confirm_year, seed_year
from scheduler.plans.focal import FocalCommune, write_focal
from scheduler.tables import campaign
from tests.builders import a_staff_member
from tests.officers.office import Browser, Office, bare
from tests.officers.test_matrix import lines_of, sit
from tests.officers.test_receptions import FIELDS
from tests.officers.things_campaigns import a_campaign
from tests.scheduler import planned

ELSEWHERE = "Đợt nơi khác"
HERE, BESIDE = "xã Phước Long", "xã Vĩnh Phước"
MINDED, OUTSIDE = "không phải xã điểm của đợt", "nằm ngoài thời gian của đợt"


def campaigns(books: Books, office: Office) -> int:
    """The officer's campaign with a focal commune; there is one of another office's officer beside it."""
    here, _ = planned.communes(books, HERE, BESIDE)
    confirmed(books, office)
    officer = office.staff["officer"]
    mine = a_campaign(books, office, officer, whose=officer)
    write_focal(books, mine, FocalCommune(commune_id=here, why="nhiều việc tồn lâu năm"), officer)
    stranger = a_staff_member(books, office.agency, office=office.there)
    a_campaign(books, office, stranger, name=ELSEWHERE, whose=stranger)
    return mine


def foreign_one(books: Books) -> int:
    return int(books.conn.execute(select(campaign.c.id).where(campaign.c.name == ELSEWHERE)).scalar_one())


def confirmed(books: Books, office: Office) -> None:
    for year in (2026, 2027):
        seed_year(books, year)
        confirm_year(books, year, office.staff["head"])


def days(books: Books) -> list[tuple[int | None, int | None]]:
    rows = books.conn.execute(reception_day.select().order_by(reception_day.c.on_date))
    return [(row.campaign_id, row.commune_id) for row in rows]


def of_a_plan(day: dict[str, str]) -> dict[str, str]:
    """The form of a plan, filled in like that of a day."""
    return {name: text for name, text in day.items() if name != "on"} | {"every": "thứ 5 tuần 2", "rest_day": "next"}


FORMS: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "/receptions/new": dict,
    "/receptions/plans/new": of_a_plan,
}


@pytest.fixture
async def chosen(db: Database, office: Office, browser: Browser) -> dict[str, str]:
    """The clerk's form for a day of the campaign in its focal commune."""
    mine = await db.write(campaigns, office)
    await sit(db, browser, office.staff["clerk"])
    return FIELDS | {
        "leader": str(office.staff["head"]), "on": "03/12/2026", "commune": HERE, "campaign": str(mine)
    }  # fmt: skip


async def test_a_day_in_the_focal_commune_is_published_and_seen_from_day_and_campaign(
    db: Database, office: Office, browser: Browser, chosen: dict[str, str]
) -> None:
    form = (await browser.get("/receptions/new")).text
    assert "Đợt cuối năm" in form
    assert ELSEWHERE not in form
    assert f'<option value="{HERE}">' in form
    made = await browser.post("/receptions/new", chosen)
    assert made.status == 303, made.text
    day = await browser.get(made.place.removeprefix("/console"))
    assert "Đợt cuối năm; xã điểm của đợt" in day.text
    assert f"/console/campaigns/{chosen['campaign']}" not in day.text, "a clerk does not enter the room of campaigns"
    await sit(db, browser, office.staff["head"])
    day = await browser.get(made.place.removeprefix("/console"))
    assert f'<a href="/console/campaigns/{chosen["campaign"]}">Đợt cuối năm</a>; xã điểm của đợt' in day.text
    overview = await browser.get(f"/campaigns/{chosen['campaign']}")
    assert f'<a href="{made.place}">03/12/2026, 08:00-09:00</a>' in overview.text
    assert "đã đặt 0/3 chỗ" in overview.text


@pytest.mark.parametrize(
    ("other", "said"),
    [({"commune": BESIDE}, MINDED), ({"on": "07/01/2027"}, OUTSIDE)],
)
async def test_what_does_not_fit_is_read_first_and_published_all_the_same(
    other: dict[str, str], said: str, db: Database, browser: Browser, chosen: dict[str, str]
) -> None:
    first = await browser.post("/receptions/new", chosen | other)
    assert (first.status, said in first.text) == (409, True)
    assert await db.read(days) == []
    assert f'value="{chosen["campaign"]}" selected' in first.text
    assert (await browser.post("/receptions/new", chosen | other | {"sure": "yes"})).status == 303
    ((its_campaign, commune),) = await db.read(days)
    assert (str(its_campaign), commune is not None) == (chosen["campaign"], True)


async def test_a_campaigns_day_is_held_in_a_commune(db: Database, browser: Browser, chosen: dict[str, str]) -> None:
    for path in ("/receptions/new", "/receptions/plans/new"):
        answer = await browser.post(path, FORMS[path](chosen) | {"commune": "", "sure": "yes"})
        assert (answer.status, "Hãy ghi tiếp ở xã, phường nào." in answer.text) == (422, True), path
    assert await db.read(days) == []


@pytest.mark.parametrize("which", ["foreign", "999999", "x", "１２", "9" * 30, "-1"])
async def test_a_foreign_campaign_and_none_are_refused_alike(
    which: str, db: Database, browser: Browser, chosen: dict[str, str]
) -> None:
    foreign = await db.read(foreign_one) if which == "foreign" else which
    answer = await browser.post("/receptions/new", chosen | {"campaign": str(foreign), "sure": "yes"})
    assert (answer.status, "Không có đợt này trong phần việc của ông/bà" in answer.text) == (422, True)
    assert await db.read(days) == []


async def test_every_day_of_a_plan_belongs_to_the_campaign_and_ends_with_it(
    db: Database, browser: Browser, chosen: dict[str, str]
) -> None:
    asked = of_a_plan(chosen)
    minded = await browser.post("/receptions/plans/new", asked | {"commune": BESIDE})
    assert (minded.status, MINDED in minded.text) == (409, True)
    made = await browser.post("/receptions/plans/new", asked)
    assert made.status == 303, made.text
    assert [str(one) for one, _ in await db.read(days)] == [chosen["campaign"]], "not that of January"
    plan = await browser.get(made.place.removeprefix("/console"))
    assert "31/12/2026" in plan.text


async def test_whoever_does_not_see_the_campaign_is_not_told_its_name(
    db: Database, office: Office, browser: Browser, chosen: dict[str, str]
) -> None:
    leads = {**chosen, "leader": str(office.staff["head"])}
    made = await browser.post("/receptions/new", leads)
    stranger = await db.write(lambda books: a_staff_member(books, office.agency, office=office.there, role="clerk"))
    await sit(db, browser, stranger)
    day = await browser.get(made.place.removeprefix("/console"))
    assert day.status == 200, "the book of receptions is the agency's"
    assert "Đợt cuối năm" not in day.text


async def test_a_published_day_is_given_to_a_campaign_and_taken_from_it(
    db: Database, office: Office, browser: Browser, chosen: dict[str, str]
) -> None:
    made = await browser.post("/receptions/new", chosen | {"campaign": "", "commune": BESIDE})
    day = made.place.removeprefix("/console")
    assert f'href="{made.place}/campaign"' in (await browser.get(day)).text
    form = await browser.get(f"{day}/campaign")
    assert ("Đợt cuối năm" in form.text, ELSEWHERE in form.text) == (True, False)
    mine = {"campaign": chosen["campaign"]}
    first = await browser.post(f"{day}/campaign", mine)
    assert (first.status, MINDED in first.text, "Đã xem, vẫn ghi" in first.text) == (409, True, True)
    assert [given for given, _ in await db.read(days)] == [None]
    assert (await browser.post(f"{day}/campaign", mine | {"sure": "yes"})).place == made.place
    assert [str(given) for given, _ in await db.read(days)] == [chosen["campaign"]]
    assert "Đợt cuối năm; không phải xã điểm" in (await browser.get(day)).text
    form = await browser.get(f"{day}/campaign")
    assert f'<option value="{chosen["campaign"]}" selected>' in form.text
    assert (await browser.post(f"{day}/campaign", {"campaign": ""})).place == made.place
    assert [given for given, _ in await db.read(days)] == [None]
    noted = [line for line in await db.read(lines_of, office.staff["clerk"]) if line[0] == "reception_day_given"]
    assert len(noted) == 2


async def test_a_day_stays_with_a_campaign_that_is_over_unless_somebody_takes_it_away(
    db: Database, office: Office, browser: Browser, chosen: dict[str, str]
) -> None:
    at = (await browser.post("/receptions/new", chosen)).place.removeprefix("/console") + "/campaign"
    mine = {"campaign": chosen["campaign"]}
    await db.write(lambda books: books.conn.execute(campaign.update().values(status="stopped")) and None)
    form = await browser.get(at)
    assert f'<option value="{mine["campaign"]}" selected>Đợt cuối năm</option>' in form.text
    assert (await browser.post(at, mine)).status == 303
    assert [str(given) for given, _ in await db.read(days)] == [mine["campaign"]]
    assert "reception_day_given" not in {line[0] for line in await db.read(lines_of, office.staff["clerk"])}
    assert (await browser.post(at, {"campaign": ""})).status == 303
    assert [given for given, _ in await db.read(days)] == [None]
    assert (await browser.post(at, mine)).status == 422, "and it is not given to one that is over"


@pytest.mark.parametrize("typed", ["1", "9" * 30, "mười", "-5"])
async def test_a_foreign_campaign_and_none_read_alike_for_a_day(
    typed: str, db: Database, browser: Browser, chosen: dict[str, str]
) -> None:
    made = await browser.post("/receptions/new", chosen | {"campaign": ""})
    at = made.place.removeprefix("/console") + "/campaign"
    foreign = await browser.post(at, {"campaign": str(await db.read(foreign_one))})
    missing = await browser.post(at, {"campaign": typed})
    assert (foreign.status, bare(foreign)) == (422, bare(missing))
    assert [given for given, _ in await db.read(days)] == [None]


async def test_a_day_of_a_plan_or_of_a_campaign_out_of_sight_keeps_what_it_has(
    db: Database, office: Office, browser: Browser, chosen: dict[str, str]
) -> None:
    await browser.post("/receptions/plans/new", of_a_plan(chosen) | {"sure": "yes"})
    made = await browser.post("/receptions/new", chosen)
    hidden = int(made.place.rpartition("/")[2])
    foreign = await db.read(foreign_one)
    await db.write(give_day, hidden, foreign, office.staff["head"])
    planned_ones = [
        row.id for row in await db.read(lambda books: list(books.conn.execute(reception_day.select()))) if row.plan_id
    ]
    assert planned_ones
    for day in (hidden, planned_ones[0]):
        assert f"/receptions/days/{day}/campaign" not in (await browser.get(f"/receptions/days/{day}")).text
        assert (await browser.get(f"/receptions/days/{day}/campaign")).status == 404
        assert (await browser.post(f"/receptions/days/{day}/campaign", {"campaign": ""})).status == 404
