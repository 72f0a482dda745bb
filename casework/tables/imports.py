"""Which lists came in, which rows wait for a clerk, and how is a list taken back exactly?"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from casework.db.metadata import Instant, metadata

import_batch = Table(
    "import_batch",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("content_hash", Text, nullable=False, index=True),  # keyed, of all that was read and confirmed
    Column("sheet", Text, nullable=False),
    Column("headers", Text, nullable=False),  # JSON, as written; held rows have their cells in this order
    Column("state", Text, nullable=False),  # casework.imports.batches.State
    Column("imported_by", ForeignKey("staff.id")),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
)

import_row = Table(
    "import_row",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("batch_id", ForeignKey("import_batch.id"), nullable=False),
    Column("row", Integer, nullable=False),  # 1-based row of the sheet
    Column("state", Text, nullable=False),  # held
    Column("cells_sealed", LargeBinary, nullable=False),  # the raw cells and why the row waits, JSON
    UniqueConstraint("batch_id", "row"),
)

import_change = Table(
    "import_change",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("batch_id", ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("table_name", Text, nullable=False),
    Column("row_key", Text, nullable=False),  # JSON: ids of rows that were new, or the id of one that was changed
    Column("before_sealed", LargeBinary),  # none: new rows; otherwise JSON of the row and of what belongs to it
)

column_mapping = Table(
    "column_mapping",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("sender", Text, nullable=False),  # who sends such lists: an office's or clerk's login, or a name given to it
    Column("headers_print", LargeBinary, nullable=False),  # of the comparable headers in their order
    Column(
        "mapping", Text, nullable=False
    ),  # JSON: [header as compared, casework.imports.header_names.Field or null] in their order
    Column("confirmed_by", ForeignKey("staff.id")),
    Column("at", Instant, nullable=False),
    UniqueConstraint("agency_id", "sender", "headers_print"),
)
