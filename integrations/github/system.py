"""What GitHub tells the roof."""

from core.declarations import Declaration, Variable

SYSTEM = Declaration(
    variables=(
        Variable("GITHUB_CLIENT_ID"),
        Variable("GITHUB_CLIENT_SECRET"),
        Variable("GITHUB_API_URL", "https://api.github.com", is_url=True),
        Variable("GITHUB_SIGN_IN_URL", "https://github.com", is_url=True),
    ),
)
