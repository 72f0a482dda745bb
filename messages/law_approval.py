"""Have exactly these words about the law a standing approval on the agency's books?"""

from __future__ import annotations

from casework import law_reviews
from casework.books import Books
from casework.law_reviews import Words
from messages.explanations import words_hash
from messages.law_file import Explanation
from messages.library import Lang


def words_of(explanation: Explanation) -> Words:
    """What a review of ``explanation`` is bound to: the Vietnamese words and the provisions they rest on."""
    return Words(name=explanation.name, version=explanation.version, hash=words_hash(explanation))


def is_approved(books: Books, explanation: Explanation, lang: Lang = Lang.VI) -> bool:
    """Whether the words as they are shown were approved. The English is nobody's approved wording, only a help."""
    return lang is Lang.VI and law_reviews.approved(books, words_of(explanation))
