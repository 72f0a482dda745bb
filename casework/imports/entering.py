"""How does a list get into the books together with what somebody said about it?"""

from __future__ import annotations

from collections.abc import Mapping

from casework.books import Books
from casework.imports import batches, mappings, uploads
from casework.imports.batches import Written
from casework.imports.case_list import CaseList
from casework.imports.differences import Progress
from casework.imports.second_person import ImportRefused


class BooksMoved(ImportRefused):
    """The books are not those that the list was compared with."""

    def __init__(self) -> None:
        super().__init__(
            "Sổ đã thay đổi sau khi so sánh nên chưa ghi gì. Danh sách đã được so lại, hãy xem số mới rồi bấm ghi lần nữa."
        )


def enter(
    books: Books,
    case_list: CaseList,
    *,
    sender: str | None,
    agency_id: int,
    staff_id: int | None,
    approved_by: int | None = None,
    progress: Progress | None = None,
) -> Written:
    """The list, and what its columns were said to mean, in one transaction."""
    written = batches.write(
        books, case_list, agency_id=agency_id, staff_id=staff_id, approved_by=approved_by, progress=progress
    )
    if sender:
        mappings.remember(books, agency_id, sender, case_list.columns, staff_id)
    return written


def enter_upload(
    books: Books,
    upload_id: int,
    version: int,
    case_list: CaseList,
    seen: Mapping[str, int],
    approved_by: int | None = None,
    progress: Progress | None = None,
) -> Written:
    """An uploaded list as it was ``seen`` (what it changes): written and closed, or nothing of it.

    Raises ``ImportRefused``: answered or written by somebody else meanwhile, other changes than those seen, nobody else agreed.
    """
    upload = uploads.claim(books, upload_id, version)
    written = enter(
        books,
        case_list,
        sender=upload.sender or None,
        agency_id=upload.agency_id,
        staff_id=upload.uploaded_by,
        approved_by=approved_by,
        progress=progress,
    )
    if written.difference.as_changes() != dict(seen):
        raise BooksMoved
    uploads.close(books, upload_id, written.batch_id)
    return written
