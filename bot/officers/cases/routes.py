"""Which pages does the room of cases have? ``decision`` is looked at, ``case_to_work_on`` by whoever sees its names too."""

from __future__ import annotations

from bot.officers.cases import course, letter, money, notes, page, search, taking_back, urgent, why, withdrawing
from bot.officers.cases.acting import STEPS
from bot.officers.route import Route, get, post
from casework.scope import May

ROUTES: tuple[Route, ...] = (
    get("/cases", May.CASES, search.search, opens=True),
    post("/cases", May.CASES, search.find, takes=("words", "before"), reads=True),
    get("/cases/urgent", May.URGENT, urgent.show),
    post("/cases/urgent", May.URGENT, urgent.open_one, takes=urgent.FIELDS),
    get("/cases/{decision}", May.CASES, page.show, "decision"),
    get("/cases/{decision}/letter", May.CASES, letter.show, "decision"),
    post("/cases/{decision}/letter", May.CASES, letter.print_letter, "decision", takes=letter.FIELDS),
    post("/cases/{decision}/note", May.CASES, notes.write, "case_to_work_on", takes=("note",)),
    get("/cases/{decision}/payment", May.CASES, money.show_payment, "case_to_work_on"),
    post("/cases/{decision}/payment", May.CASES, money.payment, "case_to_work_on", takes=(*money.PAYMENT, *STEPS)),
    get("/cases/{decision}/promise", May.CASES, money.show_promise, "case_to_work_on"),
    post("/cases/{decision}/promise", May.CASES, money.promise, "case_to_work_on", takes=money.PROMISE),
    get("/cases/{decision}/event", May.CASES, course.show_event, "case_to_work_on"),
    post("/cases/{decision}/event", May.CASES, course.event, "case_to_work_on", takes=(*course.EVENT, *STEPS)),
    get("/cases/{decision}/service", May.CASES, course.show_service, "case_to_work_on"),
    post("/cases/{decision}/service", May.CASES, course.service, "case_to_work_on", takes=(*course.SERVICE, *STEPS)),
    get("/cases/payment/{payment}", May.CASES, money.show_reversal, "payment"),
    post("/cases/payment/{payment}", May.CASES, money.reversal, "payment", takes=taking_back.TAKES),
    get("/cases/event/{event}", May.CASES, course.show_annulment, "case_event"),
    post("/cases/event/{event}", May.CASES, course.annulment, "case_event", takes=taking_back.TAKES),
    get("/cases/promise/{promise}", May.CASES, withdrawing.show, "promise"),
    post("/cases/promise/{promise}", May.CASES, withdrawing.withdraw, "promise", takes=taking_back.TAKES),
    post("/cases/note/{note}/delete", May.CASES, notes.delete, "case_note", takes=()),
    get("/cases/message/{message}", May.CASES, why.show, "case_message"),
)
