"""What is kept of a person from Stripe: the customer there that is theirs."""

from django.db.models import Q

from core.kept import any_of
from core.persons import ERASED, Elsewhere, Person, Rows
from integrations.stripe.models import Customer


def _customer(person: Person) -> Q:
    by_address = any_of(Q(email__iexact=address) for address in sorted(person.addresses))
    # One that belongs to another contact is theirs, though the address is the same: a new person's.
    return Q(contact__in=person.contact_ids) | Q(contact=None) & by_address


PERSONS = (
    Rows(
        "mirrors",
        Customer,
        by=_customer,
        # Its invoices and subscriptions are the company's figures.
        sets={"name": ERASED, "email": "", "why": "", "contact": None, "candidates": []},
    ),
)


def elsewhere(person: Person) -> list[Elsewhere]:
    """Their customers in Stripe."""
    rows = Customer.objects.filter(_customer(person)).order_by("pk").values_list("remote_id", flat=True)
    return [Elsewhere("stripe", number) for number in rows]
