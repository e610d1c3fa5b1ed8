"""Response shapes of actions."""

from rest_framework import serializers

from assistant.actions.configured import APPROVALS, FACT_KINDS, INPUT_KINDS, OWNERS
from assistant.actions.declared import KINDS
from assistant.api.action_serializers import METHODS
from assistant.models import CallState
from core.api.shapes import IdName, Shape, page_of
from people.models import Segment
from tickets.models import TicketType


def _texts() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField())


class ActionValueShape(Shape):
    """A value that is taken from the customer's message."""

    name = serializers.CharField()
    about = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(INPUT_KINDS))
    mask = serializers.CharField()
    choices = _texts()
    largest = serializers.FloatField(allow_null=True)


class ActionHeaderShape(Shape):
    """A header of a request; `secret` names a stored secret, whose value nobody is shown."""

    name = serializers.CharField()
    value = serializers.CharField()
    secret = serializers.CharField()


class ActionResultShape(Shape):
    """A fact in the answer of a system."""

    name = serializers.CharField()
    path = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(FACT_KINDS))


class ActionRequestShape(Shape):
    """A request, with placeholders in address and body."""

    method = serializers.ChoiceField(choices=list(METHODS))
    url = serializers.CharField()
    headers = ActionHeaderShape(many=True)
    body = serializers.CharField()
    timeout = serializers.FloatField()
    sign_with = serializers.CharField()
    results = ActionResultShape(many=True)
    owner = serializers.ChoiceField(choices=list(OWNERS))
    owner_path = serializers.CharField()


class ActionWordsShape(Shape):
    """What the customer is told, in one language."""

    language = serializers.CharField()
    text = serializers.CharField()


class ConfiguredActionShape(Shape):
    """One action of the assistant."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    about = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(KINDS))
    source = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    option = serializers.CharField()
    is_on = serializers.BooleanField()
    examples = _texts()
    min_score = serializers.FloatField()
    categories = serializers.ListField(child=serializers.ChoiceField(choices=TicketType.choices))
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices))
    inputs = ActionValueShape(many=True)
    answers = ActionWordsShape(many=True)
    per_customer = serializers.IntegerField(help_text="Uses for one customer in 24 hours.")
    per_day = serializers.IntegerField(help_text="Uses in all in 24 hours.")
    amount_input = serializers.CharField()
    max_amount = serializers.FloatField(allow_null=True)
    approval = serializers.ChoiceField(choices=list(APPROVALS))
    automatic_categories = serializers.ListField(child=serializers.ChoiceField(choices=TicketType.choices))
    check_with = serializers.CharField()
    request = ActionRequestShape()


class ActionFactShape(Shape):
    """A fact that a built-in source gives."""

    name = serializers.CharField()
    about = serializers.CharField()


class ActionSourceShape(Shape):
    """Something built in of which an action can be made, and what to begin with."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    about = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(KINDS))
    facts = ActionFactShape(many=True)
    option = serializers.CharField(help_text="What has to be filled in; empty where there is nothing.")
    examples = _texts()
    answers = ActionWordsShape(many=True)


class ActionFiguresShape(Shape):
    """What became of an action's uses; `approved` are those that a person allowed."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    kind = serializers.ChoiceField(choices=list(KINDS))
    used = serializers.IntegerField()
    proposed = serializers.IntegerField(help_text="Still waiting.")
    approved = serializers.IntegerField()
    declined = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    in_doubt = serializers.IntegerField()
    amount = serializers.FloatField(help_text="The sum of what was done.")


class ActionOverviewShape(Shape):
    """What actions can be made of, and the figures of the last `days`."""

    sources = ActionSourceShape(many=True)
    figures = ActionFiguresShape(many=True)
    days = serializers.IntegerField()


class ActionUseValueShape(Shape):
    """A value or a fact of one use."""

    name = serializers.CharField()
    value = serializers.CharField()


class ActionUseShape(Shape):
    """One use of an action in a ticket; `request` is what was or would be sent, without secrets."""

    id = serializers.IntegerField()
    ticket = serializers.IntegerField()
    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    kind = serializers.ChoiceField(choices=list(KINDS))
    source = serializers.CharField()  # type: ignore[assignment] # a field, not an option
    state = serializers.ChoiceField(choices=CallState.choices)
    is_automatic = serializers.BooleanField()
    inputs = ActionUseValueShape(many=True)
    facts = ActionUseValueShape(many=True)
    amount = serializers.FloatField(allow_null=True)
    request = serializers.CharField()
    told = serializers.CharField(help_text="What the customer is told once it is done.")
    status = serializers.IntegerField(allow_null=True)
    error = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    engine = serializers.CharField()
    version = serializers.IntegerField(allow_null=True, help_text="Of the configuration.")
    decided_by = IdName(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True)


class TicketActionsShape(Shape):
    """What was looked up, proposed and done in a ticket, the newest first."""

    results = ActionUseShape(many=True)


ActionUsePage = page_of(ActionUseShape)


class ActionSecretShape(Shape):
    """A stored secret, without its value."""

    name = serializers.CharField()
    host = serializers.CharField(help_text="The only host it goes to.")
    hint = serializers.CharField(help_text="Its last signs; empty for a short one.")
    set_by = IdName(allow_null=True)
    set_at = serializers.DateTimeField()


class ActionSecretsShape(Shape):
    """The stored secrets, by name."""

    results = ActionSecretShape(many=True)


class NewActionSecretShape(Shape):
    """A secret that was stored; `value` is one that was made here, shown this once."""

    secret = ActionSecretShape()
    value = serializers.CharField()


class TriedActionShape(Shape):
    """What an action would do with a question."""

    score = serializers.FloatField(help_text="How close the nearest example is, from 0 to 1.")
    is_close = serializers.BooleanField()
    inputs = ActionUseValueShape(many=True)
    request = serializers.CharField(help_text="What was or would be sent, without secrets.")
    was_sent = serializers.BooleanField()
    status = serializers.IntegerField(allow_null=True)
    facts = ActionUseValueShape(many=True)
    text = serializers.CharField(help_text="What the customer would be told.")
    problem = serializers.CharField(help_text="Why nothing would be said; empty if all is well.")
