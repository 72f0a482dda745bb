"""How do empty books become the demo agency's? Through the product's own rules, as its staff would have written them.

Every day is counted from the clock's today, so the demo is alive whenever it begins. What happened before today is
written with a clock that stood there then; all of it is one transaction, so an interrupted start leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from sqlalchemy import select

from bot.demo import money, story
from bot.demo.cast import SET_UP, Cast, then
from bot.demo.story import Case, Person
from casework import accounts, decisions, obligations, people, places, staff, working_days
from casework import agency as agencies
from casework.agency import AgencyFacts
from casework.audit import SYSTEM
from casework.books import Books
from casework.clock import today
from casework.decisions import DecisionFacts, Origin, PartyRole, ReviewResult, Status
from casework.judgments import upsert_judgment
from casework.obligations import Kind, LineFacts
from casework.people import PartyFacts, PartyKind
from casework.places_seed import seed_places
from casework.staff import Role, StaffFacts
from casework.tables.places import province as provinces

REQUESTED = 7  # days before the decision
STANDS_SINCE = 90  # days ago at most: grounds are those of the law of 2025
_GROUNDS = {
    Status.NO_MEANS: "Điều 38 Luật Thi hành án dân sự 2025",
    Status.DEFERRED: "Điều 46 Luật Thi hành án dân sự 2025",
    Status.SUSPENDED: "Điều 47 Luật Thi hành án dân sự 2025",
    Status.TERMINATED: "Điều 48 Luật Thi hành án dân sự 2025",
    Status.FINISHED: "Đã nộp đủ theo biên lai",
}
Tell = Callable[[str], None]


class NotADemo(Exception):
    """The books belong to an agency that is not invented."""


def seed(books: Books, tell: Tell) -> bool:
    """Write the demo into empty books; False when it is there already. Raises ``NotADemo``. Takes a few seconds."""
    from bot.demo import scenes

    known = agencies.the_agency(books)
    if known is not None:
        if not known.demo:
            raise NotADemo
        return False
    cast = Cast(today=today(books.clock))
    tell("Ghi tên tỉnh, xã, phường hiện nay và trước đây…")
    seed_places(books)
    tell("Lập cơ quan mẫu, cán bộ, tài khoản nhận tiền, lịch làm việc…")
    _agency(then(books, cast.today, SET_UP), cast)
    tell("Ghi đương sự và quyết định thi hành án…")
    _people(then(books, cast.today, SET_UP), cast)
    for case in story.cases():
        _case(books, cast, case)
    money.play_money(books, cast)
    tell("Mở ngày tiếp công dân, câu hỏi, lịch hẹn và một đợt nhắc…")
    scenes.play(books, cast)
    return True


def _agency(books: Books, cast: Cast) -> None:
    told = story.agency()
    cast.communes = commune_ids(books)
    province = books.conn.execute(select(provinces.c.id).where(provinces.c.code == told["province"])).scalar_one()
    shown = ("name", "address", "phone", "site", "bot_name", "office_hours")
    facts = AgencyFacts(**{key: told[key] for key in shown}, province_id=province)
    cast.agency_id = agencies.set_up_demo_agency(books, facts)
    for office in told["office"]:
        about = {key: office[key] for key in ("name", "address", "phone")}
        looks_after = [cast.communes[name] for name in office["communes"]]
        cast.offices[office["key"]] = agencies.add_office(
            books, agency_id=cast.agency_id, communes=looks_after, **about
        )
    _staff(books, cast)
    _account(books, cast)
    for year in (cast.today.year, cast.today.year + 1):
        working_days.seed_year(books, year)
        working_days.confirm_year(books, year, cast.staff["truong"])


def commune_ids(books: Books) -> dict[str, int]:
    """The ids of the communes that the demo names. Raises ``LookupError`` for one that is not there."""
    told = story.agency()
    ids: dict[str, int] = {}
    for name in (name for office in told["office"] for name in office["communes"]):
        found = places.find_commune(books, name, province=told["province"])
        if not isinstance(found, places.CommuneFound):
            raise LookupError(name)
        ids[name] = found.commune.id
    return ids


def _staff(books: Books, cast: Cast) -> None:
    for one in story.agency()["staff"]:
        facts = StaffFacts(
            agency_id=cast.agency_id,
            login=one["login"],
            name=one["name"],
            title=one["title"],
            role=Role(one["role"]),
            office_id=cast.offices.get(one.get("office", "")),
            phone=one.get("phone"),
        )
        cast.staff[one["login"]] = staff.add(books, facts, SYSTEM)


def _account(books: Books, cast: Cast) -> None:
    told = story.agency()["account"]
    facts = accounts.AccountFacts(
        bank_bin=told["bank_bin"],
        bank_name=told["bank_name"],
        number=told["number"],
        holder=story.agency()["name"],
    )
    proposed = accounts.propose_account(books, cast.agency_id, facts, cast.staff[told["proposed_by"]])
    accounts.approve_account(books, proposed, cast.staff[told["approved_by"]])


def _people(books: Books, cast: Cast) -> None:
    for person in story.people().values():
        cast.parties[person.key] = people.add_party(books, _facts(cast, person))


def _facts(cast: Cast, person: Person) -> PartyFacts:
    parts: Iterable[str | None] = (person.address, person.commune)
    return PartyFacts(
        kind=PartyKind(person.kind),
        name=person.name,
        identity=person.identity,
        phone=person.phone,
        birth_year=person.born,
        address=", ".join(part for part in parts if part) or None,
        commune_id=cast.communes[person.commune] if person.commune else None,
        deceased="deceased" in person.flags,
        in_prison="in_prison" in person.flags,
    )


def _case(books: Books, cast: Cast, case: Case) -> None:
    issued_on, judged_on = cast.day(case.issued), cast.day(case.issued + 61)
    officer = cast.staff[case.officer]
    number, kind = case.judgment.split()
    entered = then(books, cast.today, case.issued)
    judgment = upsert_judgment(
        entered,
        cast.agency_id,
        f"{number}/{judged_on.year}/{kind}",
        court=story.agency()["court"],
        dated=judged_on,
    )
    debtor = story.people()[case.debtors[0]]
    of_the_state = case.creditor == money.STATE
    facts = DecisionFacts(
        agency_id=cast.agency_id,
        judgment_id=judgment,
        number=f"{case.number:03d}/QĐ-THADS",
        issued_on=issued_on,
        office_id=_office_of(entered, cast, debtor),
        officer_id=officer,
        commune_id=cast.communes[debtor.commune] if debtor.commune else None,
        review_result=ReviewResult(case.review),
        origin=Origin.EX_OFFICIO if of_the_state else Origin.ON_REQUEST,
        requested_on=None if of_the_state else cast.day(case.issued + REQUESTED),
        late_interest_rate=Decimal(case.rate) if case.rate else None,
    )
    decision = decisions.add_decision(entered, facts, entered_by=officer)
    cast.decisions[case.number] = decision
    roles = [(PartyRole.DEBTOR, key) for key in case.debtors] + [(PartyRole.CREDITOR, case.creditor)]
    if case.representative:
        roles.append((PartyRole.REPRESENTATIVE, case.representative))
    for role, key in roles:
        decisions.add_party_to(entered, decision, cast.parties[key], role)
    lines = [_line(cast, case, place) for place in range(len(case.lines))]
    cast.lines[case.number] = obligations.add_lines(entered, decision, lines, entered_by=officer)
    _history(books, cast, case)


def _line(cast: Cast, case: Case, place: int) -> LineFacts:
    told = case.lines[place]
    return LineFacts(
        kind=Kind(told.kind),
        content=told.words,
        amount=told.amount,
        debtor_id=cast.parties[told.debtor] if told.debtor else None,
        parts=money.parts_of_line(cast, case.number, place + 1),
    )


def _office_of(books: Books, cast: Cast, person: Person) -> int | None:
    office = agencies.office_of(books, cast.communes[person.commune]) if person.commune else None
    return office.id if office is not None else None


def _history(books: Books, cast: Cast, case: Case) -> None:
    """Served, paid, and come to where it stands."""
    decision, officer = cast.decisions[case.number], cast.staff[case.officer]
    if case.served is not None:
        noted = then(books, cast.today, case.served)
        decisions.record_service(noted, decision, cast.day(case.served), entered_by=officer)
    for turn, (amount, days) in enumerate(case.paid, start=1):
        receipt = f"BL-{case.number:03d}{turn:02d}"
        money.receive(books, cast, case, {"amount": amount, "days": days, "receipt": receipt})
    status = Status(case.status)
    if status is not Status.ENFORCING:
        since = min([days for _, days in case.paid], default=case.served or case.issued)
        day = then(books, cast.today, min(max(since - 1, 0), STANDS_SINCE))
        ground = _GROUNDS[status]
        decisions.change_status(day, decision, status, on=today(day.clock), ground=ground, entered_by=officer)
