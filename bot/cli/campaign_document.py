"""``gandan campaign plan``, ``plan-file``, ``export``: the whole plan, to read and sign, from a file, into a file."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from bot.cli import shown
from bot.cli.authority import add_as
from bot.cli.campaign_parts import note_seen
from bot.cli.lookup import campaign_named
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, staff_named, write
from bot.cli.written import write_file
from casework.books import Books
from messages.letters.campaign_plan import PlanDocument, Section
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.discarding import discard
from scheduler.plans.plan_document import plan_document
from scheduler.plans.plan_export import as_toml
from scheduler.plans.plan_file import PlanFileRefused, load
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.trip_words import trouble_in_words
from scheduler.plans.whole_plan import collect

_WIDEST = 60  # characters of a cell on the screen


def add_plan(parser: argparse.ArgumentParser) -> None:
    """Read it here, or as a PDF."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
    parser.add_argument("--pdf", type=Path, metavar="TỆP", help="ghi thành bản in để trình ký (cần --as)")
    add_as(parser)


def run_plan(arguments: argparse.Namespace) -> int:
    """Print the plan; 0 when done."""
    with database() as db, refusing(CampaignRefused):
        if arguments.login is None:
            if arguments.pdf is not None:
                raise Refused("Bản in có đủ họ tên. Hãy thêm --as TÊN_ĐĂNG_NHẬP của cán bộ.")
            document = read(db, _document, arguments.name)
        else:
            document = write(db, _document_in_full, arguments.name, arguments.login)
    if arguments.pdf is None:
        for line in _lines(document):
            say_line(line)
        return 0
    from messages.letters import LetterDoesNotFit, campaign_plan

    try:
        write_file(arguments.pdf, campaign_plan(document))
    except LetterDoesNotFit as problem:
        raise Refused("Có một chữ quá dài, không in vừa. Hãy tách chữ đó ra bằng dấu cách rồi in lại.") from problem
    say_line(f"Đã ghi «{arguments.pdf}». Bản in có họ tên và điện thoại; trình ký xong hãy cất giữ.")
    return 0


def add_plan_file(parser: argparse.ArgumentParser) -> None:
    """A file, and whether to write."""
    parser.add_argument("file", type=Path, metavar="TỆP", help="tệp kế hoạch (.toml)")
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi gì")
    parser.add_argument(
        "--replace", action="store_true", help="thay cho đợt cùng tên chưa chạy; đã duyệt thì phải duyệt lại"
    )
    add_as(parser)


def run_plan_file(arguments: argparse.Namespace) -> int:
    """Write the draft that the file describes; 0 when done."""
    text = _text(arguments.file)
    with database() as db, refusing(CampaignRefused, PlanFileRefused):
        lines = write(db, _load, text, arguments)
    for line in lines:
        say_line(line)
    return 0


def add_export(parser: argparse.ArgumentParser) -> None:
    """The campaign, and where to."""
    parser.add_argument("name", metavar="TÊN", help="tên đợt hoặc một phần tên")
    parser.add_argument("--out", required=True, type=Path, metavar="TỆP", help="ghi vào tệp này")
    add_as(parser)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the file; 0 when done."""
    with database() as db, refusing(CampaignRefused):
        text = write(db, _exported, arguments.name, arguments.login)
    write_file(arguments.out, text.encode())
    say_line(f"Đã ghi «{arguments.out}». Tệp có họ tên, điện thoại và hướng giải quyết từng việc; hãy cất giữ.")
    return 0


def add_discard(parser: argparse.ArgumentParser) -> None:
    """The draft."""
    parser.add_argument("name", metavar="TÊN", help="tên bản nháp hoặc một phần tên")
    add_as(parser)


def run_discard(arguments: argparse.Namespace) -> int:
    """Throw the draft away; 0 when done."""
    with database() as db, refusing(CampaignRefused):
        name = write(db, _discarded, arguments.name, arguments.login)
    say_line(f"Đã bỏ bản nháp «{name}» cùng các tổ, xã điểm, chuyến đi và đơn giá của nó.")
    return 0


def _discarded(books: Books, name: str, login: str | None) -> str:
    staff_id = staff_named(books, login)
    campaign = campaign_named(books, name)
    discard(books, campaign.id, staff_id)
    return campaign.plan.name


def _document(books: Books, name: str) -> PlanDocument:
    return plan_document(books, campaign_named(books, name).id, in_full=False)


def _document_in_full(books: Books, name: str, login: str) -> PlanDocument:
    campaign = campaign_named(books, name)
    document = plan_document(books, campaign.id, in_full=True)
    note_seen(books, campaign, login, "plan")
    return document


def _exported(books: Books, name: str, login: str | None) -> str:
    campaign = campaign_named(books, name)
    text = as_toml(books, collect(books, campaign.id))
    note_seen(books, campaign, login, "export")
    return text


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as problem:
        raise Refused(f"Không đọc được tệp «{path}». Hãy xem lại đường dẫn.") from problem
    except UnicodeDecodeError as problem:
        raise Refused(f"Tệp «{path}» không phải chữ UTF-8. Hãy lưu lại bằng mã UTF-8 rồi nạp lại.") from problem


def _load(books: Books, text: str, arguments: argparse.Namespace) -> list[str]:
    staff_id = staff_named(books, arguments.login)
    loaded = load(books, text, staff_id, replace=arguments.replace, dry_run=arguments.dry_run)
    whole, written = loaded.whole, loaded.written
    counted = (
        f"{len(whole.plan.waves)} đợt trọng tâm, {len(whole.plan.steps)} bước, {len(whole.teams)} tổ công tác, "
        f"{len(whole.focal)} xã điểm, {len(whole.cases)} việc khó, {len(whole.trips)} chuyến đi"
    )
    warned = [
        f"Lưu ý, chuyến {one.commune} {shown.day(one.on_date)}: {trouble_in_words(one)}." for one in written.warned
    ]
    if arguments.dry_run:
        return [f"Tệp đúng: «{loaded.name}», {counted}. Chưa ghi gì.", *warned]
    known = the_campaign(books, written.campaign_id).plan.name
    lost = ["Đợt đã được duyệt trước đó; vì kế hoạch đổi nên phải duyệt lại."] if written.lost else []
    done = f"Đã ghi bản nháp «{known}»: {counted}."
    return [done, *lost, *warned, "Đọc lại và trình ký: gandan campaign plan TÊN"]


def _lines(document: PlanDocument) -> Iterable[str]:
    yield document.agency
    yield f"KẾ HOẠCH {document.number}: {document.title}"
    yield f"{document.period}. {document.standing}. Người lập: {document.maker}."
    for number, section in enumerate(document.sections, start=1):
        yield ""
        yield f"{number}. {section.title}"
        yield from _section(section)
    yield ""
    yield "Chữ dài trong bảng được cắt bớt trên màn hình (…). Bản đủ để trình ký: thêm --pdf TỆP --as LOGIN"


def _section(section: Section) -> Iterable[str]:
    for line in section.lines:
        yield from (f"   {part}" for part in line.splitlines())
    if section.table is not None:
        rows = [section.table.head, *section.table.rows]
        yield from (f"   {line}" for line in shown.table([(*map(_cell, row[:-1]), row[-1]) for row in rows]))


def _cell(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
