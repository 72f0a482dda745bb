"""What is being read, written or taken back right now, and what was found in the lists looked at last?

A list is read in a process of its own and judged in threads, one list at a time; pages only look here. Nothing here is needed
to go on after a restart: what was read is read again, and what was not committed was not written.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.officers.imports.found import BROKEN, Compared, Step, Unread
from casework.clock import today
from casework.db.engine import Database
from casework.imports import uploads
from casework.imports.assignable import explained, known_officers
from casework.imports.case_list import CaseList
from casework.imports.columns import unknown_of
from casework.imports.corrections import corrected
from casework.imports.differences import plan
from casework.imports.entering import enter_upload
from casework.imports.explained import NoSuchField
from casework.imports.kept_files import FileGone, let_go, read_kept, sweep
from casework.imports.reading_apart import open_apart
from casework.imports.refusals import FileRefused, NotACaseList
from casework.imports.rows import read_case_list
from casework.imports.second_person import ImportRefused
from casework.imports.undoing import Undone, undo
from casework.imports.uploads import Upload
from casework.staff import Staff

_log = logging.getLogger(__name__)
WRITING = "writing"
REMEMBERED = 3  # lists
MOST_ROWS = 150_000  # of all of them together: a hundred thousand take 300 MiB
SWEPT_FIRST = 60.0
SWEPT_EVERY = 6 * 3600.0
GIVES_WAY = 0.1  # seconds: whoever pressed is answered first, where one writer has all of the books for himself
LAST_WORDS = 30.0  # seconds that a server which stops waits


class UnderWay:
    """The work of one server."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.folder = folder
        self.bringing: set[int] = set()  # who is sending a file right now
        self._db = db
        self._turn = asyncio.Semaphore(1)
        self._steps: dict[int, Step] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._found: OrderedDict[int, Compared | Unread] = OrderedDict()
        self._refusals: dict[int, str] = {}
        self._undone: OrderedDict[int, Undone] = OrderedDict()

    def step(self, one: int) -> Step | None:
        """How far the work on this upload, or the taking back of this batch, is; None: nothing is being done."""
        return self._steps.get(one)

    def is_writing(self, upload_id: int) -> bool:
        """Whether the list is on its way into the books: who answers now would wait for that, and come too late."""
        step = self._steps.get(upload_id)
        return step is not None and step.phase == WRITING

    def found(self, upload: Upload) -> Compared | Unread | None:
        """What the list comes to with everything that was answered so far; None: it has to be looked at."""
        found = self._found.get(upload.id)
        return found if found is not None and found.version == upload.version else None

    def asks_for_another(self, upload: Upload) -> bool:
        """Whether somebody else has to agree, as far as it was looked at here."""
        found = self.found(upload)
        return isinstance(found, Compared) and found.difference.needs_second_person

    def refusal(self, one: int) -> str:
        """Why the last thing asked for was not done; told until something else is asked."""
        return self._refusals.get(one, "")

    def undone(self, batch_id: int) -> Undone | None:
        """What was taken back here lately."""
        return self._undone.get(batch_id)

    def look(self, upload: Upload) -> None:
        """Read the list, or what is new about it, unless that is being done."""
        self._begin(upload.id, "waits", self._look(upload))

    def write(self, upload: Upload, seen: Compared, approver: Staff | None) -> bool:
        """Write the list that was seen; False: something else is being done with it."""
        self.ask_anew(upload.id)
        return self._begin(upload.id, WRITING, self._write(upload, seen, approver))

    def take_back(self, batch_id: int, staff_id: int) -> None:
        """Undo a batch."""
        self.ask_anew(batch_id)
        self._begin(batch_id, "undoing", self._take_back(batch_id, staff_id))

    def ask_anew(self, one: int) -> None:
        """Something else is asked: what was told about the last is over."""
        self._refusals.pop(one, None)

    def forget(self, upload_id: int) -> None:
        """Look at it anew when it is next asked for."""
        self._found.pop(upload_id, None)

    async def settle(self, one: int, seconds: float) -> None:
        """Wait a moment: short lists are through at once."""
        task = self._tasks.get(one)
        if task is not None:
            await asyncio.wait([task], timeout=seconds)

    async def keep_tidy(self) -> None:
        """Now and then: files kept for thirty days, and those that no upload names, go."""
        swept = False
        while True:
            await asyncio.sleep(SWEPT_EVERY if swept else SWEPT_FIRST)
            swept = True
            self._found.clear()  # what people looked at this morning need not lie in the memory all day
            try:
                old, wanted = await self._db.write(uploads.forget_old)
                await asyncio.to_thread(self._remove, old, wanted)
            except (SQLAlchemyError, OSError):
                _log.exception("import_files_not_swept")

    async def end(self) -> None:
        """The server stops: what is being written is waited for, it is in the database's hands."""
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_WORDS)

    # -- the work -----------------------------------------------------------------------------------------------------

    def _begin(self, one: int, phase: str, work: Coroutine[Any, Any, None]) -> bool:
        if one in self._tasks:
            work.close()
            return False
        self._steps[one] = Step(phase)
        self._tasks[one] = asyncio.create_task(self._done(one, work))
        return True

    async def _done(self, one: int, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:  # nobody waits for it: the page tells, the log says why
            _log.exception("import_work_failed")
            self._refusals[one] = (
                "Việc này bị ngắt giữa chừng, chưa có gì được ghi. Hãy thử lại; nếu vẫn vậy, báo người quản trị."
            )
        finally:
            del self._tasks[one], self._steps[one]

    async def _look(self, upload: Upload) -> None:
        step = self._steps[upload.id]
        async with self._turn:
            before = self._found.get(upload.id)
            try:
                found: Compared | Unread = await self._compared(upload, before, step)
            except (FileRefused, NoSuchField) as refused:
                code = refused.code.value if isinstance(refused, FileRefused) else "mapping"
                unknown = unknown_of(refused) if isinstance(refused, NotACaseList) else ()
                found = Unread(version=upload.version, code=code, said=_for_the_page(refused), unknown=unknown)
            except FileGone:
                found = Unread(version=upload.version, code="gone", said="")
            except Exception:  # whatever a file from others can still bring about: told, and the server goes on
                _log.exception("import_not_read")
                found = Unread(version=upload.version, code=BROKEN, said="")
            self._remember(upload.id, found)

    def _remember(self, upload_id: int, found: Compared | Unread) -> None:
        """The lists looked at last, as long as they are not too much together."""
        self._found[upload_id] = found
        self._found.move_to_end(upload_id)
        while len(self._found) > 1 and (len(self._found) > REMEMBERED or self._rows() > MOST_ROWS):
            self._found.popitem(last=False)

    def _rows(self) -> int:
        return sum(len(found.file.rows) for found in self._found.values() if isinstance(found, Compared))

    async def _compared(self, upload: Upload, before: Compared | Unread | None, step: Step) -> Compared:
        """Only answers to cells came since: what was read before is what the file says."""
        db, cells = self._db, upload.answers.cells
        how = (upload.answers.columns, upload.sheet, upload.sender)
        if isinstance(before, Compared) and before.how == how:
            file = before.file
        else:
            file = await self._read(upload, step)
        step.go_on("checking")
        case_list = await asyncio.to_thread(corrected, file, cells) if cells else file
        step.go_on("comparing")
        found = await db.read(plan, case_list, upload.agency_id, step.tell)
        return Compared(
            version=upload.version,
            how=how,
            typed=cells,
            file=file,
            case_list=case_list,
            difference=found.difference,
        )

    async def _read(self, upload: Upload, step: Step) -> CaseList:
        if upload.stored_as is None:
            raise FileGone
        kept = (self.folder, self._db.keys, upload.id, upload.stored_as, upload.size)
        content = await asyncio.to_thread(read_kept, *kept)
        said = await self._db.read(explained, upload.agency_id, upload.answers.columns, upload.sender or None)
        officers = await self._db.read(known_officers)
        step.go_on("reading")
        return await asyncio.to_thread(
            read_case_list,
            content,
            upload.file_name,
            today=today(self._db.clock),
            officers=officers,
            sheet=upload.sheet or None,
            progress=step.tell,
            opener=open_apart,
            explained=said,
        )

    async def _write(self, upload: Upload, seen: Compared, approver: Staff | None) -> None:
        step = self._steps[upload.id]
        await asyncio.sleep(GIVES_WAY)
        try:
            await self._db.write(
                enter_upload,
                upload.id,
                seen.version,
                seen.case_list,
                seen.difference.as_changes(),
                None if approver is None else approver.id,
                step.tell,
            )
        except ImportRefused as refused:
            self._refusals[upload.id] = str(refused)
            await self._not_written(upload.id)
        except SQLAlchemyError:
            _log.exception("import_not_written")
            self._refusals[upload.id] = "Chưa ghi được vào sổ, chưa có gì được ghi. Hãy thử lại sau ít phút."
            await self._not_written(upload.id)
        self.forget(upload.id)

    async def _not_written(self, upload_id: int) -> None:
        with suppress(SQLAlchemyError):  # the note that writing was begun stays, and is told as a cut
            await self._db.write(uploads.cut_off, upload_id)

    async def _take_back(self, batch_id: int, staff_id: int) -> None:
        await asyncio.sleep(GIVES_WAY)
        try:
            self._undone[batch_id] = await self._db.write(undo, batch_id, staff_id)
        except ImportRefused as refused:
            self._refusals[batch_id] = str(refused)
        except SQLAlchemyError:
            _log.exception("import_not_undone")
            self._refusals[batch_id] = "Chưa hoàn tác được, sổ vẫn như trước. Hãy thử lại sau ít phút."
        while len(self._undone) > REMEMBERED:
            self._undone.popitem(last=False)

    def _remove(self, old: list[str], wanted: set[str]) -> None:
        for name in old:
            let_go(self.folder, name)
        sweep(self.folder, wanted)


def _for_the_page(refused: FileRefused | NoSuchField) -> str:
    """The sentence without the terminal's option: the page has a place for what it asks."""
    return str(refused).replace(" bằng --map ", " ở phần dưới, ghi ").replace(" vào --map.", " vào phần dưới.")
