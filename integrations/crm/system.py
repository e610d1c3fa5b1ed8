"""What CRMs tell the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    routes={"integrations.crm.tasks.*": "systems"},
    beat={"integrations.crm.tasks.sweep": 30.0},
    api_urls="integrations.crm.api.urls",
    enums={
        "CrmConflictChoice": "integrations.crm.models.Choice",
        "CrmRecordState": "integrations.crm.models.RecordState",
        "CrmRule": "integrations.crm.deciding.Rule",
    },
)
