"""Which tables can only grow, and what in the database itself refuses anything else?

Triggers, so that neither a bug nor a hurried hand with the program's own rights changes a row. Who owns the database can
take triggers away; that shows in the chain of digests (see ``casework.audit``).
"""

from __future__ import annotations

TABLES = ("audit_entry",)
KEY = {"audit_entry": "seq"}


def append_only_ddl(dialect: str) -> list[str]:
    """Statements for ``"sqlite"`` or ``"postgresql"``, to run once after the tables are made."""
    if dialect == "sqlite":
        return [statement for table in TABLES for statement in _sqlite(table)]
    if dialect == "postgresql":
        return [_POSTGRES_REFUSAL, *(statement for table in TABLES for statement in _postgres(table))]
    raise ValueError(f"no append-only triggers are known for {dialect}")


def append_only_undone(dialect: str) -> list[str]:
    """Statements to run once after the tables are dropped (their triggers go with them)."""
    return ["DROP FUNCTION refuse_change()"] if dialect == "postgresql" else []


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    # INSERT OR REPLACE deletes without firing a delete trigger, so a second row of the same number is refused first
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {KEY[table]} = NEW.{KEY[table]})"  # noqa: S608  # names are ours
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    ]


_POSTGRES_REFUSAL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $$
"""


def _postgres(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
