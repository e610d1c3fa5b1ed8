"""What stands in an issue, a comment and an answer. Pure: texts from facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from assistant.services import Extracted

_TITLES: Mapping[str, str] = {
    "steps_to_reproduce": "Steps to reproduce",
    "expected": "Expected",
    "actual": "Actual",
    "environment": "Environment",
    "affected": "Affected",
    "frequency": "Frequency",
    "invoice": "Invoice",
    "amount": "Amount",
    "email": "Account",
    "severity": "Severity",
}
_UNSURE = " *(not confirmed)*"
ANSWERS: Mapping[str, str] = {
    "en": (
        "Hi {name},\n\nthe problem that you reported to us (“{subject}”) is fixed now. Please try again; if "
        "anything is still not right, answer this message and we will look at it at once.\n\nThank you for "
        "telling us."
    ),
    "de": (
        "Guten Tag {name},\n\ndas Problem, das Sie uns gemeldet haben („{subject}“), ist behoben. Bitte "
        "versuchen Sie es noch einmal. Falls etwas noch nicht stimmt, antworten Sie einfach auf diese "
        "Nachricht; wir sehen es uns sofort an.\n\nVielen Dank, dass Sie uns Bescheid gegeben haben."
    ),
}
"""What a customer is told by default once their issue is done."""


@dataclass(frozen=True)
class Facts:
    """A customer as an issue may show them; `revenue` is None where it is unknown or not shared."""

    company: str = ""
    tier: str = ""
    revenue: Decimal | None = None


def money(amount: Decimal | int) -> str:
    """Dollars a year, without cents."""
    return f"${int(amount):,} a year"


def customer_line(facts: Facts) -> str:
    """The customer in a line; empty where none is shared."""
    known = [facts.company, facts.tier, "" if facts.revenue is None else money(facts.revenue)]
    return ", ".join(part for part in known if part) if facts.company else ""


def title_of(subject: str, codes: Sequence[str]) -> str:
    """The issue's title: the subject without what mail programs put before it, and the error code."""
    title = " ".join(subject.split())
    while title[:4].lower() in ("re: ", "fw: ", "aw: ", "wg: ") or title[:5].lower() == "fwd: ":
        title = title.partition(": ")[2]
    if codes and codes[0] not in title:
        title = f"{title} ({codes[0]})"
    return title[:240]


def description_of(extracted: Extracted, *, facts: Facts, ticket_url: str, number: int) -> str:
    """The issue's description in Markdown. Parts that are not sure say so."""
    blocks: list[str] = []
    for part in extracted.parts:
        if part.name not in _TITLES:
            continue
        doubt = "" if part.is_sure else _UNSURE
        blocks.append(f"**{_TITLES[part.name]}**{doubt}\n{part.value}")
    if extracted.codes:
        blocks.append(f"**Error codes**\n{', '.join(extracted.codes)}")
    if extracted.session:
        blocks.append("**Session**\n" + "\n".join(f"- {line}" for line in extracted.session))
    if line := customer_line(facts):
        blocks.append(f"**Customer**\n{line}")
    blocks.append(f"[Ticket #{number}]({ticket_url})")
    return "\n\n".join(blocks)


def comment_of(extracted: Extracted, *, facts: Facts, ticket_url: str, number: int, count: int) -> str:
    """What one more report adds to an issue; `count` is how many customers it has with this one."""
    who = customer_line(facts) or "One more customer"
    lines = [f"**{who}** has this too. Customers so far: {count}."]
    for name in ("actual", "environment", "affected", "frequency"):
        part = extracted.part(name)
        if part is not None:
            doubt = "" if part.is_sure else _UNSURE
            lines.append(f"**{_TITLES[name]}**{doubt}: {' '.join(part.value.split())}")
    if extracted.codes:
        lines.append(f"**Error codes**: {', '.join(extracted.codes)}")
    lines.append(f"[Ticket #{number}]({ticket_url})")
    return "\n\n".join(lines)


def answer_html(template: str, *, name: str, subject: str) -> str:
    """An answer as HTML; names and subjects are text, whatever they look like."""
    first = name.split()[0] if name.split() else ""
    filled = template.replace("{name}", first).replace("{subject}", subject).replace(" ,", ",")
    paragraphs = [part.strip() for part in filled.split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in paragraphs)
