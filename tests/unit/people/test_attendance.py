"""Somebody who closes the workspace stops taking work."""

from datetime import timedelta

import pytest

from core.models import OutboxEvent
from people import attendance, services
from people.models import Presence, User
from tests.cast import NOW, Cast

MINUTE = timedelta(minutes=1)


def online(user: User) -> None:
    User.objects.filter(pk=user.pk).update(presence=Presence.ONLINE)


def test_a_silent_workspace_takes_its_owner_offline(cast: Cast) -> None:
    online(cast.agent)
    services.activity_note(user_id=cast.agent.pk, now=NOW)
    assert attendance.presence_sweep(now=NOW + 2 * MINUTE) == []
    assert attendance.presence_sweep(now=NOW + 4 * MINUTE) == [cast.agent.pk]
    assert attendance.presence_sweep(now=NOW + 5 * MINUTE) == []
    user = User.objects.get(pk=cast.agent.pk)
    assert (user.presence, user.presence_is_manual) == ("offline", False)
    assert OutboxEvent.objects.filter(name="people.presence_changed").count() == 1


def test_a_workspace_that_speaks_keeps_its_owner_online(cast: Cast) -> None:
    online(cast.agent)
    for minute in range(10):
        services.activity_note(user_id=cast.agent.pk, now=NOW + minute * MINUTE)
        assert attendance.presence_sweep(now=NOW + (minute + 1) * MINUTE) == []


def test_who_never_opened_a_workspace_is_left_alone(cast: Cast) -> None:
    online(cast.agent)
    User.objects.filter(pk=cast.agent.pk).update(last_active_at=NOW)
    assert attendance.presence_sweep(now=NOW + 60 * MINUTE) == []


@pytest.mark.parametrize("presence", [Presence.AWAY, Presence.AWAY_HANDING_ON, Presence.OFFLINE])
def test_an_absence_that_somebody_chose_stays(cast: Cast, presence: str) -> None:
    services.activity_note(user_id=cast.agent.pk, now=NOW)
    User.objects.filter(pk=cast.agent.pk).update(presence=presence)
    assert attendance.presence_sweep(now=NOW + 60 * MINUTE) == []
