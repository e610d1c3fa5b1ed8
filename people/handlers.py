"""Background work for account requests: the part whose timing strangers must not be able to observe."""

import logging

from core import clock, ports
from core.events import EventMeta
from people.events import AddressChangeAsked, PasswordForgotten
from people.models import User
from people.selectors.internal import user_at
from people.services.accounts import LINKS_PER_ACCOUNT, link_send, links_mailed

logger = logging.getLogger(__name__)


def on_password_forgotten(event: PasswordForgotten, meta: EventMeta) -> None:
    """Mail a link to the account with this address, using the stored address rather than the typed one."""
    now = clock.now()
    active = User.objects.select_for_update(of=("self",)).filter(is_active=True)
    user = user_at(active, event.address)
    if user is None or not user.has_usable_password():
        logger.info("A new password was asked for an address without an account")
        return
    if not ports.local_sign_in(user.pk):
        logger.info("A new password was asked for an account that signs in elsewhere")
        return
    if links_mailed(user, now=now) >= LINKS_PER_ACCOUNT:
        logger.warning("No further link to a new password within the hour", extra={"user_id": user.pk})
        return
    if not link_send(user=user, kind="password", address=user.email, now=now):
        logger.error("No mailbox can send the link to a new password", extra={"user_id": user.pk})


def on_address_change_asked(event: AddressChangeAsked, meta: EventMeta) -> None:
    """Mail the link that confirms an address, unless the address already belongs to somebody else."""
    user = User.objects.select_for_update(of=("self",)).filter(pk=event.user_id, is_active=True).first()
    if user is None:
        return
    if User.objects.filter(email__iexact=event.address).exists():
        logger.info("An address was asked for that is taken", extra={"user_id": user.pk})
        return
    is_sent = link_send(
        user=user,
        kind="address",
        address=event.address,
        session_key=event.session_key,
        revoke_tokens=event.revoke_tokens,
        now=clock.now(),
    )
    if not is_sent:
        logger.error("No mailbox can send the link to a new address", extra={"user_id": user.pk})
