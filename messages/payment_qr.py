"""Which QR code pays this sum into this account, and nothing else?

The payload is the EMVCo merchant-presented format with NAPAS's account data in field 38, the one all Vietnamese bank
apps read ("VietQR"): tag, two-digit length, value; the last field is a CRC-16/CCITT-FALSE over all before it. Account
and bank come from the agency's approved list and from nowhere else; the account holder's name is shown beside the
picture, since the payload has no place for it that banks heed. What is returned has been read back and compared.
"""

from __future__ import annotations

import io
import re
from binascii import crc_hqx
from collections.abc import Iterator
from dataclasses import dataclass

from messages.folding import fold

PURPOSE_AT_MOST = 25  # characters; EMVCo's limit for "purpose of transaction" (field 62, tag 08)
LARGEST_AMOUNT = 10**13 - 1  # field 54 holds 13 characters

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_FORMAT, _METHOD, _PAYEE, _CURRENCY = "00", "01", "38", "53"
_AMOUNT, _COUNTRY, _ADDITIONAL, _CRC = "54", "58", "62", "63"
_AMOUNT_GIVEN = "12"


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """What a payer's bank app is asked to do: ``amount`` in đồng, ``purpose`` as the statement will show it."""

    bank: str  # six digits, NAPAS's number of the bank
    account: str
    amount: int
    purpose: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentQr:
    """The payload, and its picture for a phone's screen. ``purpose`` is to be shown for those who type it by hand."""

    payload: str
    png: bytes
    purpose: str


class NotPayable(ValueError):
    """No payment code can be made of this; the message says which part is wrong."""


def payment_qr(*, bank: str, account: str, amount: int, purpose: str) -> PaymentQr:
    """A payment code for ``amount`` đồng. ``purpose`` is folded ("Nộp QĐ số 12" -> "NOP QD SO 12").

    Raises ``NotPayable`` for a bank that is not six digits, an account that is not 4-19 capital letters and digits, an
    amount below 1 or above 13 digits, or a purpose that is empty or longer than 25 characters: cut, it could name
    another decision, and the money would be booked there.
    """
    asked = Transfer(bank=bank, account=account, amount=amount, purpose=plain_purpose(purpose))
    _check(asked)
    payload = write_payload(asked)
    if read_payload(payload) != asked:
        raise NotPayable("the payment code reads back differently from what was asked")
    return PaymentQr(payload=payload, png=_picture(payload), purpose=asked.purpose)


def plain_purpose(purpose: str) -> str:
    """``purpose`` in the only signs that every bank passes on: capitals A-Z, digits, single spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(purpose)).upper().split())


def write_payload(transfer: Transfer) -> str:
    """The payload of ``transfer``, which must hold ASCII only."""
    payee = _field("00", transfer.bank) + _field("01", transfer.account)
    body = (
        _field(_FORMAT, "01")
        + _field(_METHOD, _AMOUNT_GIVEN)
        + _field(_PAYEE, _field("00", _NAPAS) + _field("01", payee) + _field("02", _TO_ACCOUNT))
        + _field(_CURRENCY, "704")
        + _field(_AMOUNT, str(transfer.amount))
        + _field(_COUNTRY, "VN")
        + _field(_ADDITIONAL, _field("08", transfer.purpose))
        + f"{_CRC}04"
    )
    return body + checksum(body)


def read_payload(payload: str) -> Transfer:
    """What a bank app would read. Raises ``NotPayable`` unless it is a transfer that ``write_payload`` writes."""
    if not payload.isascii() or checksum(payload[:-4]) != payload[-4:]:
        raise NotPayable("the payment code's checksum is wrong")
    fields = dict(_fields(payload))
    to = dict(_fields(dict(_fields(fields.get(_PAYEE, ""))).get("01", "")))
    amount = fields.get(_AMOUNT, "")
    read = Transfer(
        bank=to.get("00", ""),
        account=to.get("01", ""),
        amount=int(amount) if re.fullmatch("[1-9][0-9]*", amount) else 0,
        purpose=dict(_fields(fields.get(_ADDITIONAL, ""))).get("08", ""),
    )
    _check(read)
    if write_payload(read) != payload:
        raise NotPayable("the payment code is not just a transfer of đồng to a Vietnamese account")
    return read


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) of ASCII ``text``, four hex digits: "123456789" -> "29B1"."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _check(transfer: Transfer) -> None:
    if not re.fullmatch(r"[0-9]{6}", transfer.bank):
        raise NotPayable("a bank is named by six digits")
    if not re.fullmatch(r"[0-9A-Z]{4,19}", transfer.account):
        raise NotPayable("an account has 4 to 19 digits or capital letters, and nothing else")
    if not 1 <= transfer.amount <= LARGEST_AMOUNT:
        raise NotPayable(f"an amount is from 1 to {LARGEST_AMOUNT} đồng")
    if not re.fullmatch(r"[0-9A-Z]+( [0-9A-Z]+)*", transfer.purpose) or len(transfer.purpose) > PURPOSE_AT_MOST:
        raise NotPayable(f"a purpose has 1 to {PURPOSE_AT_MOST} characters")


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """The fields of ``text``; a length that does not fit, or a tag said twice, raises ``NotPayable``."""
    at, seen = 0, set[str]()
    while at < len(text):
        head = re.match(r"[0-9]{4}", text[at : at + 4])
        tag, end = text[at : at + 2], at + 4 + (int(text[at + 2 : at + 4]) if head else 0)
        if not head or end > len(text) or tag in seen:
            raise NotPayable("the payment code is cut or garbled")
        seen.add(tag)
        yield tag, text[at + 4 : end]
        at = end


def _picture(payload: str) -> bytes:
    """A PNG, 8 pixels a module, with the quiet margin of 4 modules that the standard wants."""
    import segno

    file = io.BytesIO()
    segno.make_qr(payload, error="m").save(file, kind="png", scale=8, border=4)
    return file.getvalue()
