"""A key file is made once, readable by its owner only, and one that cannot be right is refused with a remedy."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from casework.db.connect import make_engine
from casework.encryption import KeyFileProblem, make_key_file, read_key_file

KEY, OTHER = "11" * 32, "22" * 32


def written(folder: Path, content: str, mode: int = 0o400) -> Path:
    path = folder / "master.key"
    path.write_text(content)
    path.chmod(mode)
    return path


def test_a_new_key_is_the_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        make_key_file(path)
    assert path.read_bytes() == before
    keys = read_key_file(path)
    assert keys.open("t", "c", 1, keys.seal("t", "c", 1, "An")) == "An"


@pytest.mark.parametrize(
    "content",
    ["", "\n\n", f"1 {KEY[:-2]}\n", f"1 {KEY}\n1 {OTHER}\n", f"0 {KEY}\n", f"65536 {KEY}\n", f"-1 {KEY}\n", "1\n", f"a {KEY}\n"],
)  # fmt: skip
def test_a_file_that_holds_no_usable_key_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(KeyFileProblem, match="Hãy khôi phục"):
        read_key_file(written(tmp_path, content))


def test_what_others_may_read_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(KeyFileProblem, match="chmod 400"):
        read_key_file(written(tmp_path, f"1 {KEY}\n", 0o440))


def test_values_sealed_with_an_old_key_open_beside_a_new_one_and_are_found_as_before(tmp_path: Path) -> None:
    old = read_key_file(written(tmp_path, f"1 {KEY}\n"))
    sealed, print_ = old.seal("t", "c", 1, "An"), old.fingerprint("p", "An")
    both = read_key_file(written(_fresh(tmp_path), f"1 {KEY}\n2 {OTHER}\n"))
    assert both.open("t", "c", 1, sealed) == "An"
    assert both.fingerprint("p", "An") == print_
    assert both.seal("t", "c", 1, "An")[1:3] == b"\x00\x02"


def _fresh(folder: Path) -> Path:
    (folder / "next").mkdir()
    return folder / "next"


def test_a_database_error_quotes_no_value(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as conn, pytest.raises(SQLAlchemyError) as raised:
        conn.execute(text("SELECT :name FROM no_such_table"), {"name": "Nguyễn Văn Kín"})
    engine.dispose()
    assert "Kín" not in str(raised.value)
