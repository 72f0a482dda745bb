"""What is typed of a reception day or of a plan of days: who, where, which hours, what to know of the place?"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.cli.lookup import agency_of, commune_named
from bot.cli.refusal import Refused
from bot.cli.typed import hours as typed_hours
from bot.cli.typed import whole
from casework import staff
from casework.books import Books
from casework.reception_details import Details, Language, Matter, Need, map_link
from casework.reception_kinds import BookingKind, DayMode
from casework.reception_plans import PlanFacts
from casework.reception_times import PlanRefused, Window
from casework.receptions import DayPlan
from casework.recurrence import Rule
from messages.approved_facts import refusals
from messages.library import Lang
from messages.reception_words import word

Word = TypeVar("Word", Matter, Language, Need)
_POSITION = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*", re.ASCII)
_OFFICE = "Phòng tiếp công dân của cơ quan"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What was typed, looked up."""

    agency_id: int
    leader_id: int
    stand_in_id: int | None
    commune_id: int | None
    kind: BookingKind
    mode: DayMode
    place: str
    address: str
    details: Details
    windows: tuple[Window, ...]
    minutes_each: int
    seats: int

    def day(self, on: date, campaign_id: int | None = None) -> DayPlan:
        """A day of it."""
        return DayPlan(
            agency_id=self.agency_id,
            leader_id=self.leader_id,
            on_date=on,
            place=self.place,
            address=self.address,
            windows=self.windows,
            minutes_each=self.minutes_each,
            seats=self.seats,
            commune_id=self.commune_id,
            kind=self.kind,
            mode=self.mode,
            stand_in_id=self.stand_in_id,
            details=self.details,
            campaign_id=campaign_id,
        )

    def plan(self, rule: Rule, since: date, until: date | None) -> PlanFacts:
        """A plan whose days are of it."""
        return PlanFacts(
            agency_id=self.agency_id,
            leader_id=self.leader_id,
            rule=rule,
            place=self.place,
            address=self.address,
            windows=self.windows,
            valid_from=since,
            valid_until=until,
            minutes_each=self.minutes_each,
            seats=self.seats,
            commune_id=self.commune_id,
            kind=self.kind,
            mode=self.mode,
            stand_in_id=self.stand_in_id,
            details=self.details,
        )


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that a day and a plan share."""
    parser.add_argument(
        "--leader", required=True, metavar="LOGIN", help="lãnh đạo tiếp (buổi làm việc: chấp hành viên)"
    )
    parser.add_argument("--stand-in", metavar="LOGIN", help="ai tiếp thay được (chỉ khi cơ quan cho phép)")
    parser.add_argument(
        "--officer", action="store_true", help="buổi làm việc với chấp hành viên, không phải tiếp công dân"
    )
    parser.add_argument(
        "--hours", required=True, action="append", type=typed_hours, metavar="GIỜ-GIỜ",
        help="ví dụ 07:30-11:00 (ghi nhiều lần được)",
    )  # fmt: skip
    parser.add_argument("--commune", metavar="XÃ", help="tiếp ở xã, phường này; không ghi: ở trụ sở")
    parser.add_argument("--place", metavar="NƠI", help="phòng hoặc nơi tiếp")
    parser.add_argument("--address", metavar="CHỮ", help="địa chỉ nơi tiếp")
    parser.add_argument(
        "--map", type=_position, metavar="VĨ_ĐỘ,KINH_ĐỘ", help="vị trí trên bản đồ, như 21.0285,105.8542"
    )
    parser.add_argument("--directions", metavar="CHỮ", help="chỉ đường bằng lời")
    parser.add_argument("--queue", action="store_true", help="gọi theo số thứ tự, không chia giờ")
    parser.add_argument("--minutes", type=whole, default=20, metavar="PHÚT", help="mỗi lượt mấy phút (mặc định 20)")
    parser.add_argument("--seats", type=whole, default=1, metavar="CHỖ", help="mỗi lượt mấy người (mặc định 1)")
    _add_words(parser, "--matter", Matter, "loại việc tiếp; không ghi: mọi việc")
    _add_words(parser, "--language", Language, "nói được ngoài tiếng Việt")
    _add_words(parser, "--need", Need, "nơi tiếp có chuẩn bị cho")


def _add_words(parser: argparse.ArgumentParser, name: str, kind: type[Word], about: str) -> None:
    several = ", ".join(f"{one.value} ({word(Lang.VI, one)})" for one in kind)
    choices = [one.value for one in kind]
    parser.add_argument(name, action="append", default=[], choices=choices, metavar="LOẠI", help=f"{about}: {several}")


def _position(text: str) -> tuple[Decimal, Decimal]:
    read = _POSITION.fullmatch(text)
    if read is None:
        raise argparse.ArgumentTypeError(f"Vị trí «{text}» không đọc được. Hãy ghi như 21.0285,105.8542.")
    return Decimal(read[1]), Decimal(read[2])


def said(books: Books, arguments: argparse.Namespace) -> Said:
    """What the options mean. Raises ``Refused``, or ``PlanRefused`` with a sentence."""
    agency = agency_of(books)
    kind = BookingKind.OFFICER if arguments.officer else BookingKind.RECEPTION
    commune = commune_named(books, arguments.commune) if arguments.commune else None
    place = arguments.place or (f"Ủy ban nhân dân {commune.name}" if commune else _OFFICE)
    address = arguments.address or (f"{commune.name}, {commune.province}" if commune else agency.address)
    _may_be_shown(books, place, address, arguments.directions or "")
    return Said(
        agency_id=agency.id,
        leader_id=_who(books, arguments.leader),
        stand_in_id=None if arguments.stand_in is None else _who(books, arguments.stand_in),
        commune_id=commune.id if commune else None,
        kind=kind,
        mode=DayMode.QUEUE if arguments.queue else DayMode.SLOTS,
        place=place,
        address=address,
        details=Details(
            map_link=None if arguments.map is None else map_link(*arguments.map),
            directions=arguments.directions,
            matters=_words(Matter, arguments.matter),
            languages=_words(Language, arguments.language),
            needs=_words(Need, arguments.need),
        ),
        windows=tuple(Window(opens=opens, closes=closes) for opens, closes in arguments.hours),
        minutes_each=arguments.minutes,
        seats=arguments.seats,
    )


def _words(kind: type[Word], typed: Sequence[str]) -> tuple[Word, ...]:
    return tuple(one for one in kind if one.value in typed)


def _may_be_shown(books: Books, *all_words: str) -> None:
    for words in all_words:
        if words and (found := refusals(books, words)):  # the schedule is shown to everybody
            raise Refused(found[0])


def _who(books: Books, login: str) -> int:
    known = staff.find_by_login(books, login)
    if known is None:
        raise PlanRefused(f"Không có cán bộ «{login}». Xem: gandan agency staff")
    return known.id
