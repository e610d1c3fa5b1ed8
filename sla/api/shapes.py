"""Response shapes of the service level API."""

from rest_framework import serializers

from core.api.messages import MessageShape
from core.api.shapes import IdName, Shape
from people.models import Segment
from sla.clock import Measure, State, Step
from sla.reading import ACTIONS, PAUSABLE, TARGET_CHANNELS, TO_TEAM
from sla.services.reporting import REASONS
from sla.wording import SKIPPED
from tickets.channels import CHANNEL_CHOICES
from tickets.models import Priority, TicketType


class SlaConditionsShape(Shape):
    """Whom a policy serves: any value of each member present; without members, everybody."""

    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices), required=False)
    brands = serializers.ListField(child=serializers.IntegerField(), required=False, help_text="Ids.")
    channels = serializers.ListField(child=serializers.ChoiceField(choices=CHANNEL_CHOICES), required=False)
    priorities = serializers.ListField(
        child=serializers.ChoiceField(choices=Priority.choices), required=False
    )
    companies = serializers.ListField(child=serializers.IntegerField(), required=False, help_text="Ids.")
    types = serializers.ListField(child=serializers.ChoiceField(choices=TicketType.choices), required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)


class SlaStepShape(Shape):
    """What happens when a fraction of a target has elapsed."""

    fraction = serializers.FloatField()
    actions = serializers.ListField(
        child=serializers.CharField(help_text=f"{', '.join(ACTIONS)}, or {TO_TEAM} with a team's slug.")
    )


class SlaTargetShape(Shape):
    """Seconds for one channel (or `email`, `chat` for its group) and priority; null means no promise."""

    channel = serializers.ChoiceField(choices=TARGET_CHANNELS)
    priority = serializers.ChoiceField(choices=Priority.choices)
    first_reply = serializers.IntegerField(allow_null=True)
    next_reply = serializers.IntegerField(allow_null=True)
    resolution = serializers.IntegerField(allow_null=True)
    periodic_update = serializers.IntegerField(allow_null=True)
    agent_work_time = serializers.IntegerField(allow_null=True)
    requester_wait_time = serializers.IntegerField(allow_null=True)
    always_open = serializers.BooleanField(help_text="Counts around the clock.")


class SlaPolicyShape(Shape):
    """One policy."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    is_default = serializers.BooleanField()
    conditions = SlaConditionsShape()
    calendar_id = serializers.IntegerField(
        allow_null=True, help_text="Null for the calendar of the team, the brand, or the default one."
    )
    pause_on = serializers.ListField(
        child=serializers.ChoiceField(choices=PAUSABLE),
        help_text="The statuses that stop the resolution clock.",
    )
    steps = SlaStepShape(many=True)
    targets = SlaTargetShape(many=True)


class SlaPoliciesShape(Shape):
    """All policies in the order in which they are tried; the default comes last."""

    version = serializers.IntegerField(help_text="0 when nothing was ever published.")
    results = SlaPolicyShape(many=True)


class WorkingTimeShape(Shape):
    """Working time on a weekday, Monday 0; times as HH:MM, 24:00 for the end of the day."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    opens = serializers.CharField()
    closes = serializers.CharField()


class HolidayShape(Shape):
    """One closed date."""

    on = serializers.DateField()
    name = serializers.CharField()


class SlaCalendarShape(Shape):
    """One calendar."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    timezone = serializers.CharField()
    is_default = serializers.BooleanField()
    holiday_region = serializers.CharField(help_text="Whose public holidays are closed too; may be empty.")
    intervals = WorkingTimeShape(many=True)
    holidays = HolidayShape(many=True)
    brand_ids = serializers.ListField(child=serializers.IntegerField())
    team_ids = serializers.ListField(child=serializers.IntegerField())
    closed_next = HolidayShape(many=True, help_text="The closed dates ahead, public holidays among them.")


class SlaCalendarsShape(Shape):
    """All calendars; exactly one of them is the default."""

    version = serializers.IntegerField(help_text="0 when nothing was ever published.")
    results = SlaCalendarShape(many=True)


class ClockCalendarShape(Shape):
    """The calendar a clock runs by."""

    name = serializers.CharField()
    timezone = serializers.CharField()


class StretchShape(Shape):
    """A piece of working time that a clock counts; together they add up to the target."""

    locals()["from"] = serializers.DateTimeField()
    to = serializers.DateTimeField()
    seconds = serializers.IntegerField()


class SlaClockShape(Shape):
    """One clock in its current state."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[measure.value for measure in Measure])
    number = serializers.IntegerField(help_text="Counts the next replies, or the updates, of a ticket.")
    state = serializers.ChoiceField(choices=[state.value for state in State])
    is_running = serializers.BooleanField(help_text="A missed clock goes on until the work is done.")
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    target_seconds = serializers.IntegerField()
    elapsed_seconds = serializers.IntegerField()
    fulfilled_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    calendar = ClockCalendarShape()
    stretches = StretchShape(many=True)


class ClockLineShape(Shape):
    """One event of a clock's history."""

    at = serializers.DateTimeField(help_text="When it happened; of a warning or miss, when it was told.")
    reached_at = serializers.DateTimeField(
        allow_null=True, help_text="Of a warning or miss: when its share of the target was used up."
    )
    kind = serializers.ChoiceField(
        choices=[*(step.value for step in Step), SKIPPED],
        help_text="`skip`: a step was published after its share had been used up, and did not act.",
    )
    clock = serializers.ChoiceField(choices=[measure.value for measure in Measure])
    number = serializers.IntegerField()
    detail = serializers.CharField()
    message = MessageShape(allow_null=True, help_text="What `detail` says.")
    fraction = serializers.FloatField(allow_null=True)
    target_seconds = serializers.IntegerField(allow_null=True)
    is_replaced = serializers.BooleanField(help_text="The history turned out different later.")


class TicketSlaShape(Shape):
    """A ticket's service level and everything that led to its due times."""

    policy = IdName(allow_null=True)
    clocks = SlaClockShape(many=True)
    history = ClockLineShape(many=True)


class RescheduledTicketShape(Shape):
    """An open ticket that would be due at another time, with the clock that says most about it."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    company = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=[measure.value for measure in Measure])
    due_before = serializers.DateTimeField(allow_null=True)
    due_after = serializers.DateTimeField(allow_null=True)
    becomes_late = serializers.BooleanField()


class StepEffectShape(Shape):
    """Open tickets that are past a step, which acts on them at once or not any more."""

    kind = serializers.ChoiceField(choices=[measure.value for measure in Measure])
    fraction = serializers.FloatField(help_text="The share of the target at which the step stands.")
    actions = serializers.ListField(child=serializers.CharField())
    acts = serializers.BooleanField(
        help_text="True where the target is shortened; false where the step is new or changed."
    )
    count = serializers.IntegerField(help_text="Open tickets.")


class SlaPreviewShape(Shape):
    """What a change would do to the open tickets; nothing has changed."""

    open_by_policy = serializers.ListField(
        child=serializers.IntegerField(), help_text="Open tickets of each policy, in the order sent."
    )
    changed = serializers.IntegerField(help_text="Open tickets that get another due time.")
    late = serializers.IntegerField(help_text="Those that would be late at once, and are not now.")
    due_soon = serializers.IntegerField(help_text="Those that would be due within 24 hours.")
    steps = StepEffectShape(many=True, help_text="Steps that open tickets are past, those that act first.")
    tickets = RescheduledTicketShape(many=True, help_text="At most 100, those that become late first.")
    is_partial = serializers.BooleanField(help_text="There are more open tickets than were looked at.")


class TriedPolicyShape(Shape):
    """A policy that was looked at for an example."""

    name = serializers.CharField()
    failed = serializers.ListField(
        child=serializers.CharField(),
        help_text="Conditions that do not hold; empty for the one that matched.",
    )


class ExampleClockShape(Shape):
    """One promise for the example, with the working time that leads to its due time."""

    kind = serializers.ChoiceField(choices=[measure.value for measure in Measure])
    target_seconds = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)
    stretches = StretchShape(many=True)


class SlaExampleShape(Shape):
    """Which policy takes an example ticket, and what it promises."""

    position = serializers.IntegerField(
        allow_null=True, help_text="Of the policy in the list, from 0; null if none matches."
    )
    tried = TriedPolicyShape(many=True)
    channel = serializers.CharField(allow_blank=True, help_text="The row of targets that applies.")
    calendar = ClockCalendarShape()
    always_open = serializers.BooleanField()
    clocks = ExampleClockShape(many=True)


class SlaVersionShape(Shape):
    """One version of the service levels."""

    version = serializers.IntegerField()
    by_name = serializers.CharField()
    created_at = serializers.DateTimeField()


class SlaVersionsShape(Shape):
    """Versions, the newest first."""

    results = SlaVersionShape(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="Send it as `before` for the next ones.")


class SlaDifferenceShape(Shape):
    """
    One difference between two versions.

    For targets `field` is the measure, and `channel` and `priority` name the cell.
    """

    area = serializers.ChoiceField(choices=["policy", "calendar"])
    kind = serializers.ChoiceField(choices=["added", "removed", "changed"])
    name = serializers.CharField()
    field = serializers.CharField(allow_blank=True)
    channel = serializers.CharField(allow_blank=True)
    priority = serializers.CharField(allow_blank=True)
    before = serializers.JSONField(help_text="Null where there was nothing.")
    after = serializers.JSONField(help_text="Null where there is nothing.")


class SlaComparisonShape(Shape):
    """What differs between two versions."""

    since = serializers.IntegerField()
    version = serializers.IntegerField()
    differences = SlaDifferenceShape(many=True)


class RegionShape(Shape):
    """A country whose public holidays are known (ISO 3166-1), with its parts (ISO 3166-2)."""

    code = serializers.CharField()
    parts = serializers.ListField(child=serializers.CharField())
    names = serializers.DictField(
        child=serializers.CharField(), help_text="Of the parts, by their codes, as people there write them."
    )


class RegionsShape(Shape):
    """Whose public holidays are known."""

    results = RegionShape(many=True)


class ComplianceShape(Shape):
    """One group of judged targets."""

    key = serializers.CharField(help_text="Id, value or first day of the month; empty if there is none.")
    name = serializers.CharField(allow_blank=True)
    total = serializers.IntegerField()
    met = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="(met / total) x 100.")


class CompliancesShape(Shape):
    """Compliance by group in a period."""

    results = ComplianceShape(many=True)
    total = serializers.IntegerField()
    met = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)


class MissShape(Shape):
    """One target that was missed."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    kind = serializers.ChoiceField(choices=[measure.value for measure in Measure])
    priority = serializers.ChoiceField(choices=Priority.choices)
    policy = serializers.CharField(allow_blank=True)
    team = serializers.CharField(allow_blank=True)
    target_seconds = serializers.IntegerField()
    due_at = serializers.DateTimeField()
    fulfilled_at = serializers.DateTimeField(allow_null=True)
    late_seconds = serializers.IntegerField(
        allow_null=True, help_text="Working time over the target; null while the work goes on."
    )
    reason = serializers.ChoiceField(choices=REASONS)


class MissesShape(Shape):
    """The misses behind a figure of the compliance."""

    results = MissShape(many=True)
    is_partial = serializers.BooleanField(help_text="There are more than these.")


class ContractShape(Shape):
    """What one company was promised and got in a period."""

    company = IdName()
    measures = ComplianceShape(many=True)
    misses = MissShape(many=True)
    is_partial = serializers.BooleanField(help_text="There are more misses than the report holds.")
