"""The accounts behind a mailbox, with tokens that are still valid."""

from datetime import datetime, timedelta

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import NotFound
from integrations.email.models import Mailbox, MailboxState, SignIn
from integrations.email.transport import oauth
from integrations.email.transport.api import ApiAccount
from integrations.email.transport.connecting import MailServerError
from integrations.email.transport.imap import ImapAccount
from integrations.email.transport.smtp import SmtpAccount
from people.policy import require

RENEW_BEFORE = timedelta(minutes=3)
TOKEN_FIELDS = ["access_token", "refresh_token", "access_token_expires_at"]


def access_token(mailbox: Mailbox, *, now: datetime) -> str:
    """
    A valid OAuth access token for the mailbox, renewed if needed; empty if it signs in with a password.

    Raises MailServerError with `is_sign_in` if the provider requires a person to sign in again.
    """
    if mailbox.sign_in == SignIn.PASSWORD:
        return ""
    if not _is_good(mailbox, now):
        _renew(mailbox, now)
    return str(mailbox.access_token)


def _is_good(mailbox: Mailbox, now: datetime) -> bool:
    expires = mailbox.access_token_expires_at
    return bool(mailbox.access_token) and expires is not None and expires - now > RENEW_BEFORE


@transaction.atomic
def _renew(mailbox: Mailbox, now: datetime) -> None:
    """
    Renew the tokens while holding the row: Microsoft's refresh tokens are good once, and fetching and sending
    are two workers. Whoever waited takes what the other has got.
    """
    # Not the key: mails that refer to the row are stored meanwhile.
    held = Mailbox.objects.select_for_update(of=("self",), no_key=True).get(pk=mailbox.pk)
    for name in TOKEN_FIELDS:
        setattr(mailbox, name, getattr(held, name))
    if _is_good(mailbox, now):
        return
    try:
        tokens = oauth.refresh(mailbox.sign_in, refresh_token=mailbox.refresh_token)
    except oauth.SignInNeeded as error:
        raise MailServerError(
            "sign_in", str(error), "Sign in again in the settings of this mailbox.", is_sign_in=True
        ) from error
    tokens_keep(mailbox, tokens, now=now)


def tokens_keep(mailbox: Mailbox, tokens: oauth.Tokens, *, now: datetime) -> None:
    """Store new tokens; if a provider does not renew the refresh token, the old one stays valid."""
    mailbox.access_token = tokens.access_token
    mailbox.refresh_token = tokens.refresh_token or mailbox.refresh_token
    mailbox.access_token_expires_at = now + timedelta(seconds=tokens.expires_in)
    mailbox.save(update_fields=TOKEN_FIELDS)


def imap_account(mailbox: Mailbox, *, now: datetime) -> ImapAccount:
    """How to reach the mailbox's IMAP server. Raises MailServerError."""
    return ImapAccount(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=mailbox.imap_security,
        username=mailbox.username or mailbox.address,
        password=mailbox.password,
        access_token=access_token(mailbox, now=now),
        folder=mailbox.imap_folder,
    )


def smtp_account(mailbox: Mailbox, *, now: datetime) -> SmtpAccount:
    """How to reach its SMTP server; without separate credentials, IMAP's. Raises MailServerError."""
    has_own = bool(mailbox.smtp_username or mailbox.smtp_password)
    return SmtpAccount(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=mailbox.smtp_security,
        username=mailbox.smtp_username or mailbox.username,
        password=mailbox.smtp_password if has_own else mailbox.password,
        access_token=access_token(mailbox, now=now),
    )


def api_account(mailbox: Mailbox) -> ApiAccount:
    """How to reach the provider that sends its mail. Raises MailServerError."""
    if not mailbox.api_provider or not mailbox.api_key:
        raise MailServerError(
            "no_key", "The provider has no key yet.", "Enter its key in the settings of this mailbox."
        )
    return ApiAccount(
        provider=mailbox.api_provider,
        key=mailbox.api_key,
        account=mailbox.api_account,
        region=mailbox.api_region,
    )


def signed_in(mailbox: Mailbox) -> bool:
    """Whether we hold a provider's sign-in that is not known to be dead."""
    return (
        mailbox.sign_in != SignIn.PASSWORD
        and bool(mailbox.refresh_token)
        and (mailbox.state != MailboxState.SIGN_IN)
    )


@transaction.atomic
def mailbox_sign_in(*, actor: Actor, mailbox_id: int, tokens: oauth.Tokens, now: datetime) -> Mailbox:
    """Store the result of the provider's sign-in. Raises NotFound, Forbidden."""
    require(actor, "mailbox.write")
    mailbox = Mailbox.objects.select_for_update(of=("self",)).filter(pk=mailbox_id).first()
    if mailbox is None:
        raise NotFound("There is no such mailbox.")
    tokens_keep(mailbox, tokens, now=now)
    mailbox.state, mailbox.state_detail, mailbox.failing_since = MailboxState.NEW, "", None
    mailbox.save(update_fields=["state", "state_detail", "failing_since"])
    audit.record(actor=actor, action="email.mailbox_signed_in", target=f"mailbox:{mailbox.pk}", now=now)
    return mailbox
