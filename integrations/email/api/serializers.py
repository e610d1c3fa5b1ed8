"""Request bodies of the email channel's endpoints."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField
from integrations.email.models import Intake, Mailbox, Provider, Security, Sending, SignIn

LARGEST_ID = 2**63 - 1


class MailboxInput(serializers.ModelSerializer[Mailbox]):
    """A mailbox; a secret that is left out keeps its value."""

    brand_id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    address = serializers.CharField(max_length=254, required=False)
    intake = ChoiceField(choices=Intake.choices, required=False)
    sign_in = ChoiceField(choices=SignIn.choices, required=False)
    provider = ChoiceField(choices=Provider.choices, required=False, allow_blank=True)
    imap_security = ChoiceField(choices=Security.choices, required=False)
    smtp_security = ChoiceField(choices=Security.choices, required=False)
    password = serializers.CharField(max_length=400, required=False, allow_blank=True, trim_whitespace=False)
    smtp_password = serializers.CharField(
        max_length=400, required=False, allow_blank=True, trim_whitespace=False
    )
    webhook_secret = serializers.CharField(max_length=400, required=False, allow_blank=True)
    sends_by = ChoiceField(choices=Sending.choices, required=False)
    api_provider = ChoiceField(choices=Provider.choices, required=False, allow_blank=True)
    api_key = serializers.CharField(max_length=400, required=False, allow_blank=True, trim_whitespace=False)
    events_secret = serializers.CharField(max_length=400, required=False, allow_blank=True)
    signature_html = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    quiet_after_hours = serializers.IntegerField(min_value=1, max_value=2000, required=False, allow_null=True)

    class Meta:
        model = Mailbox
        fields = [
            "brand_id", "address", "sender_name", "signature_html", "is_active", "acknowledges",
            "uses_plus_address", "trusted_authserv", "quiet_after_hours", "intake", "sign_in", "username",
            "password", "imap_host", "imap_port", "imap_security", "imap_folder", "smtp_host", "smtp_port",
            "smtp_security", "smtp_username", "smtp_password", "provider", "webhook_secret",
            "sends_by", "api_provider", "api_account", "api_region", "api_key", "events_secret",
        ]  # fmt: skip
        extra_kwargs = {
            name: {"required": False}
            for name in ("sender_name", "imap_host", "imap_port", "imap_folder", "smtp_host", "smtp_port")
        }


class MailIds(serializers.Serializer[Any]):
    """Mails of the log."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=200
    )


class RecoverInput(MailIds):
    """Suspended mails to let through."""

    allow_sender = serializers.BooleanField(default=False)


class RuleInput(serializers.Serializer[Any]):
    """A rule about a sender."""

    pattern = serializers.CharField(max_length=254, help_text="An address, or `@example.com` for a domain.")
    kind = ChoiceField(choices=["allow", "block"])


class DeliveryInput(serializers.Serializer[Any]):
    """What to do with a message that did not get through."""

    action = ChoiceField(choices=["send_again", "was_sent", "cancel"])
