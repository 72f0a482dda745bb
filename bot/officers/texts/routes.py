"""The pages of texts and law."""

from __future__ import annotations

from bot.officers.route import Route, get, post
from bot.officers.texts import deciding, editing, law_list, law_pages, own_law_edit, text_list, text_page
from casework.scope import May

ROUTES: tuple[Route, ...] = (
    get("/texts", May.TEXTS, text_list.show, opens=True),
    get("/texts/law", May.TEXTS, law_list.show),
    get("/texts/law/{explanation}", May.TEXTS, law_pages.show, "explanation"),
    post(
        "/texts/law/{explanation}/decide",
        May.TEXTS,
        law_pages.decide,
        "explanation",
        takes=("do", "words", "note"),
        fresh=True,
    ),
    get("/texts/own/{proposal}/edit", May.TEXTS, own_law_edit.show, "proposal"),
    post("/texts/own/{proposal}/edit", May.TEXTS, own_law_edit.save, "proposal", takes=(*own_law_edit.FIELDS, "do")),
    get("/texts/provision/{provision}", May.TEXTS, law_pages.provision, "provision"),
    get("/texts/t/{text}", May.TEXTS, text_page.show, "text"),
    get("/texts/t/{text}/edit", May.TEXTS, editing.show, "text"),
    post("/texts/t/{text}/edit", May.TEXTS, editing.save, "text", takes=editing.TAKES),
    post("/texts/t/{text}/check", May.TEXTS, editing.check, "text", takes=editing.TAKES, reads=True),
    post("/texts/t/{text}/submit", May.TEXTS, deciding.submit, "text", takes=("version",)),
    post("/texts/t/{text}/approve", May.TEXTS, deciding.approve, "text", takes=("version", "words"), fresh=True),
    post("/texts/t/{text}/return", May.TEXTS, deciding.send_back, "text", takes=("version", "note")),
    post("/texts/t/{text}/retire", May.TEXTS, deciding.retire, "text", takes=("version",), fresh=True),
)
