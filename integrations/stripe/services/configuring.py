"""How an account of Stripe is used."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, NotFound
from integrations.connections import selectors as accounts
from integrations.connections.services import stream_begin_anew
from integrations.stripe.fields import CUSTOMERS, KEY
from integrations.stripe.models import BillingSettings, Customer
from integrations.stripe.services.filling import companies_fill
from people.policy import require


class SettingsChanged(Conflict):
    """Somebody else has saved the settings meanwhile."""

    code = "stripe.settings_changed"


def settings_of(connection_id: int) -> BillingSettings:
    """The settings of an account; those of the house, unsaved, before anybody saved some."""
    found = BillingSettings.objects.select_related("changed_by").filter(connection_id=connection_id).first()
    return found or BillingSettings(connection_id=connection_id)


@transaction.atomic
def settings_save(
    *,
    actor: Actor,
    connection_id: int,
    metadata_key: str,
    fills_facts: bool,
    version: int,
    now: datetime,
) -> BillingSettings:
    """
    Save how an account is used; `version` is the one that was changed.

    Another key of metadata means that customers are read anew. Raises SettingsChanged, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    if accounts.connection_get(actor=actor, connection_id=connection_id).system != KEY:
        raise NotFound("There is no such connection.")
    BillingSettings.objects.get_or_create(connection_id=connection_id)
    row = BillingSettings.objects.select_for_update(of=("self",)).get(connection_id=connection_id)
    if row.version != version:
        raise SettingsChanged("Somebody else has changed these settings meanwhile. Load them again.")
    reads_anew, fills_anew = row.metadata_key != metadata_key, row.fills_facts != fills_facts
    before = _told(row)
    row.metadata_key, row.fills_facts = metadata_key, fills_facts
    row.version, row.changed_by_id, row.changed_at = version + 1, actor.user_id, now
    row.save()
    audit.record(
        actor=actor,
        action="stripe.settings_changed",
        target=f"connection:{connection_id}",
        data={"changes": {name: [before[name], value] for name, value in _told(row).items()
                          if before[name] != value}},
        now=now,
    )  # fmt: skip
    if reads_anew:
        stream_begin_anew(connection_id=connection_id, stream=CUSTOMERS)
    if fills_anew:
        found = Customer.objects.filter(connection_id=connection_id, company__isnull=False)
        companies_fill(company_ids=set(found.values_list("company_id", flat=True)), now=now)
    return row


def _told(row: BillingSettings) -> dict[str, str | bool]:
    return {"metadata_key": row.metadata_key, "fills_facts": row.fills_facts}
