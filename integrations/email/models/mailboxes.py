import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.addresses import domain_of, on_the_wire
from core.fields import EncryptedTextField
from people.models import Brand


def new_intake_key() -> str:
    """The unguessable part of a mailbox's webhook address."""
    return secrets.token_urlsafe(24)


class Intake(models.TextChoices):
    """How mail reaches us."""

    IMAP = "imap", "IMAP"
    WEBHOOK = "webhook", "A provider's webhook"
    FORWARDING = "forwarding", "Forwarded to another mailbox of ours"


class Security(models.TextChoices):
    """How a connection is protected; there is never a fallback to another."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    NONE = "none", "None"


class SignIn(models.TextChoices):
    """How we authenticate to the servers."""

    PASSWORD = "password", "Password"
    GOOGLE = "google", "Google"
    MICROSOFT = "microsoft", "Microsoft 365"


class Sending(models.TextChoices):
    """How mail leaves."""

    SMTP = "smtp", "SMTP"
    API = "api", "A provider's interface"


class Provider(models.TextChoices):
    """A provider of mail: whose webhook delivers it, or whose interface sends it."""

    MAILGUN = "mailgun", "Mailgun"
    POSTMARK = "postmark", "Postmark"
    SENDGRID = "sendgrid", "SendGrid"
    SES = "ses", "Amazon SES"


class MailboxState(models.TextChoices):
    """The result of the last check of a mailbox."""

    NEW = "new", "Not tried yet"
    OK = "ok", "Working"
    FAILING = "failing", "Failing"
    SIGN_IN = "sign_in", "Needs a new sign-in"
    QUIET = "quiet", "Quiet for too long"


CAN_SEND = (Q(sends_by=Sending.SMTP) & ~Q(smtp_host="")) | (Q(sends_by=Sending.API) & ~Q(api_key=""))
"""Mailboxes with what sending takes."""


class Mailbox(models.Model):
    """
    One address of a brand, with its servers and their health.

    `uid_validity` and `last_uid` are the cursor of an IMAP folder: every message with a greater UID under the
    same UIDVALIDITY still has to be fetched, whatever its date or flags. A folder without a cursor is read
    from what reached it since `reads_from`, the time when this account, server and folder were entered.
    `api_account` is what a provider wants beside its key: Mailgun the domain, Amazon the id of the key.
    `events_secret` proves what the provider tells of mail that it has sent for us.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField(max_length=254)
    sender_name = models.CharField(max_length=120, blank=True)
    signature_html = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    acknowledges = models.BooleanField(default=True)
    uses_plus_address = models.BooleanField(default=True)
    trusted_authserv = models.CharField(max_length=200, blank=True)
    quiet_after_hours = models.PositiveSmallIntegerField(null=True, blank=True)

    intake = models.CharField(max_length=12, choices=Intake.choices, default=Intake.IMAP)
    sign_in = models.CharField(max_length=12, choices=SignIn.choices, default=SignIn.PASSWORD)
    username = models.CharField(max_length=254, blank=True)
    password = EncryptedTextField(blank=True)
    refresh_token = EncryptedTextField(blank=True)
    access_token = EncryptedTextField(blank=True)
    access_token_expires_at = models.DateTimeField(null=True, blank=True)
    imap_host = models.CharField(max_length=200, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    imap_folder = models.CharField(max_length=200, default="INBOX")
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.STARTTLS)
    smtp_username = models.CharField(max_length=254, blank=True)
    smtp_password = EncryptedTextField(blank=True)
    provider = models.CharField(max_length=10, choices=Provider.choices, blank=True)
    intake_key = models.CharField(max_length=60, unique=True, default=new_intake_key)
    webhook_secret = EncryptedTextField(blank=True)
    sends_by = models.CharField(
        max_length=8, choices=Sending.choices, default=Sending.SMTP, db_default=Sending.SMTP
    )
    api_provider = models.CharField(
        max_length=10, choices=Provider.choices, blank=True, default="", db_default=""
    )
    api_account = models.CharField(max_length=200, blank=True, default="", db_default="")
    api_region = models.CharField(max_length=40, blank=True, default="", db_default="")
    api_key = EncryptedTextField(blank=True, default="", db_default="")
    events_secret = EncryptedTextField(blank=True, default="", db_default="")

    uid_validity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    reads_from = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=MailboxState.choices, default=MailboxState.NEW)
    state_detail = models.CharField(max_length=400, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    last_mail_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        ordering = ["address"]
        constraints = [models.UniqueConstraint(Lower("address"), name="mailbox_address_once")]
        indexes = [models.Index(fields=["checked_at"], name="mailbox_active", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.address

    @property
    def domain(self) -> str:
        """The part after the @, in ASCII; our Message-IDs end with it."""
        return domain_of(on_the_wire(self.address))

    @property
    def can_send(self) -> bool:
        """Whether it can send replies."""
        by_api = self.sends_by == Sending.API and bool(self.api_key)
        return self.is_active and (by_api or (self.sends_by == Sending.SMTP and bool(self.smtp_host)))
