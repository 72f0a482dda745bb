"""How is a decision's money told at the terminal: which decision, which lines, which sums?"""

from __future__ import annotations

from bot.cli import shown
from bot.cli.refusal import Refused
from casework import obligations
from casework.books import Books
from casework.decisions import PartyRole
from casework.obligations import NOT_MONEY, DecisionView, Kind, LineView
from messages.library import Lang, say
from messages.vietnamese import dong, masked_name

HIDDEN = "Lời ghi trong quyết định, văn bản được ẩn. Cán bộ làm hồ sơ thêm --as LOGIN để xem đủ."


def seen(books: Books, decision_id: int) -> DecisionView:
    """The decision as staff see it."""
    view = obligations.of_decision(books, decision_id)
    if view is None:
        raise Refused("Không có quyết định này trong sổ. Hãy xem lại số và ngày ra quyết định.")
    return view


def head(view: DecisionView) -> str:
    """Which decision, how far it has come, who owes."""
    debtors = [masked_name(one.name) for one in view.others if one.role is PartyRole.DEBTOR]
    return (
        f"Quyết định {view.number} ngày {shown.day(view.issued_on)}, {shown.STATUS_WORDS[view.status]}; "
        f"người phải thi hành án: {', '.join(debtors) or '(chưa ghi)'}"
    )


def sums(view: DecisionView) -> str:
    """What is owed, paid and left, and what of it is unusual."""
    told = [f"phải nộp {dong(view.total)}", f"đã nộp {dong(view.paid)}"]
    if view.waived:
        told.append(f"được miễn, giảm {dong(view.waived)}")
    told.append(f"còn {dong(view.left)}")
    if view.waiting:
        told.append(f"chờ chuyển từ trại giam {dong(view.waiting)}")
    if view.to_give_back:
        told.append(f"thừa chưa trả lại {dong(view.to_give_back)}")
    return ", ".join(told)


def all_lines(view: DecisionView) -> list[LineView]:
    """The decision's lines in the order in which they are numbered at the terminal."""
    return [*view.lines, *view.refunds]


def line_numbered(view: DecisionView, number: int) -> LineView:
    """The line with this number in ``gandan obligation list``."""
    lines = all_lines(view)
    if not 1 <= number <= len(lines):
        raise Refused(f"Quyết định này có {len(lines)} khoản. Xem số của từng khoản: gandan obligation list SỐ_QĐ")
    return lines[number - 1]


def kind_words(kind: Kind) -> str:
    """What kind of line it is."""
    return say(Lang.VI, f"obligations.kind_{kind.value}")


def line_words(view: DecisionView, line: LineView, *, words: bool) -> str:
    """One line with its sums, and whose it is where it is one person's. ``words``: with the decision's own words."""
    told = [f"{all_lines(view).index(line) + 1}. {kind_words(line.kind)}" + (f": {line.content}" if words else "")]
    if line.kind not in NOT_MONEY:
        told.append(f"{dong(line.amount)}, đã nộp {dong(line.paid)}, còn {dong(line.left)}")
    if line.waived:
        told.append(f"được miễn, giảm {dong(line.waived)}")
    if line.paid_out:
        told.append(f"đã chi trả {dong(line.paid_out)}")
    names = {one.id: masked_name(one.name) for one in view.others}
    if line.debtor_id is not None:
        told.append(f"chỉ của {names.get(line.debtor_id, '?')}")
    if line.creditor_id is not None:
        told.append(f"trả cho {names.get(line.creditor_id, '?')}")
    return "; ".join(told)
