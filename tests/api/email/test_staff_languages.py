"""Mail to staff is in the language of whoever reads it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.events import ReadersStillAsk
from assistant.models import ReviewReason
from core import pages
from core.audit_chain import Fault
from core.errors import Conflict, DomainError, Forbidden, NotFound
from core.events import publish
from core.ports import admin_mail
from core.tasks import _tell as tell_fault
from core.wording import Message, Worded
from integrations.connections.models import Connection, Health
from integrations.connections.services.health import problem_of
from integrations.email.models import Mailbox, OutgoingMail
from integrations.email.services import alarms_raise, notice_queue, notices_queue
from integrations.email.services.refusing import refusal_queue, too_large_queue
from kb.models import Article
from notices.choices import NEVER_MAILED
from notices.models import Kind, Notice
from notices.saying import said
from notices.wording import WORDS as OF_NOTICES
from notices.wording import demoted, waiting
from people.models import Brand, Contact, MailNotices, ReadingAlarm, User
from people.services.watching import _tell as tell_reading
from routing.escalation import TRIGGERS, Course, causes_of
from routing.services import ticket_escalate
from routing.wording import say
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Ticket
from tickets.services.replying import StaleReply
from tickets.services.updating import TicketInTrash


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


CLOCK = Worded("First reply has used 80% of its time", "clock_used", clock="first_reply", fraction=0.8)
COURSE = Course(7, moods=["neutral", "negative", "angry"], contacts=3, arr=48_000, renewal_days=20)
ESCALATED = [
    (CLOCK, "Erste Antwort: 80 % der Zeit verbraucht"),
    (Worded("Resolution missed its target", "clock_missed", clock="resolution"), "Lösung: Ziel verfehlt"),
    (say("asks_help", name="Ines"), "Ines bittet um Hilfe"),
    (say("asks_help_note", name="Ines", note="Who {x}?"), "Ines bittet um Hilfe: Who {x}?"),
    *zip(
        [cause.why for cause in causes_of(COURSE, TRIGGERS)],
        [
            "Die Stimmung sinkt seit 3 Nachrichten",
            "3 Tickets dieser Person in 7 Tagen",
            "Verärgerter Kunde, 48.000 $ im Jahr, verlängert in 20 Tagen",
        ],
        strict=True,
    ),
]


@pytest.mark.parametrize(("why", "german"), ESCALATED)
def test_a_reason_is_told_in_german_and_in_english_as_it_was(why: Worded, german: str) -> None:
    stored = json.loads(json.dumps(why.message))
    assert said(stored, "de") == german
    assert said(stored, "en") == said(stored, "fr") == why


def test_an_escalation_by_a_clock_is_mailed_in_german(
    cast: Cast, settle: Callable[[], None], freeze: Callable[..., object]
) -> None:
    freeze(NOW)
    mailbox_for(cast.brand)
    reads(cast.agent, "de")
    ticket = cast.ticket(assignee=cast.agent)
    ticket_escalate(ticket_id=ticket.pk, actions=["notify_assignee"], why=CLOCK, key="sla:1", now=NOW)
    settle()
    notice = Notice.objects.get(user=cast.agent, kind=Kind.ESCALATED)
    assert notice.text == str(CLOCK)
    notices_queue(user_id=cast.agent.pk, notice_ids=[notice.pk], now=NOW)
    text = mail_to(cast.agent).text
    assert "wurde an Sie eskaliert" in text
    assert "Erste Antwort: 80 % der Zeit verbraucht" in text


@pytest.mark.parametrize(("wrong", "also"), [(0, ""), (2, ", 2 weitere wurden als falsch beurteilt")])
def test_a_demotion_is_told_in_german(wrong: int, also: str) -> None:
    told = demoted("feature_request", {"came_back": 3, "resolved": 24, "wrong": wrong})
    assert told.startswith("Feature request: 3 of 24 came back within 7 days")
    assert said(told.message, "en") == told
    begin = f"Wunsch: 3 von 24 kamen innerhalb von 7 Tagen zurück{also}. "
    assert (said(told.message, "de") or "").startswith(begin)


@pytest.mark.parametrize("number", [1, 2])
def test_the_weekly_review_is_told_in_german(number: int) -> None:
    told = waiting(number, [("came_back", number), *((reason, 1) for reason in ReviewReason.values[1:])])
    assert said(told.message, "en") == told
    german = said(told.message, "de") or ""
    wait = "wartet" if number == 1 else "warten"
    assert german.startswith(f"{number} {wait} auf eine Prüfung: {number}-mal innerhalb von 7 Tagen")
    assert len(german.split(", ")) == len(ReviewReason)


@pytest.mark.parametrize("code", OF_NOTICES)
def test_mail_has_words_for_every_sentence_of_notices(code: str) -> None:
    assert f"said_{code}" in pages.words_of("notices", "de")


@pytest.mark.parametrize(
    "message",
    [
        {"code": "of_a_newer_server", "params": {}},
        {"code": "mood", "params": {}},
        {"code": "at_risk", "params": {"risk": {"code": "of_a_newer_server", "params": {}}}},
        {"code": "list", "params": {"items": [{"code": "of_a_newer_server", "params": {}}]}},
    ],
)
def test_what_has_no_words_is_told_as_it_was_stored(cast: Cast, message: Message) -> None:
    mailbox_for(cast.brand)
    reads(cast.agent, "de")
    notice = Notice.objects.create(
        user=cast.agent, ticket=cast.ticket(), kind=Kind.ESCALATED, at=NOW, text="As stored.", message=message
    )
    notices_queue(user_id=cast.agent.pk, notice_ids=[notice.pk], now=NOW)
    assert "\n\nAs stored.\n\n" in mail_to(cast.agent).text


@pytest.mark.parametrize(
    ("error", "german"),
    [
        (StaleReply("Said."), "Inzwischen hat jemand geschrieben."),
        (TicketInTrash("Said."), "Das Ticket liegt im Papierkorb."),
        (NotFound("Said."), "Dieses Ticket gibt es nicht"),
        (Forbidden("Said."), "Ihre Rolle erlaubt das nicht."),
    ],
)
def test_why_a_reply_was_not_sent_is_told_in_german(cast: Cast, error: DomainError, german: str) -> None:
    inbound = receive(mailbox_for(cast.brand), raw_mail())
    reads(cast.agent, "de")
    refusal_queue(inbound=inbound, user=cast.agent, ticket_id=7, error=error, now=NOW)
    assert f"nicht gesendet.\n\n{german}" in mail_to(cast.agent).text


@pytest.mark.parametrize(
    ("locale", "language", "subject"),
    [
        ("de-AT", "en", "Ihre E-Mail an Halyard war zu groß"),
        ("en", "de", "Your mail to Halyard was too large"),
        ("", "de", "Ihre E-Mail an Halyard war zu groß"),
    ],
)
def test_a_mail_that_is_too_large_is_refused_in_its_senders_language(
    cast: Cast, locale: str, language: str, subject: str
) -> None:
    Brand.objects.filter(pk=cast.brand.pk).update(language=language)
    cast.brand.refresh_from_db()
    inbound = receive(mailbox_for(cast.brand), raw_mail())
    Contact.objects.filter(pk=ticket_of(inbound).requester_id).update(locale=locale)
    address = ticket_of(inbound).requester.email
    mail = too_large_queue(inbound=inbound, address=address, now=NOW)
    assert mail is not None
    assert mail.subject == subject
