"""Response shapes of the email channel."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from integrations.email.models import (
    InboundState,
    Intake,
    MailboxState,
    Provider,
    Reason,
    Security,
    SenderRule,
    Sending,
    SignIn,
    Source,
)
from tickets.api.entry_shapes import MailAddressShape
from tickets.channels import CHANNEL_CHOICES, Way


class MailboxHealthShape(Shape):
    """The health of a mailbox."""

    state = serializers.ChoiceField(choices=MailboxState.choices)
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    detail = serializers.CharField()
    failing_since = serializers.DateTimeField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    last_mail_at = serializers.DateTimeField(allow_null=True)
    last_sent_at = serializers.DateTimeField(allow_null=True)
    waiting = serializers.IntegerField(help_text="Mails that are still to be read.")
    suspended = serializers.IntegerField()


class MailboxShape(Shape):
    """A mailbox without its secrets, only whether they are set."""

    id = serializers.IntegerField()
    brand = IdName()
    address = serializers.CharField()
    sender_name = serializers.CharField()
    signature_html = serializers.CharField(help_text="Cleaned: safe to show.")
    is_active = serializers.BooleanField()
    acknowledges = serializers.BooleanField()
    uses_plus_address = serializers.BooleanField()
    trusted_authserv = serializers.CharField()
    quiet_after_hours = serializers.IntegerField(
        allow_null=True, help_text="After so long without mail somebody is told; null for never."
    )
    intake = serializers.ChoiceField(choices=Intake.choices)
    sign_in = serializers.ChoiceField(choices=SignIn.choices)
    username = serializers.CharField()
    imap_host = serializers.CharField()
    imap_port = serializers.IntegerField()
    imap_security = serializers.ChoiceField(choices=Security.choices)
    imap_folder = serializers.CharField()
    smtp_host = serializers.CharField()
    smtp_port = serializers.IntegerField()
    smtp_security = serializers.ChoiceField(choices=Security.choices)
    smtp_username = serializers.CharField()
    provider = serializers.ChoiceField(choices=Provider.choices, allow_blank=True)
    sends_by = serializers.ChoiceField(choices=Sending.choices)
    api_provider = serializers.ChoiceField(choices=Provider.choices, allow_blank=True)
    api_account = serializers.CharField(help_text="Mailgun's domain, or the id of Amazon's access key.")
    api_region = serializers.CharField(help_text="`eu` or empty; with Amazon its region.")
    has_api_key = serializers.BooleanField()
    has_events_secret = serializers.BooleanField()
    events_url = serializers.CharField(help_text="Where the provider tells what became of mail.")
    has_password = serializers.BooleanField()
    has_smtp_password = serializers.BooleanField()
    has_webhook_secret = serializers.BooleanField()
    webhook_url = serializers.CharField(help_text="Where the provider posts what comes in.")
    is_signed_in = serializers.BooleanField(help_text="With Google or Microsoft 365.")
    health = MailboxHealthShape()


class MailboxStepShape(Shape):
    """One requirement; `ok` is null if it was not tried or does not apply."""

    name = serializers.CharField()
    ok = serializers.BooleanField(allow_null=True)
    detail = serializers.CharField()
    what_to_do = serializers.CharField()


class MailboxCheckShape(Shape):
    """Whether a mailbox works, step by step."""

    ok = serializers.BooleanField()
    steps = MailboxStepShape(many=True)


class SignInAddressShape(Shape):
    """Where to sign in with the provider."""

    url = serializers.CharField()


class MailboxAlertShape(Shape):
    """A mailbox that needs attention."""

    mailbox = serializers.IntegerField()
    address = serializers.CharField()
    state = serializers.ChoiceField(choices=MailboxState.choices)
    text = serializers.CharField()


class MailboxAddressShape(Shape):
    """A mailbox in short."""

    id = serializers.IntegerField()
    address = serializers.CharField()


class InboundMailShape(Shape):
    """A line of the ingest log: an incoming mail and what became of it."""

    id = serializers.IntegerField()
    mailbox = MailboxAddressShape()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment] # not an option
    state = serializers.ChoiceField(choices=InboundState.choices)
    state_label = serializers.CharField()
    reason = serializers.ChoiceField(choices=Reason.choices, help_text="Empty for an ordinary message.")
    reason_label = serializers.CharField()
    detail = serializers.CharField()
    locals()["from"] = MailAddressShape()
    subject = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    is_authentic = serializers.BooleanField(help_text="Its sender was proven.")
    ticket = serializers.IntegerField(allow_null=True)
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    fetched_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class InboundMailTextShape(InboundMailShape):
    """A mail in the log with its headers and text, both empty once the mail has been deleted."""

    headers = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        help_text="Names and values in their order; a name may stand several times.",
    )
    text = serializers.CharField()
    has_raw = serializers.BooleanField(help_text="The mail as it came is still there.")


class ReasonCountShape(Shape):
    """The number of mails for a reason."""

    reason = serializers.ChoiceField(choices=[reason for reason in Reason.choices if reason[0]])
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    count = serializers.IntegerField()


class MailCountsShape(Shape):
    """What became of the mail since `since`; waiting and suspended mail counts whatever its age."""

    fetched = serializers.IntegerField()
    failed = serializers.IntegerField()
    stored = serializers.IntegerField()
    suspended = serializers.IntegerField()
    deleted = serializers.IntegerField()
    by_reason = ReasonCountShape(many=True)
    since = serializers.DateTimeField()


class MailNotChangedShape(Shape):
    """A mail that was not changed, and why."""

    id = serializers.IntegerField()
    detail = serializers.CharField()


class MailsChangedShape(Shape):
    """Which mails were changed, and why the others were not."""

    changed = serializers.ListField(child=serializers.IntegerField())
    failed = MailNotChangedShape(many=True)


class SenderRuleShape(Shape):
    """A rule about a sender: an address, or a whole domain as `@example.com`."""

    id = serializers.IntegerField()
    pattern = serializers.CharField()
    kind = serializers.ChoiceField(choices=SenderRule.Kind.choices)
    created_at = serializers.DateTimeField()


class BounceShape(Shape):
    """What a delivery report said about an address; after a hard bounce nothing is sent there."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=["hard", "soft"])
    detail = serializers.CharField()


class RecipientShape(Shape):
    """An address of a reply, with what is known about it."""

    address = serializers.CharField()
    name = serializers.CharField()
    is_approved = serializers.BooleanField(help_text="False while nobody vouched for it.")
    bounce = BounceShape(allow_null=True)


class ReplyRecipientsShape(Shape):
    """
    Who a reply would reach.

    `to` is where it goes by default; `choices` are all addresses that `to` of a reply may name, the Reply-To
    first, or empty. `pending` addresses receive nothing until they are approved.
    """

    channel = serializers.ChoiceField(choices=CHANNEL_CHOICES, help_text="What the reply is shown as.")
    way = serializers.ChoiceField(choices=[way.value for way in Way])
    can_email = serializers.BooleanField()
    locals()["from"] = MailAddressShape(allow_null=True, help_text="Null without a mailbox.")
    to = RecipientShape(many=True)
    choices = RecipientShape(many=True)
    cc = RecipientShape(many=True)
    pending = RecipientShape(many=True)
    note = serializers.ChoiceField(
        choices=["by_api", "by_thread", "after_chat", "no_address", "no_mailbox"],
        allow_blank=True,
        help_text="What is special about the way, or what is missing; empty for neither.",
    )


class OriginalShape(Shape):
    """The parts of a mail that its message initially hides."""

    text = serializers.CharField()
    quoted_text = serializers.CharField()
    has_html = serializers.BooleanField()
    remote_images = serializers.IntegerField(help_text="How many there are; they load only when asked for.")
    raw_url = serializers.CharField()


MailboxPage = page_of(MailboxShape)
MailboxAlertPage = page_of(MailboxAlertShape)
InboundMailPage = page_of(InboundMailShape)
SenderRulePage = page_of(SenderRuleShape)
