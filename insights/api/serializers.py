"""What the endpoints of the insights take."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from core import clock
from core.api.fields import ChoiceField
from insights.measures import NAMES
from insights.periods import MAX_DAYS, USUAL_DAYS, Period, last_days
from insights.selectors import GROUPS, Wanted
from people.models import Segment
from sla.api.serializers import LANGUAGES
from sla.selectors import installation_zone
from tickets.channels import CHANNELS
from tickets.models import TicketType

NONE = "none"
"""How an address names what a ticket has not: no category, no segment; of teams it is 0."""
SIDES = ("all", "part", "rest")
_TEXTS = ("segment", "channel", "category", "area")
_IDS = ("team_id", "brand_id")

WHICH = [
    OpenApiParameter("since", OpenApiTypes.DATE, description="The first date; by `days`, if absent."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="The last date, included; today, if absent."),
    OpenApiParameter("days", int, description="Up to the last date, if there is no first; 28, if absent."),
    OpenApiParameter("segment", str, enum=[*Segment.values, NONE]),
    OpenApiParameter("channel", str, enum=list(CHANNELS)),
    OpenApiParameter("category", str, enum=[*TicketType.values, NONE]),
    OpenApiParameter("area", str, description="The product area, or `none`."),
    OpenApiParameter("team_id", int, description="The team that has them now; 0 is none."),
    OpenApiParameter("brand_id", int),
]
BY = OpenApiParameter("by", str, required=True, enum=list(GROUPS))
LANGUAGE = OpenApiParameter("language", str, enum=list(LANGUAGES), description="English, if absent.")
BEHIND = [
    *WHICH,
    OpenApiParameter("measure", str, required=True, enum=list(NAMES)),
    OpenApiParameter(
        "side", str, enum=list(SIDES), description="All, those in the part, or the rest; all, if absent."
    ),
]


class WhichForm(serializers.Serializer[Any]):
    """A period and what the tickets have now; `wanted` is both."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=USUAL_DAYS)
    segment = ChoiceField(choices=[*Segment.values, NONE], required=False)
    channel = ChoiceField(choices=list(CHANNELS), required=False)
    category = ChoiceField(choices=[*TicketType.values, NONE], required=False)
    area = serializers.CharField(max_length=80, required=False)
    team_id = serializers.IntegerField(min_value=0, required=False)
    brand_id = serializers.IntegerField(min_value=1, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put the period together, in the installation's time zone."""
        now = clock.now()
        usual = last_days(USUAL_DAYS, zone=installation_zone(), now=now)
        until = attrs.get("until", usual.until)
        if not 1973 <= until.year < date.max.year:
            raise serializers.ValidationError({"until": ["Ask for a date between 1973 and 9998."]})
        since = attrs.get("since") or until - timedelta(days=attrs["days"] - 1)
        if until < since:
            raise serializers.ValidationError({"until": ["Must not be before the first date."]})
        if (until - since).days >= MAX_DAYS:
            raise serializers.ValidationError({"until": [f"Ask for at most {MAX_DAYS} days at once."]})
        return attrs | {"wanted": Wanted(Period(since, until, usual.zone), now, where_of(attrs))}


def where_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the facts with the values that they must have."""
    texts = {name: "" if values[name] == NONE else values[name] for name in _TEXTS if name in values}
    return texts | {name: values[name] or None for name in _IDS if name in values}


class GroupedForm(WhichForm):
    """What figures are told by."""

    by = ChoiceField(choices=list(GROUPS))


class DocumentForm(WhichForm):
    """The language of a document."""

    language = ChoiceField(choices=LANGUAGES, default="en")


class BehindForm(WhichForm):
    """Which figure's tickets."""

    measure = ChoiceField(choices=list(NAMES))
    side = ChoiceField(choices=SIDES, default="all")


class _Money(serializers.DecimalField):
    """An amount that is not negative, with cents."""

    def __init__(self, digits: int = 12, *, is_needed: bool = False, top: int | None = None) -> None:
        super().__init__(
            max_digits=digits,
            decimal_places=2,
            min_value=0,
            max_value=top,
            required=False,
            allow_null=not is_needed,
        )


class AssumptionsForm(serializers.Serializer[Any]):
    """The installation's own figures; what is absent stays, null means not told."""

    currency = serializers.RegexField("^[A-Z]{3}$", required=False)
    assisted_cost = _Money()
    self_service_cost = _Money()
    usd_rate = serializers.DecimalField(
        max_digits=12, decimal_places=6, required=False, help_text="What one US dollar is in the currency."
    )
    hourly_cost = _Money()
    minutes_per_draft = _Money(6, top=480)
    support_cost_monthly = _Money(14)
    churn_reduction_monthly = _Money(14, is_needed=True)
    licence_monthly = _Money(14, is_needed=True)
    implementation_once = _Money(14, is_needed=True)
    version = serializers.IntegerField(
        min_value=0, required=False, help_text="The version that was changed; refused if there is another."
    )

    def validate_usd_rate(self, value: Any) -> Any:
        """A rate of nothing would make models free."""
        if value <= 0:
            raise serializers.ValidationError("Must be more than 0.")
        return value
