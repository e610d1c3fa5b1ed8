from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integrations.webhooks.models import Webhook
    from tests.cast import Cast
    from tests.standins.receiver import Receiver

Make = Callable[..., "tuple[Webhook, str]"]


@pytest.fixture
def receiver(settings: Any) -> "Iterator[Receiver]":
    from tests.standins.receiver import Receiver

    with Receiver() as running:
        settings.OUTBOUND_ALLOWED_HOSTS = [running.host]
        yield running


@pytest.fixture
def webhook(cast: "Cast", receiver: "Receiver") -> Make:
    """`webhook("/path", "ticket.*")` is a webhook to there, with its secret."""
    from core import clock
    from integrations.webhooks import services

    def make(path: str = "/hook", *types: str) -> "tuple[Webhook, str]":
        return services.webhook_create(
            actor=cast.actor(cast.admin), url=receiver.url + path, types=types or ["*"], now=clock.now()
        )

    return make


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Holes are waited for by transactions, not by the clock, but where a test is about it."""
    from datetime import timedelta

    from core.events import reading

    monkeypatch.setattr(reading, "SHORTEST_WAIT", timedelta(0))


@pytest.fixture
def streamed(db: None) -> Callable[[], int]:
    """`streamed()` takes all that the test has published into the stream."""
    from core import clock
    from core.events import reading
    from integrations.webhooks.models import StreamEvent
    from integrations.webhooks.services import streaming

    assert reading.SHORTEST_WAIT is not None

    def run() -> int:
        before = StreamEvent.objects.count()
        for _ in range(4):
            # Ids of earlier tests are a hole, which the second look finds to stay one.
            while streaming.sequence(now=clock.now()):
                pass
        return StreamEvent.objects.count() - before

    return run
