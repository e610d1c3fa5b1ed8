"""What HubSpot tells the roof."""

from core.declarations import Declaration, Variable

SYSTEM = Declaration(
    variables=(
        Variable("HUBSPOT_CLIENT_ID"),
        Variable("HUBSPOT_CLIENT_SECRET"),
        Variable("HUBSPOT_API_URL", "https://api.hubapi.com", is_url=True),
        Variable("HUBSPOT_APP_URL", "https://app.hubspot.com", is_url=True),
    ),
)
