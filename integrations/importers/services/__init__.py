"""Writes of imports."""

from integrations.importers.services.acting import (
    files_clean,
    import_create,
    import_remove,
    import_step,
    mapping_save,
)
from integrations.importers.services.working import import_work, imports_waiting

__all__ = [
    "files_clean",
    "import_create",
    "import_remove",
    "import_step",
    "import_work",
    "imports_waiting",
    "mapping_save",
]
