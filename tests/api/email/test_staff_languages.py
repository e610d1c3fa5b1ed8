"""Mail to staff is in the language of whoever reads it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.events import ReadersStillAsk
from core import pages
from core.audit_chain import Fault
from core.errors import Conflict
from core.events import publish
from core.ports import admin_mail
from core.tasks import _tell as tell_fault
from integrations.connections.models import Connection, Health
from integrations.connections.services.health import problem_of
from integrations.email.models import Mailbox, OutgoingMail
from integrations.email.services import alarms_raise, notice_queue, notices_queue
from integrations.email.services.refusing import refusal_queue
from kb.models import Article
from notices.choices import NEVER_MAILED
from notices.models import Kind, Notice
from people.models import MailNotices, ReadingAlarm, User
from people.services.watching import _tell as tell_reading
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Ticket


def reads(user: User, locale: str) -> None:
    User.objects.filter(pk=user.pk).update(locale=locale)
    user.refresh_from_db()


def mail_to(user: User) -> OutgoingMail:
    return OutgoingMail.objects.filter(user=user).latest("pk")


def test_an_alarm_reaches_each_in_their_language(cast: Cast, freeze: Callable[..., object]) -> None:
    freeze(NOW)
    mailbox_for(cast.brand, "works@halyard.test")
    quiet = mailbox_for(cast.brand, "quiet@halyard.test", quiet_after_hours=1)
    Mailbox.objects.filter(pk=quiet.pk).update(last_mail_at=NOW - timedelta(hours=2))
    reads(cast.owner, "de-AT")
    reads(cast.admin, "fr")
    assert alarms_raise(now=NOW) == 1
    german, other = mail_to(cast.owner), mail_to(cast.admin)
    assert german.subject == "quiet@halyard.test braucht Sie"
    assert "hat seit 2026-03-02 " in german.text
    assert other.subject == "quiet@halyard.test needs you"
    assert "has had no mail since" in other.text


def test_a_letter_is_worded_for_each_reader(cast: Cast) -> None:
    mailbox_for(cast.brand)
    reads(cast.owner, "de")
    reads(cast.admin, "en")
    letter = pages.letter("core.audit_subject", "core.audit_text", fault="{x}")
    assert admin_mail(key="audit", letter=letter, path="/settings/audit", now=NOW)
    assert mail_to(cast.owner).subject == "Das Prüfprotokoll ist beschädigt"
    assert mail_to(cast.owner).text.startswith("{x} Führen Sie")
    assert mail_to(cast.admin).subject == "The audit log is broken"


@pytest.mark.parametrize("health", [Health.SIGN_IN, Health.FAILING])
def test_a_connection_tells_in_german(health: Health) -> None:
    row = Connection(system="github", health=health, account_name="Halyard", last_error="401")
    said = problem_of(row, "de")
    assert said != problem_of(row)
    assert said.startswith("GitHub (Halyard) ")
    assert said.endswith("401")


def test_an_owner_reads_in_german_that_readers_still_ask(cast: Cast, settle: Callable[[], None]) -> None:
    mailbox_for(cast.brand)
    reads(cast.agent, "de")
    made = cast.api(cast.admin).post("articles", {"title": "Export", "body": "Words."}).json()
    Article.objects.filter(pk=made["id"]).update(owner=cast.agent)
    publish(ReadersStillAsk(article_id=made["id"], owner_id=cast.agent.pk, followed=6, known=24))
    settle()
    notice = Notice.objects.get(kind=Kind.ASKED_AFTER)
    assert notice.text == "6 of 24 readers asked within a day of reading it."
    assert notice.message == {"code": "readers_still_ask", "params": {"followed": 6, "known": 24}}
    notices_queue(user_id=cast.agent.pk, notice_ids=[notice.pk], now=NOW)
    text = mail_to(cast.agent).text
    assert "Viele Leser von „Export“ mussten trotzdem fragen" in text
    assert "6 von 24 Lesern fragten innerhalb eines Tages nach dem Lesen." in text


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in NEVER_MAILED])
def test_every_kind_that_is_mailed_has_words(kind: Kind, locale: str) -> None:
    said = pages.text(f"email.notice_{kind}", locale, who="Ann", title="Export", number=1001)
    assert said
    assert (said == pages.text(f"email.notice_{kind}", "en", who="Ann", title="Export", number=1001)) == (
        locale == "en"
    )


def test_a_held_reply_and_several_at_once_are_told_in_german(cast: Cast) -> None:
    mailbox_for(cast.brand)
    reads(cast.agent, "de")
    ticket = cast.ticket()
    rows = [
        Notice.objects.create(
            user=cast.agent, ticket=ticket, kind=Kind.HELD, at=NOW, count=2,
            text="the ticket is in the trash", message={"code": "held_trash", "params": {}},
        ),
        Notice.objects.create(user=cast.agent, ticket=ticket, kind=Kind.COACHING, at=NOW, by_name="Ann"),
    ]  # fmt: skip
    notices_queue(user_id=cast.agent.pk, notice_ids=[one.pk for one in rows], now=NOW)
    mail = mail_to(cast.agent)
    assert mail.subject.startswith("2 Benachrichtigungen, die neueste zu ")
    assert "wurde nicht gesendet; sie ist wieder ein Entwurf (2-mal" in mail.text
    assert "das Ticket liegt im Papierkorb" in mail.text
    assert "Ann hat die Qualität Ihres Gesprächs" in mail.text


def test_a_customers_message_is_passed_on_in_german(cast: Cast) -> None:
    mailbox = mailbox_for(cast.brand)
    reads(cast.agent, "de")
    User.objects.filter(pk=cast.agent.pk).update(mail_notices=MailNotices.ALWAYS)
    ticket = ticket_of(receive(mailbox, raw_mail()))
    Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.agent)
    entry = cast.says(ticket, "Still broken.")
    notice_queue(entry=entry, now=NOW)
    text = OutgoingMail.objects.filter(user=cast.agent, dedupe_key__startswith="notice:").latest("pk").text
    assert " schrieb:\n\nStill broken." in text
    assert "Antworten Sie auf diese E-Mail" in text


def test_a_broken_log_and_unusual_reading_are_told_in_german(
    cast: Cast, freeze: Callable[..., object]
) -> None:
    freeze(NOW)
    mailbox_for(cast.brand)
    reads(cast.owner, "de")
    tell_fault(Fault("missing", 7))
    assert mail_to(cast.owner).text.startswith("Eintrag 7 war versiegelt und ist nicht mehr da. Führen Sie")
    alarm = ReadingAlarm.objects.create(
        user=cast.agent, kind="others", via="person", day=NOW.date(), count=400, limit=60, own_most=0,
        own_days=0, others_most=0, others_days=0, raised_at=NOW,
    )  # fmt: skip
    tell_reading(alarm)
    mail = mail_to(cast.owner)
    assert mail.subject == f"{cast.agent.name} hat ungewöhnlich viel gelesen"
    assert "am 2. März 2026 (UTC) gelesen: 400 Tickets außerhalb der eigenen Arbeit." in mail.text


def test_a_reply_that_was_not_sent_is_told_in_german(cast: Cast) -> None:
    inbound = receive(mailbox_for(cast.brand), raw_mail())
    reads(cast.agent, "de")
    refusal_queue(inbound=inbound, user=cast.agent, ticket_id=7, error=Conflict("Said."), now=NOW)
    mail = mail_to(cast.agent)
    assert mail.subject == "Nicht gesendet: Ihre Antwort auf #7"
    assert "Ihr Text ist in der angehaltenen E-Mail" in mail.text
