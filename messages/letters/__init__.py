"""What does the agency put on paper? The page with a person's code, and the slip of an appointment, as PDF."""

from messages.letters.code_letter import CodeLetter, Office, Salutation, code_letters
from messages.letters.reception_slip import ReceptionSlip, reception_slip
from messages.letters.typesetting import LetterDoesNotFit

__all__ = [
    "CodeLetter",
    "LetterDoesNotFit",
    "Office",
    "ReceptionSlip",
    "Salutation",
    "code_letters",
    "reception_slip",
]
