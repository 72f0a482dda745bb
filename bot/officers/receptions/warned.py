"""What is not as it should be with a day or a month of receptions, in the sentence that home and calendar share."""

from __future__ import annotations

from bot.cli.reception_words import CONCERNS
from bot.officers.receptions.common import name_of_staff, on_page
from casework.books import Books
from casework.clock import today
from casework.reception_warnings import Concern, Concerning

_MONTHS = (Concern.MONTH_WITHOUT_DAY, Concern.ONLY_WITH_STAND_IN)


def words(books: Books, one: Concerning) -> str:
    """As at the terminal, without the command; whose month or day it is comes with it."""
    name = name_of_staff(books, one.leader_id)
    about = CONCERNS[one.concern].format(month=f"{one.on_date:%m/%Y}")
    if one.concern in _MONTHS:
        if one.publish_by is None:
            return f"{name}: {about}."
        late = one.publish_by < today(books.clock)
        until = (
            "không còn kịp công bố trước 5 ngày làm việc" if late else f"công bố chậm nhất {one.publish_by:%d/%m/%Y}"
        )
        return f"{name}: {about}, {until}."
    plan = f" (lịch số {one.plan_number})" if one.plan_number is not None else ""
    return f"{one.on_date:%d/%m/%Y} {name}, {one.place}{plan}: {about}. {on_page(one.said)}".strip()
