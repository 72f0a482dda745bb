"""What does somebody hand in who wants the results of enforcement confirmed (ND152 Đ.32.3)?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from messages.letters.drafts import Draft, drawn


class Standing(StrEnum):
    """What the one who asks is in the matter."""

    DEBTOR = "debtor"
    CREDITOR = "creditor"
    OTHER = "other"
    UNSAID = "unsaid"
    RELATIVE = "relative"
    RELATIVE_OF_PRISONER = "relative_of_prisoner"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmationRequest:
    """The request, by a party or by a relative of one."""

    draft: Draft
    standing: Standing


def confirmation_request(asked: ConfirmationRequest) -> bytes:
    """The PDF. Raises ``LetterDoesNotFit``."""
    standing = asked.standing
    facts = {
        "relative": standing in (Standing.RELATIVE, Standing.RELATIVE_OF_PRISONER),
        "prisoner": standing is Standing.RELATIVE_OF_PRISONER,
        "role": standing.value,
    }
    return drawn("confirmation_request.typ", "Đơn yêu cầu xác nhận kết quả thi hành án", asked.draft, facts)
