"""What does it cost to answer free words, beside a plain inverted index over the same known sentences?

The limit is thirty lines of dictionary: folded words, how rare each is, a sum. It knows no slips, no topics, no refusals.
"""

from __future__ import annotations

import gc
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from benchmarks.measure import Figure, Goal, Measured, Sizes, fresh, interleaved, percentile, resident_mib
from benchmarks.place import Place

ANSWER_MS = 5.0
MORE_MIB = 60.0
DAY = date(2026, 11, 23)


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    ways = {"product": partial(fresh, "answering:product", times=sizes.answers),
            "limit": partial(fresh, "answering:plain_index", times=sizes.answers)}  # fmt: skip
    found = interleaved(sizes.rounds, ways)
    own, bare = found["product"], found["limit"]
    yield Figure(bench="an answer, p99 / 5 ms", product=own["p99_ms"], limit=ANSWER_MS, goal=Goal(at_most=1.0),
                 peer={"plain inverted index, p99": bare["p99_ms"], "the answer, p50": own["p50_ms"]},
                 unit="ms on the wall", n=sizes.answers)  # fmt: skip
    yield Figure(bench="a process that answers / 60 MiB more than without", product=own["more_mib"], limit=MORE_MIB,
                 goal=Goal(at_most=1.0), peer={"plain inverted index": bare["more_mib"]}, unit="MiB resident more",
                 n=1)  # fmt: skip
    yield Figure(bench="ready to answer / 1 s", product=own["ready_ms"], limit=1000.0, goal=Goal(at_most=1.0),
                 peer={"plain inverted index": bare["ready_ms"]}, unit="CPU ms", n=1)  # fmt: skip


def product(times: int) -> Measured:
    """Every answer with its text rendered, as ``gandan ask`` gives it."""

    def ready() -> Callable[[str], Any]:
        from messages.answer import answer, rendered

        return lambda text: rendered(answer(text, DAY))

    return _measured(ready, times)


def plain_index(times: int) -> Measured:
    """The nearest known sentence."""

    def ready() -> Callable[[str], Any]:
        from messages.folding import fold
        from messages.understanding.sentences import UTTERANCES, read_folder

        known = read_folder(UTTERANCES)
        where: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(known):
            for word in set(fold(one.text).split()):
                where[word].append(number)
        rare = {word: math.log(len(known) / len(there)) for word, there in where.items()}

        def nearest(text: str) -> str:
            scores: Counter[int] = Counter()
            for word in fold(text).split():
                for number in where.get(word, ()):
                    scores[number] += rare[word]  # type: ignore[assignment]  # a Counter adds floats as well
            return known[max(scores, key=scores.__getitem__, default=0)].label

        return nearest

    return _measured(ready, times)


def _measured(ready: Callable[[], Callable[[str], Any]], times: int) -> Measured:
    questions = _questions(times)
    import messages.library  # noqa: F401  # what every process that answers has loaded anyway

    gc.collect()
    before, started = resident_mib(), time.process_time()
    answer = ready()
    answer(questions[0])
    ready_ms = (time.process_time() - started) * 1e3
    taken = []
    for text in questions:
        begun = time.perf_counter()
        answer(text)
        taken.append((time.perf_counter() - begun) * 1e3)
    gc.collect()
    return {"p50_ms": percentile(taken, 0.5), "p99_ms": percentile(taken, 0.99), "ready_ms": ready_ms,
            "more_mib": resident_mib() - before}  # fmt: skip


def _questions(times: int) -> list[str]:
    """The held-out sentences, each with other slips, so that no answer is remembered."""
    from tests.understanding.measuring import held_out, slipping

    texts = [one.text for one in held_out()]
    slips = slipping(7)
    return [slips(texts[number % len(texts)]) for number in range(times)]
