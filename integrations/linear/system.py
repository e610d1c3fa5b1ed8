"""What Linear tells the roof."""

from core.declarations import Declaration, Variable

SYSTEM = Declaration(
    variables=(
        Variable("LINEAR_CLIENT_ID"),
        Variable("LINEAR_CLIENT_SECRET"),
        Variable("LINEAR_API_URL", "https://api.linear.app", is_url=True),
        Variable("LINEAR_SIGN_IN_URL", "https://linear.app", is_url=True),
    ),
)
