"""Every seat's code opens the chat of its person; what is used up is printed anew; a real agency shows none."""

from __future__ import annotations

from sqlalchemy import select

from bot.demo.codes import SeatNow, codes_for
from casework import contacts, linking
from casework.audit import Action
from casework.books import Books
from casework.db.engine import Database
from casework.links import EndedBy, unlink
from casework.tables.audit import audit_entry
from tests import builders


def link(books: Books, address: str, seat: SeatNow) -> linking.Outcome:
    contact = contacts.meet(books, "web", address)
    assert seat.code is not None
    return linking.try_link(books, contact.id, seat.code, seat.digits or "123456")


async def test_every_code_links_its_person_and_the_organisation_waits_for_an_officer(demo: Database) -> None:
    seats = await codes_for(demo).seats()

    outcomes = [await demo.write(link, f"chat {now.seat.number}", now) for now in seats if now.code]

    assert len(outcomes) == 13
    assert sum(isinstance(one, linking.Linked) for one in outcomes) == 12
    assert isinstance(outcomes[4], linking.AwaitsOfficer)
    assert seats[-1].code is None


async def test_looking_again_keeps_the_codes_and_a_used_one_is_printed_anew(demo: Database) -> None:
    codes = codes_for(demo)
    first = await codes.seats()
    assert await codes.seats() == first

    await demo.write(link, "one chat", first[0])
    then = await codes.seats()
    assert then[0].code not in (None, first[0].code)
    assert then[0].chats == 1
    assert then[1:] == first[1:]


async def test_whoever_has_two_chats_gets_no_further_code_until_one_is_cut(demo: Database) -> None:
    codes = codes_for(demo)
    for address in ("one", "two"):
        await demo.write(link, address, (await codes.seats())[0])
    assert (await codes.seats())[0].code is None

    def cut(books: Books) -> None:
        unlink(books, contacts.meet(books, "web", "one").id, EndedBy.PERSON)

    await demo.write(cut)
    assert (await codes.seats())[0].code is not None


async def test_no_code_is_printed_for_people_of_a_real_agency(db: Database) -> None:
    await db.write(builders.an_agency)

    assert await codes_for(db).seats() == []
    assert codes_for(db).seats_at_start() == []
    printed = select(audit_entry).where(audit_entry.c.action == Action.LINK_CODE_PRINTED.value)
    assert await db.read(lambda books: books.conn.execute(printed).all()) == []


def test_the_command_and_the_page_show_the_same_codes(demo: Database) -> None:
    assert codes_for(demo) is codes_for(demo)
    assert codes_for(demo).seats_at_start() == codes_for(demo).seats_at_start()
