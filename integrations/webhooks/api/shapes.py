"""What the API answers about webhooks."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from integrations.webhooks.models import DeliveryState, HeldReason, WebhookState


class WebhookSecretShape(Shape):
    """A secret of a webhook: its last characters only."""

    id = serializers.IntegerField()
    hint = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by = IdName(allow_null=True)


class WebhookTrafficShape(Shape):
    """The last 24 hours; what waits counts whatever its age."""

    delivered = serializers.IntegerField()
    failed = serializers.IntegerField()
    held = serializers.IntegerField(help_text="Held back: too many, or too deep.")
    waiting = serializers.IntegerField()
    last_at = serializers.DateTimeField(allow_null=True, help_text="When the last one ended.")


class WebhookShape(Shape):
    """An address that hears of events."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    types = serializers.ListField(child=serializers.CharField(), help_text="Or patterns such as `ticket.*`.")
    note = serializers.CharField()
    state = serializers.ChoiceField(choices=WebhookState.choices)
    failures = serializers.IntegerField(help_text="Failed tries in a row; 20 pause it.")
    paused_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when it is paused, or was switched off by a 410."
    )
    paused_why = serializers.CharField()
    kept_until = serializers.DateTimeField(
        allow_null=True, help_text="While paused: what waited from the beginning is given up then."
    )
    secrets = WebhookSecretShape(many=True)
    traffic = WebhookTrafficShape()
    created_at = serializers.DateTimeField()
    created_by = IdName(allow_null=True)


class WebhookListShape(Shape):
    """All webhooks."""

    results = WebhookShape(many=True)


class NewWebhookShape(WebhookShape):
    """A webhook that was made, with its secret: it is not told again."""

    secret = serializers.CharField()


class NewWebhookSecretShape(WebhookSecretShape):
    """A secret that was made: its text is not told again."""

    secret = serializers.CharField()


class WebhookTryShape(Shape):
    """One try."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True, help_text="Null where no whole answer came.")
    milliseconds = serializers.IntegerField()
    error = serializers.CharField(help_text="Empty where it was taken.")


class WebhookDeliveryShape(Shape):
    """A line of the delivery log."""

    id = serializers.IntegerField()
    public_id = serializers.UUIDField(help_text="Sent as `Candor-Delivery`.")
    event_id = serializers.IntegerField(allow_null=True, help_text="Null for a test.")
    type = serializers.CharField()
    ticket = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    held_reason = serializers.ChoiceField(choices=HeldReason.choices, allow_blank=True)
    status = serializers.IntegerField(allow_null=True)
    error = serializers.CharField()
    milliseconds = serializers.IntegerField(allow_null=True)
    attempts = serializers.IntegerField()
    most_attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    replays = serializers.IntegerField()
    replayed_by = IdName(allow_null=True)
    can_replay = serializers.BooleanField()


class WebhookDeliveryTextShape(WebhookDeliveryShape):
    """A line of the delivery log with what was sent and answered."""

    body = serializers.CharField(help_text="What is sent, always the same.")
    answer = serializers.CharField(help_text="What the receiver answered, cut; secrets masked.")
    tries = WebhookTryShape(many=True)


WebhookDeliveryPage = page_of(WebhookDeliveryShape)


class WebhookReplayedShape(Shape):
    """How many deliveries were set out."""

    deliveries = serializers.IntegerField()
