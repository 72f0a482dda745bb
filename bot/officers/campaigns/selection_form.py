"""Whom did somebody choose on a page? The same form for a campaign and for a wave of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from bot.officers.campaigns import forms
from bot.officers.campaigns.forms import Form, FormWrong
from bot.officers.visit import TurnedAway
from casework import staff
from casework.agency import offices
from casework.books import Books
from casework.decisions import ReviewResult, Status
from casework.payment_order import BY_THE_AGENCY, NOT_MONEY, Kind
from casework.places import find_by_id
from casework.scope import Reach, reach
from casework.staff import LEADERS, Role, Staff
from scheduler.plans.selection import Agreed, Promised, Selection
from scheduler.plans.selection_words import AGREEMENT_WORDS, KIND_WORDS, PROMISE_WORDS, REVIEW_WORDS, STATUS_WORDS

E = TypeVar("E", bound=StrEnum)
TAKES = (
    "min_left", "max_left", "promise", "agreement", "prison", "issued_before", "focal", "difficult", "officer", "do",
    "commune_#", "office_#", "kind_*", "review_*", "status_*",
)  # fmt: skip
_YES = {"yes": True, "no": False}


def offered(books: Books, who: Staff) -> dict[str, Any]:
    """What the form lets one choose from; whoever sees their own cases alone chooses no officer and no office."""
    far = reach(who)
    holders = [one for one in staff.everybody(books) if one.role is Role.OFFICER or one.role in LEADERS]
    return {
        "kinds": {one.value: words for one, words in KIND_WORDS.items() if one not in NOT_MONEY | BY_THE_AGENCY},
        "reviews": {one.value: words for one, words in REVIEW_WORDS.items()},
        "statuses": {one.value: words for one, words in STATUS_WORDS.items()},
        "promises": {one.value: words for one, words in PROMISE_WORDS.items()},
        "agreements": {one.value: words for one, words in AGREEMENT_WORDS.items()},
        "offices": {str(one.id): one.name for one in offices(books)} if far is Reach.ALL else {},
        "officers": {str(one.id): one.name for one in holders} if far is not Reach.OWN else {},
    }


def read(books: Books, form: Form, choices: dict[str, Any]) -> Selection:
    """The selection that was filled in. Raises ``FormWrong``, ``TurnedAway`` or ``SelectionRefused``."""
    officer = forms.chosen(form, "officer", choices["officers"])
    promise = forms.chosen(form, "promise", choices["promises"])
    agreement = forms.chosen(form, "agreement", choices["agreements"])
    prison = forms.chosen(form, "prison", _YES)
    return Selection(
        communes=tuple(sorted(_commune(books, one) for one in forms.ticked(form, "commune_"))),
        offices=tuple(sorted(int(one) for one in _known(form, "office_", choices["offices"]))),
        focal="focal" in form,
        difficult="difficult" in form,
        officer=int(officer) if officer else None,
        kinds=_members(form, "kind_", choices["kinds"], Kind),
        min_left=forms.amount(form, "min_left"),
        max_left=forms.amount(form, "max_left"),
        review_results=_members(form, "review_", choices["reviews"], ReviewResult),
        statuses=_members(form, "status_", choices["statuses"], Status),
        promise=Promised(promise) if promise else None,
        agreement=Agreed(agreement) if agreement else None,
        prison=_YES[prison] if prison else None,
        issued_before=forms.day(form, "issued_before"),
    )


def fields(selection: Selection) -> dict[str, str]:
    """The form as it stands for a selection."""
    boxes = [f"commune_{one}" for one in selection.communes] + [f"office_{one}" for one in selection.offices]
    boxes += [f"kind_{one.value}" for one in selection.kinds]
    boxes += [f"review_{one.value}" for one in selection.review_results]
    boxes += [f"status_{one.value}" for one in selection.statuses]
    boxes += [name for name in ("focal", "difficult") if getattr(selection, name)]
    return dict.fromkeys(boxes, "on") | {
        "officer": "" if selection.officer is None else str(selection.officer),
        "min_left": forms.shown(selection.min_left),
        "max_left": forms.shown(selection.max_left),
        "promise": selection.promise or "",
        "agreement": selection.agreement or "",
        "prison": {None: "", True: "yes", False: "no"}[selection.prison],
        "issued_before": forms.shown_day(selection.issued_before),
    }


def _known(form: Form, prefix: str, known: dict[str, str]) -> tuple[str, ...]:
    found = forms.ticked(form, prefix)
    if set(found) - known.keys():
        raise TurnedAway(422, "bad_form")
    return found


def _members(form: Form, prefix: str, known: dict[str, str], kind: type[E]) -> tuple[E, ...]:
    return tuple(sorted(kind(one) for one in _known(form, prefix, known)))


def _commune(books: Books, said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise TurnedAway(422, "bad_form")
    if find_by_id(books, int(said)) is None:
        raise FormWrong("Một xã, phường đã chọn không còn trong danh mục. Hãy mở lại trang và chọn lại.")
    return int(said)
