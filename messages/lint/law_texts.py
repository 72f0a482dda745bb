"""Is an explanation of the law fit for a worried reader, and does every sentence of it stand in the law?

Each sentence: its figures and its matter must stand in what its provisions say; nothing open is stated firmly, nothing dead
is told; a sentence that rests on no law tells no rule. The whole: both forms, a first step to take, and, where it tells of a
burden, who decides, by when, how to object and where help is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from messages import explanations, lint
from messages.law_file import Audience, Explanation, Sentence
from messages.lint.facts import ApprovedFacts, Fault
from messages.lint.figures import figures, unwritten
from messages.lint.findings import Finding, Flaw, rules
from messages.lint.open_matters import firm_statements
from messages.lint.reading import spoken
from messages.lint.sentences import sentences
from messages.lint.stale import contrary_beliefs, stale_rules
from messages.lint.voice import limit, pattern, sentence_findings, word_findings
from messages.provisions import Provision

_NOBODYS = ApprovedFacts()
_PARTS = (
    (Flaw.NO_WHO, "who"),
    (Flaw.NO_DAY, "day"),
    (Flaw.NO_OBJECTION, "objection"),
    (Flaw.NO_HELP, "help"),
)
_WORD = re.compile(r"[^\W\d_]+")
_A_MATTER = 8  # telling words: in so many, one more must be in common with the provisions


def explanation_findings(one: Explanation, register: Mapping[str, Provision]) -> list[Finding]:
    """Everything wrong with an explanation that is in force; an empty list lets it go to the reviewers."""
    spoken_all = list(one.sentences())
    found = [
        finding
        for said in spoken_all
        for finding in law_sentence_findings(said, register, most=2 if said in one.not_mean else 1)
    ]
    found += word_findings([said.say for said in spoken_all])
    found += sentence_findings(one.title) + _untrue(one.title)
    return [*found, *_forms(one), *_first_step(one), *_burden(one)]


def former_findings(one: Explanation, register: Mapping[str, Provision]) -> list[Finding]:
    """Everything wrong with what was said of a law that has ended: its figures must stand in that law."""
    found = []
    for said in one.sentences():
        provisions = [register[by] for by in said.by if by in register]
        found += sentence_findings(said.say) + (_traced if provisions else _lawless)(said, provisions)
    return found + word_findings([said.say for said in one.sentences()])


def law_sentence_findings(said: Sentence, register: Mapping[str, Provision], *, most: int = 1) -> list[Finding]:
    """What is wrong with one sentence about the law, by itself and beside the provisions it rests on.

    ``most``: how many statements it may hold; a misbelief and what is right instead are two.
    """
    found = sentence_findings(said.say)
    provisions = [register[one] for one in said.by if one in register]
    more = [(Flaw.TWO_STATEMENTS, part) for part in sentences(said.say)[most:]]
    more += [(Flaw.TWO_STATEMENTS, part) for part in sentences(said.say, parts=True)[2:] if ";" in said.say][:1]
    unsendable = lint.problems(said.say, approved=_NOBODYS)
    more += [(Flaw.UNSENDABLE, lint.reason(one)) for one in unsendable if one.fault is not Fault.DEAD_RULE]
    check = _traced if provisions else _lawless
    found += [Finding(flaw=flaw, found=words, sentence=said.say) for flaw, words in more]
    return found + _untrue(said.say) + check(said, provisions)


def _untrue(sentence: str) -> list[Finding]:
    """What it states that is open, dead, or the contrary of the law."""
    told = [(Flaw.OPEN, f"{words}: {matter.open}") for matter, words in firm_statements(sentence)]
    told += [(Flaw.STALE, words) for words in stale_rules(sentence)]
    told += [(Flaw.CONTRARY, f"{words} ({law})") for words, law in contrary_beliefs(sentence)]
    return [Finding(flaw=flaw, found=words, sentence=sentence) for flaw, words in told]


def _traced(said: Sentence, provisions: Sequence[Provision]) -> list[Finding]:
    law = " ".join(one.says for one in provisions)
    places = ", ".join(one.id for one in provisions)
    found = [(Flaw.FIGURE_UNTRACED, f"{figure} ({places})") for figure in unwritten(said.say, law)]
    if not _related(said.say, law):
        found.append((Flaw.UNRELATED, places))
    return [Finding(flaw=flaw, found=words, sentence=said.say) for flaw, words in found]


def _lawless(said: Sentence, _: Sequence[Provision]) -> list[Finding]:
    """A sentence by ``house`` or ``advice`` states no figure and no rule."""
    low, rule = spoken(said.say), rules()["rule"]
    told = [] if _expression(rule["allowed"]).search(low) else [_expression(one).search(low) for one in rule["says"]]
    found = [seen[0] for seen in told if seen] + [f"{number} {unit}".strip() for number, unit in figures(said.say)]
    return [Finding(flaw=Flaw.RULE_UNTRACED, found=words, sentence=said.say) for words in found]


def _related(sentence: str, law: str) -> bool:
    """Whether they share two words, or neighbours, beyond what every sentence about enforcement has."""
    said, written = _matter(sentence), _matter(law)
    words, neighbours = said[0] & written[0], said[1] & written[1]
    return bool(neighbours) or len(words) >= 1 + len(said[0]) // _A_MATTER


def _matter(text: str) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """The words of ``text`` that tell what it is about; its neighbours: two words with one of those, or any three."""
    common = rules()["common"]
    bare = _expression(common["phrases"]).sub(" , ", spoken(text))
    telling = frozenset(_WORD.findall(bare)) - frozenset(common["words"])
    runs = [_WORD.findall(part) for part in re.split(r"[^\w\s]", bare)]
    twos = {pair for run in runs for pair in pairwise(run) if telling.intersection(pair)}
    threes = {three for run in runs for three in zip(run, run[1:], run[2:], strict=False)}
    return telling, frozenset(twos | threes)


def _forms(one: Explanation) -> list[Finding]:
    if not one.short or not one.long:
        return [Finding(flaw=Flaw.ONE_FORM, found=one.name, sentence=one.title)]
    sizes = ((False, "law_short"), (True, "law_full"))
    lengths = ((len(explanations.render(one, full=full, approved=True)), name) for full, name in sizes)
    return [
        Finding(flaw=Flaw.LONG_TEXT, found=str(length), sentence=one.title)
        for length, name in lengths
        if length > limit(name)
    ]


def _first_step(one: Explanation) -> list[Finding]:
    last = one.short[-1].say if one.short else ""
    if pattern("action", "says").search(spoken(last)):
        return []
    return [Finding(flaw=Flaw.NO_ACTION, found=last, sentence=last)]


def _burden(one: Explanation) -> list[Finding]:
    """Where the short form tells of a burden, the explanation says who, by when, how to object and where help is."""
    head = spoken(" ".join([one.title, *(said.say for said in one.short)]))
    owed = set(one.audience) <= {Audience.CREDITOR, Audience.BUYER}
    seen = pattern("burden", "deadline" if owed else "says").search(head)
    if seen is None:
        return []
    told = spoken(" ".join(said.say for said in one.sentences()))
    missing = [flaw for flaw, part in _PARTS if pattern("burden", part).search(told) is None]
    return [Finding(flaw=flaw, found=seen[0], sentence=one.title) for flaw in missing]


@cache
def _expression(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
