"""What the endpoints of playbooks answer."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from insights.models import PlaybookFiring
from insights.playbooks import ActionKind, Compare, TriggerKind
from people.models import Segment
from tickets.models import TicketType

_KINDS = [one.value for one in TriggerKind]


def _category() -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[("", ""), *TicketType.choices], help_text="Empty for any.")


def _words() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


def _none() -> serializers.IntegerField:
    return serializers.IntegerField(allow_null=True)


class PlaybookFilterShape(Shape):
    """A condition on a property of an event."""

    name = serializers.CharField()
    compare = serializers.ChoiceField(choices=[one.value for one in Compare])
    value = serializers.CharField()


class PlaybookTriggerShape(Shape):
    """When: `count` times within `hours`."""

    kind = serializers.ChoiceField(choices=_KINDS)
    count = serializers.IntegerField()
    hours = serializers.IntegerField()
    name = serializers.CharField()
    where = PlaybookFilterShape(many=True)
    same = serializers.CharField()
    text = serializers.CharField()
    begins = serializers.CharField()
    ends = serializers.CharField()
    idle_minutes = serializers.IntegerField()
    category = _category()


class PlaybookAudienceShape(Shape):
    """For whom; what is empty or null asks nothing."""

    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices))
    plans = _words()
    languages = _words()
    titles = _words()
    least_arr = _none()
    most_health = _none()
    renewal_days = _none()
    page = serializers.CharField()


class PlaybookActionShape(Shape):
    """What is done."""

    kind = serializers.ChoiceField(choices=[one.value for one in ActionKind])
    text = serializers.CharField()
    texts = serializers.DictField(child=serializers.CharField())
    article = serializers.CharField()
    shows_steps = serializers.BooleanField()
    person_id = _none()
    days = serializers.IntegerField()


class PlaybookLimitsShape(Shape):
    """How often, from when to when, and the percentage that is held out."""

    most = serializers.IntegerField()
    rest_days = serializers.IntegerField()
    holdout = serializers.IntegerField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)


class PlaybookOutcomeShape(Shape):
    """What it shall prevent."""

    category = _category()
    days = serializers.IntegerField()


class PlaybookContentShape(Shape):
    """A playbook in full."""

    trigger = PlaybookTriggerShape()
    action = PlaybookActionShape()
    audience = PlaybookAudienceShape()
    limits = PlaybookLimitsShape()
    outcome = PlaybookOutcomeShape()


class PlaybookIntervalShape(Shape):
    """A figure with its interval of 95% (Newcombe)."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class PlaybookResultShape(Shape):
    """
    Of both groups, how many there are whose days are over, and how many of these wrote in.

    Each person or company counts once, by the first time. Shares are null while a group has fewer than 20.
    """

    reached = serializers.IntegerField()
    reached_wrote = serializers.IntegerField()
    held_out = serializers.IntegerField()
    held_out_wrote = serializers.IntegerField()
    share = PlaybookIntervalShape(allow_null=True, help_text="Of those reached, who did not write for it.")
    prevented = PlaybookIntervalShape(allow_null=True, help_text="The same as a number of people.")


class PlaybookStatesShape(Shape):
    """How many firings of 28 days ended how."""

    waiting = serializers.IntegerField()
    reached = serializers.IntegerField()
    held_out = serializers.IntegerField()
    skipped = serializers.IntegerField()


class PlaybookShape(Shape):
    """A playbook as lists show it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    template = serializers.CharField()
    is_on = serializers.BooleanField()
    on_since = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    content = PlaybookContentShape()
    result = PlaybookResultShape()
    states = PlaybookStatesShape()
    changed_at = serializers.DateTimeField()
    changed_by = IdName(allow_null=True)


class PlaybookTemplateShape(Shape):
    """A playbook that comes along."""

    key = serializers.CharField()
    content = PlaybookContentShape()


class PlaybookTogetherShape(Shape):
    """What holds over all playbooks."""

    a_week = serializers.IntegerField(help_text="Messages for one person in seven days.")
    quiet_from = serializers.IntegerField(
        help_text="An hour of their own clock; the same as `quiet_until` is never."
    )
    quiet_until = serializers.IntegerField()
    kept_days = serializers.IntegerField(help_text="How long product events are kept.")
    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = IdName(allow_null=True)


class PlaybooksShape(Shape):
    """All playbooks, those that are on first."""

    results = PlaybookShape(many=True)
    templates = PlaybookTemplateShape(many=True)
    together = PlaybookTogetherShape()


class PlaybookVersionShape(Shape):
    """A playbook as somebody saved it."""

    version = serializers.IntegerField()
    name = serializers.CharField()
    content = PlaybookContentShape()
    by = serializers.CharField()
    created_at = serializers.DateTimeField()


class PlaybookFiringShape(Shape):
    """One time that it met its trigger, and what was done."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=PlaybookFiring.State.choices)
    reason = serializers.ChoiceField(choices=[("", ""), *PlaybookFiring.Reason.choices])
    contact = IdName(allow_null=True)
    company = IdName(allow_null=True)
    count = serializers.IntegerField(help_text="How often it had happened.")
    version = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)
    has_written = serializers.BooleanField(allow_null=True, help_text="Null until the days are over.")


class PlaybookAnswersShape(Shape):
    """What became of its messages."""

    offered = serializers.IntegerField()
    shown = serializers.IntegerField()
    opened = serializers.IntegerField()
    dismissed = serializers.IntegerField()


class PlaybookSkippedShape(Shape):
    """How many firings did nothing for a reason."""

    reason = serializers.ChoiceField(choices=PlaybookFiring.Reason.choices)
    count = serializers.IntegerField()


class WholePlaybookShape(PlaybookShape):
    """A playbook with its versions and newest firings."""

    versions = PlaybookVersionShape(many=True)
    firings = PlaybookFiringShape(many=True)
    skipped = PlaybookSkippedShape(many=True)
    answers = PlaybookAnswersShape()
    judging = serializers.IntegerField(help_text="Drawn, and their days are not over.")
    owners = IdName(many=True, help_text="Who can get tasks.")


class PlaybookMetShape(Shape):
    """Whom it would have met, and in which group."""

    at = serializers.DateTimeField()
    name = serializers.CharField()
    is_held_out = serializers.BooleanField()


class PlaybookTrialShape(Shape):
    """What a playbook would have done in the last 30 days."""

    reached = serializers.IntegerField(help_text="People, or companies where these are drawn.")
    held_out = serializers.IntegerField()
    outside = serializers.IntegerField(help_text="Times that somebody outside of the audience met it.")
    limited = serializers.IntegerField(help_text="Times that a limit kept it from firing.")
    firings = serializers.IntegerField()
    is_of_people = serializers.BooleanField()
    results = PlaybookMetShape(many=True)
