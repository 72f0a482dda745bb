"""``gandan codes``: letters with link codes, one page a party, as PDF. Says who got none and why.

A batch is typeset first and its codes become good when the file is safely on disk; a run that is killed leaves no party
with a code that stands on no paper, and typing the command again goes on with whoever has none yet.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bot.cli import code_addressees
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.code_addressees import Addressee, Found, Wanted
from bot.cli.code_pages import CodePage, address_for, make_pages, page_for
from bot.cli.lookup import agency_of
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database_of, read, say_line, write
from bot.cli.shown import count
from bot.cli.typed import day as typed_day
from bot.logs import set_up_logs
from bot.settings import load_settings
from casework.books import Books
from casework.db.engine import Database
from casework.decisions import DecisionRefused
from casework.printed_codes import PreparedCode, prepare_code, print_code
from scheduler.plans.refusals import CampaignRefused

BATCH = 200  # letters in one file and one transaction: 20 seconds of hashing on one core


@dataclass(frozen=True, kw_only=True)
class _Run:
    """What stays the same over the batches of one run."""

    db: Database
    staff_id: int
    address: str
    show: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For whom, where to, by whom."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--decision", action="append", metavar="SỐ_QĐ", help="chỉ các quyết định này (ghi nhiều lần)")
    which.add_argument("--campaign", metavar="TÊN", help="những người thuộc diện của đợt này")
    which.add_argument("--commune", metavar="XÃ", help="các việc ở xã, phường này")
    parser.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    parser.add_argument("--again", action="store_true", help="in lại cho cả người đã có mã còn hạn hoặc đã liên kết")
    parser.add_argument("--out", required=True, type=Path, metavar="TỆP.pdf", help="tệp PDF để in")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--base-url", metavar="URL", help="địa chỉ https của trang trò chuyện (mã QR mở ra)")
    where.add_argument("--bot", metavar="TÊN", help="tên bot Telegram (mã QR mở ra)")
    parser.add_argument("--show", action="store_true", help="chỉ ở cơ quan mẫu: hiện mã trên màn hình")
    add_as(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the letters; 1 when there was nobody to print for."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    address = address_for(arguments.base_url, arguments.bot, settings.public_url)
    _check_place(arguments.out)
    wanted = Wanted(
        decisions=tuple(arguments.decision or ()),
        campaign=arguments.campaign,
        commune=arguments.commune,
        issued_on=arguments.issued,
        again=arguments.again,
    )
    with database_of(settings) as db:
        with refusing(CampaignRefused, DecisionRefused):
            staff_id, found = read(db, _look, arguments, wanted)
        run = _Run(db=db, staff_id=staff_id, address=address, show=arguments.show)
        printed, unfit = _print_all(run, found.addressees, arguments.out)
    for line in _summary(printed, found, unfit):
        say_line(line)
    return 0 if printed else 1


def _look(books: Books, arguments: argparse.Namespace, wanted: Wanted) -> tuple[int, Found]:
    who = acting(books, arguments.login, CASE_WORKERS)
    if arguments.show and not agency_of(books).demo:
        raise Refused("Mã chỉ được in trên giấy, không hiện trên màn hình. Hãy bỏ --show.")
    return who.id, code_addressees.find(books, wanted)


def _check_place(out: Path) -> None:
    if out.suffix.lower() != ".pdf":
        raise Refused("Tên tệp phải kết thúc bằng .pdf. Hãy đặt lại tên sau --out.")
    if not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise Refused(f"Không ghi được vào thư mục «{out.parent}». Hãy chọn thư mục khác sau --out.")
    there = [path for path in (out, _numbered(out, 1)) if path.exists()]
    if there:
        raise Refused(f"Đã có tệp «{there[0].name}». Hãy đặt tên khác sau --out, hoặc xóa tệp cũ.")


def _numbered(out: Path, number: int) -> Path:
    return out.with_name(f"{out.stem}-{number:03d}{out.suffix}")


def _print_all(run: _Run, addressees: Sequence[Addressee], out: Path) -> tuple[dict[Path, int], list[Addressee]]:
    """Files with how many letters each holds, and those whose texts do not fit on a page."""
    printed: dict[Path, int] = {}
    unfit: list[Addressee] = []
    done = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as hashing:
        for number, batch in enumerate(_batches(addressees), start=1):
            path = out if len(addressees) <= BATCH else _numbered(out, number)
            codes = list(hashing.map(lambda _: prepare_code(run.db.keys), batch))
            written = _print_batch(run, list(zip(batch, codes, strict=True)), path)
            unfit += [one for one in batch if one.party_id not in written]
            if written:
                printed[path] = len(written)
            done += len(batch)
            if len(addressees) > BATCH:
                sys.stderr.write(f"Đã in {count(done)}/{count(len(addressees))} thư.\n")
    return printed, unfit


def _batches(addressees: Sequence[Addressee]) -> Iterator[Sequence[Addressee]]:
    for start in range(0, len(addressees), BATCH):
        yield addressees[start : start + BATCH]


def _print_batch(run: _Run, batch: Sequence[tuple[Addressee, PreparedCode]], path: Path) -> set[int]:
    """Typeset, put on disk, make the codes good; the parties that have a letter now."""
    pages = read(run.db, _pages, run, batch)
    pdf, fitting = make_pages(pages)
    if pdf is None:
        return set()
    parties = {page.party_id for page in fitting}
    draft = path.with_name(path.name + ".tam")
    _put_down(draft, pdf)
    try:
        write(run.db, _make_good, run.staff_id, [(one, code) for one, code in batch if one.party_id in parties])
    except BaseException:
        draft.unlink(missing_ok=True)  # its codes are good for nothing
        raise
    draft.rename(path)
    if run.show:
        for page in fitting:
            say_line(f"{page.letter.code.display}  {page.letter.name}")
    return parties


def _pages(books: Books, run: _Run, batch: Sequence[tuple[Addressee, PreparedCode]]) -> list[CodePage]:
    return [page_for(books, addressee, prepared.code, run.address) for addressee, prepared in batch]


def _put_down(path: Path, pdf: bytes) -> None:
    """Readable by its owner only, and on the disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pdf)
        file.flush()
        os.fsync(file.fileno())


class _SelectorTaken(Exception):
    """One code in 33 million is like an older one; the paper would show a code that is not the issued one."""


def _make_good(books: Books, staff_id: int, batch: Sequence[tuple[Addressee, PreparedCode]]) -> None:
    for addressee, prepared in batch:
        issued = print_code(books, addressee.party_id, staff_id, prepared=prepared)
        if issued.display != prepared.code.display:
            raise _SelectorTaken


def _summary(printed: dict[Path, int], found: Found, unfit: Sequence[Addressee]) -> list[str]:
    lines = [f"Đã in {count(letters)} thư vào {path}." for path, letters in printed.items()]
    if not printed:
        lines = ["Không có thư nào được in."]
    by_officer = sum(one.by_officer for one in found.addressees) - sum(one.by_officer for one in unfit)
    if by_officer:
        lines.append(f"{count(by_officer)} người chưa có số định danh 12 số: sau khi họ nhập mã, cán bộ phải xác nhận.")
    if printed:
        lines.append("Tệp có mã bí mật: in xong hãy xóa tệp. Mã dùng được 30 ngày.")
    reasons = Counter(one.why for one in found.left_out)
    for why, many in reasons.most_common():
        lines.append(f"Không in {count(many)} người: {why}.")
        few = [f"    {one.name}, {one.number}" for one in found.left_out if one.why == why]
        lines += few[:10] + ([f"    ... và {count(many - 10)} người khác"] if many > 10 else [])
    for one in unfit:
        lines.append(f"Không in được {one.masked}, {one.number}: tên hoặc địa chỉ quá dài so với trang giấy.")
    return lines
