"""``gandan rehearse``: how would this campaign go? The product's own rules, simulated people, and nothing is sent.

The real books are read once, into memory; they are not changed, and no channel is there to send by.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, say_json, say_line
from bot.cli.typed import whole
from bot.cli.written import write_file
from scheduler.plans.refusals import CampaignRefused

if TYPE_CHECKING:
    from casework.books import Books
    from scheduler.rehearsal.learned import Learned
    from scheduler.rehearsal.outlook import Outlook

MOST_SEEDS = 99
FEWEST = 2  # one alone says nothing about how sure it is


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which campaign, how often, with which habits."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên; đợt nháp, đã duyệt hoặc đang chạy")
    parser.add_argument("--seeds", type=whole, default=9, metavar="N", help="diễn tập mấy lần (mặc định 9)")
    parser.add_argument("--people", type=Path, metavar="TỆP", help="tệp thói quen của người dân và cán bộ (TOML)")
    parser.add_argument("--levers", action="store_true", help="thử thêm: điều gì làm kết quả đổi nhiều nhất")
    parser.add_argument("--at-once", type=whole, metavar="N", help="mấy lần cùng một lúc; không ghi: theo số lõi máy")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="THƯ_MỤC",
        help="giữ sổ của lần diễn tập đầu trong thư mục trống này, để xem báo cáo",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    form.add_argument("--xlsx", type=Path, metavar="TỆP", help="ghi thành bảng tính")


def run(arguments: argparse.Namespace) -> int:
    """Rehearse, then tell."""
    from scheduler.rehearsal.habits import HabitsRefused

    if (
        arguments.keep is not None
        and arguments.keep.exists()
        and (not arguments.keep.is_dir() or any(arguments.keep.iterdir()))
    ):
        raise Refused(f"«{arguments.keep}» không phải thư mục trống. Hãy nêu một thư mục mới cho --keep.")
    if not FEWEST <= arguments.seeds <= MOST_SEEDS:
        raise Refused(f"Số lần diễn tập phải từ {FEWEST} đến {MOST_SEEDS}. Hãy ghi lại --seeds.")
    with refusing(CampaignRefused, HabitsRefused):
        try:
            found = _rehearsed(arguments)
        except KeyboardInterrupt:
            sys.stderr.write("\nĐã dừng diễn tập. Sổ thật không có gì thay đổi, không tin nào được gửi.\n")
            return 130
    _tell(arguments, found)
    return 0


def _rehearsed(arguments: argparse.Namespace) -> Outlook:
    from bot.cli.lookup import campaign_named
    from scheduler.rehearsal.habits import read_habits, usual
    from scheduler.rehearsal.learned import learned
    from scheduler.rehearsal.machine import copy_books, throw_away
    from scheduler.rehearsal.outlook import look_ahead, rehearsals_needed

    with ExitStack() as stack:
        with database() as db, db.engine.connect().execution_options(gandan_readonly=True) as real, real.begin():
            template = stack.enter_context(throw_away(db.keys, db.clock.now(), 0))
            copy_books(real, template)
        campaign = campaign_named(template, arguments.name)  # from here on the real books are closed
        known = learned(template, usual())
        if arguments.people is not None:
            known = replace(known, habits=read_habits(arguments.people, known.habits))
        many = rehearsals_needed(arguments.seeds, try_levers=arguments.levers, known=known)
        watch = Watch(many, sys.stderr)
        try:
            if arguments.keep is not None:
                _keep_one(arguments.keep, template, campaign.id, known)
            return look_ahead(
                template, campaign.id, known, seeds=arguments.seeds, try_levers=arguments.levers,
                at_once=arguments.at_once, progress=watch.reached,
            )  # fmt: skip
        finally:
            watch.end()


def _keep_one(folder: Path, template: Books, campaign_id: int, known: Learned) -> None:
    """The first rehearsal in whole, its books kept."""
    from scheduler.rehearsal.doubt import drawn
    from scheduler.rehearsal.running import Job, rehearse

    seed = 1
    job = Job(number=0, campaign_id=campaign_id, habits=drawn(known.habits, seed, known.seen), seed=seed)
    try:
        rehearse(template, job, kept_in=folder)
    except OSError as problem:
        raise Refused(f"Không ghi được vào {folder} ({problem}). Hãy chọn thư mục khác rồi chạy lại.") from problem


def _tell(arguments: argparse.Namespace, found: Outlook) -> None:
    from bot.cli import rehearse_shown
    from messages.results import sheets

    if arguments.json:
        say_json(rehearse_shown.as_json(found))
        return
    if arguments.xlsx is not None:
        write_file(arguments.xlsx, sheets.as_workbook(rehearse_shown.sheets(found)))
        say_line(f"Đã ghi {arguments.xlsx}.")
        return
    for line in rehearse_shown.lines(found):
        say_line(line)
    if arguments.keep is not None:
        say_line(f"Sổ của một lần diễn tập nằm trong {arguments.keep}; sổ này không gửi được tin cho ai.")


class Watch:
    """One line at a terminal that says how far the rehearsals have come; nothing where nobody looks."""

    def __init__(self, many: int, screen: TextIO) -> None:
        self._many, self._screen, self._days = many, screen, dict[int, date]()
        self._shown = screen.isatty()

    def reached(self, number: int, day: date) -> None:
        """A rehearsal has come to this day."""
        self._days[number] = day
        if self._shown:
            words = f"Đang diễn tập lần {number + 1}/{self._many}, đến ngày {day:%d/%m/%Y}. Bấm Ctrl-C để dừng."
            self._screen.write(f"\r{words.ljust(78)}")
            self._screen.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._shown and self._days:
            self._screen.write("\r" + " " * 78 + "\r")
            self._screen.flush()
