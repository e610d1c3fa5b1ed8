"""What HubSpot tells the roof."""

from core.declarations import Declaration, Variable

SYSTEM = Declaration(
    routes={"integrations.hubspot.tasks.*": "systems"},
    beat={"integrations.hubspot.tasks.sweep": 30.0},
    api_urls="integrations.hubspot.api.urls",
    variables=(
        Variable("HUBSPOT_CLIENT_ID"),
        Variable("HUBSPOT_CLIENT_SECRET"),
        Variable("HUBSPOT_API_URL", "https://api.hubapi.com", is_url=True),
        Variable("HUBSPOT_APP_URL", "https://app.hubspot.com", is_url=True),
    ),
    enums={
        "CrmConflictChoice": "integrations.hubspot.models.Choice",
        "CrmRecordState": "integrations.hubspot.models.RecordState",
        "CrmRule": "integrations.hubspot.deciding.Rule",
    },
)
