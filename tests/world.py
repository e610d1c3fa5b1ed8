"""
One of everything, each with distinct words, so that an answer containing them shows what it gave away.

The walks over all routes (strangers, token scopes) share it.
"""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import orjson
from django.core import signing

from assistant.configuration import AS_SHIPPED, content_of
from assistant.models import ActionCall, BenchQuestion, Gap, GapTicket, Handoff, Replay, ReplayItem
from core import clock
from core.models import OutboxReader
from insights.models import Playbook, ReportRecipient, ReportSchedule, Signal
from insights.playbook_templates import TEMPLATES
from insights.playbooks import content_of as definition_of
from integrations.connections.models import Connection, Delivery, HookEvent, HookSecret, SyncCursor
from integrations.crm.models import Conflict, Record
from integrations.email.models import SenderRule
from integrations.importers.models import Import
from integrations.issues.models import FixAnswer, Issue, IssueLink
from integrations.sign_on.models import Provider
from integrations.slack.models import AlertRule, SlackChannel, SlackWorkspace
from integrations.stripe.models import Customer
from integrations.webhooks.models import Delivery as WebhookDelivery
from integrations.webhooks.models import StreamEvent, Webhook, WebhookSecret
from kb.audience import article_keys
from kb.models import MissedPath, Redirect, Source, SourceFile
from kb.services import article_create, image_add
from people.models import ApiToken, Company, Contact, CustomerField, User
from portal.models import ContactForm
from practice.models import PracticeAttempt, PracticeCase, PracticeSet
from quality.models import Review
from routing.models import Decision
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tests.pictures import png
from tickets.models import (
    CustomField,
    Macro,
    ProblemReply,
    Rating,
    ScheduledReply,
    SideConversation,
    TagChange,
    Ticket,
    TicketMerge,
    View,
)
from tickets.services import attachment_store, draft_save, post_reply, ticket_merge, tickets_bulk_update
from tickets.services.surveying import SALT
from widget.models import ProactiveMessage

TICKET, NOTE, FILE, DRAFT = "ticketzebra", "noteyak", "filexerus", "draftwombat"
CONTACT, COMPANY = "contactvole", "companyunau"
CONNECTION, PROVIDER, WEBHOOK, IMPORT = (
    "connectionquokka", "providernumbat", "webhookyapok", "importtenrec",
)  # fmt: skip
AREA = "refunds"
ARTICLE, MAIL, OLD_PATH = "articletapir", "mailsaiga", "oldpathquagga"
SECRETS: dict[str, tuple[str, ...]] = {
    "tickets": (TICKET, NOTE, FILE, DRAFT),
    "people": (CONTACT, COMPANY),
    "kb": (ARTICLE, OLD_PATH),
    "mail": (MAIL,),
    "connections": (CONNECTION,),
    "security": (PROVIDER,),
    "webhooks": (WEBHOOK,),
    "imports": (IMPORT,),
}
"""By the area whose read scope opens them."""
ALL_SECRETS = tuple(word for words in SECRETS.values() for word in words if word != OLD_PATH)
"""What somebody may not see; old addresses of a help center are for all who may change where they lead."""


def tokens_were_used() -> None:
    """
    For a walk that takes each call back: none is a token's first of the minute, which is written down.

    Else each of them would be, and would write.
    """
    ApiToken.objects.update(last_used_at=clock.now())


class World:
    """
    A ticket of the front line that came by mail, with all that hangs on it, and a chat of its customer.

    Everything stands out of sight for `Cast.team_agent`, and is nobody's business but of the front line.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        assert cast.brand.pk
        assert cast.agent.pk
        assert cast.teammate.pk
        Company.objects.filter(pk=cast.company.pk).update(plan=COMPANY, facts_source=COMPANY)
        Contact.objects.filter(pk=cast.customer.pk).update(phone=CONTACT, title=CONTACT)
        self._articles()
        self._mail()
        self._ticket()
        self._chat()
        self._connection()
        self._crm()
        self._billing()
        self._webhook()
        self._import()
        self._replay()
        self._gap()
        self.contact_form = ContactForm.objects.create(
            brand=self.cast.brand, name="Billing", created_at=NOW, changed_at=NOW
        )
        self._issue()
        self.action_use = ActionCall.objects.create(
            ticket=self.ticket, entry_id=self.entry_id or 0, action="refund", label="Refund", kind="write",
            source="http", definition={}, request_shown=TICKET, told=TICKET, state="proposed", key="once",
            created_at=NOW,
        )  # fmt: skip
        self.signal = Signal.objects.create(
            kind="churn", rule="health", cause=f"churn:{cast.company.pk}", company=cast.company, strength=9,
            raised_at=NOW, seen_at=NOW, data={"score": 40},
        )  # fmt: skip
        self.playbook = Playbook.objects.create(
            name="Imports", content=definition_of(TEMPLATES["failed_imports"]), changed_at=NOW
        )
        self.report = ReportSchedule.objects.create(
            owner=cast.owner, name="Mondays", report="operations", filters={}, days=7, every="week", on_day=0,
            hour=8, timezone="UTC", format="csv", due_at=NOW, try_at=NOW, created_at=NOW,
        )  # fmt: skip
        ReportRecipient.objects.create(schedule=self.report, user=cast.owner)
        self.proactive = ProactiveMessage.objects.create(
            key="playbook:1:1", contact=cast.customer, text=NOTE, offered_at=NOW,
            expires_at=NOW + timedelta(days=3650),
        )  # fmt: skip
        self._practice()
        self.quality_review = Review.objects.create(
            ticket=self.ticket, side="people", person=cast.agent, ended_at=NOW, week=NOW.date(),
            sample="random", scored_at=NOW,
        )  # fmt: skip
        self.provider = Provider.objects.create(
            kind="saml", name=PROVIDER, entity_id=PROVIDER, sign_on_url="https://x.test", created_at=NOW
        )

    def ticket_merge(self) -> TicketMerge:
        """A merge of two other tickets of the front line."""
        made = [self.cast.ticket(subject=TICKET, team=self.cast.team) for _ in range(2)]
        actor = self.cast.actor(self.cast.agent)
        return ticket_merge(actor=actor, source_id=made[0].pk, target_id=made[1].pk, now=NOW)

    def _practice(self) -> None:
        """An agent's open attempt at a copy of the ticket."""
        kept = PracticeSet.objects.create(
            name=ARTICLE, category=AREA, article=self.article, by=self.cast.owner, created_at=NOW
        )
        case = PracticeCase.objects.create(
            set=kept,
            ticket=self.ticket,
            subject=TICKET,
            messages=[{"who": "customer", "text": TICKET}, {"who": "us", "text": TICKET}],
            created_at=NOW,
        )
        self.practice = PracticeAttempt.objects.create(
            case=case, person=self.cast.agent, article=self.article, mode="replay", version=1,
            steps=self.article.runbook, turns=[{"who": "customer", "text": TICKET, "at": NOW.isoformat()}],
            started_at=NOW,
        )  # fmt: skip

    def _articles(self) -> None:
        cast = self.cast
        self.article = article_create(
            actor=cast.actor(cast.owner),
            values={
                "title": f"Refunds of {ARTICLE}",
                "slug": "refunds",
                "body": f"Exports fail: an agent may refund {ARTICLE} for failing nightly exports.",
                "audience": "teams",
                "team_ids": [cast.team.pk],
                "product_area": AREA,
                "runbook": [{"key": "look", "kind": "check", "text": f"Look for {ARTICLE}"}],
                "status": "published",
            },
            now=NOW,
        )
        self.image = image_add(
            actor=cast.actor(cast.owner),
            article_id=self.article.pk,
            name=f"{ARTICLE}.png",
            alt=ARTICLE,
            data=png(),
            now=NOW,
        )
        self.public = article_create(
            actor=cast.actor(cast.owner),
            values={
                "title": "Exports",
                "slug": "exports",
                "body": "Exports run nightly.",
                "status": "published",
            },
            now=NOW,
        )

        self.redirect = Redirect.objects.create(path=f"/{OLD_PATH}", target=f"/x/{OLD_PATH}", created_at=NOW)
        self.missed = MissedPath.objects.create(
            brand=cast.brand, path=f"/y/{OLD_PATH}", first_at=NOW, last_at=NOW
        )
        self.source = Source.objects.create(
            name=f"Files of {ARTICLE}",
            kind="files",
            owner=cast.owner,
            audience="teams",
            audience_team_ids=[cast.team.pk],
            audience_keys=article_keys(
                audience="teams", segments=(), company_ids=(), team_ids=[cast.team.pk]
            ),
            created_at=NOW,
        )
        self.source_file = SourceFile.objects.create(
            source=self.source, name=f"{ARTICLE}.md", content=b"x", size=1, digest="0" * 64, uploaded_at=NOW
        )

    def _mail(self) -> None:
        self.mailbox = mailbox_for(self.cast.brand)
        text = f"Our nightly export fails since yesterday, says {TICKET}."
        raw = raw_mail(
            text, subject=f"Exports fail {TICKET}", headers={"X-Trace": MAIL}, files={f"{FILE}.txt": b"text"}
        )
        self.mail = receive(self.mailbox, raw)
        # One that no ticket came of.
        lost = raw_mail(
            f"Words of {MAIL}", sender="who@else.test", subject=MAIL, message_id="<2@else.test>",
            headers={"List-Id": "<x.else.test>", "List-Unsubscribe": "<mailto:x@else.test>"},
        )  # fmt: skip
        self.suspended = receive(self.mailbox, lost)
        self.rule = SenderRule.objects.create(
            pattern="who@else.test", kind="block", added_by_ref="system", created_at=NOW
        )

    def _ticket(self) -> None:
        cast = self.cast
        self.ticket = ticket_of(self.mail)
        Ticket.objects.filter(pk=self.ticket.pk).update(team=cast.team, status="open", product_area=AREA)
        actor, number = cast.actor(cast.agent), self.ticket.pk
        self.entry_id = self.mail.entry_id
        post_reply(actor=actor, ticket_id=number, body_text=f"Psst, {NOTE}.", kind="note", now=NOW)
        draft_save(
            actor=cast.actor(cast.owner), ticket_id=number, kind="note", body=f"<p>{DRAFT}</p>", version=None,
            now=NOW,
        )  # fmt: skip
        upload = attachment_store(actor=actor, name=f"{FILE}.txt", stream=BytesIO(FILE.encode()), now=NOW)
        self.reply = post_reply(
            actor=actor, ticket_id=number, body_text=f"Looking into {TICKET}.",
            attachment_ids=[str(upload.public_id)], now=NOW,
        )  # fmt: skip
        self.file = upload
        self.handoff = Handoff.objects.create(
            ticket=self.ticket, reason="low_confidence", summary=f"{CONTACT} of {COMPANY} asks {TICKET}.",
            wants=TICKET, why=TICKET, created_at=NOW,
            linked=[
                {"type": "article", "id": self.article.pk, "title": self.article.title, "url": "/x"},
                {"type": "ticket", "kind": "related", "direction": "to", "number": number, "subject": TICKET,
                 "status": "open"},
            ],
        )  # fmt: skip
        Decision.objects.create(
            ticket=self.ticket, step="routed", tier="T1", priority="P3", team=cast.team, reasons=[],
            score={"total": 9, "parts": [{"label": "Customer value", "points": 9, "detail": COMPANY}]},
            inputs={}, created_at=NOW,
        )  # fmt: skip
        self.rating = Rating.objects.create(ticket=self.ticket, asked_at=NOW)
        self.view = View.objects.create(
            name=TICKET, kind="team", team=cast.team, owner=cast.supervisor, query=f"status:open {TICKET}"
        )
        self.macro = Macro.objects.create(
            name="Known bug", kind="shared", owner=cast.supervisor, text="Hi {{customer.first_name|there}}",
            actions={"priority": "P2"}, created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        self.scheduled = ScheduledReply.objects.create(
            ticket=self.ticket, user=cast.owner, body_html=TICKET, options={"attachment_ids": []},
            seen_entry_id=0, send_at=NOW, created_at=NOW,
        )  # fmt: skip
        self.told = ProblemReply.objects.create(
            problem=self.ticket, user=cast.owner, body_html=TICKET, send_at=NOW, created_at=NOW
        )
        self.side = SideConversation.objects.create(
            ticket=self.ticket, subject=TICKET, people=["ops@tideline.test"], created_at=NOW,
            last_message_at=NOW,
        )  # fmt: skip
        _, _, self.undo = tickets_bulk_update(
            actor=cast.actor(cast.owner), ticket_ids=[number], changes={"priority": "P1"}, now=NOW
        )

    def _chat(self) -> None:
        cast = self.cast
        settings_of(cast.brand, secret="x" * 40)
        self.verified = Browser(cast.brand)
        self.verified.begin(
            user_token=user_token(cast.brand, "u-1", email=cast.customer.email, email_verified=True)
        )
        chat = self.verified.writes(f"Can you see {TICKET}?")
        self.conversation_id = str(chat["id"])
        self.chat = Ticket.objects.get(public_id=self.conversation_id)
        Ticket.objects.filter(pk=self.chat.pk).update(team=cast.team)
        self.survey = signing.dumps({"r": str(self.rating.public_id), "s": None}, salt=SALT)

    def _connection(self) -> None:
        self.connection = Connection.objects.create(
            system="ferry", account_name=CONNECTION, api_key="key-of-ferry", connected_at=NOW,
            last_error=f"{CONNECTION} is away.", health="failing", failing_since=NOW,
        )  # fmt: skip
        self.delivery = Delivery.objects.create(
            connection=self.connection, direction="out", state="failed", purpose=f"Item for {TICKET}",
            method="POST", url="/items", key="item-1", request_shown=TICKET, response_shown=CONTACT,
            created_at=NOW, finished_at=NOW,
        )  # fmt: skip
        self.hook = HookEvent.objects.create(
            connection=self.connection, delivery_id="evt-1", event="item.updated", state="failed",
            body=f'{{"name": "{TICKET}"}}'.encode(), received_at=NOW, error=CONTACT,
        )  # fmt: skip
        self.hook_secret = HookSecret.objects.create(
            connection=self.connection, secret="s" * 20, hint="ssss", created_at=NOW
        )
        SyncCursor.objects.create(connection=self.connection, stream="items")
        self.slack_channel = SlackChannel.objects.create(
            connection=self.connection, channel_id="C0ZEBRA", name=CONNECTION
        )
        self.slack_workspace = SlackWorkspace.objects.create(
            connection=self.connection, team_id="T0ZEBRA", name=CONNECTION
        )
        self.alert_rule = AlertRule.objects.create(
            connection=self.connection, channel=self.slack_channel, kinds=["breach"], created_at=NOW
        )

    def _crm(self) -> None:
        self.crm = Connection.objects.create(
            system="hubspot", account_id="1", account_name="Portal 1", api_key="key", connected_at=NOW
        )
        record = Record.objects.create(
            connection=self.crm, kind="companies", remote_id="1", name=COMPANY, company=self.cast.company
        )
        self.conflict = Conflict.objects.create(
            record=record, field="plan", theirs=COMPANY, ours="Growth", found_at=NOW
        )

    def _billing(self) -> None:
        self.billing = Connection.objects.create(
            system="stripe", account_id="acct_1", account_name="Stripe", api_key="rk_key", connected_at=NOW
        )
        self.customer = Customer.objects.create(
            connection=self.billing, remote_id="cus_1", name=COMPANY, email=f"billing@{COMPANY}.test",
            company=self.cast.company, match="matched",
        )  # fmt: skip

    def _import(self) -> None:
        self.import_run = Import.objects.create(
            source="zendesk", brand=self.cast.brand, state="read", name=IMPORT, path="", size=1,
            sha256="0" * 64, made_by=self.cast.admin, created_at=NOW,
        )  # fmt: skip

    def _webhook(self) -> None:
        self.webhook = Webhook.objects.create(
            url="https://x.test/hooks", types=["*"], note=WEBHOOK, created_at=NOW
        )
        self.webhook_secret = WebhookSecret.objects.create(
            webhook=self.webhook, secret="whsec_" + "s" * 20, hint="ssss", created_at=NOW
        )
        event = StreamEvent.objects.create(
            id=1, outbox_id=1, part=0, type="company.updated", subject="company:1", occurred_at=NOW,
            created_at=NOW, body=orjson.dumps({
                "id": 1, "type": "company.updated", "occurred_at": NOW.isoformat(), "ticket": None,
                "depth": 0, "data": {"company_id": 1, "changes": {"plan": [TICKET, COMPANY]}},
            }).decode(),
        )  # fmt: skip
        OutboxReader.objects.create(name="webhooks.stream", written=1)
        self.sent = WebhookDelivery.objects.create(
            webhook=self.webhook, event=event, type=event.type, subject=event.subject, state="failed",
            answer=CONTACT, created_at=NOW, finished_at=NOW,
        )  # fmt: skip

    def _replay(self) -> None:
        self.bench = BenchQuestion.objects.create(
            question=f"Why does {TICKET} fail?", channel="email", expected="answered", ticket=self.ticket,
            created_at=NOW,
        )  # fmt: skip
        self.replay = Replay.objects.create(
            state="done", content=content_of(AS_SHIPPED), revision=1, live=1, total=1, done=1, limit_usd=1,
            by_name="Ada Admin", created_at=NOW, touched_at=NOW, finished_at=NOW,
        )  # fmt: skip
        ended = {"outcome": "handed_over", "text": f"{CONTACT} asks {TICKET}."}
        ReplayItem.objects.create(
            replay=self.replay, position=1, ticket=self.ticket, before=ended, after=ended, is_changed=True
        )

    def _gap(self) -> None:
        self.gap = Gap.objects.create(words=[1.0], created_at=NOW, updated_at=NOW)
        GapTicket.objects.create(
            ticket=self.ticket, gap=self.gap, kind="missing", title=TICKET, question=TICKET, asked_at=NOW
        )

    def _issue(self) -> None:
        self.tracker = Connection.objects.create(
            system="linear", account_id="L", account_name=CONNECTION, api_key="key", connected_at=NOW
        )
        issue = Issue.objects.create(
            connection=self.tracker, external_id="i-1", key="ABC-1", title=TICKET, created_at=NOW
        )
        self.issue_link = IssueLink.objects.create(
            request_id=uuid4(), issue=issue, ticket=self.ticket, company=self.cast.company, how="created",
            state="done", made_at=NOW,
        )  # fmt: skip
        self.fix_answer = FixAnswer.objects.create(
            link=self.issue_link, completed_at=NOW, body_html=f"<p>{TICKET}</p>", created_at=NOW
        )

    def values(self) -> dict[str, Any]:
        """What stands for the parts of an address."""
        return {
            "number": self.ticket.pk,
            "category": "billing",
            "entry_id": self.entry_id,
            "kind": "note",
            "view_id": self.view.pk,
            "macro_id": self.macro.pk,
            "field_id": CustomField.objects.get_or_create(
                key="seats", defaults={"label": "Seats", "kind": "text"}
            )[0].pk,
            "customer_field_id": CustomerField.objects.get_or_create(
                of="company", key="region", defaults={"label": "Region", "kind": "text"}
            )[0].pk,
            "change_id": TagChange.objects.get_or_create(
                sources=["old"],
                target="new",
                user=self.cast.owner,
                defaults={
                    "expected": 0,
                    "created_at": NOW,
                    "ended_at": NOW,
                    "undo_until": NOW + timedelta(days=30),
                },
            )[0].pk,
            "scheduled_id": self.scheduled.public_id,
            "side_id": self.side.pk,
            "attachment_id": self.file.public_id,
            "contact_id": self.cast.customer.pk,
            "merge_id": 1,
            "hold_id": 1,
            "alarm_id": 1,
            "exclusion_id": 1,
            "channel": "phone",
            "version": 1,
            "company_id": self.cast.company.pk,
            "token_id": 1,
            "absence_id": 1,
            "passkey_id": 1,
            "user_id": self.cast.agent.pk,
            "team_id": self.cast.team.pk,
            "skill_id": 1,
            "article_id": self.article.pk,
            "redirect_id": self.redirect.pk,
            "missed_id": self.missed.pk,
            "language": "en",
            "source_id": self.source.pk,
            "file_id": self.source_file.pk,
            "brand": self.cast.brand.slug,
            "brand_slug": self.cast.brand.slug,
            "brand_id": self.cast.brand.pk,
            "digest": "0" * 64,
            "mailbox_id": self.mailbox.pk,
            "inbound_id": self.mail.pk,
            "rule_id": self.rule.pk,
            "bench_id": self.bench.pk,
            "gap_id": self.gap.pk,
            "signal_id": self.signal.pk,
            "playbook_id": self.playbook.pk,
            "schedule_id": self.report.pk,
            "message_id": self.proactive.pk,
            "question_id": 1,
            "review_id": self.quality_review.pk,
            "set_id": self.practice.case.set_id,
            "case_id": self.practice.case_id,
            "attempt_id": self.practice.pk,
            "link_id": self.issue_link.pk,
            "answer_id": self.fix_answer.pk,
            "replay_id": self.replay.pk,
            "conversation_id": self.conversation_id,
            "slug": self.article.slug,
            "intake_key": self.mailbox.intake_key,
            "connection_id": self.connection.pk,
            "crm_id": self.crm.pk,
            "billing_id": self.billing.pk,
            "customer_id": self.customer.pk,
            "relation": "related",
            "reason": "bugs",
            "other": 1,
            "conflict_id": self.conflict.pk,
            "delivery_id": self.delivery.pk,
            "hook_id": self.hook.pk,
            "channel_id": self.slack_channel.pk,
            "workspace_id": self.slack_workspace.pk,
            "webhook_id": self.webhook.pk,
            "import_id": self.import_run.pk,
            "secret_id": self.hook_secret.pk,
            "stream": "items",
            "hook_key": self.connection.hook_key,
            "token": "forged",
            "public_id": "00000000-0000-4000-8000-000000000000",
            "request_id": self.ticket.public_id,
            "form_id": self.contact_form.pk,
            "use_id": self.action_use.pk,
            "reply_id": str(self.told.public_id),
            "name": "app",
        }

    def other_customer(self) -> Browser:
        """A verified customer of another company."""
        browser = Browser(self.cast.brand)
        browser.begin(
            user_token=user_token(self.cast.brand, "u-2", email=self.cast.stranger.email, email_verified=True)
        )
        return browser

    def visitor(self) -> Browser:
        """Somebody of whom nothing is known."""
        browser = Browser(self.cast.brand)
        browser.begin()
        return browser

    def dead_token(self, user: User, *, is_revoked: bool) -> str:
        """A token that has ended."""
        from people.models import ApiToken
        from people.models.access import token_digest

        text = self.cast.token(user)
        ended = {"revoked_at": NOW} if is_revoked else {"expires_at": NOW - timedelta(days=1)}
        ApiToken.objects.filter(digest=token_digest(text)).update(**ended)
        return text
