"""Companies with what the CRM knows of them, and their contacts with proven and unproven identities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.actors import Actor
from demo.companies import Company, Person
from demo.loading.staff import Organization
from people import models
from people.actors import contact_actor
from people.models import Contact, Identity
from people.services import Claim, company_upsert, contact_resolve

CRM = "hubspot"


@dataclass(frozen=True)
class Customers:
    """Companies by key and contacts by (company key, name)."""

    companies: dict[str, models.Company]
    contacts: dict[tuple[str, str], Contact]

    def contact(self, person: Person) -> Contact:
        """The record of a person in the demo's files."""
        return self.contacts[person.company, person.name]

    def actor(self, person: Person) -> Actor:
        """A person as the customer who writes."""
        return contact_actor(self.contact(person), is_verified=person.is_proven)


def load_customers(
    *, organization: Organization, companies: Mapping[str, Company], people: list[Person], now: datetime
) -> Customers:
    """Create companies and contacts, with identities as the channels would have left them."""
    actor = organization.actors["owner"]
    records = {key: _company(actor, item, organization, now) for key, item in companies.items()}
    contacts = {
        (person.company, person.name): _contact(
            person, companies[person.company], records[person.company], now
        )
        for person in people
    }
    return Customers(companies=records, contacts=contacts)


def _company(actor: Actor, item: Company, organization: Organization, now: datetime) -> models.Company:
    csm = organization.users.get(item.csm)
    record = company_upsert(
        actor=actor,
        values={
            "name": item.name,
            "domain": item.domain,
            "external_id": f"crm-{item.key}",
            "arr": Decimal(item.arr),
            "segment_override": item.segment_override,
            "plan": item.plan,
            "renewal_on": (
                None if item.renewal_in_days is None else now.date() + timedelta(days=item.renewal_in_days)
            ),
            "csm": csm,
            "health_score": item.health,
            "timezone": item.timezone,
            "facts_source": CRM if csm else "billing",
            "facts_at": now - timedelta(minutes=12),
        },
        now=now,
    )
    since = datetime(item.since, 3, 1, 9, tzinfo=UTC)
    models.Company.objects.filter(pk=record.pk).update(created_at=min(since, now))
    return record


def _contact(person: Person, company: Company, record: models.Company, now: datetime) -> Contact:
    proven = person.is_proven
    email = f"{person.mailbox}@{company.domain}"
    claims = [Claim(kind=Identity.Kind.EMAIL, value=email, is_verified=proven)]
    if proven and company.brand == "halyard":
        user = f"{company.key}-{person.mailbox}"
        claims.append(Claim(kind=Identity.Kind.EXTERNAL, value=user, is_verified=True))
    if not proven:
        claims.append(Claim(kind=Identity.Kind.VISITOR, value=f"demo-{company.key}-{person.mailbox}"))
    if person.slack:
        claims.append(Claim(kind=Identity.Kind.SLACK, value=person.slack, is_verified=True))
    contact = contact_resolve(claims=claims, name=person.name, company_id=record.pk, now=now)
    contact.title, contact.locale, contact.timezone = person.title, person.locale, company.timezone
    contact.save(update_fields=["title", "locale", "timezone"])
    return contact
