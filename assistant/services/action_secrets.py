"""Secrets that requests of actions carry: written, replaced and removed, and never read by people again."""

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from assistant.actions.requests import host_of
from assistant.configuration import read_configuration
from assistant.in_force import in_force
from assistant.models import ActionSecret
from assistant.selectors import draft_find
from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from people.policy import require

PREFIX, MOST = "actsec_", 40


class SecretInUse(Conflict):
    """An action still needs the secret."""

    code = "assistant.secret_in_use"


@transaction.atomic
def secret_set(
    *, actor: Actor, name: str, host: str, value: str = "", now: datetime
) -> tuple[ActionSecret, str]:
    """
    Store a secret for one host, in place of the one before; without a value a new one is made.

    Returns it with the text that is shown this once, empty where it was given. Raises Forbidden, Invalid.
    """
    require(actor, "assistant.write")
    text = host.strip().lower()
    url = f"https://{text}/"
    if not text or host_of(url) != text or urlsplit(url).path != "/":
        raise Invalid("Give the host alone, such as api.example.com.", errors={"host": ["No host."]})
    if value and (not value.isascii() or not value.isprintable()):
        raise Invalid("A secret has plain signs only.", errors={"value": ["Plain signs only."]})
    if not ActionSecret.objects.filter(name=name).exists() and ActionSecret.objects.count() >= MOST:
        raise Invalid(f"At most {MOST} secrets are possible.", errors={"name": ["Too many."]})
    made = "" if value else PREFIX + secrets.token_urlsafe(32)
    row, _ = ActionSecret.objects.update_or_create(
        name=name,
        defaults={
            "host": text,
            "value": value or made,
            "hint": (value or made)[-4:] if len(value or made) >= 16 else "",
            "set_by_id": actor.user_id,
            "set_at": now,
        },
    )
    audit.record(
        actor=actor,
        action="assistant.action_secret_set",
        target=f"secret:{row.pk}",
        data={"name": name, "host": text},
        now=now,
    )
    return row, made


@transaction.atomic
def secret_remove(*, actor: Actor, name: str, now: datetime) -> None:
    """Forget a secret. Raises Forbidden, NotFound, and SecretInUse while an action names it."""
    require(actor, "assistant.write")
    row = ActionSecret.objects.select_for_update().filter(name=name).first()
    if row is None:
        raise NotFound("There is no such secret.")
    users = [one.label for one in in_force().actions if name in one.secret_names]
    if users:
        raise SecretInUse(f"“{users[0]}” needs this secret. Change the action first.")
    draft = draft_find()
    if draft is not None and any(
        name in one.secret_names for one in read_configuration(draft.content).actions
    ):
        raise SecretInUse("The draft needs this secret. Change it first.")
    audit.record(
        actor=actor,
        action="assistant.action_secret_removed",
        target=f"secret:{row.pk}",
        data={"name": name, "host": row.host},
        now=now,
    )
    row.delete()
