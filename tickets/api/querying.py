"""How the API description documents the query language."""

from tickets.filtering import CONDITIONS, known_values

_CLOSED = "; ".join(f"`{name}:` {', '.join(values)}" for name, values in known_values().items())

QUERY = (
    'Words, `"phrases"` and conditions, joined by "and": `status:open,pending assignee:me -tag:x "log out"`. '
    f"Conditions are {', '.join(f'`{name}:`' for name in CONDITIONS)}. "
    f"Closed lists of values: {_CLOSED}. Commas mean any of them, `-` in front means not, `OR` either. "
    "Dates are `2026-11-26`, `7d`, `>=2026-11`, `2026-11-01..2026-11-15`. "
    "The whole language is described in docs/search.md of the program."
)
