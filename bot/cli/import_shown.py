"""How is a case list told after it was read: as one JSON object, or as lines for a clerk?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.cli import shown
from casework.imports.batches import NO_CHANGES, Batch, HeldRow, State, Written
from casework.imports.case_list import CaseList
from casework.imports.columns import Column, Columns
from casework.imports.differences import Difference
from casework.imports.doubts import Doubt
from casework.imports.entries import by_decision
from casework.imports.explained import How
from casework.imports.header_names import FIELDS_BY_NAME, Field, shown_name
from casework.imports.mappings import KnownMapping
from casework.imports.undoing import Undone
from casework.tidy import tidy

Cell = dict[str, Any]
_ROWS_SHOWN = 12  # of one doubt on the screen; all of them are in --json
_PAIRS_SHOWN = 10
_LONGEST_SHOWN = 160  # letters of a cell
_SEEN = 3  # digits
_MASKED = (Field.IDENTITY_NUMBER, Field.PHONE)
_KNOWN_BY = (Field.DECISION_NUMBER, Field.DEBTOR_NAME, Field.IDENTITY_NUMBER)
_EXPLAINED = (How.GIVEN, How.REMEMBERED)
_WORDS = {"new": "mới", "changed": "thay đổi", "unchanged": "như cũ", "gone": "không còn trong danh sách"}


def cells(
    case_list: CaseList, difference: Difference | None, doubtful: Sequence[Doubt] | None
) -> tuple[list[Cell], list[Cell]]:
    """Held and doubtful cells, those of the file and those that the books told, in the order of the sheet."""
    more_held = difference.waiting if difference is not None else ()
    flagged = doubtful if doubtful is not None else (difference.doubtful if difference is not None else ())
    held = [one.as_cell() for one in case_list.held] + [one.as_cell() for one in more_held]
    doubts = [one.as_cell() for one in case_list.doubtful] + [one.as_cell() for one in flagged]
    return sorted(held, key=_row), sorted(doubts, key=_row)


def shape(case_list: CaseList, difference: Difference | None, doubtful: Sequence[Doubt] | None) -> dict[str, Any]:
    """The object of ``gandan import --json``. Without books everything in the list is new."""
    held, doubts = cells(case_list, difference, doubtful)
    return {
        "file": case_list.file,
        "sheet": case_list.sheet,
        "header_row": case_list.header_row,
        "rows": len(case_list.rows),
        "accepted": _accepted(case_list, difference),
        "held": held,
        "doubtful": doubts,
        "changes": _changes(case_list, difference),
        "mapping": [_column(one) for one in case_list.columns.understood()],
        "pairs": [_pair(case_list, *rows) for rows in case_list.pairs],
    }


def lines(case_list: CaseList, difference: Difference | None, doubtful: Sequence[Doubt] | None) -> list[str]:
    """For the clerk: what was read, which cells wait, which are flagged, what changes."""
    held, doubts = cells(case_list, difference, doubtful)
    waiting = len(case_list.rows) - _accepted(case_list, difference)
    told = [
        f"{case_list.file}, trang «{case_list.sheet}», tiêu đề ở dòng {case_list.header_row}: "
        f"{shown.count(len(case_list.rows))} hồ sơ, giữ lại {shown.count(waiting)}."
    ]
    if case_list.unread_sheets:
        told.append(f"Không đọc các trang: {', '.join(case_list.unread_sheets)}.")
    if held:
        told += ["", f"Bị giữ ({shown.count(len(held))} ô): dòng chưa được ghi, hãy sửa hoặc xác nhận đề xuất."]
        told += [_cell(one) for one in held]
    told += _pairs(case_list)
    if case_list.unknown_officers:
        told.append(f"  Chấp hành viên chưa có trong sổ: {', '.join(case_list.unknown_officers)}")
    if doubts:
        told += ["", f"Nghi ngờ ({shown.count(len(doubts))} ô): được ghi và đánh dấu, hãy kiểm tra."]
        told += _by_reason(doubts)
    changes = ", ".join(f"{_WORDS[name]} {shown.count(many)}" for name, many in _changes(case_list, difference).items())
    return [*told, "", f"Quyết định: {changes}."]


def mapping(columns: Columns, given: str = "theo --map") -> list[str]:
    """What the clerk should see before anything is written: columns that were explained, and those that nobody knows.

    ``given``: how it is called what was said with this list.
    """
    told = []
    for one in columns.understood():
        if one.field is not None and one.how in _EXPLAINED:
            how = given if one.how is How.GIVEN else "như lần trước"
            told.append(f"Cột «{_seen_of(one.header)}» hiểu là «{shown_name(one.field)}» ({how}).")
        elif one.field is None and one.how is not How.UNKNOWN:
            told.append(f"Cột «{_seen_of(one.header)}» được bỏ qua.")
    if columns.unknown:
        told.append(f"Cột chưa hiểu, không dùng: {', '.join(f'«{_seen_of(header)}»' for header in columns.unknown)}.")
    return told


def mappings(known: Iterable[KnownMapping]) -> list[str]:
    """What is remembered of each sender's columns."""
    told = []
    for one in known:
        said = [
            f"«{name}» là «{shown_name(field)}»"
            for name, field in one.meant
            if field is not None and FIELDS_BY_NAME.get(name) is not field
        ]
        left = [f"bỏ qua «{name}»" for name, field in one.meant if field is None and name in FIELDS_BY_NAME]
        told.append(f"{one.sender} ({shown.moment(one.at)}): {'; '.join(said + left)}.")
    return told or ["Chưa nhớ cách hiểu cột nào."]


def mappings_shape(known: Iterable[KnownMapping]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {"sender": one.sender, "at": one.at.isoformat(), "columns": [{"header": h, "field": f} for h, f in one.meant]}
        for one in known
    ]


def needs_second(difference: Difference) -> list[str]:
    """A word before it is refused."""
    if not difference.needs_second_person:
        return []
    why = "thiếu" if difference.seems_cut else "kết thúc hoặc giảm tiền"
    return [f"Danh sách {why} hơn 5% số việc: khi ghi cần người thứ hai (--approved-by LOGIN)."]


def outcome(written: Written) -> str:
    """What the import came to."""
    if written.batch_id is None:
        return NO_CHANGES
    return f"Đã ghi, lần nhập số {written.batch_id}. Hoàn tác: gandan import --undo {written.batch_id}"


def undone(found: Undone) -> str:
    """What taking a list back came to."""
    return (
        f"Đã hoàn tác lần nhập {found.batch_id}: bỏ {shown.count(found.decisions_removed)} việc đã thêm, "
        f"trả lại {shown.count(found.decisions_restored)} việc như trước."
    )


def history(known: Iterable[Batch]) -> list[str]:
    """One line for each list that came in, newest first."""
    rows = [
        (str(one.id), shown.moment(one.at), one.file, f"{shown.count(one.accepted)}/{shown.count(one.rows)} hồ sơ",
         f"giữ {shown.count(one.held)}", "đã hoàn tác" if one.state is State.UNDONE else "")
        for one in known
    ]  # fmt: skip
    return shown.table(rows) or ["Chưa nhập danh sách nào."]


def history_shape(known: Iterable[Batch]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {"id": one.id, "file": one.file, "sheet": one.sheet, "state": one.state.value, "at": one.at.isoformat(),
         "rows": one.rows, "accepted": one.accepted, "held": one.held}
        for one in known
    ]  # fmt: skip


def held(rows: Iterable[HeldRow]) -> list[str]:
    """The rows that wait, each with its reasons."""
    told = [_cell(reason) for row in rows for reason in row.reasons]
    return told or ["Không có dòng nào bị giữ."]


def held_shape(batch_id: int, rows: Iterable[HeldRow]) -> dict[str, Any]:
    """The same for programs, with the raw cells."""
    kept = [{"row": row.row, "cells": dict(row.cells), "reasons": list(row.reasons)} for row in rows]
    return {"id": batch_id or None, "rows": kept}


def _column(one: Column) -> dict[str, Any]:
    name = None if one.field is None else shown_name(one.field)
    return {"column": one.header, "field": one.field, "name": name, "how": one.how.value}


def _pair(case_list: CaseList, first: int, second: int) -> dict[str, Any]:
    return {"rows": [first, second], "cells": [_masked(case_list, row) for row in (first, second)]}


def _masked(case_list: CaseList, row: int) -> dict[str, Any]:
    """A row's cells by header; of a number that two people must not learn from each other's row only the end."""
    columns = case_list.columns
    hidden = {columns.places[field] for field in _MASKED if field in columns.places}
    return {
        header: _end(value) if place in hidden else value
        for place, (header, value) in enumerate(zip(columns.headers, case_list.cells_of_pairs[row], strict=True))
        if header
    }


def _end(value: Any) -> Any:
    written = "" if value is None else str(value)
    return "•" * max(0, len(written) - _SEEN) + written[-_SEEN:] if written else value


def _pairs(case_list: CaseList) -> list[str]:
    """Rows that contradict each other, one beside the other; only the cells that differ, and those one knows rows by."""
    told: list[str] = []
    for first, second in case_list.pairs[:_PAIRS_SHOWN]:
        one, other = _masked(case_list, first), _masked(case_list, second)
        named = {case_list.columns.header(field) for field in _KNOWN_BY}
        shown_cells = [
            (header, _text(one[header]), _text(other[header]))
            for header in one
            if header in named or one[header] != other[header]
        ]
        told += ["", *shown.table([("", f"Dòng {first}", f"Dòng {second}"), *shown_cells])]
    if len(case_list.pairs) > _PAIRS_SHOWN:
        told.append(f"Còn {shown.count(len(case_list.pairs) - _PAIRS_SHOWN)} cặp dòng khác, xem đủ với --json.")
    return told


def _text(value: Any) -> str:
    return "(trống)" if value in (None, "") else tidy(str(value))[:40]


def _accepted(case_list: CaseList, difference: Difference | None) -> int:
    also_waiting = {one.row for one in difference.waiting} if difference is not None else set()
    return len(case_list.rows) - len(case_list.held_rows | also_waiting)


def _changes(case_list: CaseList, difference: Difference | None) -> dict[str, int]:
    if difference is not None:
        return difference.as_changes()
    return {"new": len(by_decision(case_list.accepted)), "changed": 0, "unchanged": 0, "gone": 0}


def _cell(one: Cell) -> str:
    value = "(trống)" if one["value"] is None else f"«{_seen_of(one['value'])}»"
    proposal = f" Đề xuất: «{one['proposal']}»." if one["proposal"] is not None else ""
    column = _seen_of(one["column"])
    return f"  Dòng {one['row']}, cột {column}, {value}: {one['reason']}{proposal}"


def _seen_of(value: object) -> str:
    """What a cell of the file says, without signs that a terminal obeys, and no longer than a line."""
    kept = tidy(str(value))
    return kept if len(kept) <= _LONGEST_SHOWN else kept[:_LONGEST_SHOWN] + "…"


def _by_reason(doubts: Iterable[Cell]) -> list[str]:
    """One line for each doubt, with the rows it is about: a list often has the same one a hundred times."""
    rows: dict[tuple[str, str], list[int]] = {}
    for one in doubts:
        rows.setdefault((_seen_of(one["column"]), str(one["reason"])), []).append(_row(one))
    told = []
    for (column, reason), numbers in rows.items():
        few = ", ".join(map(str, numbers[:_ROWS_SHOWN]))
        more = f" và {shown.count(len(numbers) - _ROWS_SHOWN)} dòng khác" if len(numbers) > _ROWS_SHOWN else ""
        told.append(f"  Cột {column}: {reason} Dòng {few}{more}.")
    return told


def _row(one: Cell) -> int:
    return int(one["row"])
