"""Three hundred lists with cells damaged at random: nearly every cell is right, and no wrong sum or number goes unseen."""

from __future__ import annotations

from collections import Counter

from casework.imports.case_list import CaseList
from casework.imports.rows import read_case_list
from tests.imports.hostile.damages import CASES, DAMAGES, After, Damaged, damaged
from tests.imports.hostile.formats import ALL, FORMATS
from tests.imports.hostile.shape import CHECKED, COLUMNS, FIRST_ROW, MONEY_AND_IDENTITY
from tests.imports.making_files import TODAY

LISTS = 300
HEADER_OF = {attribute: header for header, attribute in COLUMNS.values()}


def read(number: int, made: Damaged) -> CaseList:
    kind = ALL[number % len(ALL)]
    return read_case_list(FORMATS[kind](made.table), f"danh-sach-{number}.{kind}", today=TODAY)


def test_in_three_hundred_damaged_lists_cells_are_right_or_told() -> None:
    """A cell is right when it has the truth, or is damaged beyond knowing and told."""
    cells = right = 0
    silent: list[str] = []
    unseen: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for number in range(LISTS):
        made = damaged(number)
        case_list = read(number, made)
        assert len(case_list.rows) == CASES
        told = {(one.row, one.column) for one in case_list.findings}
        beyond = {(FIRST_ROW + one.case, COLUMNS[one.column][0]) for one in made.damages if one.after is After.TOLD}
        for damage in made.damages:
            done[f"{damage.column}: {damage.what}"] += 1
            if damage.after is After.TOLD and (FIRST_ROW + damage.case, COLUMNS[damage.column][0]) not in told:
                unseen[f"{damage.column}: {damage.what}"] += 1
        for row, truth in zip(case_list.rows, made.truth, strict=True):
            for attribute in CHECKED:
                place = (row.row, HEADER_OF[attribute])
                wrong = getattr(row, attribute) != truth[attribute]
                cells += 1
                right += place in told if place in beyond else not wrong and place not in told
                waits = row.row in case_list.held_rows
                if wrong and attribute in MONEY_AND_IDENTITY and not waits and place not in told:
                    silent.append(f"list {number}, row {row.row}, {attribute}")
    assert silent == []
    assert unseen == {}
    assert right * 1000 >= cells * 995, (right, cells)
    assert len(done) == len(DAMAGES)
