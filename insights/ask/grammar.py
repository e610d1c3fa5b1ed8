"""The grammar of the query language in words: what people and models are told, made from what holds."""

from insights.ask.names import FIXED, HAVE_NONE
from insights.ask.tree import (
    BOUNDED,
    DEFINED,
    GROUPS,
    LISTED,
    MAX_GROUPS,
    MAX_WITHIN,
    NAMED_PERIODS,
    TIMES,
    USUAL,
)
from insights.periods import MAX_DAYS

EXAMPLES = (
    "created by:company value:>=3 within:7d segment:enterprise period:28d",
    "first_reply by:ticket value:>1h period:last_week",
    "reopened by:category period:this_quarter",
    'backlog company:"Acme, Inc." priority:P1,P2 period:28d',
    "csat by:team period:last_month sort:value limit:3",
)


def _fields() -> str:
    lines = []
    for name in LISTED:
        values = (
            ", ".join(FIXED[name]) if name in FIXED else "a name" + (", none" if name in HAVE_NONE else "")
        )
        lines.append(f"  {name}: {values}")
    lines.append("  arr: a bound on the yearly revenue of its company, such as arr:>=100000")
    lines.append("  renewal: a bound on the days until its company renews, such as renewal:<=60d")
    return "\n".join(lines)


GRAMMAR = f"""query     = measure *( " " part )
part      = condition / "by:" group / "value:" bound / "within:" days / "period:" period
            / "sort:" ( "value" / "-value" / "name" ) / "limit:" number
condition = [ "-" ] field ":" value *( "," value ) / bounded ":" bound
bound     = ( ">=" / ">" / "<=" / "<" / "=" ) number [ unit ]
value     = word / quoted      ; in quotes where it has blanks, commas or quotes; \\" and \\\\ within
days      = number "d"
period    = days / name / date ".." date
Each part but conditions stands at most once. Conditions are joined by "and", values of one by "or"; "-" means
"not".
measures: {", ".join(f"{name} ({one.unit})" for name, one in DEFINED.items())}
groups: {", ".join(GROUPS)}
fields:
{_fields()}
periods: 1d to {MAX_DAYS}d (up to today), {", ".join(NAMED_PERIODS)}; without one {USUAL.days}d
value keeps the groups whose figure is so; times need a unit (s, m, h, d), shares are in percent.
within, up to {MAX_WITHIN}d, goes with created by a group and value:>=N: N tickets within so many days
in a row.
sort and limit (up to {MAX_GROUPS}) are for groups other than {", ".join(TIMES)}; the largest come first, with
sort:value the smallest.
bounded fields: {", ".join(BOUNDED)}"""
"""As docs/ask.md shows it."""
