"""Setting up mailboxes."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.html import clean_html, one_line
from core.queue import enqueue_on_commit
from integrations.email.models import (
    InboundMail,
    Intake,
    Mailbox,
    MailboxState,
    OutgoingMail,
    OutgoingState,
    Provider,
    Sending,
    SignIn,
)
from people.policy import require
from people.selectors import internal as everybody
from people.services import valid_email

SECRETS = ("password", "smtp_password", "webhook_secret", "api_key", "events_secret")
_API_PLACE = ("api_provider", "api_account", "api_region")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?", re.IGNORECASE)
_AWS = re.compile(r"[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d")
_CONNECTION = frozenset(
    {"sign_in", "username", "password", "imap_host", "imap_port", "imap_security", "imap_folder", "intake"}
)


@transaction.atomic
def mailbox_save(
    *, actor: Actor, values: dict[str, Any], mailbox_id: int | None = None, now: datetime
) -> Mailbox:
    """
    Create or change a mailbox; a secret that is not given stays, for the server it was given for.

    A secret never goes to a server, port or encryption other than those it was given for: it has to be
    entered again, and a provider's sign-in is forgotten. Another account, server or folder is a new folder to
    us, whose cursor starts over. Raises Invalid, NotFound, Forbidden.
    """
    require(actor, "mailbox.write")
    mailbox = mailbox_locked(mailbox_id) if mailbox_id is not None else Mailbox()
    is_new = mailbox_id is None
    given = dict(values)
    _set_brand(mailbox, given.pop("brand_id", None))
    if is_new and "address" not in given:
        raise Invalid("A mailbox needs an address.", errors={"address": ["Required."]})
    changed = []
    before, old_folder = places_of(mailbox), _folder_of(mailbox)
    old_sign_in, old_provider, old_api = mailbox.sign_in, mailbox.provider, _api_place(mailbox)
    for name, value in given.items():
        value = _clean(name, value)
        if getattr(mailbox, name) != value:
            changed.append(name)
            setattr(mailbox, name, value)
    if not is_new:
        _keep_secrets(mailbox, before, given, old_provider=old_provider, old_api=old_api)
        if mailbox.refresh_token or mailbox.access_token:
            _keep_sign_in(mailbox, before, old_sign_in)
    _check(mailbox)
    if is_new or _folder_of(mailbox) != old_folder:
        _start_over(mailbox, now=now)
    if _CONNECTION & set(changed):
        mailbox.state, mailbox.state_detail, mailbox.failing_since = MailboxState.NEW, "", None
    try:
        with transaction.atomic():
            mailbox.save()
    except IntegrityError as error:
        raise Invalid("Another mailbox has this address.", errors={"address": ["Taken."]}) from error
    if mailbox.intake == Intake.IMAP and mailbox.is_active:
        enqueue_on_commit("integrations.email.tasks.fetch", mailbox_id=mailbox.pk)
    audit.record(
        actor=actor,
        action="email.mailbox_created" if is_new else "email.mailbox_changed",
        target=f"mailbox:{mailbox.pk}",
        now=now,
        data={"fields": sorted(changed)},
    )
    return mailbox


def _api_place(mailbox: Mailbox) -> tuple[str, ...]:
    """What a provider's key is given for."""
    return tuple(getattr(mailbox, name) for name in _API_PLACE)


def _set_brand(mailbox: Mailbox, brand_id: int | None) -> None:
    if brand_id is not None:
        if not everybody.brand_exists(brand_id):
            raise Invalid("There is no such brand.", errors={"brand_id": ["Unknown."]})
        mailbox.brand_id = brand_id
    elif mailbox.pk is None:
        raise Invalid("A mailbox belongs to a brand.", errors={"brand_id": ["Required."]})


def _folder_of(mailbox: Mailbox) -> tuple[str, str, str, str]:
    """
    What the cursor belongs to.

    No password and no port: mail that came while the old one was refused still has to be fetched.
    """
    account = mailbox.username or mailbox.address
    return mailbox.intake, account, mailbox.imap_host.lower(), mailbox.imap_folder


def _start_over(mailbox: Mailbox, *, now: datetime) -> None:
    """Forget the cursor; one never found keeps its time, so that correcting an entry loses no mail."""
    if mailbox.uid_validity is not None or mailbox.reads_from is None:
        mailbox.reads_from = now
    mailbox.uid_validity, mailbox.last_uid = None, 0


def places_of(mailbox: Mailbox) -> dict[str, set[tuple[str, int, str]]]:
    """For each secret, the servers (host, port, encryption) that get to see it."""
    incoming = (mailbox.imap_host.lower(), mailbox.imap_port, mailbox.imap_security)
    outgoing = (mailbox.smtp_host.lower(), mailbox.smtp_port, mailbox.smtp_security)
    places: dict[str, set[tuple[str, int, str]]] = {
        "password": set(),
        "smtp_password": set(),
        "tokens": set(),
    }
    main = "password" if mailbox.sign_in == SignIn.PASSWORD else "tokens"
    if mailbox.intake == Intake.IMAP and mailbox.imap_host:
        places[main].add(incoming)
    if mailbox.smtp_host:
        has_own = bool(mailbox.smtp_username or mailbox.smtp_password)
        places["smtp_password" if has_own and main == "password" else main].add(outgoing)
    return places


def _keep_secrets(
    mailbox: Mailbox,
    before: dict[str, set[tuple[str, int, str]]],
    given: dict[str, Any],
    *,
    old_provider: str,
    old_api: tuple[str, ...],
) -> None:
    """Refuse to send a stored secret to a server it was not given for."""
    after = places_of(mailbox)
    errors = {}
    for name in ("password", "smtp_password"):
        new = sorted(after[name] - before[name])
        if new and getattr(mailbox, name) and name not in given:
            errors[name] = [
                f"Give the password again: it was not given for {new[0][0]}:{new[0][1]} "
                f"with encryption “{new[0][2]}”."
            ]
    if mailbox.provider != old_provider and mailbox.webhook_secret and "webhook_secret" not in given:
        errors["webhook_secret"] = ["Give the secret again: it was that of another provider."]
    new_api = _api_place(mailbox)
    if new_api != old_api and mailbox.api_key and "api_key" not in given:
        errors["api_key"] = ["Give the key again: it was not given for this account and region."]
    if new_api[0] != old_api[0] and mailbox.events_secret and "events_secret" not in given:
        errors["events_secret"] = ["Give the secret again: it was that of another provider."]
    if errors:
        raise Invalid(
            "A stored password is not sent to another server. Give it again together with the change.",
            code="email.secret_needed",
            errors=errors,
        )


def _keep_sign_in(mailbox: Mailbox, before: dict[str, set[tuple[str, int, str]]], old_sign_in: str) -> None:
    """Forget a provider's sign-in if it would go to another provider or server; it has to be done again."""
    if mailbox.sign_in == old_sign_in and not places_of(mailbox)["tokens"] - before["tokens"]:
        return
    mailbox.refresh_token = mailbox.access_token = ""
    mailbox.access_token_expires_at = None


def mailbox_locked(mailbox_id: int) -> Mailbox:
    """A mailbox, locked until the end of the transaction. Raises NotFound."""
    found = Mailbox.objects.select_for_update(of=("self",)).select_related("brand").filter(pk=mailbox_id)
    mailbox = found.first()
    if mailbox is None:
        raise NotFound("There is no such mailbox.")
    return mailbox


def _clean(name: str, value: Any) -> Any:
    if name == "address":
        try:
            return valid_email(value)
        except Invalid as error:
            raise Invalid(error.message, errors={"address": ["Not an email address."]}) from error
    if name == "signature_html":
        return clean_html(value)
    return one_line(value) if isinstance(value, str) and name not in SECRETS else value


def _check(mailbox: Mailbox) -> None:
    errors: dict[str, list[str]] = {}
    if mailbox.intake == Intake.IMAP:
        if not mailbox.imap_host:
            errors["imap_host"] = ["Required for IMAP."]
        if mailbox.sign_in == SignIn.PASSWORD and not mailbox.password:
            errors["password"] = ["Required to sign in by password."]
    if mailbox.intake == Intake.WEBHOOK:
        if not mailbox.provider:
            errors["provider"] = ["Required for a webhook."]
        if not mailbox.webhook_secret:
            errors["webhook_secret"] = ["Required: without it anybody could send us mail in any name."]
    if mailbox.sends_by == Sending.API:
        errors |= _api_faults(mailbox)
    for port in ("imap_port", "smtp_port"):
        if not 1 <= getattr(mailbox, port) <= 65535:
            errors[port] = ["Must be from 1 to 65535."]
    if errors:
        raise Invalid("The mailbox lacks something.", errors=errors)


def _api_faults(mailbox: Mailbox) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    provider, region = mailbox.api_provider, mailbox.api_region
    if not provider:
        errors["api_provider"] = ["Required to send by a provider."]
    if not mailbox.api_key:
        errors["api_key"] = ["Required: it opens the account there."]
    if provider == Provider.MAILGUN and _DOMAIN.fullmatch(mailbox.api_account) is None:
        errors["api_account"] = ["Enter the domain that Mailgun sends for."]
    if provider == Provider.SES and not mailbox.api_account.isalnum():
        errors["api_account"] = ["Enter the id of the access key."]
    if provider == Provider.SES and _AWS.fullmatch(region) is None:
        errors["api_region"] = ["Enter a region of Amazon, such as eu-west-1."]
    if provider in (Provider.MAILGUN, Provider.SENDGRID) and region not in ("", "eu"):
        errors["api_region"] = ["Leave it empty, or enter eu."]
    return errors


@transaction.atomic
def mailbox_delete(*, actor: Actor, mailbox_id: int, now: datetime) -> None:
    """
    Delete a mailbox that never had mail; others can only be disabled, because their mail stays.

    Raises Conflict, NotFound, Forbidden.
    """
    require(actor, "mailbox.write")
    mailbox = mailbox_locked(mailbox_id)
    has_mail = (
        InboundMail.objects.filter(mailbox=mailbox).exists()
        or OutgoingMail.objects.filter(mailbox=mailbox).exists()
    )
    if has_mail:
        open_states = [OutgoingState.QUEUED, OutgoingState.SENDING, OutgoingState.HANDING_OVER]
        if OutgoingMail.objects.filter(mailbox=mailbox, state__in=open_states).exists():
            raise Conflict(
                "Mail is still leaving by this mailbox. Wait until it has left, or cancel it.",
                code="email.mailbox_in_use",
            )
        raise Conflict(
            "This mailbox has mail, which stays. Switch it off instead.", code="email.mailbox_in_use"
        )
    audit.record(
        actor=actor,
        action="email.mailbox_deleted",
        target=f"mailbox:{mailbox.pk}",
        now=now,
        data={"address": mailbox.address},
    )
    mailbox.delete()
