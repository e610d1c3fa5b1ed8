"""Which types somebody wants: whole names, and patterns such as `ticket.*` or `*`."""

from collections.abc import Collection, Iterable

from core.errors import Invalid
from integrations.webhooks.catalog import TYPES

MOST = 40


def fits(kind: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns means this type."""
    return any(
        one == "*" or one == kind or (one.endswith(".*") and kind.startswith(one[:-1])) for one in patterns
    )


def checked(patterns: Collection[str], *, field: str = "types") -> list[str]:
    """The patterns, each once. Raises Invalid for none at all, and for one that means no type."""
    found = list(dict.fromkeys(one.strip() for one in patterns))
    if not found or len(found) > MOST:
        raise Invalid(f"Name from 1 to {MOST} types.", errors={field: ["Name at least one type."]})
    strange = [one for one in found if not any(fits(kind, [one]) for kind in TYPES)]
    if strange:
        told = ", ".join(strange)[:200]
        raise Invalid(
            f"No event has a type like {told}. GET /api/v1/event-types lists them; `ticket.*` means all of "
            "tickets, `*` everything.",
            errors={field: [f"Unknown: {told}."]},
        )
    return found


def types_of(patterns: Iterable[str]) -> list[str]:
    """The types that the patterns mean."""
    wanted = list(patterns)
    return [kind for kind in TYPES if fits(kind, wanted)]
