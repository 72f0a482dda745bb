"""An uploaded list lies sealed in its folder, and opens only whole, in its place, for its upload."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from casework.encryption import Keys
from casework.imports.kept_files import PIECE, FileGone, Keeping, read_kept, sweep

UPLOAD = 7


def kept(folder: Path, keys: Keys, content: bytes) -> str:
    with Keeping(folder, keys, UPLOAD) as keeping:
        for at in range(0, len(content), 70_000):
            keeping.add(content[at : at + 70_000])
        keeping.finish()
    assert keeping.size == len(content)
    return keeping.name


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_what_went_in_comes_out(size: int, tmp_path: Path, keys: Keys) -> None:
    content = os.urandom(size)
    assert read_kept(tmp_path, keys, UPLOAD, kept(tmp_path, keys, content), size) == content


def test_a_cut_turned_or_foreign_file_does_not_open(tmp_path: Path, keys: Keys) -> None:
    content = os.urandom(2 * PIECE + 9)
    name = kept(tmp_path, keys, content)
    whole = (tmp_path / name).read_bytes()
    with pytest.raises(FileGone):
        read_kept(tmp_path, keys, UPLOAD + 1, name, len(content))
    with pytest.raises(FileGone):
        read_kept(tmp_path, keys, UPLOAD, name, 2 * PIECE)
    with pytest.raises(FileGone):
        read_kept(tmp_path, keys, UPLOAD, "../" + name, len(content))
    for changed in (whole[:-1], whole[: PIECE + 100], b"", whole[:50] + b"\0" + whole[51:]):
        (tmp_path / name).write_bytes(changed)
        with pytest.raises(FileGone):
            read_kept(tmp_path, keys, UPLOAD, name, len(content))


def test_a_file_that_did_not_come_in_whole_is_removed(tmp_path: Path, keys: Keys) -> None:
    with Keeping(tmp_path, keys, UPLOAD) as keeping:
        keeping.add(b"x" * 3 * PIECE)
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_no_upload_names_is_swept_up_once_it_is_old(tmp_path: Path, keys: Keys) -> None:
    wanted, fresh, old = (kept(tmp_path, keys, b"x") for _ in range(3))
    (tmp_path / "someone-elses.txt").write_text("x")
    for name in (wanted, old):
        os.utime(tmp_path / name, (time.time() - 7_200,) * 2)
    assert sweep(tmp_path, {wanted}) == 1
    assert {path.name for path in tmp_path.iterdir()} == {wanted, fresh, "someone-elses.txt"}
