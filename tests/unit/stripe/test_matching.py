"""Whose a customer of Stripe is."""

from integrations.stripe.matching import Known, match
from integrations.stripe.models import Match, MatchedBy


def test_an_id_of_our_own_systems_decides() -> None:
    found = match(Known(crm_id="A-1", by_crm_id=3, by_email=4, by_domain=[4]))
    assert (found.match, found.by, found.company_id) == (Match.MATCHED, MatchedBy.CRM_ID, 3)


def test_a_proven_address_and_a_domain_decide_where_they_agree() -> None:
    both = match(Known(contact_id=9, by_email=4, by_domain=[4]))
    assert (both.by, both.company_id, both.contact_id) == (MatchedBy.EMAIL, 4, 9)
    alone = match(Known(by_domain=[4]))
    assert (alone.match, alone.by, alone.company_id) == (Match.MATCHED, MatchedBy.DOMAIN, 4)


def test_a_contact_without_a_company_is_a_customer_too() -> None:
    found = match(Known(contact_id=9))
    assert (found.match, found.company_id, found.contact_id) == (Match.MATCHED, None, 9)


def test_what_contradicts_itself_waits_for_a_person() -> None:
    apart = match(Known(contact_id=9, by_email=4, by_domain=[5]))
    assert (apart.match, apart.company_id) == (Match.DOUBTFUL, None)
    assert apart.candidates == [(4, "email"), (5, "domain")]
    assert match(Known(by_domain=[4, 5])).why == "Several companies here have its domain."
    unknown = match(Known(crm_id="gone", by_domain=[4]))
    assert unknown.match == Match.DOUBTFUL, "another company may be meant than the one with the domain"


def test_a_name_alone_never_decides() -> None:
    found = match(Known(by_name=[4]))
    assert (found.match, found.candidates) == (Match.DOUBTFUL, [(4, "name")])
    assert match(Known()).match == Match.UNMATCHED
