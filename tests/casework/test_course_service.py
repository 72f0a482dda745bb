"""Which day counts as valid notice, and what is refused (ND152 Đ.15-19, 33)."""

from __future__ import annotations

from datetime import date

import pytest

from casework.books import Books
from casework.decision_events import events_of
from casework.decisions import DecisionRefused, DecisionUnknown, decision, record_service
from casework.service import FORMS, ON_PAPER, Delivery, ServiceForm, correct_service, day_that_counts, serve
from tests import builders as a

MONDAY = date(2026, 8, 3)
ONE_DAY = [form for form in ServiceForm if form not in (ServiceForm.VNEID, ServiceForm.MASS_MEDIA)]


def served_on(books: Books, case: a.Case) -> date | None:
    known = decision(books, case.decision)
    assert known is not None
    return known.facts.served_on


@pytest.mark.parametrize("form", ONE_DAY)
def test_the_day_of_the_act_counts_with_its_article(form: ServiceForm) -> None:
    counted = day_that_counts(Delivery(form=form, on=MONDAY))
    assert counted.day == MONDAY
    assert set(FORMS[form].basis) <= set(counted.citations)
    assert (ON_PAPER in counted.citations) is (form is not ServiceForm.ABROAD), "ND152 Đ.16.1.b leaves Đ.19 out"


@pytest.mark.parametrize(
    ("form", "article"),
    [(ServiceForm.OLD_ADDRESS, "khoản 3 Điều 16"), (ServiceForm.POSTED, "Điều 17"), (ServiceForm.PRISON, "Điều 33")],
)
def test_each_form_names_its_article(form: ServiceForm, article: str) -> None:
    counted = day_that_counts(Delivery(form=form, on=MONDAY))
    assert any(str(one).startswith(article) for one in counted.citations)


def test_the_decision_itself_is_not_served_by_vneid(books: Books) -> None:
    case = a.a_case(books, served_on=None)
    with pytest.raises(DecisionRefused, match=r"Đ\.16\.1\.b.*Hãy ghi hình thức"):
        serve(books, case.decision, Delivery(form=ServiceForm.VNEID, on=MONDAY))
    assert served_on(books, case) is None


def test_of_two_publications_the_second_counts() -> None:
    media = ServiceForm.MASS_MEDIA
    assert day_that_counts(Delivery(form=media, on=MONDAY, second_on=date(2026, 8, 6))).day == date(2026, 8, 6)
    with pytest.raises(DecisionRefused, match="lần hai"):
        day_that_counts(Delivery(form=media, on=MONDAY))
    with pytest.raises(DecisionRefused, match="phải sau lần đầu"):
        day_that_counts(Delivery(form=media, on=MONDAY, second_on=MONDAY))
    with pytest.raises(DecisionRefused, match="Hãy bỏ ngày này"):
        day_that_counts(Delivery(form=ServiceForm.DIRECT, on=MONDAY, second_on=MONDAY))


def test_a_service_leaves_its_form_its_paper_and_its_author(books: Books) -> None:
    case = a.a_case(books, served_on=None)
    delivery = Delivery(form=ServiceForm.REFUSED, on=MONDAY, document="Biên bản ngày 03/8/2026")
    serve(books, case.decision, delivery, entered_by=case.officer)
    (event,) = [event for event in events_of(books, case.decision) if event.kind == "served"]
    assert (event.happened_on, event.entered_by, event.detail.form) == (MONDAY, case.officer, "refused")
    assert event.detail.document == "Biên bản ngày 03/8/2026"
    assert served_on(books, case) == MONDAY


def test_nothing_is_served_twice_but_a_wrong_day_is_put_right_and_both_stay(books: Books) -> None:
    case = a.a_case(books, served_on=None)
    serve(books, case.decision, Delivery(form=ServiceForm.DIRECT, on=MONDAY))
    with pytest.raises(DecisionRefused, match="03/08/2026"):
        serve(books, case.decision, Delivery(form=ServiceForm.DIRECT, on=date(2026, 8, 5)))
    right = Delivery(form=ServiceForm.CO_RESIDENT, on=date(2026, 8, 5))
    with pytest.raises(DecisionRefused, match="lý do"):
        correct_service(books, case.decision, right, ground=" ")
    correct_service(books, case.decision, right, ground="Gõ nhầm ngày", entered_by=case.officer)
    assert served_on(books, case) == date(2026, 8, 5)
    noted = [event for event in events_of(books, case.decision) if event.happened in ("served", "service_corrected")]
    assert [(event.happened_on, event.detail.served_on) for event in noted] == [
        (MONDAY, None), (date(2026, 11, 16), date(2026, 8, 5)),
    ]  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 7, 14), date(2026, 11, 17)])
def test_a_correction_to_an_impossible_day_is_refused(books: Books, day: date) -> None:
    case = a.a_case(books, served_on=MONDAY)
    with pytest.raises(DecisionRefused):
        correct_service(books, case.decision, Delivery(form=ServiceForm.DIRECT, on=day), ground="Gõ nhầm")
    with pytest.raises(DecisionRefused):
        record_service(books, case.decision, day)
    assert served_on(books, case) == MONDAY


def test_there_is_nothing_to_correct_before_a_service_and_nothing_to_serve_without_a_decision(books: Books) -> None:
    case = a.a_case(books, served_on=None)
    delivery = Delivery(form=ServiceForm.DIRECT, on=MONDAY)
    with pytest.raises(DecisionRefused, match="chưa có gì để sửa"):
        correct_service(books, case.decision, delivery, ground="Gõ nhầm")
    with pytest.raises(DecisionUnknown):
        serve(books, 12345, delivery)
    with pytest.raises(DecisionUnknown):
        correct_service(books, 12345, delivery, ground="Gõ nhầm")
