"""What imports tell the roof."""

from core.declarations import Declaration, Variable

GIGABYTE = 1024 * 1024 * 1024

SYSTEM = Declaration(
    verbs={"admin": frozenset({"import.run"})},
    scopes={
        "imports": "histories of other systems with their mappings and reports, which need `tickets` "
        "and `people` too"
    },
    routes={"integrations.importers.tasks.*": "slow"},
    beat={"integrations.importers.tasks.sweep": 30.0, "integrations.importers.tasks.clean": 3600.0},
    api_urls="integrations.importers.api.urls",
    variables=(
        Variable("IMPORT_MAX_BYTES", 2 * GIGABYTE),
        Variable("IMPORT_MAX_UNPACKED_BYTES", 20 * GIGABYTE),
        Variable("IMPORT_KEEP_DAYS", 30),
    ),
    enums={
        "ImportSource": "integrations.importers.models.Source",
        "ImportState": "integrations.importers.models.State",
        "ImportPhase": "integrations.importers.models.Phase",
    },
)
