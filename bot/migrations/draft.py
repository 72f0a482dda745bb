"""How does a change of the tables become a numbered migration? ``python -m bot.migrations.draft "what it does"``.

Writes the next ``versions/NNNN_....py`` from the difference between the newest migration and the tables as the code declares
them; read it before it is committed (a renamed column looks like one that went and one that came). ``--first`` writes 0001
anew with all of them, which is only right as long as nothing has been released; later ones are to be removed then.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import DowngradeOps, UpgradeOps
from alembic.runtime.migration import MigrationContext

from bot.database import every_table, migrate, migration_numbers
from casework.db.connect import make_engine
from casework.db.metadata import Instant
from casework.folding import fold

VERSIONS = Path(__file__).parent / "versions"
FIRST = "the agency's books, the inbox and outbox, campaigns, the web chat"
_TRIGGERS = """
    for statement in append_only_ddl(op.get_bind().dialect.name):
        op.execute(statement)
"""
_NO_TRIGGERS = _TRIGGERS.replace("append_only_ddl", "append_only_undone")
_MODULE = '''"""{number}: {about}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

{imports}

revision = "{number}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    {upgrade}


def downgrade() -> None:
    """Back."""
    {downgrade}
'''


def draft(engine: sa.Engine, number: str, before: str | None, about: str) -> str:
    """The text of migration ``number``: what is missing from the database to have every table of the code."""
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"render_as_batch": before is not None})
        script = produce_migrations(context, every_table())
        upgrade, downgrade = _rendered(script.upgrade_ops, context), _rendered(script.downgrade_ops, context)
    imports = "from casework.db.metadata import Instant"
    if before is None:
        upgrade, downgrade = upgrade + _TRIGGERS, downgrade + _NO_TRIGGERS
        imports = f"from casework.db.append_only import append_only_ddl, append_only_undone\n{imports}"
    return _MODULE.format(
        number=number, about=about, imports=imports, down=repr(before), upgrade=upgrade, downgrade=downgrade
    )


def _rendered(operations: UpgradeOps | DowngradeOps | None, context: MigrationContext) -> str:
    if operations is None:
        raise LookupError("alembic gave no operations")
    code = render_python_code(
        operations,
        render_as_batch=bool(context.opts["render_as_batch"]),
        render_item=_render_item,
        migration_context=context,
    )
    for as_sqlite_says_it, for_both in (("(false)", "false"), ("(true)", "true")):
        code = code.replace(f"sa.text('{as_sqlite_says_it}')", f"sa.text('{for_both}')")
    lines = [line for line in code.splitlines() if "auto generated" not in line and "end Alembic" not in line]
    return "\n".join(lines).strip() or "pass"


def _render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    return "Instant()" if kind == "type" and isinstance(item, Instant) else False


def main() -> int:
    """Write the file and name it."""
    parser = argparse.ArgumentParser(prog="python -m bot.migrations.draft", description=__doc__)
    parser.add_argument("about", nargs="?", default=FIRST)
    parser.add_argument("--first", action="store_true", help="write 0001 anew (nothing has been released yet)")
    given = parser.parse_args()
    before = None if given.first else migration_numbers()[-1]
    number = f"{int(before or 0) + 1:04d}"
    words = "books" if given.first else "_".join(fold(given.about).split()[:5])
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/draft.db")
        if before is not None:
            migrate(engine, "head")
        text = draft(engine, number, before, given.about)
        engine.dispose()
    path = VERSIONS / f"{number}_{words}.py"
    path.write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)  # noqa: S603  # our own file
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
