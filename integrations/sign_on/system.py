"""What single sign-on tells the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    # Who chooses where people sign in can become anybody: what takes effect also needs an owner.
    verbs={"admin": frozenset({"security.read", "security.write"})},
    scopes={"security": "how staff sign in: identity providers and whether they are required, to read only"},
    beat={"integrations.sign_on.tasks.clear": 3600.0},
    api_urls="integrations.sign_on.api.urls",
    root_urls="integrations.sign_on.root_urls",
    enums={
        "SignOnKind": "integrations.sign_on.models.Kind",
        "SignOnProblem": "integrations.sign_on.problems.Problem",
    },
)
