"""What Salesforce tells the roof."""

from core.declarations import Declaration, Variable

SYSTEM = Declaration(
    variables=(
        Variable("SALESFORCE_CLIENT_ID"),
        Variable("SALESFORCE_CLIENT_SECRET"),
        Variable("SALESFORCE_SIGN_IN_URL", "https://login.salesforce.com", is_url=True),
    ),
)
