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
from integrations.crm import crms
from integrations.crm.crms import COMPANIES, CONTACTS, DEALS, Crm
from integrations.crm.deciding import Rule
from integrations.crm.fields import BY_NAME, CUSTOM, kinds
from integrations.crm.models import Mapping
from people.policy import require


class MappingChanged(Conflict):
    """Somebody else has saved the fields meanwhile."""

    code = "crm.mapping_changed"


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

    def named(self, kind: str) -> list[str]:
        """The properties of a kind that fill fields, each once."""
        wanted = []
        for name, filling in self.fields.items():
            if kind == DEALS:
                wanted.append(filling.deal_property)
            elif _kind_of_record(name) == kind:
                wanted.append(filling.property)
        return list(dict.fromkeys(one for one in wanted if one))

    def properties(self, crm: Crm, kind: str) -> list[str]:
        """The properties to ask for, each once."""
        return list(dict.fromkeys([*crm.always.get(kind, ()), *self.named(kind)]))


def _kind_of_record(name: str) -> str:
    """Whether a field is one of companies or of contacts."""
    return COMPANIES if name.startswith(CUSTOM) else BY_NAME[name].of


def chosen(crm: Crm, connection_id: int) -> Chosen:
    """The mapping of a connection; that of the house before anybody saved one."""
    row = Mapping.objects.select_related("changed_by").filter(connection_id=connection_id).first()
    stored: Table[str, Any] = row.fields if row is not None else {}
    fields = {}
    for kind in kinds():
        one = stored.get(kind.name, {})
        property, deal_property = crm.at_first.get(kind.name, ("", ""))
        fields[kind.name] = Filling(
            one.get("property", property),
            one.get("deal_property", deal_property),
            Rule(one.get("rule", kind.rule)),
        )
    if row is None:
        return Chosen(fields)
    by = row.changed_by.name if row.changed_by is not None else ""
    return Chosen(fields, row.sends_outcomes, row.health_property, row.version, by, row.changed_at)


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

    Must not run within a transaction: a CRM may be asked for what it has. Raises Invalid, MappingChanged,
    NotFound, Forbidden, and what reading raises.
    """
    require(actor, "connection.write")
    crm = crms.get(connections.connection_get(actor=actor, connection_id=connection_id).system)
    given = _checked(crm, fields)
    _require_known(crm, connection_id, given, health_property or "")
    return _store(
        actor,
        crm,
        connection_id,
        given,
        sends_outcomes=sends_outcomes,
        health_property=health_property,
        version=version,
        now=now,
    )


@transaction.atomic
def _store(
    actor: Actor,
    crm: Crm,
    connection_id: int,
    fields: dict[str, dict[str, str]],
    *,
    sends_outcomes: bool,
    health_property: str | None,
    version: int,
    now: datetime,
) -> Chosen:
    before = chosen(crm, connection_id)
    Mapping.objects.get_or_create(connection_id=connection_id, defaults={"version": 0})
    kept = Mapping.objects.select_for_update(of=("self",)).get(connection_id=connection_id)
    if kept.version != version:
        raise MappingChanged("Somebody else has changed the fields meanwhile. Load them again.")
    kept.fields = kept.fields | fields
    kept.sends_outcomes, kept.version = sends_outcomes, version + 1
    if health_property is not None:
        kept.health_property = _checked_health(crm, health_property, kept.fields)
    kept.changed_by_id, kept.changed_at = actor.user_id, now
    kept.save()
    after = chosen(crm, connection_id)
    changed = sorted(name for name, one in after.fields.items() if one != before.fields[name])
    audit.record(
        actor=actor,
        action="crm.fields_changed",
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


def _checked(crm: Crm, fields: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    known = {kind.name: kind for kind in kinds()}
    for one in fields:
        kind = known.get(one["name"])
        if kind is None:
            raise Invalid("There is no such field.", errors={"fields": [f"Unknown: {one['name'][:40]}."]})
        texts = [one["property"], one["deal_property"]]
        if any(text and not crm.is_property(text) for text in texts):
            raise Invalid(f"This is no property: {kind.name}.", errors={kind.name: [crm.written]})
        if one["deal_property"] and not kind.takes_deals:
            raise Invalid("Deals do not have this.", errors={kind.name: ["Leave the deals' property out."]})
        at_first = crm.at_first.get(kind.name, ("", ""))[0]
        if kind.fixed and one["property"] != at_first:
            told = [f"Leave it {at_first}."]
            raise Invalid(f"{crm.label} itself keeps this association.", errors={kind.name: told})
        found[kind.name] = {key: one[key] for key in ("property", "deal_property", "rule")}
    return found


def _require_known(
    crm: Crm, connection_id: int, fields: dict[str, dict[str, str]], health_property: str
) -> None:
    """Ask the account for the properties that are new; what it does not have would stop all reading."""
    before = chosen(crm, connection_id)
    names: dict[str, list[str]] = {}
    for name, one in fields.items():
        known = before.fields[name]
        if one["property"] not in ("", known.property):
            names.setdefault(_kind_of_record(name), []).append(one["property"])
        if one["deal_property"] not in ("", known.deal_property):
            names.setdefault(DEALS, []).append(one["deal_property"])
    written = health_property if health_property != before.health_property else ""
    if (names or written) and (faults := crm.unknown(connection_id, names, written)):
        raise Invalid(f"{crm.label} does not have what was named.", errors={"fields": faults})


def _checked_health(crm: Crm, property: str, fields: Table[str, Any]) -> str:
    """The property that health goes to; none of those that we read, which would come back as news."""
    if property and not crm.is_property(property):
        raise Invalid("This is no property: health.", errors={"health_property": [crm.written]})
    read = {first for first, _ in crm.at_first.values()} | {one["property"] for one in fields.values()}
    if property and property.lower() in {one.lower() for one in read | set(crm.always[COMPANIES])}:
        told = f"Candor reads this property. Make one of its own in {crm.label}, of the type number."
        raise Invalid("Health needs a property of its own.", errors={"health_property": [told]})
    return property


def _read_anew(actor: Actor, connection_id: int, now: datetime) -> None:
    for stream in (COMPANIES, DEALS, CONTACTS):
        try:
            cursor_restart(actor=actor, connection_id=connection_id, stream=stream, now=now)
        except NotFound:
            # It was never read, so there is nothing to read again.
            continue
