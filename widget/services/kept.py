"""What the widget keeps of a person: where they were signed in, and what their browser shared."""

from django.db.models import Q

from core.persons import Person, Rows
from widget.models import TrailStep, WidgetSession


def _session(person: Person) -> Q:
    return Q(contact__in=person.contact_ids)


def _step(person: Person) -> Q:
    return Q(session__contact__in=person.contact_ids)


PERSONS = (
    Rows("sessions", TrailStep, by=_step),
    # With the session goes the way to write in their name.
    Rows("sessions", WidgetSession, by=_session, hides=("token_digest",)),
)
