"""What the widget keeps of a person: where they were signed in, and what their browser shared."""

from django.db.models import Q

from core.persons import Person, Rows
from widget.models import ProactiveMessage, ProactiveOptOut, TrailStep, WidgetSession


def _session(person: Person) -> Q:
    return Q(contact__in=person.contact_ids)


def _step(person: Person) -> Q:
    return Q(session__contact__in=person.contact_ids)


PERSONS = (
    Rows("proactive", ProactiveMessage, by=_session),
    Rows("proactive", ProactiveOptOut, by=_session),
    Rows("sessions", TrailStep, by=_step),
    # With the session goes the way to write in their name.
    Rows("sessions", WidgetSession, by=_session, hides=("token_digest",)),
)
