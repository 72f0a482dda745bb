"""An attacker guesses for five hours in four ways while honest people link their chats; every draw comes from one seed."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework import link_limits
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.encryption import Keys
from casework.linking import Linked, Outcome, Refused, WaitUntil, try_link
from casework.linking_codes import ALPHABET, SELECTOR_SIGNS, check_sign
from casework.tables.contacts import link
from casework.tables.linking import link_attempt, link_guard
from tests.builders import a_person, a_staff_member, an_agency
from tests.casework.chats import CheapHash, Letter, a_chat, a_letter

PARTIES = 300
STOLEN = 20  # letters whose code the attacker has read; their owners are not among the honest
HASHES_AT_MOST = 50
Guess = tuple[str, str, str]  # chat address, code, digits
Strategy = Callable[[random.Random, list[Letter], int], Guess]


def _digits(rng: random.Random) -> str:
    return f"{rng.randrange(10**6):06d}"


def _completed(signs: str) -> str:
    """A code that looks right: the check sign fits and a letter and a digit are in."""
    return signs + check_sign(signs)


def _random_signs(rng: random.Random, count: int) -> str:
    return "A7" + "".join(rng.choices(ALPHABET, k=count - 2))


def random_codes(rng: random.Random, _letters: list[Letter], number: int) -> Guess:
    return f"90{number % 50}", _completed(_random_signs(rng, 11)), _digits(rng)


def known_selectors(rng: random.Random, letters: list[Letter], number: int) -> Guess:
    selector = rng.choice(letters).code[:SELECTOR_SIGNS].replace("-", "")
    selector += rng.choice(letters).code.replace("-", "")[len(selector) : SELECTOR_SIGNS]
    return f"91{number % 50}", _completed(selector + _random_signs(rng, 6)), _digits(rng)


def stolen_letters(rng: random.Random, letters: list[Letter], number: int) -> Guess:
    return f"92{number % 200}", rng.choice(letters[:STOLEN]).code, _digits(rng)


def spread_thin(rng: random.Random, letters: list[Letter], number: int) -> Guess:
    way = rng.choice([random_codes, known_selectors, stolen_letters])
    return f"93{number % 1000}", *way(rng, letters, number)[1:]


STRATEGIES: tuple[Strategy, ...] = (random_codes, known_selectors, stolen_letters, spread_thin)


@dataclass
class Day:
    """What happened: the attacker's answers by strategy, the honest people's answers, the hashes computed."""

    answers: dict[str, list[Outcome]] = field(default_factory=dict)
    honest: list[Outcome] = field(default_factory=list)
    attackers_hash: CheapHash = field(default_factory=CheapHash)
    honest_hash: CheapHash = field(default_factory=CheapHash)


def _print_letters(books: Books) -> list[Letter]:
    staff = a_staff_member(books, an_agency(books))
    return [a_letter(books, seed=number, party=a_person(books), staff=staff) for number in range(PARTIES)]


def _own_digits(number: int) -> str:
    return f"{number + 1:06d}"  # the builders count identity numbers up


def _attack(books: Books, letters: list[Letter], rng: random.Random, day: Day, numbers: range, step: timedelta) -> None:
    assert isinstance(books.clock, SetClock)
    for number in numbers:
        for strategy in STRATEGIES:
            books.clock.set(books.clock.now() + step)
            address, code, digits = strategy(rng, letters, number)
            outcome = try_link(books, a_chat(books, address), code, digits, matches=day.attackers_hash)
            day.answers.setdefault(strategy.__name__, []).append(outcome)


def _honest_person(books: Books, letters: list[Letter], rng: random.Random, day: Day, number: int) -> None:
    """Types with a slip now and then, and comes from a chat of their own."""
    chat, letter = a_chat(books, f"10{number}"), letters[number]
    if rng.random() < 0.3:
        try_link(books, chat, letter.code[:-1] + "*", _own_digits(number), matches=day.honest_hash)
    if rng.random() < 0.2:
        try_link(books, chat, letter.code, "999999", matches=day.honest_hash)
    day.honest.append(try_link(books, chat, letter.code.lower(), _own_digits(number), matches=day.honest_hash))


@dataclass
class Reopening:
    """Opens the same database again and again, as restarts do."""

    url: str
    keys: Keys
    clock: SetClock
    opened: Database

    def again(self) -> Database:
        self.opened.close()
        self.opened = Database(self.url, self.keys, self.clock)
        return self.opened


@pytest.fixture
def reopening(database_url: str, keys: Keys, clock: SetClock) -> Iterator[Reopening]:
    one = Reopening(database_url, keys, clock, Database(database_url, keys, clock))
    yield one
    one.opened.close()


def _run(reopening: Reopening, guesses: int, honest: int) -> tuple[Day, list[Letter]]:
    """``guesses`` in all, over five hours, in pieces with a restart after each."""
    rng, day, pieces = random.Random(20261116), Day(), 10
    letters = reopening.opened.submit(_print_letters).result()
    each, step = guesses // len(STRATEGIES) // pieces, timedelta(hours=5) / guesses
    for piece in range(pieces):
        db = reopening.again()
        db.submit(_attack, letters, rng, day, range(piece * each, (piece + 1) * each), step).result()
        for person in range(piece * honest // pieces, (piece + 1) * honest // pieces):
            db.submit(_honest_person, letters, rng, day, STOLEN + person).result()
    return day, letters


def _check(reopening: Reopening, day: Day, letters: list[Letter], guesses: int) -> None:
    for strategy in STRATEGIES:
        answers = day.answers[strategy.__name__]
        assert len(answers) == guesses // len(STRATEGIES)
        assert all(isinstance(one, Refused | WaitUntil) for one in answers), strategy.__name__
    assert sum(isinstance(one, Linked) for one in day.honest) >= 0.99 * len(day.honest)
    assert day.attackers_hash.calls <= HASHES_AT_MOST
    db = reopening.again()
    by_chat = select(func.count()).select_from(link_attempt).group_by(link_attempt.c.contact_print)
    assert max(db.submit(lambda books: books.conn.execute(by_chat).scalars().all()).result()) <= 10
    failures = select(link_guard.c.party_id, link_guard.c.failures)
    spent = {row.party_id: row.failures for row in db.submit(lambda books: books.conn.execute(failures).all()).result()}
    assert {spent[letter.party] for letter in letters[:STOLEN]} == {10}  # each stolen letter: ten tries, then no more
    links = select(func.count()).select_from(link)
    assert db.submit(lambda books: books.conn.execute(links).scalar_one()).result() == sum(
        isinstance(one, Linked) for one in day.honest
    )
    assert db.submit(link_limits.alarms_since, reopening.clock.now() - timedelta(days=1)).result()


def test_five_thousand_guesses_open_nothing_and_honest_people_still_get_in(reopening: Reopening) -> None:
    day, letters = _run(reopening, 5_000, 120)
    _check(reopening, day, letters, 5_000)
    assert Counter(type(one).__name__ for one in day.honest) == {"Linked": 120}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_fifty_thousand_guesses_of_each_kind_open_nothing_either(reopening: Reopening) -> None:
    day, letters = _run(reopening, 200_000, 250)
    _check(reopening, day, letters, 200_000)


def test_a_chat_that_had_to_wait_still_has_to_after_a_restart(reopening: Reopening) -> None:
    db = reopening.opened
    letter = db.submit(lambda books: a_letter(books, party=a_person(books))).result()
    chat = db.submit(a_chat).result()
    for _ in range(5):
        db.submit(try_link, chat, letter.code, "999999", matches=CheapHash()).result()
    until = reopening.clock.now() + timedelta(hours=1)
    later = reopening.again()
    assert later.submit(try_link, chat, letter.code, "000001", matches=CheapHash()).result() == WaitUntil(instant=until)
