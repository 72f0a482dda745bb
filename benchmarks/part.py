"""Measure one thing in this fresh process: ``python -m benchmarks.part module:function '{"argument": 1}'``."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys


def main() -> None:
    place, arguments = sys.argv[1], json.loads(sys.argv[2])
    module, _, name = place.partition(":")
    part = getattr(importlib.import_module(f"benchmarks.{module}"), name)
    found = asyncio.run(part(**arguments)) if inspect.iscoroutinefunction(part) else part(**arguments)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
