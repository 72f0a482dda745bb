"""A wrong or dead address is a task until somebody was reached; the person may end it by linking anew."""

from __future__ import annotations

import pytest
from sqlalchemy import literal, select

from casework.books import Books
from casework.contacts import mark_dead
from casework.db.ids import new_id
from casework.links import begin_link
from casework.repairs import RepairRefused, State, Why, death_is_checked, end_repair, open_repair, open_repairs, repair
from casework.tables.follow_ups import repair as repairs
from tests.builders import a_case, a_person
from tests.casework.chats import a_chat
from tests.casework.in_communes import a_case_in, a_commune
from tests.casework.sealed import clear_text_of


def whys(books: Books) -> list[Why]:
    return [one.why for one in open_repairs(books)]


def test_the_last_chat_that_dies_opens_one_and_a_chat_besides_does_not(books: Books) -> None:
    case = a_case(books)
    one, other = a_chat(books), a_chat(books, "1002")
    for chat in (one, other):
        begin_link(books, chat, case.debtor)
    mark_dead(books, one, "blocked")
    assert whys(books) == []
    mark_dead(books, other, "blocked")
    (task,) = open_repairs(books)
    assert (task.party_id, task.contact_id, task.why) == (case.debtor, other, Why.DEAD_CHAT)


def test_a_dead_chat_that_was_nobodys_opens_none(books: Books) -> None:
    mark_dead(books, a_chat(books), "blocked")
    assert open_repairs(books) == []


def test_a_person_has_one_at_a_time_with_the_gravest_reason(books: Books) -> None:
    person, chat = a_person(books), a_chat(books)
    first = open_repair(books, person, Why.DEAD_CHAT)
    assert open_repair(books, person, Why.WRONG_PERSON, contact_id=chat, note="người khác nghe máy") == first
    assert open_repair(books, person, Why.NO_CHAT) == first
    (task,) = open_repairs(books)
    assert (task.why, task.contact_id, task.note) == (Why.WRONG_PERSON, chat, "người khác nghe máy")
    assert "nghe máy" not in clear_text_of(books, repairs)


def test_linking_anew_ends_it_but_not_the_question_whether_somebody_has_died(books: Books) -> None:
    person, sick = a_person(books), a_person(books)
    mended = open_repair(books, person, Why.DEAD_CHAT) or 0
    open_repair(books, sick, Why.DECEASED_SAID)
    begin_link(books, a_chat(books), person)
    begin_link(books, a_chat(books, "1002"), sick)
    ended = repair(books, mended)
    assert ended is not None
    assert (ended.state, ended.done_by) == (State.REACHED, None)
    assert whys(books) == [Why.DECEASED_SAID]


def test_nobody_is_reminded_while_a_death_is_being_checked(books: Books) -> None:
    case = a_case(books)

    def checked() -> bool:
        return bool(books.conn.execute(select(death_is_checked(literal(case.debtor)))).scalar())

    assert not checked()
    told = open_repair(books, case.debtor, Why.DECEASED_SAID) or 0
    assert checked()
    end_repair(books, told, State.NOT_FOUND, case.officer, note="xã xác nhận còn sống")
    assert not checked()


def test_it_is_ended_once_by_whoever_saw_to_it(books: Books) -> None:
    case = a_case(books)
    made = open_repair(books, case.debtor, Why.MOVED) or 0
    ended = end_repair(books, made, State.REACHED, case.officer, note="số mới của con trai")
    assert (ended.state, ended.done_by, ended.note) == (State.REACHED, case.officer, "số mới của con trai")
    for gone in (made, new_id()):
        with pytest.raises(RepairRefused):
            end_repair(books, gone, State.NOT_FOUND, case.officer)


def test_they_are_listed_by_commune_and_a_stranger_has_none(books: Books) -> None:
    near, far = a_commune(books), a_commune(books, "xã Tân Lập")
    here, there = a_case_in(books, near), a_case_in(books, far)
    for case in (here, there):
        open_repair(books, case.debtor, Why.MOVED)
    assert [one.party_id for one in open_repairs(books, communes=[near])] == [here.debtor]
    assert open_repair(books, new_id(), Why.MOVED) is None
