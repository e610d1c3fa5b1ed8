"""Whose a customer of Stripe is: pure rules, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from integrations.stripe.models import Match, MatchedBy


@dataclass(frozen=True)
class Known:
    """
    What is known here about one customer of Stripe.

    `by_crm_id` is the company with the id that the customer's metadata has; `contact_id` and `by_email` are
    the contact who has proven the customer's address and their company; `by_domain` are the companies whose
    domain that address has, `by_name` those that are called like the customer.
    """

    crm_id: str = ""
    by_crm_id: int | None = None
    contact_id: int | None = None
    by_email: int | None = None
    by_domain: Sequence[int] = ()
    by_name: Sequence[int] = ()


@dataclass(frozen=True)
class Found:
    """Whose it is, or who it may be (company and reason), with the reason in words."""

    match: Match
    by: MatchedBy | None = None
    company_id: int | None = None
    contact_id: int | None = None
    why: str = ""
    candidates: list[tuple[int, str]] = field(default_factory=list)


def match(known: Known) -> Found:
    """
    Whose a customer is.

    An id that our own systems wrote there decides. An address decides if it is proven to be a contact's, a
    domain if exactly one company has it, and only where both say the same. A name alone never decides.
    """
    if known.by_crm_id is not None:
        return Found(Match.MATCHED, MatchedBy.CRM_ID, known.by_crm_id, known.contact_id)
    told: list[tuple[int, str]] = []
    if known.by_email is not None:
        told.append((known.by_email, MatchedBy.EMAIL.value))
    told += [(one, MatchedBy.DOMAIN.value) for one in known.by_domain]
    told += [(one, "name") for one in known.by_name]
    candidates = list({company: (company, why) for company, why in reversed(told)}.values())[::-1]
    companies = {company for company, why in told if why != "name"}
    if known.crm_id and candidates:
        return _doubt("Its metadata names a company that is not known here.", known, candidates)
    if len(companies) == 1:
        by = MatchedBy.EMAIL if known.by_email is not None else MatchedBy.DOMAIN
        return Found(Match.MATCHED, by, companies.pop(), known.contact_id)
    if companies:
        why = "Its address belongs to one company, and its domain to another."
        if len(known.by_domain) > 1:
            why = "Several companies here have its domain."
        return _doubt(why, known, candidates)
    if known.contact_id is not None:
        return Found(Match.MATCHED, MatchedBy.EMAIL, None, known.contact_id)
    if candidates:
        return _doubt("Only the name is the same.", known, candidates)
    return Found(Match.UNMATCHED, why="No company has its id or domain, and no contact its address.")


def _doubt(why: str, known: Known, candidates: list[tuple[int, str]]) -> Found:
    return Found(Match.DOUBTFUL, None, None, None, why, candidates[:10])
