"""
What `manage.py evaluate` offers: measurements that apps list as `EVALUATIONS` in their `evaluation` module.
"""

import gzip
import json
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    One quality measurement over files of examples.

    `run` gets the parsed options and returns the figures by name. With `tables` it runs on an empty database
    of its own, which has the tables of these apps and of those they depend on.
    """

    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Mapping[str, Any]], dict[str, Any]]
    tables: tuple[str, ...] = ()


def rows_of(path: str | Path, *required: str) -> list[dict[str, Any]]:
    """
    The objects of a JSON Lines file, also a packed one (.gz).

    Raises Invalid with the line's number when one is not an object with the `required` names.
    """
    rows = []
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, mode="rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise Invalid(f"{path}, line {number}: not JSON.") from error
            missing = [name for name in required if not isinstance(row, dict) or name not in row]
            if missing:
                raise Invalid(f"{path}, line {number}: lacks {', '.join(missing)}.")
            rows.append(row)
    return rows
