"""Which property fills which field, and who wins."""

from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from integrations.connections import selectors as connections
from integrations.connections.services import cursor_restart
from integrations.hubspot.deciding import Rule
from integrations.hubspot.fields import BY_NAME, COMPANIES, CONTACTS, DEALS, FIELDS, KEY, is_property
from integrations.hubspot.models import Mapping
from people.policy import require

_ALWAYS: dict[str, tuple[str, ...]] = {
    COMPANIES: ("name", "domain", "hs_merged_object_ids"),
    CONTACTS: ("email", "firstname", "lastname", "associatedcompanyid", "hs_merged_object_ids"),
    DEALS: ("dealname", "hs_is_closed_won", "hs_merged_object_ids"),
}


class MappingChanged(Conflict):
    """Somebody else has saved the fields meanwhile."""

    code = "hubspot.mapping_changed"


@dataclass(frozen=True)
class Filling:
    """How one field is filled; without any property it is not."""

    property: str
    deal_property: str
    rule: Rule


@dataclass(frozen=True)
class Chosen:
    """The whole mapping of a connection."""

    fields: dict[str, Filling]
    sends_outcomes: bool = True
    health_property: str = ""
    version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None

    def properties(self, kind: str) -> list[str]:
        """The properties to ask for, each once."""
        wanted = list(_ALWAYS.get(kind, ()))
        for name, filling in self.fields.items():
            if kind == DEALS:
                wanted.append(filling.deal_property)
            elif BY_NAME[name].of == kind:
                wanted.append(filling.property)
        return list(dict.fromkeys(one for one in wanted if one))


def chosen(connection_id: int) -> Chosen:
    """The mapping of a connection; that of the house before anybody saved one."""
    row = Mapping.objects.select_related("changed_by").filter(connection_id=connection_id).first()
    stored: Table[str, Any] = row.fields if row is not None else {}
    fields = {}
    for kind in FIELDS:
        one = stored.get(kind.name, {})
        fields[kind.name] = Filling(
            one.get("property", kind.property),
            one.get("deal_property", kind.deal_property),
            Rule(one.get("rule", kind.rule)),
        )
    if row is None:
        return Chosen(fields)
    by = row.changed_by.name if row.changed_by is not None else ""
    return Chosen(fields, row.sends_outcomes, row.health_property, row.version, by, row.changed_at)


@transaction.atomic
def mapping_save(
    *,
    actor: Actor,
    connection_id: int,
    fields: list[dict[str, str]],
    sends_outcomes: bool,
    health_property: str | None = None,
    version: int,
    now: datetime,
) -> Chosen:
    """
    Save how fields are filled; what was read is compared anew. `version` is the one that was changed.

    Raises Invalid, MappingChanged, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = connections.connection_get(actor=actor, connection_id=connection_id)
    if row.system != KEY:
        raise NotFound("There is no such connection.")
    before = chosen(connection_id)
    Mapping.objects.get_or_create(connection_id=connection_id, defaults={"version": 0})
    kept = Mapping.objects.select_for_update(of=("self",)).get(connection_id=connection_id)
    if kept.version != version:
        raise MappingChanged("Somebody else has changed the fields meanwhile. Load them again.")
    kept.fields = kept.fields | _checked(fields)
    kept.sends_outcomes, kept.version = sends_outcomes, version + 1
    if health_property is not None:
        kept.health_property = _checked_health(health_property, kept.fields)
    kept.changed_by_id, kept.changed_at = actor.user_id, now
    kept.save()
    after = chosen(connection_id)
    changed = sorted(name for name, one in after.fields.items() if one != before.fields[name])
    audit.record(
        actor=actor,
        action="hubspot.fields_changed",
        target=f"connection:{connection_id}",
        data={
            "fields": changed,
            "sends_outcomes": sends_outcomes,
            "health_property": after.health_property,
        },
        now=now,
    )
    if changed:
        _read_anew(actor, connection_id, now)
    return after


def _checked(fields: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in fields:
        kind = BY_NAME.get(one["name"])
        if kind is None:
            raise Invalid("There is no such field.", errors={"fields": [f"Unknown: {one['name'][:40]}."]})
        texts = [one["property"], one["deal_property"]]
        if any(text and not is_property(text) for text in texts):
            told = ["Write a property's internal name: small letters, digits and underscores."]
            raise Invalid(f"This is no property: {kind.name}.", errors={kind.name: told})
        if one["deal_property"] and not kind.takes_deals:
            raise Invalid("Deals do not have this.", errors={kind.name: ["Leave the deals' property out."]})
        if kind.fixed and one["property"] != kind.property:
            raise Invalid(
                "HubSpot itself keeps this association.", errors={kind.name: [f"Leave it {kind.property}."]}
            )
        found[kind.name] = {key: one[key] for key in ("property", "deal_property", "rule")}
    return found


def _checked_health(property: str, fields: Table[str, Any]) -> str:
    """The property that health goes to; none of those that we read, which would come back as news."""
    if property and not is_property(property):
        told = "Write a property's internal name: small letters, digits and underscores."
        raise Invalid("This is no property: health.", errors={"health_property": [told]})
    read = {kind.property for kind in FIELDS} | {one["property"] for one in fields.values()}
    if property and property in read | set(_ALWAYS[COMPANIES]):
        told = "Candor reads this property. Make one of its own in HubSpot, of the type number."
        raise Invalid("Health needs a property of its own.", errors={"health_property": [told]})
    return property


def _read_anew(actor: Actor, connection_id: int, now: datetime) -> None:
    for stream in (COMPANIES, DEALS, CONTACTS):
        try:
            cursor_restart(actor=actor, connection_id=connection_id, stream=stream, now=now)
        except NotFound:
            # It was never read, so there is nothing to read again.
            continue
