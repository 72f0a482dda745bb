"""What stands on the page that a party gets, and which pages cannot hold their texts?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from bot.cli import shown
from bot.cli.code_addressees import Addressee
from bot.cli.lookup import agency_of, province_name
from bot.cli.refusal import Refused
from casework import obligations, people
from casework.books import Books
from casework.clock import local, today
from casework.linking_codes import PrintedCode
from casework.obligations import DecisionView
from casework.people import Party, PartyKind
from casework.place_names import read_place
from casework.printed_codes import VALID_FOR
from messages.letters import CodeLetter, LetterDoesNotFit, Office, Salutation, code_letters

_DAY = timedelta(days=1)
_OF_THE_AGENCY = ("Thi hành án dân sự tỉnh ", "Thi hành án dân sự thành phố ")
_WOMEN, _MEN = "13579", "02468"  # the fourth digit of an identity number tells century and sex


@dataclass(frozen=True, kw_only=True, slots=True)
class CodePage:
    """A party's page."""

    party_id: int
    letter: CodeLetter


def address_for(base_url: str | None, bot: str | None, public_url: str) -> str:
    """What the QR code opens, without the code at its end. Raises ``Refused`` where there is no https address."""
    if bot is not None:
        name = bot.removeprefix("@")
        if not name.isascii() or not name.replace("_", "").isalnum():
            raise Refused(f"«{bot}» không phải tên bot Telegram. Hãy ghi như ThadsMauBot.")
        return f"https://t.me/{name}?start="
    address = (base_url or public_url).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise Refused(
            "Chưa có địa chỉ https để mã QR mở ra. Hãy thêm --base-url https://..., hoặc --bot TÊN_BOT, "
            "hoặc đặt GANDAN_PUBLIC_URL."
        )
    return f"{address}/#k="


def page_for(books: Books, addressee: Addressee, code: PrintedCode, address: str) -> CodePage:
    """The page with everything from the books as they stand."""
    known = people.party(books, addressee.party_id)
    view = obligations.of_decision(books, addressee.decision_id)
    if known is None or view is None:
        raise LookupError("a party or decision has gone since it was looked for")
    day = today(books.clock)
    letter = CodeLetter(
        office=_office(books, view),
        salutation=_salutation(known),
        name=known.name,
        address=known.address or "(nhận tại cơ quan)",
        decision=f"số {view.number} ngày {shown.day(view.issued_on)}",
        code=code,
        url=address + code.display,
        printed_on=day,
        valid_until=local(books.clock.now() + VALID_FOR).date()
        - _DAY,  # the last day on which it is good till midnight
        officer=_officer(view),
        officer_phone=view.officer_phone or view.office_phone,
    )
    return CodePage(party_id=addressee.party_id, letter=letter)


def make_pages(pages: Sequence[CodePage]) -> tuple[bytes | None, list[CodePage]]:
    """One PDF of the pages that can hold their texts, and those pages; None where there are none."""
    fitting = list(pages)
    try:
        return (code_letters([page.letter for page in fitting]), fitting) if fitting else (None, [])
    except LetterDoesNotFit:
        fitting = [page for page in pages if _fits(page)]
    return (code_letters([page.letter for page in fitting]), fitting) if fitting else (None, [])


def _fits(page: CodePage) -> bool:
    try:
        code_letters([page.letter])
    except LetterDoesNotFit:
        return False
    return True


def _office(books: Books, view: DecisionView) -> Office:
    agency = agency_of(books)
    regional = view.office_name != agency.name
    return Office(
        agency=agency.name,
        unit=view.office_name if regional else "",
        place=_place(books, agency.name),
        address=view.office_address,
        site=agency.site.removeprefix("https://"),
        assistant=agency.bot_name,
        phone=view.office_phone,
        hours=agency.office_hours,
    )


def _place(books: Books, agency_name: str) -> str:
    """What stands before the date on official papers: the province's bare name."""
    province = province_name(books)
    if province is not None:
        return read_place(province).bare
    for beginning in _OF_THE_AGENCY:
        agency_name = agency_name.removeprefix(beginning)
    return agency_name


def _salutation(known: Party) -> Salutation:
    if known.kind is not PartyKind.PERSON:
        return Salutation.ORGANISATION
    sex = known.identity[3] if known.identity is not None and len(known.identity) == 12 else ""
    if sex and sex in _WOMEN:
        return Salutation.WOMAN
    return Salutation.MAN if sex and sex in _MEN else Salutation.UNKNOWN


def _officer(view: DecisionView) -> str:
    if view.officer_name is None:
        return view.office_name
    return f"{view.officer_title or ''} {view.officer_name}".strip()
