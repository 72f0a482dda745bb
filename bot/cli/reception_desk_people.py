"""Who stands at the desk: somebody who has not booked, and which party of the books is that guest, by their papers?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.cli import shown
from bot.cli.reception_desk_day import Desk, listed, name_of, numbered
from bot.cli.refusal import Refused, refusing
from casework import audit
from casework.books import Books
from casework.clock import local
from casework.named import NameUnclear

if TYPE_CHECKING:
    from bot.cli.reception_desk_typed import Line
    from casework.booking_facts import Booking
    from casework.booking_taking import Asked
    from casework.booking_visitors import Visitor
    from casework.visitor_papers import Candidate

_SHORTEST_PAPER = 4  # letters: "giấy"
_MOST = 8  # parties in an answer


def walked_in(books: Books, desk: Desk, rest: str, *, by_team: bool = False) -> list[str]:
    """Somebody who has not booked; nobody is sent away for that. Raises ``Refused``."""
    made = received(books, desk, rest, by_team=by_team)
    listed(books, desk)  # gives the newcomer a number
    number = desk.numbered.index(made.id) + 1
    return [
        f"{number}. {received_words(books, made)} Có hồ sơ ở đây: «{number} p số quyết định; 6 số cuối số định danh»."
    ]


def received(books: Books, desk: Desk, rest: str, *, by_team: bool = False) -> Booking:
    """The place of whom the line names: «Trần Văn Bé; 0900 000 123; hỏi về lãi». Raises ``Refused``."""
    from casework.booking_taking import Asked
    from casework.booking_visitors import Visitor, guest

    said = [part.strip() for part in rest.split(";", 3)]
    if len(said) < 2 or not said[0]:
        raise Refused(
            "Hãy ghi họ tên; số điện thoại; việc gì. Ví dụ «w Trần Văn Bé; 0900 000 123; hỏi về lãi»."
            " Không có điện thoại thì để trống: «w Trần Văn Bé;; hỏi về lãi»."
        )
    name, phone, reason, team = (*said, "", "")[:4]
    asked = Asked(kind=desk.kind, reason=reason or None, team_id=_team(books, desk, team) if by_team else None)
    return entered(books, desk, Visitor(guest=guest(name, phone or None)), asked)


def received_words(books: Books, made: Booking) -> str:
    """Who is there, when their turn is, and the code of the booking."""
    at = f"số {made.queue_number}" if made.queue_number is not None else f"lượt {local(made.starts_at):%H:%M}"
    return f"{name_of(books, made)}: đã đến, {at}, mã {made.reference}."


def entered(books: Books, desk: Desk, visitor: Visitor, asked: Asked) -> Booking:
    """The place of somebody who is there without a booking. Raises ``Refused``."""
    from casework.booking_answers import AlreadyHas
    from casework.booking_facts import Booking
    from casework.walk_ins import walk_in

    made = walk_in(books, desk.day_id, visitor, asked, desk.staff_id)
    if isinstance(made, AlreadyHas):
        raise Refused(
            f"Người này đã có lịch hẹn {made.booking.reference}, {shown.moment(made.booking.starts_at)}."
            " Lịch của hôm nay: gõ số thứ tự rồi «d». Lịch đang chờ họ trả lời: hãy để họ trả lời trước."
        )
    if not isinstance(made, Booking):
        raise Refused("Chưa nhận được: buổi này không phải hôm nay, hoặc đã hủy. Hãy xem lại ngày.")
    return made


def identified(books: Books, desk: Desk, line: Line) -> list[str]:
    """Which party the guest is; without what was read on the papers only whom it may be. Raises ``Refused``."""
    from casework.booking_facts import find_booking
    from casework.visitor_papers import is_party

    booking_id = numbered(desk, line)
    named, _, papers = (part.strip() for part in line.rest.partition(";"))
    if not named:
        raise Refused(f"Hãy ghi số quyết định hoặc đủ họ tên, như «{line.number} p 045/QĐ-THADS; 123456».")
    found = _candidates(books, named)
    if not papers:
        looked = f"looked:{len(found)}"
        audit.record(
            books, audit.staff(desk.staff_id), audit.Action.VISITOR_IDENTIFIED, f"booking:{booking_id}", purpose=looked
        )
        return [f"Gõ lại kèm điều đã xem trên giấy tờ, như «{line.number} p {named}; 123456»:", *_shown(found)]
    party, by_number = by_papers(books, found, papers)
    was = find_booking(books, booking_id)
    now = is_party(books, booking_id, party.id, desk.staff_id, by_number=by_number)
    if was is not None:
        desk.steps.append((booking_id, was.visitor))
    return [f"{line.number}. {name_of(books, now)}: đã đối chiếu giấy tờ, là đương sự trong sổ."]


def _candidates(books: Books, named: str) -> Sequence[Candidate]:
    from bot.cli.lookup import agency_of
    from casework import named as names
    from casework.visitor_papers import of_decision, of_name

    if not any(one.isdigit() for one in named):
        found = of_name(books, named)
    else:
        with refusing(NameUnclear):
            found = of_decision(books, names.decision_numbered(books, agency_of(books).id, named))
    if not found:
        raise Refused(f"Trong sổ không có đương sự nào tên «{named}». Hãy ghi đủ họ tên, hoặc ghi số quyết định.")
    return found


def by_papers(books: Books, found: Sequence[Candidate], papers: str) -> tuple[Candidate, bool]:
    """The one candidate whom the papers name, and whether by the identity number. Raises ``Refused``."""
    from casework.visitor_papers import DIGITS, has_number

    digits = "".join(papers.split())
    if digits.isdigit():
        meant = [one for one in found if has_number(books, one.id, digits)]
        if not meant:
            raise Refused(
                f"{DIGITS} số cuối này không khớp ai như vậy. Hãy xem lại giấy tờ; chưa khớp thì vẫn tiếp như khách."
                " Bỏ phần sau dấu chấm phẩy để xem đó có thể là ai."
            )
    else:
        meant = [one for one in found if not one.has_number]
        if not meant or sum(one.isalpha() for one in papers) < _SHORTEST_PAPER:
            raise Refused(
                f"Sổ có số định danh của người này: hãy ghi {DIGITS} số cuối trên giấy tờ đã xem."
                if not meant
                else "Hãy ghi giấy tờ đã xem, ví dụ «giấy giới thiệu»."
            )
    if len(meant) > 1:
        raise Refused(
            "Có nhiều người như vậy. Hãy ghi đủ họ tên thay cho số quyết định, hoặc số quyết định thay cho họ tên."
        )
    return meant[0], digits.isdigit()


def _shown(found: Sequence[Candidate]) -> list[str]:
    """Whom it may be, with what to compare and what to type."""
    lines = []
    for one in found[:_MOST]:
        role = None if one.role is None else shown.ROLE_WORDS[one.role]
        born = None if one.birth_year is None else f"sinh năm {one.birth_year}"
        ask = "6 số cuối số định danh" if one.has_number else "sổ chưa có số định danh: ghi giấy tờ đã xem"
        lines.append("  " + "; ".join(filter(None, (one.name, role, born, one.address, ask))))
    return lines


def _team(books: Books, desk: Desk, named: str) -> int:
    """The team of the commune where the day is; of several the one that is named. Raises ``Refused``."""
    from casework.folding import fold
    from casework.mobilisation import teams_of

    if desk.commune_id is None:
        raise Refused("Buổi này ở trụ sở, không có tổ vận động. Hãy dùng chữ w.")
    teams = teams_of(books, desk.commune_id)
    found = [one for one in teams if fold(named) in fold(one.name)]
    if len(found) == 1:
        return found[0].id
    if not teams:
        raise Refused("Xã này chưa có tổ vận động trong sổ. Hãy dùng chữ w; lập tổ: gandan visit team --help")
    several = "; ".join(one.name for one in teams)
    raise Refused(f"Tổ nào đưa đến? Ghi tên tổ ở cuối, sau «việc gì» và dấu chấm phẩy: {several}.")
