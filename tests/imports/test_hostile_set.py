"""Every file of the public hostile set comes to what its generator says: nothing wrong is written without a flag."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.findings import Finding
from casework.imports.refusals import FileRefused
from casework.imports.rows import read_case_list
from tests.imports.hostile import ALL_FILES
from tests.imports.hostile.__main__ import main as write_set
from tests.imports.hostile.description import table
from tests.imports.hostile.shape import CHECKED, COLUMNS, HostileList, Told
from tests.imports.making_files import TODAY

HEADER_OF = {attribute: header for header, attribute in COLUMNS.values()}
LONGEST = 5  # seconds of processor for one file
BY_NAME = {file.name: file for file in ALL_FILES}


def read(file: HostileList, content: bytes) -> CaseList:
    return read_case_list(
        content, file.name if file.sent_as is None else file.sent_as, today=TODAY, officers=file.officers
    )


def told(findings: tuple[Finding, ...]) -> set[Told]:
    return {
        Told(row=one.row, column=one.column, severity=one.severity, reason=one.reason, proposal=one.proposal)
        for one in findings
    }


def wrong_values(row: CaseRow, file: HostileList, flagged: set[tuple[int, str]]) -> list[str]:
    """Values of an accepted row that are not the truth and that nobody was told of."""
    return [
        f"row {row.row}: {attribute} is {getattr(row, attribute)!r}, truly {file.truth[row.row][attribute]!r}"
        for attribute in CHECKED
        if getattr(row, attribute) != file.truth[row.row][attribute] and (row.row, HEADER_OF[attribute]) not in flagged
    ]


@pytest.mark.parametrize("name", [file.name for file in ALL_FILES if file.refused is None])
def test_a_hostile_list_is_told_cell_by_cell_and_nothing_is_silently_wrong(name: str) -> None:
    file = BY_NAME[name]
    content = file.make()
    begun = time.process_time()
    case_list = read(file, content)
    assert time.process_time() - begun < LONGEST
    found = told(case_list.findings)
    assert file.told <= found if file.at_least else found == file.told
    assert len(case_list.rows) == file.cases
    assert case_list.file == (file.shown if file.shown is not None else file.name)
    places = {(one.row, one.column) for one in found}
    assert [
        wrong for row in case_list.accepted if row.row in file.truth for wrong in wrong_values(row, file, places)
    ] == []
    for one in case_list.findings:
        assert ". Hãy " in one.sentence
        assert "{" not in one.sentence


@pytest.mark.parametrize("name", [file.name for file in ALL_FILES if file.refused is not None])
def test_a_file_that_cannot_be_a_list_is_refused_in_two_sentences(name: str) -> None:
    file = BY_NAME[name]
    content = file.make()
    begun = time.process_time()
    with pytest.raises(FileRefused) as refusal:
        read(file, content)
    assert time.process_time() - begun < LONGEST
    assert refusal.value.code is file.refused
    assert refusal.value.remedy.startswith("Hãy ")
    for words in file.said:
        assert words in str(refusal.value)


def test_the_set_is_large_and_every_known_bad_input_is_in_it() -> None:
    assert len(BY_NAME) == len(ALL_FILES) >= 300
    assert {number for file in ALL_FILES for number in file.inputs} == set(range(1, 33))


def test_the_public_description_has_every_input_with_its_files() -> None:
    said = (Path(__file__).parent / "hostile" / "README.md").read_text(encoding="utf-8")
    assert said.endswith(table()), "python -m tests.imports.hostile --table writes the table anew"


def test_other_agencies_can_write_the_set_to_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["hostile", str(tmp_path / "set")])
    monkeypatch.setattr(
        "tests.imports.hostile.__main__.ALL_FILES", [file for file in ALL_FILES if file.name.startswith("tien-")]
    )
    write_set()
    expected = {one["file"]: one for one in json.loads((tmp_path / "set" / "expected.json").read_text("utf-8"))}
    names = {path.name for path in (tmp_path / "set").iterdir()} - {"expected.json"}
    assert names == set(expected)
    proposals = {one["proposal"] for one in expected["tien-viet-tat.xlsx"]["told"]}
    assert {"1500000000", "12500000"} <= proposals
