"""How does a command put a file where it was told to?"""

from __future__ import annotations

import os
from pathlib import Path

from bot.cli.refusal import Refused


def write_file(path: Path, content: bytes) -> None:
    """Write for the owner's eyes, until they hand it on. Raises ``Refused``."""
    try:
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(content)
    except OSError as problem:
        raise Refused(f"Không ghi được tệp «{path}». Hãy xem lại thư mục và quyền ghi.") from problem
