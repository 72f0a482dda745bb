import io
from datetime import date

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from vietnam_qr_pay import QRPay

from messages.payment_qr import NotPayable, Transfer, checksum, payment_qr, plain_purpose, read_payload, write_payload
from messages.transfer_words import transfer_words

ACCOUNT = {"bank": "970436", "account": "0011001234567"}

transfers = st.builds(
    Transfer,
    bank=st.from_regex(r"\A[0-9]{6}\Z"),
    account=st.from_regex(r"\A[0-9A-Z]{4,19}\Z"),
    amount=st.integers(1, 10**13 - 1),
    purpose=st.text(alphabet="ABCXYZ0189 ", min_size=1, max_size=25).map(lambda text: " ".join(text.split())).filter(bool),
)  # fmt: skip


def test_the_payload_is_the_one_that_other_makers_of_vietqr_write() -> None:
    made = payment_qr(**ACCOUNT, amount=1_234_567, purpose="THA 123 QĐ 45")
    assert made.payload == (
        "00020101021238570010A00000072701270006970436011300110012345670208QRIBFTTA"
        "5303704540712345675802VN62170813THA 123 QD 4563041D62"
    )
    assert made.purpose == "THA 123 QD 45"


@given(transfers)
def test_an_independent_library_writes_the_same_bytes_and_reads_them(transfer: Transfer) -> None:
    payload = write_payload(transfer)
    theirs = QRPay.init_viet_qr(
        bank_bin=transfer.bank,
        bank_number=transfer.account,
        amount=str(transfer.amount),
        purpose=transfer.purpose,
    )
    assert payload == theirs.build()
    read = QRPay(payload)
    assert read.is_valid
    assert (read.consumer.bank_bin, read.consumer.bank_number) == (transfer.bank, transfer.account)
    assert (read.amount, read.additional_data.purpose) == (str(transfer.amount), transfer.purpose)


@given(transfers)
def test_what_the_independent_library_writes_is_read_here(transfer: Transfer) -> None:
    theirs = QRPay.init_viet_qr(
        bank_bin=transfer.bank,
        bank_number=transfer.account,
        amount=str(transfer.amount),
        purpose=transfer.purpose,
    )
    assert read_payload(theirs.build()) == transfer


numbers = st.builds(
    "{}/{}QĐ-{}".format, st.integers(1, 9999), st.sampled_from(["", "2026/"]), st.sampled_from(["THADS", "THA"])
)


@settings(max_examples=15, deadline=None)
@given(transfers, numbers, st.dates(date(2016, 1, 1), date(2030, 12, 31)))
def test_from_a_decisions_number_to_the_picture_to_another_reader(transfer: Transfer, number: str, day: date) -> None:
    words = transfer_words(number, day)
    made = payment_qr(bank=transfer.bank, account=transfer.account, amount=transfer.amount, purpose=words)
    (seen,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(made.png)).convert("L"))
    theirs = QRPay(seen.text)
    assert theirs.is_valid
    assert (theirs.consumer.bank_bin, theirs.consumer.bank_number) == (transfer.bank, transfer.account)
    assert (theirs.amount, theirs.additional_data.purpose) == (str(transfer.amount), words)


@given(transfers)
def test_what_is_written_reads_back_the_same(transfer: Transfer) -> None:
    assert read_payload(write_payload(transfer)) == transfer


@settings(max_examples=15, deadline=None)
@given(transfers)
def test_a_scanner_reads_the_payload_from_the_picture(transfer: Transfer) -> None:
    made = payment_qr(
        bank=transfer.bank, account=transfer.account, amount=transfer.amount, purpose=transfer.purpose
    )  # fmt: skip
    (seen,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(made.png)).convert("L"))
    assert seen.text == made.payload
    assert seen.format == zxingcpp.BarcodeFormat.QRCode


def test_the_picture_survives_being_shown_small_and_grey() -> None:
    made = payment_qr(**ACCOUNT, amount=15_300_000, purpose="QD 45 2026")
    picture = Image.open(io.BytesIO(made.png)).convert("L")
    small = picture.resize((180, 180)).point(lambda level: 60 + level // 2)
    assert [seen.text for seen in zxingcpp.read_barcodes(small)] == [made.payload]


def test_the_checksum_is_the_published_one() -> None:
    assert checksum("123456789") == "29B1"
    assert checksum("") == "FFFF"


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Nộp tiền thi hành án", "NOP TIEN THI HANH AN"),
        ("THA-123/QĐ_45", "THA 123 QD 45"),
        ("  Đỗ   Thị Ánh  ", "DO THI ANH"),
        ("ＱĐ １２", "QD 12"),
        ("QĐ 12 😀", "QD 12"),
        ("Nguyễn Đức", "NGUYEN DUC"),
    ],
)
def test_a_purpose_is_written_in_the_signs_every_bank_passes_on(said: str, plain: str) -> None:
    assert plain_purpose(said) == plain


@given(st.text(max_size=60))
def test_whatever_the_purpose_the_code_is_ascii_and_true_or_there_is_none(purpose: str) -> None:
    try:
        transfer = read_payload(payment_qr(**ACCOUNT, amount=5_000, purpose=purpose).payload)
    except NotPayable:
        assert not 1 <= len(plain_purpose(purpose)) <= 25
    else:
        assert transfer == Transfer(**ACCOUNT, amount=5_000, purpose=plain_purpose(purpose))


def test_a_purpose_of_25_characters_fits_and_one_more_is_refused_rather_than_cut() -> None:
    assert payment_qr(**ACCOUNT, amount=1, purpose="QD 12 " + "A" * 19).purpose == "QD 12 " + "A" * 19
    with pytest.raises(NotPayable, match="25 characters"):
        payment_qr(**ACCOUNT, amount=1, purpose="A" * 20 + " QD 12")


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"account": "0011 0012"}, "account"), ({"account": "0011-0012"}, "account"), ({"account": ""}, "account"),
        ({"account": "001"}, "account"), ({"account": "1" * 20}, "account"), ({"account": "abc123"}, "account"),
        ({"account": "Đ0012345"}, "account"), ({"account": "００１１００"}, "account"), ({"account": "0011001\n"}, "account"),
        ({"bank": "97043"}, "bank"), ({"bank": "970436 "}, "bank"), ({"bank": "VCB"}, "bank"), ({"bank": "٩٧٠٤٣٦"}, "bank"),
        ({"amount": 0}, "amount"), ({"amount": -5}, "amount"), ({"amount": 10**13}, "amount"),
        ({"purpose": ""}, "purpose"), ({"purpose": " -/- "}, "purpose"),
    ],
)  # fmt: skip
def test_what_cannot_be_paid_safely_gets_no_code(wrong: dict[str, str | int], part: str) -> None:
    asked: dict[str, str | int] = {**ACCOUNT, "amount": 1_000, "purpose": "QD 12"}
    with pytest.raises(NotPayable, match=part):
        payment_qr(**(asked | wrong))  # type: ignore[arg-type]  # wrong on purpose


GOOD = write_payload(Transfer(**ACCOUNT, amount=1_234_567, purpose="QD 45"))


def test_every_single_changed_character_of_a_payload_is_noticed() -> None:
    for place, sign in enumerate(GOOD):
        for other in "0123456789ABZ":
            if other != sign:
                with pytest.raises(NotPayable):
                    read_payload(GOOD[:place] + other + GOOD[place + 1 :])


def _with_checksum(body: str) -> str:
    return body + checksum(body)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "6304",
        _with_checksum("6304"),
        _with_checksum(GOOD[:-4].replace("5303704", "5303840")),  # dollars
        _with_checksum(GOOD[:-4].replace("5802VN", "5802US")),
        _with_checksum(GOOD[:-4].replace("QRIBFTTA", "QRIBFTTC")),  # to a card
        _with_checksum(GOOD[:-4].replace("010212", "010211")),  # the payer types the amount
        _with_checksum(GOOD[:-4].replace("54071234567", "54071234.67")),
        _with_checksum(GOOD[:-4].replace("54071234567", "54070234567")),
        _with_checksum(GOOD[:-4].replace("5802VN", "5802VN5802VN")),
        _with_checksum(GOOD[:-4].replace("5802VN", "5802VN5905OTHER")),
        _with_checksum(GOOD[:-6] + "99"),
        GOOD.replace("QD 45", "QĐ 45"),
    ],
)
def test_a_payload_that_is_right_by_checksum_only_is_refused(payload: str) -> None:
    with pytest.raises(NotPayable):
        read_payload(payload)
