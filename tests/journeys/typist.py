"""Who types the office's commands? Somebody who has the program open: every command is a process of its own, forked, not loaded.

``python -m tests.journeys.typist`` reads one order a line (the words, the settings) and says how it ended. What a command has
to import is imported here afterwards, so that the next of its kind need not: it takes longer than all that most of them do.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
ROOMS = ("bot.", "handlers.", "messages.", "scheduler.", "casework.")


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended: its exit code, and what it printed and complained."""

    code: int
    out: str
    err: str


class Typist:
    """This end of it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def types(self, words: Sequence[str], environment: Mapping[str, str]) -> Ended:
        """``gandan WORDS`` with these settings and no others."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([list(words), dict(environment)]), file=self._process.stdin, flush=True)
        return Ended(**json.loads(self._process.stdout.readline()))


@contextmanager
def typist() -> Iterator[Typist]:
    """One who types until the end."""
    command = [sys.executable, "-m", "tests.journeys.typist"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Typist(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def _main() -> None:
    for line in sys.stdin:
        words, environment = json.loads(line)
        with (
            tempfile.TemporaryFile("w+") as out,
            tempfile.TemporaryFile("w+") as err,
            tempfile.TemporaryFile("w+") as new,
        ):
            child = os.fork()
            if child == 0:
                _be_the_command(words, environment, out, err, new)
            _, status = os.waitpid(child, 0)
            said = {"code": os.waitstatus_to_exitcode(status), "out": _read(out), "err": _read(err)}
            for module in _read(new).split():
                importlib.import_module(module)
        print(json.dumps(said), flush=True)


def _be_the_command(words: list[str], environment: dict[str, str], out: IO[str], err: IO[str], new: IO[str]) -> None:
    """What ``python -m bot WORDS`` does, to its end."""
    for number, file in ((1, out), (2, err)):
        os.dup2(file.fileno(), number)
    os.close(0)
    os.open(os.devnull, os.O_RDONLY)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["gandan", *words]
    code = 70
    try:
        from bot.__main__ import main

        code = main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        new.write("\n".join(name for name in sys.modules if name.startswith(ROOMS)))
        for stream in (sys.stdout, sys.stderr, new):
            stream.flush()
        os._exit(code)


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


if __name__ == "__main__":
    _main()
