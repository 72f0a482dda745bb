"""A public set of case lists that go wrong in known ways, and what has to come of each.

``python -m tests.imports.hostile FOLDER`` writes all files and a table of what is expected of them.
"""

from tests.imports.hostile import amounts, containers, days, identities, names, tables, unlike_shown
from tests.imports.hostile.shape import HostileList

BEYOND_ONE_FILE = {
    26: "test_hostile_pairs.py: the same list again, in another format too",
    27: "test_hostile_pairs.py: a list that leaves out or closes 40 % of the live cases",
    31: "test_writing.py: the second waits for the first, and finds nothing to do",
    32: "test_writing_killed.py: killed at random points, the books are wholly old or wholly new",
}
ALL_FILES: tuple[HostileList, ...] = (
    *(
        file
        for topics in (amounts.TOPICS, identities.TOPICS, days.TOPICS, names.TOPICS, tables.TOPICS)
        for topic in topics
        for file in topic.files()
    ),
    *tables.SINGLE,
    *unlike_shown.FILES,
    *containers.FILES,
)
