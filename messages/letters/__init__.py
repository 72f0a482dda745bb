"""What is put on paper? The page with a person's code, the slip of an appointment, drafts to apply with, a campaign's plan."""

from messages.letters.authorisation import Authorisation, authorisation
from messages.letters.campaign_plan import PlanDocument, Section, Table, campaign_plan
from messages.letters.code_letter import CodeLetter, Office, Salutation, code_letters
from messages.letters.complaint_letter import ComplaintLetter, complaint_letter
from messages.letters.confirmation_request import ConfirmationRequest, confirmation_request
from messages.letters.drafts import Draft, NamedDecision, Signer
from messages.letters.reception_slip import ReceptionSlip, reception_slip
from messages.letters.typesetting import LetterDoesNotFit
from messages.letters.waiver_request import WaiverRequest, waiver_request

__all__ = [
    "Authorisation",
    "CodeLetter",
    "ComplaintLetter",
    "ConfirmationRequest",
    "Draft",
    "LetterDoesNotFit",
    "NamedDecision",
    "Office",
    "PlanDocument",
    "ReceptionSlip",
    "Salutation",
    "Section",
    "Signer",
    "Table",
    "WaiverRequest",
    "authorisation",
    "campaign_plan",
    "code_letters",
    "complaint_letter",
    "confirmation_request",
    "reception_slip",
    "waiver_request",
]
