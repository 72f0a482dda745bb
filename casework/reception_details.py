"""What can be talked about on a reception day, in which languages, and what is ready there for whom?

Kept as words by comma (``written``, ``read_words``): a list that grows asks for no new table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Row

from casework.reception_times import PlanRefused

MAP_HOST = "www.openstreetmap.org"
Word = TypeVar("Word", bound=StrEnum)


class Matter(StrEnum):
    """What people come with. A day without any is open for all of them."""

    COMPLAINT = "complaint"  # khiếu nại
    DENUNCIATION = "denunciation"  # tố cáo
    PROPOSAL = "proposal"  # kiến nghị, phản ánh
    PAYMENT = "payment"  # nộp tiền, trả dần, thỏa thuận
    PROPERTY = "property"  # kê biên, định giá, đấu giá, giao tài sản
    CONFIRMATION = "confirmation"  # xác nhận kết quả thi hành án


class Language(StrEnum):
    """What is spoken besides Vietnamese: codes of ISO 639-3, or of sign language."""

    ENGLISH = "eng"
    CHINESE = "zho"
    KHMER = "khm"
    HMONG = "hmn"
    TAY = "tyz"
    NUNG = "nut"
    THAI = "blt"  # Thái of Viet Nam
    MUONG = "mtq"
    DAO = "ium"
    CHAM = "cjm"
    EDE = "rad"
    JARAI = "jra"
    BAHNAR = "bdq"
    SIGN = "sgn"


class Need(StrEnum):
    """What a visitor needs, and what a place is ready for."""

    WHEELCHAIR = "wheelchair"
    INTERPRETER = "interpreter"
    PRISONER_FAMILY = "prisoner_family"  # comes for a relative who is serving a sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    """What people should know of the place and the talk. ``directions``: how to find it, in words; ``map_link``: a page."""

    map_link: str | None = None
    directions: str | None = None
    matters: tuple[Matter, ...] = ()
    languages: tuple[Language, ...] = ()
    needs: tuple[Need, ...] = ()


NOTHING_SAID = Details()


def columns(details: Details) -> dict[str, str | None]:
    """As the columns of a day or a plan keep them."""
    return {
        "map_link": details.map_link,
        "directions": details.directions,
        "matters": written(details.matters),
        "languages": written(details.languages),
        "needs": written(details.needs),
    }


def details_of(row: Row[Any]) -> Details:
    """What a row of a day or a plan says."""
    return Details(
        map_link=row.map_link,
        directions=row.directions,
        matters=read_words(Matter, row.matters),
        languages=read_words(Language, row.languages),
        needs=read_words(Need, row.needs),
    )


def map_link(latitude: Decimal, longitude: Decimal) -> str:
    """The page that shows a place in Viet Nam, of the one map host that messages may name. Raises ``PlanRefused``."""
    if not (6 <= latitude <= 24 and 102 <= longitude <= 118):  # degrees; with the islands
        raise PlanRefused("Vị trí này không ở Việt Nam. Hãy ghi vĩ độ trước, kinh độ sau, như 21.0285,105.8542.")
    at = f"{latitude:.5f}"
    along = f"{longitude:.5f}"
    return f"https://{MAP_HOST}/?mlat={at}&mlon={along}#map=17/{at}/{along}"


def written(words: Iterable[StrEnum]) -> str:
    """The words as a column keeps them, each once, in order."""
    return ",".join(sorted({one.value for one in words}))


def read_words(kind: type[Word], kept: str) -> tuple[Word, ...]:
    """The words of a column. Raises ``ValueError`` for one that is not known."""
    return tuple(kind(one) for one in kept.split(",") if one)
