"""Which lists came in, which rows wait for a clerk, and how is a list taken back exactly?"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

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

import_upload = Table(
    "import_upload",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False),
    Column("uploaded_by", ForeignKey("staff.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("stored_as", Text),  # a random name in the folder of kept files; none: the file is gone
    Column("size", BigInteger, nullable=False),
    Column("content_print", LargeBinary, nullable=False),  # keyed: the same file again is known
    Column("state", Text, nullable=False),  # casework.imports.uploads.State
    Column("version", Integer, nullable=False),  # counts what was answered: nobody writes what they have not seen
    Column("sender", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("answers_sealed", LargeBinary),  # JSON: what columns mean, what was typed into which cell
    Column("begun_at", Instant),  # somebody pressed write; still open long after: it was cut off
    Column("begun_by", ForeignKey("staff.id")),
    Column("ended_at", Instant),
    Column("batch_id", ForeignKey("import_batch.id")),
    Index("ix_import_upload_open", "agency_id", "state", "id"),
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
