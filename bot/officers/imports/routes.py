"""Which addresses does the room of lists have?"""

from __future__ import annotations

from bot.officers.imports import answers, lists, one_list, past_lists
from bot.officers.imports.answers import WHERE
from bot.officers.route import Route, get, post, post_file
from casework.scope import May

_ONE = "/imports/{upload}"
_PAST = "/imports/past/{batch}"
ROUTES: tuple[Route, ...] = (
    get("/imports", May.IMPORTS, lists.show, opens=True),
    post_file("/imports", May.IMPORTS, lists.take_in),
    get(_ONE, May.IMPORTS, one_list.show, "upload"),
    post(f"{_ONE}/cells", May.IMPORTS, answers.type_cells, "upload", takes=(*WHERE, "same", "use", "keep", "c.#.#")),
    post(f"{_ONE}/accept", May.IMPORTS, answers.accept, "upload", takes=(*WHERE, "kind")),
    post(f"{_ONE}/take-back", May.IMPORTS, answers.take_back, "upload", takes=WHERE),
    post(
        f"{_ONE}/columns", May.IMPORTS, answers.explain, "upload", takes=(*WHERE, "columns", "sheet", "sender", "col.#")
    ),
    post(f"{_ONE}/again", May.IMPORTS, answers.look_anew, "upload", takes=WHERE),
    post(f"{_ONE}/write", May.IMPORTS, answers.write, "upload", takes=WHERE),
    post(f"{_ONE}/discard", May.IMPORTS, answers.discard, "upload", takes=WHERE),
    get(_PAST, May.IMPORTS, past_lists.show, "batch"),
    get(f"{_PAST}/undo", May.IMPORTS, past_lists.ask_undo, "batch"),
    post(f"{_PAST}/undo", May.IMPORTS, past_lists.undo, "batch", takes=()),
)
