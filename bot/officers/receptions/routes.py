"""The pages of receptions and what each does."""

from __future__ import annotations

from bot.officers.receptions import (
    booking_page,
    calendar,
    day_campaign,
    day_page,
    desk,
    desk_steps,
    follow_ups,
    identify,
    moving,
    new_booking,
    new_day,
    papers,
    plan_pages,
)
from bot.officers.route import Route, get, post
from casework.scope import May

_ROOM = May.RECEPTIONS
_DAY, _BOOKING, _PLAN = "reception_day", "booking", "reception_plan"

ROUTES: tuple[Route, ...] = (
    get("/receptions", _ROOM, calendar.show, opens=True),
    post("/receptions/find", _ROOM, calendar.find, takes=("code",), reads=True),
    get("/receptions/new", _ROOM, new_day.show_day),
    post("/receptions/new", _ROOM, new_day.make_day, takes=new_day.DAY),
    get("/receptions/plans", _ROOM, plan_pages.listed),
    get("/receptions/plans/new", _ROOM, new_day.show_plan),
    post("/receptions/plans/new", _ROOM, new_day.make, takes=new_day.PLAN),
    get("/receptions/plans/{plan}", _ROOM, plan_pages.show, _PLAN),
    post("/receptions/plans/{plan}/day", _ROOM, plan_pages.change_day, _PLAN, takes=("on", "to", "why")),
    post("/receptions/plans/{plan}/end", _ROOM, plan_pages.end, _PLAN, takes=()),
    get("/receptions/calls", _ROOM, follow_ups.show_calls),
    get("/receptions/owed", _ROOM, follow_ups.show_owed),
    get("/receptions/waiting", _ROOM, follow_ups.show_waiting),
    get("/receptions/register", _ROOM, papers.show_register),
    post("/receptions/register", _ROOM, papers.make_register, takes=("first", "last"), reads=True),
    get("/receptions/days/{day}", _ROOM, day_page.show, _DAY),
    get("/receptions/days/{day}/move", _ROOM, moving.show, _DAY),
    post("/receptions/days/{day}/move", _ROOM, moving.do, _DAY, takes=moving.FIELDS),
    post("/receptions/days/{day}/undo-move", _ROOM, moving.undo, _DAY, takes=()),
    get("/receptions/days/{day}/campaign", _ROOM, day_campaign.show, _DAY),
    post("/receptions/days/{day}/campaign", _ROOM, day_campaign.give, _DAY, takes=day_campaign.FIELDS),
    get("/receptions/days/{day}/book", _ROOM, new_booking.show, _DAY),
    post("/receptions/days/{day}/book", _ROOM, new_booking.book, _DAY, takes=new_booking.FIELDS),
    get("/receptions/days/{day}/desk", _ROOM, desk.show, _DAY),
    post("/receptions/days/{day}/desk", _ROOM, desk.typed, _DAY, takes=("line", "numbered", "last")),
    post("/receptions/days/{day}/walk-in", _ROOM, desk.walk_in, _DAY, takes=desk.WALK_IN),
    post("/receptions/days/{day}/pages", _ROOM, papers.pages, _DAY, takes=(), reads=True),
    post("/receptions/days/{day}/screen", _ROOM, papers.screen, _DAY, takes=(), reads=True),
    post("/receptions/days/{day}/team", _ROOM, papers.team, _DAY, takes=(), reads=True),
    get("/receptions/bookings/{booking}", _ROOM, booking_page.show, _BOOKING),
    get("/receptions/bookings/{booking}/move", _ROOM, booking_page.show_move, _BOOKING),
    post("/receptions/bookings/{booking}/move", _ROOM, booking_page.move, _BOOKING, takes=("slot", "told", "sure")),
    post("/receptions/bookings/{booking}/cancel", _ROOM, booking_page.cancel, _BOOKING, takes=("told",)),
    post("/receptions/bookings/{booking}/came", _ROOM, desk_steps.came, _BOOKING, takes=()),
    post("/receptions/bookings/{booking}/missed", _ROOM, desk_steps.missed, _BOOKING, takes=()),
    post("/receptions/bookings/{booking}/undo", _ROOM, desk_steps.undo, _BOOKING, takes=()),
    get("/receptions/bookings/{booking}/outcome", _ROOM, desk_steps.show_outcome, _BOOKING),
    post("/receptions/bookings/{booking}/outcome", _ROOM, desk_steps.write_outcome, _BOOKING, takes=desk_steps.OUTCOME),
    get("/receptions/bookings/{booking}/identify", _ROOM, identify.show, _BOOKING),
    post("/receptions/bookings/{booking}/identify", _ROOM, identify.identify, _BOOKING, takes=("named", "papers")),
    post(
        "/receptions/bookings/{booking}/called",
        _ROOM,
        follow_ups.write_call,
        _BOOKING,
        takes=("result", "on", "at", "note"),
    ),
    post("/receptions/bookings/{booking}/given", _ROOM, follow_ups.write_given, _BOOKING, takes=("what",)),
)
