"""When each signing secret last signed somebody in, and how often."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.core.cache import cache

from core import clock
from people.actors import staff_actor
from tests.api.widget.desk import Browser, user_token
from tests.cast import NOW, Cast
from widget.services import secret_retire, secret_rotate
from widget.services.configuring import settings_keep

Freeze = Callable[..., object]


@pytest.fixture(autouse=True)
def moment(freeze: Freeze) -> None:
    freeze(NOW)
    cache.clear()


def shown(cast: Cast) -> dict[str, Any]:
    body: dict[str, Any] = cast.api(cast.admin).get(f"widget-settings/{cast.brand.slug}").json()
    return body


def test_sign_ins_are_counted_and_leave_the_version_alone(cast: Cast) -> None:
    before = shown(cast)
    assert (before["secret_uses"], before["secret_used_at"]) == (0, None)
    for number in range(4):
        Browser(cast.brand).begin(user_token=user_token(cast.brand, f"u-{number}"))
    after = shown(cast)
    assert after["secret_uses"] == 4
    assert after["secret_used_at"].startswith(NOW.isoformat()[:16])
    assert (after["version"], after["updated_at"]) == (before["version"], before["updated_at"])


def test_counts_follow_their_secret_through_a_rotation(cast: Cast) -> None:
    old = user_token(cast.brand, "u-1")
    for _ in range(3):
        Browser(cast.brand).begin(user_token=old)
    secret_rotate(actor=staff_actor(cast.admin), brand=cast.brand, overlap_hours=24, now=clock.now())
    body = shown(cast)
    assert (body["secret_uses"], body["previous_secret_uses"]) == (0, 3)
    Browser(cast.brand).begin(user_token=old)
    Browser(cast.brand).begin(user_token=user_token(cast.brand, "u-2"))
    body = shown(cast)
    assert (body["secret_uses"], body["previous_secret_uses"]) == (1, 4)
    secret_retire(actor=staff_actor(cast.admin), brand=cast.brand, now=clock.now())
    body = shown(cast)
    assert (body["previous_secret_uses"], body["previous_secret_used_at"]) == (0, None)
    assert body["secret_uses"] == 1


def test_forged_tokens_count_for_nothing(cast: Cast, freeze: Freeze) -> None:
    claims = {"sub": "u", "aud": cast.brand.widget_key, "exp": NOW + timedelta(minutes=5)}
    forged = jwt.encode(claims, "x" * 64, algorithm="HS256")
    answer = Browser(cast.brand).post("sessions", {"key": cast.brand.widget_key, "user_token": forged})
    assert answer.status_code == 401
    assert settings_keep(cast.brand).secret_uses == 0
    assert shown(cast)["secret_uses"] == 0
