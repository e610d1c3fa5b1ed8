"""What the API answers about connections."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from integrations.connections.models import (
    ConnectionState,
    DeliveryState,
    Direction,
    Health,
    HookState,
)


class SystemShape(Shape):
    """A system that can be connected."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    signs_in = serializers.BooleanField(help_text="By a sign-in there; otherwise by a key that it shows.")
    is_set_up = serializers.BooleanField(help_text="False while the installation has no client there.")
    setup = serializers.CharField(help_text="What an admin sets first; empty when nothing is missing.")
    needs = serializers.ListField(
        child=serializers.CharField(), help_text="The variables of the installation that hold nothing yet."
    )
    needs_base_url = serializers.BooleanField(help_text="Each account has its API at an address of its own.")
    has_hooks = serializers.BooleanField()


class ConnectionHealthShape(Shape):
    """How a connection fares."""

    state = serializers.ChoiceField(choices=Health.choices)
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    needs_somebody = serializers.BooleanField()
    failing_since = serializers.DateTimeField(allow_null=True)
    limited_until = serializers.DateTimeField(allow_null=True)
    last_success_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField()
    last_error_at = serializers.DateTimeField(allow_null=True)
    failures = serializers.IntegerField(help_text="In a row.")


class RateShape(Shape):
    """What the system last told about its limit."""

    limit = serializers.IntegerField(allow_null=True)
    remaining = serializers.IntegerField(allow_null=True)
    resets_at = serializers.DateTimeField(allow_null=True)


class ConnectionTrafficShape(Shape):
    """The last 24 hours; what waits counts whatever its age."""

    read = serializers.IntegerField()
    sent = serializers.IntegerField()
    failed = serializers.IntegerField()
    waiting = serializers.IntegerField()
    hooks = serializers.IntegerField()
    hooks_failed = serializers.IntegerField()


class HookSecretShape(Shape):
    """A secret of webhooks: its last characters only."""

    id = serializers.IntegerField()
    hint = serializers.CharField()
    created_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is the newest.")


class ConnectionHooksShape(Shape):
    """Where the system sends its webhooks, and what proves them."""

    url = serializers.CharField()
    secrets = HookSecretShape(many=True)
    refused_at = serializers.DateTimeField(allow_null=True)
    refused_why = serializers.CharField()


class StreamShape(Shape):
    """How far one stream has been read."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    is_reading = serializers.BooleanField()
    started_at = serializers.DateTimeField(allow_null=True)
    advanced_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)


class ConnectionShape(Shape):
    """A connection without its credentials."""

    id = serializers.IntegerField()
    system = serializers.CharField()
    system_label = serializers.CharField()
    account = serializers.CharField(help_text="The account's name there; may be empty.")
    base_url = serializers.CharField()
    state = serializers.ChoiceField(choices=ConnectionState.choices)
    scopes = serializers.ListField(child=serializers.CharField())
    has_key = serializers.BooleanField(help_text="It signs in by a key, not by a sign-in there.")
    connected_by = IdName(allow_null=True)
    connected_at = serializers.DateTimeField()
    health = ConnectionHealthShape()
    rate = RateShape()
    traffic = ConnectionTrafficShape()
    hooks = ConnectionHooksShape(allow_null=True, help_text="Null for a system without webhooks.")
    streams = StreamShape(many=True)


class ConnectionAlertShape(Shape):
    """A connection that needs somebody."""

    connection = serializers.IntegerField()
    system = serializers.CharField()
    state = serializers.ChoiceField(choices=Health.choices)
    text = serializers.CharField()
    path = serializers.CharField(help_text="Where it is settled, in the workspace.")


class ConnectionTestShape(Shape):
    """Whether a connection works."""

    ok = serializers.BooleanField()
    detail = serializers.CharField()


class ConnectionSignInShape(Shape):
    """Where to sign in at the system."""

    url = serializers.CharField()


class ConnectionNameShape(Shape):
    """A connection in short."""

    id = serializers.IntegerField()
    system = serializers.CharField()
    account = serializers.CharField()


class TryShape(Shape):
    """One attempt."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    milliseconds = serializers.IntegerField(allow_null=True)
    error = serializers.CharField()


class SystemDeliveryShape(Shape):
    """A line of the delivery log: one call to a system, and how it ended."""

    id = serializers.IntegerField()
    connection = ConnectionNameShape()
    direction = serializers.ChoiceField(choices=Direction.choices)
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    state_label = serializers.CharField()
    purpose = serializers.CharField()
    method = serializers.CharField()
    url = serializers.CharField(help_text="Path and parameters, without secrets.")
    key = serializers.CharField(help_text="What makes a change unique; empty for a read.")
    status = serializers.IntegerField(allow_null=True, help_text="Null without an answer.")
    error = serializers.CharField()
    milliseconds = serializers.IntegerField(allow_null=True)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    replays = serializers.IntegerField()
    replayed_by = IdName(allow_null=True)
    can_replay = serializers.BooleanField(
        help_text="Never what was done, where the system would do it a second time."
    )


class SystemDeliveryTextShape(SystemDeliveryShape):
    """A line of the delivery log with what was sent and answered, cut, and its attempts."""

    request = serializers.CharField(help_text="Secrets are masked.")
    response = serializers.CharField(help_text="Secrets are masked.")
    tries = TryShape(many=True)


class SystemHookShape(Shape):
    """A webhook of a system, and what became of it."""

    id = serializers.IntegerField()
    connection = ConnectionNameShape()
    event = serializers.CharField()
    delivery_id = serializers.CharField(help_text="The system's own id of it.")
    state = serializers.ChoiceField(choices=HookState.choices)
    state_label = serializers.CharField()
    error = serializers.CharField()
    attempts = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    replays = serializers.IntegerField()
    can_replay = serializers.BooleanField()


class SystemHookTextShape(SystemHookShape):
    """A webhook with its body, cut."""

    body = serializers.CharField(help_text="Secrets are masked.")


SystemPage = page_of(SystemShape)
ConnectionPage = page_of(ConnectionShape)
ConnectionAlertPage = page_of(ConnectionAlertShape)
SystemDeliveryPage = page_of(SystemDeliveryShape)
SystemHookPage = page_of(SystemHookShape)
