"""Days as they are typed: input 20."""

from __future__ import annotations

from datetime import date

from casework.imports.reasons import Reason, Severity
from tests.imports.hostile.formats import BOOKS
from tests.imports.hostile.shape import Row, Topic, all_waiting, taken, waits
from tests.imports.other_formats import Formula

DECIDED = "Ngày_ra_QĐ"
NOTIFIED = "Ngày_thông_báo_hợp_lệ"
_HELD, _DOUBTFUL = Severity.HELD, Severity.DOUBTFUL
_NOT_YET = ((NOTIFIED, _DOUBTFUL, Reason.NOTICE_MISSING, None),)


def _exchanged(typed: date) -> Row:
    """A program took day for month; the truth is the other way round."""
    meant = date(typed.year, typed.day, typed.month)
    return Row(
        changes={DECIDED: typed, NOTIFIED: None},
        told=((DECIDED, _HELD, Reason.DATE_SWAPPED, meant.isoformat()), *_NOT_YET),
        truth={"decision_date": meant},
    )


def _alone(typed: object, truth: date, *told: tuple[str, Severity, Reason, str | None]) -> Row:
    return Row(changes={DECIDED: typed, NOTIFIED: None}, told=(*told, *_NOT_YET), truth={"decision_date": truth})


TOPICS = (
    Topic(
        name="ngay-nam-cach-viet",
        inputs=(20,),
        rows=[
            taken(DECIDED, typed, date(2025, 11, 5))
            for typed in (
                *("5/11/2025", "05/11/2025", "05-11-2025", "05.11.2025", "2025-11-05", "2025/11/05", " 5 / 11 / 2025 "),
                *("ngày 5 tháng 11 năm 2025", "Ngày 05 tháng 11 năm 2025", "ngày 5/11/2025", date(2025, 11, 5)),
            )
        ],
    ),
    Topic(
        name="ngay-khong-co-trong-lich",
        inputs=(20,),
        rows=all_waiting(
            DECIDED,
            Reason.DATE_IMPOSSIBLE,
            ("31/02/2026", "29/02/2025", "29/02/1900", "00/10/2025", "31/04/2026", "32/01/2026"),
        ),
    ),
    Topic(name="ngay-nam-nhuan", inputs=(20,), rows=[taken(DECIDED, "29/02/2024", date(2024, 2, 29))]),
    Topic(
        name="ngay-nam-hai-chu-so",
        inputs=(20,),
        rows=all_waiting(DECIDED, Reason.DATE_SHORT_YEAR, ("02/03/26", "2-3-26", "02.03.26", "ngày 2 tháng 3 năm 26")),
    ),
    Topic(
        name="ngay-chi-la-con-so",
        inputs=(20,),
        rows=[
            waits(DECIDED, 46000, Reason.DATE_SERIAL, "2025-12-09", date(2025, 12, 9)),
            waits(DECIDED, "46000", Reason.DATE_SERIAL, "2025-12-09", date(2025, 12, 9)),
        ],
    ),
    Topic(
        name="ngay-chi-la-nam",
        inputs=(20,),
        formats=BOOKS,
        rows=all_waiting(DECIDED, Reason.DATE_SERIAL, (2025, 60, 99999)),
    ),
    Topic(
        name="ngay-bang-loi",
        inputs=(20,),
        rows=all_waiting(
            DECIDED,
            Reason.DATE_FORM,
            ("hôm qua", "Tháng 5/2025", "quý I/2025", "05 Nov 2025", "đầu năm 2025", "5/11", "mùng 5 Tết"),
        ),
    ),
    Topic(
        name="ngay-tuong-lai",
        inputs=(20,),
        rows=[*all_waiting(DECIDED, Reason.DATE_FUTURE, ("21/11/2026", "2062-03-02", date(2062, 3, 2))), Row()],
    ),
    Topic(
        name="ngay-qua-xa",
        inputs=(20,),
        rows=all_waiting(DECIDED, Reason.DATE_TOO_OLD, ("28/02/1900", "02/03/1026", "31/12/1989")),
    ),
    Topic(
        name="ngay-bo-trong",
        inputs=(20,),
        rows=[waits(DECIDED, None, Reason.MISSING), waits(DECIDED, "-", Reason.MISSING), Row()],
    ),
    Topic(
        name="ngay-cong-thuc",
        inputs=(10, 20),
        rows=[waits(DECIDED, Formula("=TODAY()", 46000.0), Reason.FORMULA), Row()],
    ),
    Topic(
        name="ngay-thang-truoc-ca-cot",
        inputs=(20,),
        rows=[
            _alone("04/18/2025", date(2025, 4, 18), (DECIDED, _HELD, Reason.DATE_MONTH_FIRST, "2025-04-18")),
            _alone("03/02/2025", date(2025, 3, 2), (DECIDED, _HELD, Reason.DATE_MAYBE_MONTH_FIRST, None)),
            _alone("11-10-2025", date(2025, 11, 10), (DECIDED, _HELD, Reason.DATE_MAYBE_MONTH_FIRST, None)),
            _alone("05/05/2025", date(2025, 5, 5)),
        ],
    ),
    Topic(
        name="ngay-hai-kieu-mot-cot",
        inputs=(20,),
        rows=[
            _alone("18/04/2025", date(2025, 4, 18)),
            _alone("04/19/2025", date(2025, 4, 19), (DECIDED, _HELD, Reason.DATE_MONTH_FIRST, "2025-04-19")),
            _alone("03/02/2025", date(2025, 3, 2), (DECIDED, _DOUBTFUL, Reason.DATE_MAYBE_MONTH_FIRST, None)),
        ],
    ),
    Topic(
        name="ngay-bi-excel-dao",
        inputs=(20,),
        formats=BOOKS,
        rows=[
            *(_alone(f"{day}/04/2025", date(2025, 4, day)) for day in range(18, 24)),
            *(_exchanged(date(2025, month, day)) for month, day in ((3, 2), (1, 5), (9, 6), (2, 10), (7, 1))),
            _alone(date(2025, 4, 4), date(2025, 4, 4)),
        ],
    ),
    Topic(
        name="ngay-thong-bao-truoc-quyet-dinh",
        inputs=(20,),
        rows=[
            Row(changes={NOTIFIED: date(2026, 3, 1)}, told=((NOTIFIED, _DOUBTFUL, Reason.NOTICE_EARLY, None),)),
            Row(changes={NOTIFIED: None}, told=_NOT_YET),
            Row(
                changes={NOTIFIED: "09/03/26"},
                told=((NOTIFIED, _HELD, Reason.DATE_SHORT_YEAR, None),),
                truth={"notice_date": None},
            ),
        ],
    ),
)
