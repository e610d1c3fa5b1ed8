"""Request bodies of the customer-side API."""

from rest_framework import serializers

from core.api.fields import ChoiceField
from widget.models import Consent
from widget.services.conversing import MAX_CLIENT_ID, MAX_TEXT
from widget.user_token import MAX_TOKEN


class SessionBegin(serializers.Serializer[None]):
    """Who is using the widget."""

    key = serializers.CharField(max_length=60)
    user_token = serializers.CharField(max_length=MAX_TOKEN, allow_blank=True, default="")
    locale = serializers.CharField(max_length=20, allow_blank=True, default="")
    timezone = serializers.CharField(max_length=60, allow_blank=True, default="")
    consent = ChoiceField(choices=Consent.choices, default=Consent.UNASKED)


class ConsentGiven(serializers.Serializer[None]):
    """The customer's decision about sharing."""

    granted = serializers.BooleanField()


class ContextShared(serializers.Serializer[None]):
    """The page the customer has open, their latest steps, and what the page says about them."""

    page = serializers.DictField(required=False)
    steps = serializers.ListField(required=False)
    attributes = serializers.DictField(required=False)


class MessageSend(serializers.Serializer[None]):
    """A message; sending the same `client_id` again has no effect."""

    client_id = serializers.CharField(min_length=8, max_length=MAX_CLIENT_ID)
    text = serializers.CharField(max_length=MAX_TEXT, allow_blank=True, default="")
    wants_person = serializers.BooleanField(default=False)
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20, default=list)


class MessageRead(serializers.Serializer[None]):
    """The newest message that was read."""

    message = serializers.CharField(max_length=36)


class AnswerHelped(serializers.Serializer[None]):
    """Whether an answer helped."""

    message = serializers.CharField(max_length=36)
    helped = serializers.BooleanField()


class RatingGiven(serializers.Serializer[None]):
    """The survey after a resolve."""

    score = serializers.IntegerField(min_value=0, max_value=10)
    comment = serializers.CharField(max_length=4000, allow_blank=True, default="")


class EmailLeft(serializers.Serializer[None]):
    """Where replies go when nobody is looking at the widget."""

    email = serializers.CharField(max_length=254)


class ProactiveAnswer(serializers.Serializer[None]):
    """What became of a message that nobody asked for."""

    what = ChoiceField(choices=["shown", "opened", "dismissed"])


class ProactiveChoice(serializers.Serializer[None]):
    """Whether somebody wants no such messages."""

    is_opted_out = serializers.BooleanField()


class StepLooked(serializers.Serializer[None]):
    """Whether the element of a step was on the page."""

    article = serializers.CharField(max_length=120)
    selector = serializers.CharField(max_length=300)
    found = serializers.BooleanField()


class RecordingBegin(serializers.Serializer[None]):
    """The page to record on, and whose widget it carries."""

    brand = serializers.CharField(max_length=60)
    address = serializers.CharField(max_length=2000)


class RecordingOpen(serializers.Serializer[None]):
    """The pass of a recording."""

    token = serializers.CharField(max_length=600)


class RecordedStep(serializers.Serializer[None]):
    """One recorded element."""

    page = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    selector = serializers.CharField(max_length=300)
    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class RecordingSave(RecordingOpen):
    """Recorded steps in order, and the version of the article that they change."""

    version = serializers.IntegerField(min_value=1)
    steps = serializers.ListField(child=RecordedStep(), max_length=20)


class SecretRotate(serializers.Serializer[None]):
    """For how many hours the old secret stays valid; without it, until the next rotation."""

    overlap_hours = serializers.IntegerField(required=False, allow_null=True, default=None)


class AreaRuleInput(serializers.Serializer[None]):
    """One row of the table."""

    pattern = serializers.CharField(max_length=200)
    area = serializers.CharField(max_length=80)


class AreaTest(serializers.Serializer[None]):
    """An address, and the rules to try it with; without rules, the saved ones."""

    url = serializers.CharField(max_length=2000)
    area_rules = serializers.ListField(child=AreaRuleInput(), required=False, max_length=200)
