"""What could somebody read who has the database but not the keys?"""

from __future__ import annotations

from sqlalchemy import Table, select

from casework.books import Books


def clear_text_of(books: Books, table: Table) -> str:
    """Everything in the table as the database itself holds it, bytes read as UTF-8 where they can be."""
    cells = (cell for row in books.conn.execute(select(table)) for cell in row)
    return "\n".join(cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in cells)
