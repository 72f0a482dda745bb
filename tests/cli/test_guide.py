"""Every command line in the officers' guide is one that the program understands."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, Command

GUIDE = Path(__file__).parents[2] / "docs" / "huong-dan-can-bo.md"
OFFICE_WORK = {
    "import",
    "decision",
    "codes",
    "campaign",
    "reception",
    "payment",
    "question",
    "claim",
    "repair",
    "visit",
    "link",
    "agency",
    "calendar",
    "audit",
    "report",
    "compute",
    "coercion",
    "interest",
    "screening",
    "obligation",
    "payout",
    "agreement",
    "exemption",
    "law",
}


def _lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.strip()]


def _mentions() -> set[str]:
    """Commands named in a sentence: `gandan campaign stop`."""
    return set(re.findall(r"`(gandan [^`]+)`", GUIDE.read_text("utf-8")))


@pytest.mark.parametrize("line", _lines())
def test_a_line_of_the_guide_can_be_typed_as_it_stands(line: str) -> None:
    program, word, *rest = shlex.split(line)
    assert program == "gandan"
    command: Command = importlib.import_module(f"bot.cli.{COMMANDS[word][0]}")
    parser = argparse.ArgumentParser(exit_on_error=False)
    command.add_arguments(parser)
    parser.parse_args(rest)


def test_commands_named_in_sentences_exist() -> None:
    said = [line.split() for line in _lines()]
    for mention in _mentions():
        words = mention.split()[:3]
        assert words[1] in COMMANDS
        assert any(line[: len(words)] == words for line in said), mention


def test_the_guide_shows_every_command_that_officers_use() -> None:
    assert OFFICE_WORK - {line.split()[1] for line in _lines()} == set()
