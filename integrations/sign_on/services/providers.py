"""
Identity providers: adding, changing, switching on and off.

Whoever chooses where people sign in can become anybody. Admins prepare and test; what changes who gets in
takes an owner, and always a person at the screen.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core import audit
from core.actors import Actor
from core.addresses import PUBLIC_DOMAINS
from core.errors import Conflict, Forbidden, Invalid
from core.hosts import ascii_name
from integrations.sign_on import oidc, saml
from integrations.sign_on.models import Kind, Link, Provider
from integrations.sign_on.selectors.internal import provider_of, providers_on
from integrations.sign_on.services.attempts import attempts_void
from integrations.sign_on.services.requiring import rule_hold
from people.models import Role
from people.policy import require
from people.services import own_account

MOST_DOMAINS, MOST_GROUPS = 50, 50
_PROTOCOL = (
    "issuer",
    "client_id",
    "client_secret",
    "entity_id",
    "sign_on_url",
    "certificates",
    "email_claim",
    "subject_claim",
    "found",
)
_FIXED_WHILE_ON = ("issuer", "client_id", "entity_id", "sign_on_url", "email_claim", "subject_claim")
_PLAIN = ("name", "domains", "creates_people", "created_role", "groups_claim", "group_roles")


class NotTested(Conflict):
    """A provider is switched on only after a whole sign-in with its settings as they are."""

    code = "sign_on.not_tested"


class ProviderInUse(Conflict):
    """What was asked would change or end a provider that people sign in with."""

    code = "sign_on.provider_in_use"


def provider_create(*, actor: Actor, kind: str, values: Mapping[str, Any], now: datetime) -> Provider:
    """
    Add a provider, off; what it publishes of itself is read first.

    `values` are columns of Provider, for SAML `metadata` or `metadata_url` in place of what they hold. Raises
    Forbidden (also for tokens), Invalid, UpstreamFailed.
    """
    own_account(actor)
    require(actor, "security.write")
    wanted = _checked(kind, values) | _protocol_values(kind, values, known=None)
    _require_own_domains(wanted.get("creates_people", False), wanted.get("domains", []))
    with transaction.atomic():
        provider = Provider.objects.create(
            kind=kind, created_at=now, read_at=now, **({"name": _default_name(kind)} | wanted)
        )
        _record(actor, "sign_on.provider_added", provider, now=now, data=_told(wanted))
    return provider


def provider_update(*, actor: Actor, public_id: UUID, values: Mapping[str, Any], now: datetime) -> Provider:
    """
    Change a provider. What its protocol needs must then be tested anew; while it is on, an owner may change
    the secret and the certificates without that, and what identifies it not at all.

    Raises Forbidden, NotFound, Invalid, UpstreamFailed, ProviderInUse.
    """
    own_account(actor)
    require(actor, "security.write")
    known = provider_of(Provider.objects.all(), public_id)
    wanted = _checked(known.kind, values) | _protocol_values(known.kind, values, known=known)
    with transaction.atomic():
        provider = _locked(public_id)
        if provider.is_on:
            require(actor, "owner.write")
        changed = {name: value for name, value in wanted.items() if getattr(provider, name) != value}
        if provider.is_on and (fixed := [name for name in _FIXED_WHILE_ON if name in changed]):
            raise ProviderInUse(
                "People sign in with this provider. Switch it off before you point it elsewhere.",
                errors={name: ["Fixed while it is on."] for name in fixed},
            )
        for name, value in changed.items():
            setattr(provider, name, value)
        if {"found", "certificates"} & wanted.keys():
            provider.read_at = now
        if not provider.domains and provider.is_on:
            raise Invalid("Name at least one domain.", errors={"domains": ["At least one."]})
        _require_own_domains(provider.creates_people, provider.domains)
        if {"issuer", "client_id", "entity_id", "subject_claim"} & changed.keys():
            # Another provider may call somebody else by the same name, and the same one others by another.
            Link.objects.filter(provider=provider).delete()
        is_other = any(name in changed for name in _PROTOCOL)
        if is_other and not provider.is_on:
            provider.tested_at = provider.tested_by = None
        if is_other:
            # A test that began with other settings proves nothing of these.
            attempts_void(provider, now=now)
        provider.save()
        if changed:
            _record(actor, "sign_on.provider_changed", provider, now=now, data=_told(changed))
    return provider


@transaction.atomic
def provider_switch(*, actor: Actor, public_id: UUID, is_on: bool, now: datetime) -> Provider:
    """Offer a provider at the sign-in, or no more. Raises Forbidden, NotFound, NotTested, ProviderInUse."""
    own_account(actor)
    require(actor, "owner.write")
    # Of two providers switched off at once, or beside a requirement, one must see the other.
    is_required = rule_hold().is_required
    provider = _locked(public_id)
    if is_on == provider.is_on:
        return provider
    if is_on and provider.tested_at is None:
        raise NotTested("Test the provider first: a whole sign-in must have come back with these settings.")
    if is_on and not provider.domains:
        raise Invalid(
            "Name the domains of the addresses that belong to it.", errors={"domains": ["At least one."]}
        )
    if not is_on and is_required and not [one for one in providers_on() if one.pk != provider.pk]:
        raise ProviderInUse(
            "Staff must sign in with this provider. Allow passwords again before you switch it off."
        )
    provider.is_on = is_on
    provider.save(update_fields=["is_on"])
    _record(actor, f"sign_on.provider_{'on' if is_on else 'off'}", provider, now=now)
    return provider


@transaction.atomic
def provider_delete(*, actor: Actor, public_id: UUID, now: datetime) -> None:
    """Remove a provider with its links; accounts stay. Raises Forbidden, NotFound, ProviderInUse."""
    own_account(actor)
    require(actor, "security.write")
    provider = _locked(public_id)
    if provider.is_on:
        raise ProviderInUse("People sign in with this provider. Switch it off first.")
    _record(actor, "sign_on.provider_removed", provider, now=now, data={"name": provider.name})
    provider.delete()


def _locked(public_id: UUID) -> Provider:
    return provider_of(Provider.objects.select_for_update(), public_id)


def _checked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that no protocol needs."""
    if kind not in Kind.values:
        raise Invalid(f"kind must be one of {', '.join(Kind.values)}.", errors={"kind": ["Unknown."]})
    wanted = {name: values[name] for name in _PLAIN if name in values}
    if "domains" in wanted:
        wanted["domains"] = _domains(wanted["domains"])
    if wanted.get("created_role") == Role.OWNER or any(
        row["role"] == Role.OWNER for row in wanted.get("group_roles", ())
    ):
        raise Forbidden("No provider makes an owner. An owner does that, under Settings, People.")
    if len(wanted.get("group_roles", ())) > MOST_GROUPS:
        raise Invalid(f"At most {MOST_GROUPS} groups.", errors={"group_roles": [f"At most {MOST_GROUPS}."]})
    return wanted


def _require_own_domains(creates_people: bool, domains: Sequence[str]) -> None:
    public = PUBLIC_DOMAINS & set(domains)
    if creates_people and public:
        raise Invalid(
            f"Anybody can have an address at {min(public)}: accounts cannot be made for that domain.",
            errors={"domains": [f"Not {min(public)}."]},
        )


def _domains(given: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in given:
        name = text.strip().lstrip("@").lower()
        try:
            ascii_form = ascii_name(name)
        except ValueError:
            ascii_form = ""
        if "." not in ascii_form or "@" in name:
            raise Invalid(f"{name} is not a domain.", errors={"domains": [f"Not a domain: {name}."]})
        found[ascii_form] = None
    if len(found) > MOST_DOMAINS:
        raise Invalid(f"At most {MOST_DOMAINS} domains.", errors={"domains": [f"At most {MOST_DOMAINS}."]})
    return list(found)


def _protocol_values(kind: str, values: Mapping[str, Any], *, known: Provider | None) -> dict[str, Any]:
    """What the protocol needs, read from the provider where it publishes it. Runs requests."""
    if kind == Kind.OIDC:
        return _oidc_values(values, known=known)
    return _saml_values(values, known=known)


def _oidc_values(values: Mapping[str, Any], *, known: Provider | None) -> dict[str, Any]:
    wanted = {name: values[name].strip() for name in ("client_id", "client_secret") if values.get(name)}
    if known is None and (
        missing := [n for n in ("issuer", "client_id", "client_secret") if not values.get(n)]
    ):
        raise Invalid(
            "An OpenID Connect provider needs its issuer, a client id and its secret.",
            errors={name: ["Missing."] for name in missing},
        )
    issuer = (values.get("issuer") or "").strip()
    if known is not None and issuer.rstrip("/") in ("", known.issuer.rstrip("/")):
        issuer = known.issuer if values.get("reads_again") else ""
    if issuer:
        found = oidc.discover(issuer)
        if known is not None and found.issuer != known.issuer and "client_secret" not in wanted:
            raise Invalid(
                "Another provider needs its own secret.", errors={"client_secret": ["Give it again."]}
            )
        wanted |= {"issuer": found.issuer, "found": found.as_json()}
    return wanted


def _saml_values(values: Mapping[str, Any], *, known: Provider | None) -> dict[str, Any]:
    names = ("email_claim", "subject_claim")
    wanted: dict[str, Any] = {name: values[name].strip() for name in names if name in values}
    text, url = values.get("metadata") or "", (values.get("metadata_url") or "").strip()
    if text:
        # A file is what somebody has just chosen; the address that was read before would hide it again.
        url = ""
    elif known is not None and url in ("", known.metadata_url):
        if "metadata_url" in values:
            wanted["metadata_url"] = url
        url = (url or known.metadata_url) if values.get("reads_again") else ""
    if url:
        text = saml.metadata_fetch(url)
    if text:
        read = saml.metadata_read(text)
        wanted |= {
            "metadata_url": url,
            "entity_id": read.entity_id,
            "sign_on_url": read.sign_on_url,
            "certificates": list(read.certificates),
        }
    elif known is None:
        raise Invalid(
            "A SAML provider needs its metadata, as an address or as a file.",
            errors={"metadata_url": ["Missing."]},
        )
    return wanted


def _default_name(kind: str) -> str:
    return Kind(kind).label


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """For the audit log: without secrets, and without what is only read."""
    told = {
        name: value
        for name, value in values.items()
        if name not in ("client_secret", "found", "certificates")
    }
    if "client_secret" in values:
        told["client_secret"] = "changed"  # noqa: S105 (a word, not a secret)
    if "certificates" in values:
        told["certificates"] = [saml.certificate_of(text).fingerprint for text in values["certificates"]]
    return told


def _record(
    actor: Actor, action: str, provider: Provider, *, now: datetime, data: dict[str, Any] | None = None
) -> None:
    audit.record(actor=actor, action=action, target=f"sign_on:{provider.public_id}", now=now, data=data)
