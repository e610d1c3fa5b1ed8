"""`seed_demo` does all or nothing, and only where nobody works yet."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from demo.loading import everything, is_loaded, load_demo
from integrations.email.models import Intake, Mailbox
from kb.models import Article
from people.models import Brand, Company, User
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
def test_production_is_never_filled(settings: Any) -> None:
    settings.PRODUCTION = True
    for command in ("seed_demo", "prepare_demo"):
        with pytest.raises(CommandError, match="never loaded in production"):
            call_command(command)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_start_fills_no_installation_with_people_and_moves_no_mailbox() -> None:
    User.objects.create_user(email="somebody@company.test", name="Somebody")
    brand = Brand.objects.create(slug="halyard", name="Ours", support_email="help@ours.example")
    mailbox = Mailbox.objects.create(
        brand=brand,
        address=brand.support_email,
        intake=Intake.FORWARDING,
        smtp_host="127.0.0.1",
        smtp_port=25,
    )
    call_command("prepare_demo", smtp_port=4025)
    mailbox.refresh_from_db()
    assert mailbox.smtp_port == 25
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_installation_with_people_is_left_alone() -> None:
    User.objects.create_user(email="somebody@company.test", name="Somebody")
    with pytest.raises(CommandError, match="empty one"):
        call_command("seed_demo")
    assert not Ticket.objects.exists()
