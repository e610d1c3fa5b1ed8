"""
The code asks for every verb in `people.policy`, and over REST the weakest role that has it may act where the
next weaker one may not.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from assistant.models import ActionCall
from core import clock
from core.errors import Forbidden
from integrations.connections.models import Connection
from integrations.email.models import InboundMail, Mailbox
from integrations.issues.models import Issue, IssueLink
from integrations.sign_on.models import Provider
from integrations.sign_on.services import provider_test_begin
from integrations.webhooks.models import Webhook
from kb.models import Article
from kb.services import article_create
from people import services as people_services
from people.models import Role, User
from people.policy import VERBS, roles_that_may
from tests.cast import NOW

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "people", "tickets", "kb", "sla", "assistant", "routing", "notices", "widget", "integrations", "insights",
    "quality", "practice", "helpdesk",
)  # fmt: skip
ASKING = re.compile(r"\b(?:may|require|roles_that_may|role_may)\(([^()]*(?:\([^()]*\))?[^()]*)\)")
CONSTANT = re.compile(r'^([A-Z_]+) = "([a-z]+\.[a-z_]+)"$', re.MULTILINE)
NAMED = re.compile(r'"([a-z]+\.[a-z_]+)"')

Call = Callable[["ApiClient", "Cast", User], Any]


@dataclass(frozen=True)
class Road:
    """
    What shows a verb over REST: `call` answers 403, 404 or an empty list to who may not.

    `is_done` tells by the answer whether it was done, `refusals` are the statuses for who may not.
    """

    call: Call
    is_done: Callable[[Any], bool] = lambda response: response.status_code < 300
    refusals: frozenset[int] = frozenset({403, 404})


def _ticket(cast: "Cast", **fields: Any) -> int:
    return cast.ticket(**fields).pk


def _decline(api: Any, cast: "Cast", user: User) -> Any:
    number = _ticket(cast)
    use = ActionCall.objects.create(
        ticket_id=number, entry_id=1, action="tag", label="Tag", kind="write", source="tickets.tag",
        state="proposed", key=f"use-{number}", created_at=NOW,
    )  # fmt: skip
    return api.post(f"tickets/{number}/actions/{use.pk}/decline", {"note": "No."})


def _mailbox(cast: "Cast") -> Mailbox:
    return Mailbox.objects.get_or_create(brand=cast.brand, address="help@halyard.test")[0]


def _sign_on_provider() -> Provider:
    return Provider.objects.create(
        kind="saml", sign_on_url="https://x.test", entity_id="x", certificates=["AAAA"], created_at=NOW
    )


def _connection() -> Connection:
    return Connection.objects.create(system="ferry", connected_at=NOW)


def _tracker() -> Connection:
    return Connection.objects.create(system="linear", connected_at=NOW)


def _linked(cast: "Cast") -> str:
    ticket = cast.ticket()
    issue = Issue.objects.create(
        connection=_tracker(), external_id="i-1", key="DATA-1", title="T", created_at=NOW
    )
    link = IssueLink.objects.create(request_id=uuid4(), issue=issue, ticket=ticket, how="linked", made_at=NOW)
    return f"{ticket.pk}/issues/{link.pk}"


def _webhook() -> Webhook:
    return Webhook.objects.create(url="https://x.test", types=["*"], created_at=NOW)


def _article(cast: "Cast", **values: Any) -> Article:
    return article_create(
        actor=cast.actor(cast.owner), values={"title": "How to", "body": "So."} | values, now=NOW
    )


def _merge(api: "ApiClient", cast: "Cast", user: User) -> Any:
    return api.get(f"contacts/{cast.customer.pk}/merge-preview", {"from": cast.colleague.pk})


def _redact(api: "ApiClient", cast: "Cast", user: User) -> Any:
    ticket = cast.ticket()
    return api.post(f"tickets/{ticket.pk}/entries/{ticket.last_entry_id}/redaction/preview", {"whole": True})


def _revoke(api: "ApiClient", cast: "Cast", user: User) -> Any:
    token, _ = people_services.token_create(
        actor=cast.actor(cast.teammate), user=cast.teammate, name="one", now=NOW
    )
    return api.delete(f"tokens/{token.pk}")


def _team_view(api: "ApiClient", cast: "Cast", user: User) -> Any:
    """A view of a team that is not one's own is made by who keeps the staff."""
    body = {"name": "Theirs", "kind": "team", "team_id": cast.other_team.pk, "query": "status:open"}
    return api.post("views", body)


def _send_event(api: "ApiClient", cast: "Cast", user: User) -> Any:
    one = {"id": "e1", "name": "import.finished", "at": clock.now().isoformat()}
    return api.post("events", {"events": [one | {"company": {"domain": "kestrel.test"}}]})


ROADS: dict[str, Road] = {
    "ticket.read": Road(lambda api, cast, user: api.get(f"tickets/{_ticket(cast)}")),
    "article.read": Road(lambda api, cast, user: api.get("articles")),
    "customer.read": Road(lambda api, cast, user: api.get(f"contacts/{cast.customer.pk}")),
    "ticket.note": Road(
        lambda api, cast, user: api.post(f"tickets/{_ticket(cast)}/replies", {"body": "Hm.", "kind": "note"})
    ),
    "ticket.create": Road(
        lambda api, cast, user: (
            _ticket(cast),
            api.post("tickets", {"subject": "New", "body": "Hi", "requester": {"email": "a@b.test"}}),
        )[1]
    ),
    "ticket.reply": Road(
        lambda api, cast, user: api.post(f"tickets/{_ticket(cast)}/replies", {"body": "Hi"})
    ),
    "ticket.update": Road(lambda api, cast, user: api.patch(f"tickets/{_ticket(cast)}", {"priority": "P1"})),
    "ticket.claim": Road(
        lambda api, cast, user: api.patch(f"tickets/{_ticket(cast)}", {"assignee": user.pk})
    ),
    "ticket.bulk": Road(
        lambda api, cast, user: api.post(
            "tickets/bulk", {"numbers": [_ticket(cast)], "changes": {"priority": "P1"}}
        )
    ),
    "ticket.merge": Road(
        lambda api, cast, user: api.post(
            f"tickets/{_ticket(cast)}/merges", {"source": _ticket(cast, subject="Again")}
        )
    ),
    "ticket.assign_others": Road(
        lambda api, cast, user: api.patch(f"tickets/{_ticket(cast)}", {"assignee": cast.teammate.pk})
    ),
    "ticket.trash": Road(lambda api, cast, user: api.patch(f"tickets/{_ticket(cast)}", {"is_deleted": True})),
    "article.draft": Road(lambda api, cast, user: api.post("articles", {"title": "New", "body": "So."})),
    "article.publish": Road(
        lambda api, cast, user: api.post("articles", {"title": "New", "body": "So.", "status": "published"})
    ),
    "view.personal": Road(
        lambda api, cast, user: api.post("views", {"name": "Mine", "query": "status:open"})
    ),
    "view.shared": Road(
        lambda api, cast, user: api.post("views", {"name": "All", "kind": "shared", "query": "status:open"})
    ),
    "macro.personal": Road(lambda api, cast, user: api.post("macros", {"name": "Mine", "text": "Hello"})),
    "macro.shared": Road(
        lambda api, cast, user: api.post("macros", {"name": "All", "kind": "shared", "text": "Hello"})
    ),
    "customer.write": Road(lambda api, cast, user: api.post("companies", {"name": "New"})),
    "customer.block": Road(lambda api, cast, user: api.get(f"tickets/{_ticket(cast)}/sender")),
    "customer.merge": Road(_merge),
    "routing.feedback": Road(
        lambda api, cast, user: api.post(
            f"tickets/{_ticket(cast, assignee_id=user.pk)}/routing/feedback", {"reason": "no_capacity"}
        ),
        # Nothing was decided about this ticket before; the correction itself is the first decision.
        lambda response: response.status_code == 200,
    ),
    "source.write": Road(lambda api, cast, user: api.post("kb/sources", {"name": "Docs", "kind": "files"})),
    "routing.write": Road(lambda api, cast, user: api.put("routing/rules", {"rules": []})),
    "mailbox.read": Road(lambda api, cast, user: api.get("mailboxes")),
    "mailbox.write": Road(lambda api, cast, user: api.delete(f"mailboxes/{_mailbox(cast).pk}")),
    "mail.review": Road(lambda api, cast, user: api.get("mail/log")),
    "connection.read": Road(lambda api, cast, user: api.get("connections")),
    "connection.write": Road(lambda api, cast, user: api.delete(f"connections/{_connection().pk}")),
    "billing.read": Road(lambda api, cast, user: api.get(f"companies/{cast.company.pk}/billing")),
    "issue.link": Road(lambda api, cast, user: api.delete(f"tickets/{_linked(cast)}")),
    "issue.configure": Road(lambda api, cast, user: api.get(f"issues/trackers/{_tracker().pk}")),
    "import.run": Road(lambda api, cast, user: api.get("imports")),
    "event.read": Road(lambda api, cast, user: api.get("events")),
    "event.send": Road(_send_event, lambda response: response.status_code == 202),
    "webhook.read": Road(lambda api, cast, user: api.get("webhooks")),
    "webhook.write": Road(lambda api, cast, user: api.delete(f"webhooks/{_webhook().pk}")),
    "security.read": Road(lambda api, cast, user: api.get("sign-on/providers")),
    "sla.write": Road(
        lambda api, cast, user: api.put(
            "sla/policies", {"results": api.get("sla/policies").json()["results"]}
        )
    ),
    "insights.see": Road(lambda api, cast, user: api.get("insights/figures")),
    "insights.write": Road(lambda api, cast, user: api.put("insights/money", {"hourly_cost": "52.00"})),
    "practice.use": Road(lambda api, cast, user: api.get("practice/sets")),
    "practice.write": Road(lambda api, cast, user: api.get("practice/progress")),
    "quality.review": Road(lambda api, cast, user: api.get("quality/people")),
    "quality.write": Road(lambda api, cast, user: api.put("quality/rubric", {"sampled": 4})),
    "action.decide": Road(_decline),
    "assistant.review": Road(lambda api, cast, user: api.get("assistant/reviews")),
    "assistant.read": Road(lambda api, cast, user: api.get("assistant/configuration")),
    "assistant.write": Road(
        lambda api, cast, user: api.put("assistant/boundaries", {"settings": {"is_on": False}})
    ),
    "widget.write": Road(lambda api, cast, user: api.get(f"widget-settings/{cast.brand.slug}")),
    "token.write": Road(_revoke),
    "ticket.redact": Road(_redact),
    "customer.erase": Road(lambda api, cast, user: api.get(f"contacts/{cast.customer.pk}/erasure")),
    "privacy.write": Road(lambda api, cast, user: api.get("privacy/arrival")),
    "system.read": Road(lambda api, cast, user: api.get("system/health")),
    "audit.read": Road(lambda api, cast, user: api.get("audit-entries")),
    "field.write": Road(
        lambda api, cast, user: api.post("fields", {"key": "size", "label": "Size", "kind": "text"})
    ),
    "brand.write": Road(lambda api, cast, user: api.patch("workspace", {"name": "Other"})),
    # That the team is not theirs is told of the field.
    "staff.write": Road(_team_view, refusals=frozenset({403, 422})),
}

BY_SERVICE: dict[str, Callable[["Cast", User], Any]] = {
    # Tokens may not change how people sign in.
    "security.write": lambda cast, user: provider_test_begin(
        actor=cast.actor(user), provider=_sign_on_provider(), browser="x", now=NOW
    ),
    # No endpoint changes somebody else's presence; the services hold the right for those to come.
    "staff.presence": lambda cast, user: people_services.presence_set(
        actor=cast.actor(user), user_id=cast.teammate.pk, presence="online", now=NOW
    ),
    # No endpoint changes somebody else's rights yet.
    "owner.write": lambda cast, user: people_services.user_update(
        actor=cast.actor(user), user_id=cast.teammate.pk, changes={"role": Role.OWNER}, now=NOW
    ),
}
"""Verbs without a road over REST, and why."""

ALL = sorted(set().union(*VERBS.values()))


def asked() -> set[str]:
    """The verbs that the code asks for, by reading it."""
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            is_table = path.name == "system.py" or (path.name == "policy.py" and package == "people")
            if is_table:
                continue
            text = path.read_text()
            constants = dict(CONSTANT.findall(text))
            for call in ASKING.findall(text):
                found |= set(NAMED.findall(call))
                found |= {verb for name, verb in constants.items() if re.search(rf"\b{name}\b", call)}
    return found


@pytest.mark.parametrize("verb", ALL)
def test_every_verb_is_asked(verb: str) -> None:
    assert verb in asked(), f"Nothing asks whether somebody may {verb}: ask it, or remove it."


def test_only_known_verbs_are_asked() -> None:
    """A mistyped verb would refuse everybody, or look like a right that nobody has."""
    assert asked() - set(ALL) <= {"ticket.rate"}, "a contact's own verb is the only one that no role has"


@pytest.mark.parametrize("verb", ALL)
def test_every_verb_has_a_road(verb: str) -> None:
    assert verb in ROADS or verb in BY_SERVICE, f"Tell here how {verb} shows over REST."


def people_of(cast: "Cast") -> dict[str, User]:
    return {
        Role.READ_ONLY: cast.read_only,
        Role.LIGHT_AGENT: cast.light_agent,
        Role.AGENT: cast.agent,
        Role.SUPERVISOR: cast.supervisor,
        Role.ADMIN: cast.admin,
        Role.OWNER: cast.owner,
    }


@pytest.mark.parametrize("verb", sorted(ROADS))
@pytest.mark.parametrize("role", Role.values)
def test_a_role_does_over_rest_what_it_may_and_nothing_else(verb: str, role: str, cast: "Cast") -> None:
    user, road = people_of(cast)[role], ROADS[verb]
    assert cast.teammate.pk
    InboundMail.objects.exists()
    response = road.call(cast.api(user), cast, user)
    may = role in roles_that_may(verb)
    assert road.is_done(response) == may, (role, verb, response.status_code, response.content[:300])
    if not may:
        assert response.status_code in road.refusals, response.content


@pytest.mark.parametrize("verb", sorted(BY_SERVICE))
@pytest.mark.parametrize("role", Role.values)
def test_a_role_does_by_the_services_what_it_may(verb: str, role: str, cast: "Cast") -> None:
    user = people_of(cast)[role]
    if role in roles_that_may(verb):
        BY_SERVICE[verb](cast, user)
    else:
        with pytest.raises(Forbidden):
            BY_SERVICE[verb](cast, user)


def test_no_role_may_less_than_a_weaker_one() -> None:
    """So that "the weakest that may" means all above it too."""
    weakest_first = list(reversed(Role.values))
    for weaker, stronger in itertools.pairwise(weakest_first):
        assert VERBS[weaker] <= VERBS[stronger]
