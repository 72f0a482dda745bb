"""Which pages has the inbox?"""

from __future__ import annotations

from bot.officers.inbox import acting, answering, explaining, lists, reading
from bot.officers.route import Route, get, post
from casework.scope import May

_ROOM, _THING = May.INBOX, "question"
ROUTES: tuple[Route, ...] = (
    get("/inbox", _ROOM, lists.show, opens=True),
    get("/inbox/news", _ROOM, lists.news, by_itself=True),
    get("/inbox/{question}", _ROOM, reading.show, _THING),
    get("/inbox/{question}/news", _ROOM, reading.news, _THING, by_itself=True),
    post("/inbox/{question}/take", _ROOM, acting.take, _THING, takes=()),
    post("/inbox/{question}/pass-on", _ROOM, acting.pass_on, _THING, takes=("to", "note", "held")),
    post("/inbox/{question}/close", _ROOM, acting.close, _THING, takes=("why",)),
    post("/inbox/{question}/call", _ROOM, acting.take_call, _THING, takes=("over",)),
    post("/inbox/{question}/called", _ROOM, acting.called, _THING, takes=("outcome", "note")),
    post("/inbox/{question}/preview", _ROOM, answering.preview, _THING, takes=answering.FIELDS, reads=True),
    post("/inbox/{question}/check", _ROOM, answering.check, _THING, takes=answering.FIELDS, reads=True),
    post("/inbox/{question}/answer", _ROOM, answering.answer, _THING, takes=answering.FIELDS),
    post("/inbox/{question}/back", _ROOM, answering.ask_back, _THING, takes=answering.FIELDS),
    get("/inbox/{question}/explanation", _ROOM, explaining.show, _THING),
    post("/inbox/{question}/explanation", _ROOM, explaining.propose, _THING, takes=explaining.FIELDS),
)
