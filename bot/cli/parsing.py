"""How are the words of a command read, and what is said, in Vietnamese, when they do not fit?"""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

_CHOICES_SHOWN = 300  # characters; a longer list is in the help
# what argparse says, and what we say instead; what is typed is quoted as it came
_SAID = (
    (r"the following arguments are required: (.*)", "Thiếu {0}."),
    (r"one of the arguments (.*) is required", "Cần một trong các mục: {0}."),
    (r"unrecognized arguments: (.*)", "Không hiểu «{0}»."),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", "{0}: không có «{1}». Chọn một trong: {2}."),
    (r"argument (.*?): expected one argument", "{0}: thiếu nội dung đi kèm."),
    (r"argument (.*?): expected at least one argument", "{0}: cần ít nhất một nội dung."),
    (r"argument (.*?): expected at most one argument", "{0}: chỉ nhận một nội dung."),
    (r"argument (.*?): expected (\d+) arguments?", "{0}: cần {1} nội dung."),
    (r"argument (.*?): not allowed with argument (.*)", "{0} không dùng cùng {1}."),
    (r"argument (.*?): invalid \S+ value: '?(.*?)'?", "{0}: «{1}» không đúng dạng."),
    (r"argument (.*?): ignored explicit argument '?(.*?)'?", "{0} không nhận nội dung «{1}»."),
    (r"ambiguous option: (.*?) could match (.*)", "«{0}» chưa rõ, có thể là {1}."),
    (r"argument (.*?): (.*)", "{0}: {1}"),  # our own readers already say it in Vietnamese
)


class _Help(argparse.HelpFormatter):
    """Help whose first line begins in Vietnamese."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The line that shows how the command is typed."""
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Vietnamese; the parsers of its verbs are of the same kind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _Help} | options | {"add_help": False})
        self._positionals.title = "phải nêu"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="xem cách dùng rồi thoát")

    def error(self, message: str) -> NoReturn:
        """One sentence on what is wrong and one on where to look, exit code 2."""
        self.exit(2, f"{in_vietnamese(message)} Hãy xem cách dùng: {self.prog} --help\n")


def in_vietnamese(message: str) -> str:
    """What argparse says, as a clerk understands it: "the following arguments are required: TỆP" -> "Thiếu TỆP."."""
    for pattern, ours in _SAID:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            said = ours.format(*(_short(part) for part in found.groups()))
            return said if said.endswith((".", "!", "?")) else said + "."
    return message


def _short(part: str) -> str:
    part = part.replace("'", "")
    return part if len(part) <= _CHOICES_SHOWN else part[:_CHOICES_SHOWN] + "…"
