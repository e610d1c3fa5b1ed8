"""`seed_demo` does all or nothing, and only where nobody works yet."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from demo.loading import everything, is_loaded, load_demo
from kb.models import Article
from people.models import Company, User
from tickets.models import Ticket

NOW = datetime(2026, 3, 12, 14, 20, tzinfo=UTC)


@pytest.mark.django_db
def test_an_interrupted_run_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(everything, "play", crash)
    monkeypatch.setattr(everything, "load_library", lambda *args, **kwargs: None)
    with pytest.raises(RuntimeError, match="power cut"):
        load_demo(now=NOW)
    assert not is_loaded()
    assert not Company.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_an_installation_with_people_is_left_alone() -> None:
    User.objects.create_user(email="somebody@company.test", name="Somebody")
    with pytest.raises(CommandError, match="empty one"):
        call_command("seed_demo")
    assert not Ticket.objects.exists()
