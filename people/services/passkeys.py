"""The signature counter of passkeys, which tells a copy from its original (WebAuthn Level 2, 6.1.1)."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from core import audit
from core.actors import SYSTEM
from people.factors import counter_of
from people.models import User
from people.services.telling import tell


@transaction.atomic
def passkey_used(*, passkey_id: int, counter: int, now: datetime) -> bool:
    """
    Note a use of a passkey whose signature was right; False where it must open nothing.

    `counter` is what the authenticator has counted. One that does not go up means that two devices hold the
    key, which the owner is told; those that several devices share on purpose always say 0.
    """
    found = Authenticator.objects.filter(pk=passkey_id, type=Authenticator.Type.WEBAUTHN).first()
    # The person is locked first, as for every change of their factors.
    user = found and User.objects.select_for_update(of=("self",)).filter(pk=found.user_id).first()
    row = user and Authenticator.objects.filter(pk=passkey_id).first()
    if not user or not row:
        return False
    known = counter_of(row)
    if (counter or known) and counter <= known:
        name = row.data.get("name", "")
        audit.record(
            actor=SYSTEM,
            action="people.passkey_copied",
            target=f"user:{user.pk}",
            now=now,
            data={"name": name},
        )
        tell(user, "passkey_copied", now=now, factor=name, page=f"{settings.PUBLIC_URL}/app/settings/account")
        return False
    row.data["counter"], row.last_used_at = counter, now
    row.save(update_fields=["data", "last_used_at"])
    return True
