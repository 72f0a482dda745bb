"""On which day was the decision validly served, and by which rule?

That day starts the ten days of the voluntary period (L25 Đ.36.1). A chat message is no service, and the enforcement decision
itself is not served by VNeID either but directly or on paper (ND152 Đ.16.1.b), whatever later notices may be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from casework.books import Books
from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, Citation
from casework.clock import today
from casework.course import record
from casework.course_asked import Happening
from casework.course_kinds import Happened
from casework.decision_states import DecisionRefused, DecisionUnknown
from casework.decisions import decision


class ServiceForm(StrEnum):
    """How a notice came (L25 Đ.35.3). Stored by value."""

    VNEID = "vneid"  # ND152 Đ.15: the default for everything but what Đ.16-19 name
    DIRECT = "direct"  # giao trực tiếp, ký nhận (Đ.16)
    CO_RESIDENT = "co_resident"  # giao người đã thành niên cùng cư trú, có biên bản (Đ.16)
    REFUSED = "refused"  # từ chối nhận, biên bản có người chứng kiến (Đ.16)
    OLD_ADDRESS = "old_address"  # đã chuyển đi mà không báo: giao ở địa chỉ cũ (Đ.16.3)
    POSTED = "posted"  # niêm yết công khai (Đ.17)
    MASS_MEDIA = "mass_media"  # phương tiện thông tin đại chúng (Đ.18)
    ABROAD = "abroad"  # ở nước ngoài (L25 Đ.35.4, ND152 Đ.19)
    PRISON = "prison"  # qua trại giam: ký, điểm chỉ hoặc biên bản từ chối (Đ.33)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormRule:
    """Which day counts for the form: in the words of the officer who types it, and where it stands."""

    words: str
    day_that_counts: str
    basis: tuple[Citation, ...]


def _decree(article: str, clause: str | None = None, point: str | None = None) -> Citation:
    return Citation(law=ENFORCEMENT_DECREE, article=article, clause=clause, point=point)


_FORMS = Citation(law=ENFORCEMENT_LAW, article="35", clause="3")
ON_PAPER = _decree("16", "1", "b")
FORMS: dict[ServiceForm, FormRule] = {
    ServiceForm.VNEID: FormRule(
        words="VNeID", day_that_counts="ngày ứng dụng báo đã gửi", basis=(_FORMS, _decree("15"))
    ),
    ServiceForm.DIRECT: FormRule(words="giao trực tiếp", day_that_counts="ngày ký nhận", basis=(_FORMS, _decree("16"))),
    ServiceForm.CO_RESIDENT: FormRule(
        words="giao người thành niên cùng cư trú", day_that_counts="ngày lập biên bản", basis=(_FORMS, _decree("16"))
    ),
    ServiceForm.REFUSED: FormRule(
        words="từ chối nhận", day_that_counts="ngày lập biên bản từ chối", basis=(_FORMS, _decree("16"))
    ),
    ServiceForm.OLD_ADDRESS: FormRule(
        words="giao ở địa chỉ cũ, đương sự chuyển đi không báo",
        day_that_counts="ngày giao ở địa chỉ cũ",
        basis=(_FORMS, _decree("16", "3")),
    ),
    ServiceForm.POSTED: FormRule(words="niêm yết", day_that_counts="ngày niêm yết", basis=(_FORMS, _decree("17"))),
    ServiceForm.MASS_MEDIA: FormRule(
        words="phương tiện thông tin đại chúng", day_that_counts="ngày đăng lần hai", basis=(_FORMS, _decree("18"))
    ),
    ServiceForm.ABROAD: FormRule(
        words="thông báo ở nước ngoài",
        day_that_counts="ngày theo văn bản của cơ quan thực hiện",
        basis=(Citation(law=ENFORCEMENT_LAW, article="35", clause="4"), _decree("19")),
    ),
    ServiceForm.PRISON: FormRule(
        words="qua trại giam",
        day_that_counts="ngày ký, điểm chỉ, hoặc lập biên bản từ chối",
        basis=(_FORMS, _decree("33")),
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What was recorded of a service. ``on``: the day of the form's act (signature, minutes, posting, first publication)."""

    form: ServiceForm
    on: date
    second_on: date | None = None  # of the second publication
    document: str | None = field(default=None, repr=False)  # the minutes, the receipt


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """The day from which the ten days run, with the places in the law that say so."""

    day: date
    citations: tuple[Citation, ...]


def day_that_counts(delivery: Delivery) -> Counted:
    """The day of valid notice of an enforcement decision (ND152 Đ.15-19, 33).

    Raises ``DecisionRefused`` for VNeID, which does not serve the decision itself (Đ.16.1.b), and for a publication in the
    mass media whose second day is missing or wrong: that second day is the one that counts (Đ.18).
    """
    if delivery.form is ServiceForm.VNEID:
        raise DecisionRefused(
            "Quyết định thi hành án không thông báo qua VNeID mà giao trực tiếp hoặc bằng giấy (Nghị định 152, Đ.16.1.b). "
            "Hãy ghi hình thức đã giao bản giấy."
        )
    if delivery.form is not ServiceForm.MASS_MEDIA:
        if delivery.second_on is not None:
            raise DecisionRefused("Chỉ thông báo trên phương tiện đại chúng mới có lần đăng thứ hai. Hãy bỏ ngày này.")
        on_paper = () if delivery.form is ServiceForm.ABROAD else (ON_PAPER,)  # Đ.16.1.b leaves Đ.18 and Đ.19 out
        return Counted(day=delivery.on, citations=(*FORMS[delivery.form].basis, *on_paper))
    if delivery.second_on is None:
        raise DecisionRefused("Thiếu ngày đăng lần hai; thông báo tính từ ngày đó (Nghị định 152, Đ.18). Hãy ghi thêm.")
    if delivery.second_on <= delivery.on:
        raise DecisionRefused("Ngày đăng lần hai phải sau lần đầu. Hãy xem lại cả hai ngày.")
    return Counted(day=delivery.second_on, citations=FORMS[delivery.form].basis)


def serve(books: Books, decision_id: int, delivery: Delivery, *, entered_by: int | None = None) -> Counted:
    """Note the service of a decision that has none yet. Raises ``DecisionUnknown`` or ``DecisionRefused``."""
    counted = day_that_counts(delivery)
    happening = Happening(what=Happened.SERVED, on=counted.day, form=delivery.form.value, document=delivery.document)
    record(books, decision_id, happening, entered_by=entered_by)
    return counted


def correct_service(
    books: Books, decision_id: int, delivery: Delivery, *, ground: str, entered_by: int | None = None
) -> Counted:
    """Put right a service that was noted with a wrong day or form; what was noted first stays in the events.

    Raises ``DecisionUnknown`` or ``DecisionRefused``.
    """
    known = decision(books, decision_id)
    if known is None:
        raise DecisionUnknown
    if not ground.strip():
        raise DecisionRefused("Chưa ghi vì sao sửa ngày thông báo. Hãy ghi lý do.")
    counted = day_that_counts(delivery)
    happening = Happening(
        what=Happened.SERVICE_CORRECTED,
        on=today(books.clock),
        form=delivery.form.value,
        served_on=counted.day,
        ground=ground,
        document=delivery.document,
    )
    record(books, decision_id, happening, entered_by=entered_by)
    return counted
