"""Which line is paid first, and how is a payment shared out over the lines?

L25 Đ.54.1 sets five ranks; lines of one rank share in proportion to what is left of each. Within a debt the principal
comes before late interest (ND152 Đ.29.1). The costs of enforcement, which come before all ranks, are no lines here.

Not modelled: the priority of a secured creditor in what pledged or mortgaged assets fetch, and of the creditor for whose one
claim the judgment had assets seized (Đ.54.3), nor the orders for banks' bad debts and in bankruptcy (Đ.54.4, 54.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from casework.money import split_exactly, with_dots


class Kind(StrEnum):
    """What a line of the decision asks for."""

    COURT_FEE = "court_fee"  # án phí, lệ phí tòa án
    FINE = "fine"  # phạt tiền
    RECOVERY = "recovery"  # truy thu (tiền thu lợi bất chính)
    CONFISCATION = "confiscation"  # tịch thu sung quỹ
    SOCIAL_INSURANCE = "social_insurance"  # BHXH, BHTN, BHYT
    COMPENSATION_HEALTH = "compensation_health"  # bồi thường tính mạng, sức khỏe, tinh thần
    COMPENSATION = "compensation"  # bồi thường khác
    ALIMONY = "alimony"  # cấp dưỡng
    WAGE = "wage"  # lương, trợ cấp
    BANK_DEBT = "bank_debt"
    DEBT = "debt"
    REFUND = "refund"  # trả lại tiền
    DEPOSIT_REFUND = "deposit_refund"  # hoàn trả tiền dự nộp, tạm ứng án phí: the agency gives it back
    EVIDENCE_RETURN = "evidence_return"  # trả lại vật chứng, tài sản tạm giữ: the agency gives it back
    LATE_INTEREST = "late_interest"  # lãi chậm thi hành án, once the officer has fixed the sum
    ACT = "act"  # làm hoặc không làm một việc
    HANDOVER = "handover"  # giao tài sản, giấy tờ
    LAND_HANDOVER = "land_handover"  # giao nhà, giao quyền sử dụng đất
    CHILD = "child"  # giao người chưa thành niên
    OTHER = "other"


class Rank(StrEnum):
    """The order of payment: the point of L25 Đ.54.1. Sorts in the law's order."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    DD = "đ"


NOT_MONEY = frozenset({Kind.ACT, Kind.HANDOVER, Kind.LAND_HANDOVER, Kind.CHILD, Kind.EVIDENCE_RETURN})
BY_THE_AGENCY = frozenset({Kind.DEPOSIT_REFUND, Kind.EVIDENCE_RETURN})  # what is given back to a person: nobody's debt
FOR_THE_STATE = frozenset({Kind.COURT_FEE, Kind.FINE, Kind.RECOVERY, Kind.CONFISCATION})

_RANKS = {
    Kind.ALIMONY: Rank.A,
    Kind.WAGE: Rank.A,
    Kind.COMPENSATION_HEALTH: Rank.A,
    Kind.COURT_FEE: Rank.B,
    Kind.FINE: Rank.C,
    Kind.RECOVERY: Rank.C,
    Kind.SOCIAL_INSURANCE: Rank.D,
}


def rank_of(kind: Kind) -> Rank:
    """The rank of a line of this kind (L25 Đ.54.1 a-đ). Late interest takes the rank of its debt, which is "đ" unless
    whoever enters the line says otherwise."""
    return _RANKS.get(kind, Rank.DD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What one line asks for and what is left of it, in đồng. ``debtor_id``: whose it alone is; None: all debtors'."""

    id: int
    kind: Kind
    rank: Rank
    amount: int
    left: int
    debtor_id: int | None = None


class Overpayment(Exception):
    """More came than is left to pay: ``surplus`` đồng too much. Nothing was written."""

    def __init__(self, surplus: int) -> None:
        super().__init__(
            f"Số tiền nhiều hơn khoản còn lại {with_dots(surplus)} đồng. Hãy kiểm tra lại, hoặc trả lại phần thừa."
        )
        self.surplus = surplus


def payable_by(lines: Iterable[Due], payer_id: int | None) -> list[Due]:
    """The lines that a payment for this debtor may pay: the joint ones and the debtor's own, never another's."""
    return [line for line in lines if payer_id is None or line.debtor_id in (None, payer_id)]


def share_out(amount: int, lines: Iterable[Due]) -> dict[int, int]:
    """How many đồng of ``amount`` go to which line (id); lines that get nothing are left out. Adds up to ``amount``.

    Rank after rank, principal before late interest, in proportion to what is left, to the đồng; the earlier id takes the
    odd đồng. Raises ``Overpayment`` with the surplus, ``ValueError`` for a sum that is not positive.
    """
    if amount <= 0:
        raise ValueError("a payment is more than nothing")
    shares, surplus = share_within(amount, lines)
    if surplus:
        raise Overpayment(surplus)
    return shares


def share_within(amount: int, lines: Iterable[Due]) -> tuple[dict[int, int], int]:
    """As ``share_out``, with what no line can take as the second."""
    shares: dict[int, int] = {}
    open_lines = (line for line in lines if line.left > 0 and line.kind not in BY_THE_AGENCY)
    for _, group in groupby(sorted(open_lines, key=turn), key=lambda line: turn(line)[:2]):
        if not amount:
            break
        together = list(group)
        part = min(amount, sum(line.left for line in together))
        shares |= _in_proportion(part, together)
        amount -= part
    return shares, amount


def turn(line: Due) -> tuple[str, bool, int]:
    """Sorts lines in the order of payment; the first two say which share in proportion."""
    return line.rank.value, line.kind is Kind.LATE_INTEREST, line.id


def _in_proportion(part: int, lines: Sequence[Due]) -> dict[int, int]:
    parts = split_exactly(part, [line.left for line in lines])
    return {line.id: share for line, share in zip(lines, parts, strict=True) if share}
