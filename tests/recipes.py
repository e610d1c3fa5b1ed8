"""
How to call every route of the program, and who may: what the walk of strangers
(`tests/api/test_strangers.py`) needs to know about each.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.world import World

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
STAFF, CUSTOMER, OPEN = "staff", "customer", "open"


@dataclass(frozen=True)
class Recipe:
    """
    How to call a route, and who may.

    `bodies` only lack the right to be sent. `one` says that the address names one record, which does not
    exist for who may not see it. `reader` are the methods that also staff who may only read have, with `why`.
    `open_to` says that everybody may call it, and why nothing is told.
    """

    kind: str = STAFF
    bodies: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    one: bool = False
    reader: tuple[str, ...] = ()
    why: str = ""
    values: Callable[[World], dict[str, Any]] = lambda world: {}


ACTION = {"key": "plan", "label": "Plan", "kind": "lookup", "source": "tickets.own"}


def mine(*methods: str, why: str, **bodies: Any) -> Recipe:
    return Recipe(reader=methods, why=why, bodies=bodies)


def one(**bodies: Any) -> Recipe:
    return Recipe(one=True, bodies=bodies)


def everybody(why: str, **more: Any) -> Recipe:
    return Recipe(kind=OPEN, why=why, **more)


def _provider(world: World) -> dict[str, Any]:
    return {"public_id": world.provider.public_id}


def _tracker(world: World) -> dict[str, Any]:
    return {"connection_id": world.tracker.pk}


def _sent(world: World) -> dict[str, Any]:
    return {"delivery_id": world.sent.pk, "secret_id": world.webhook_secret.pk}


def _alert_rule(world: World) -> dict[str, Any]:
    return {"rule_id": world.alert_rule.pk}


TICKET = "api/v1/tickets/<int:number>"
TALK = "api/v1/widget/conversations/<str:conversation_id>"
REQUEST_PAGE = "help/<slug:brand_slug>/requests/<uuid:request_id>"
PORTAL = "leads to the sign-in; tests/api/portal tries it as customers who have signed in"
PERIOD = {"since": "2026-01-01", "until": "2026-03-31", "timezone": "UTC"}
RULES: dict[str, Any] = {"rules": []}
REQUEST = "5b0f3a55-7c1c-4a27-9d51-0d2f5e1f7a11"
TRACKER: dict[str, Any] = {
    "version": 1, "team": "", "project": "", "areas": [], "labels": {}, "priorities": {},
    "shares_customer": True, "shares_revenue": True, "drafts_answers": True, "answers": {},
}  # fmt: skip

RECIPES: dict[str, Recipe] = {
    "": everybody("leads to the workspace, which asks for a sign-in"),
    "favicon.ico": everybody("an image of ours"),
    "robots.txt": everybody("what search engines may read"),
    "healthz": everybody("says that the program runs"),
    "readyz": everybody("says whether the parts answer"),
    "metrics": everybody("numbers without names; the proxy keeps it inside"),
    "brand-hosts/ask": everybody("whether a name is a help center's, as DNS shows anyway; kept inside"),
    "docs/errors": everybody("a page of the documentation"),
    "app/": everybody("the workspace's own files, without data"),
    "^app/.*$": everybody("the same"),
    "api/v1/schema": everybody("the description of the API"),
    "api/v1/docs": everybody("the same, to read"),
    "api/v1/csrf": everybody("sets a cookie for the sign-in"),
    "api/v1/^.*$": everybody("there is nothing"),
    "api/v1/me": mine("patch", why="one's own profile", patch={"theme": "dark"}),
    "api/v1/me/account": Recipe(),
    "api/v1/me/password": mine(
        "post", why="one's own, with the password", post={"current_password": "x", "new_password": "y"}
    ),
    "api/v1/me/address": mine(
        "post", why="one's own, with the password", post={"email": "a@b.test", "current_password": "x"}
    ),
    "api/v1/me/address/confirm": everybody("opens by a mailed link only", bodies={"post": {"token": "x"}}),
    "api/v1/me/sessions": mine("delete", why="one's own other browsers"),
    "api/v1/me/sessions/<uuid:public_id>": Recipe(one=True, reader=("delete",), why="one's own"),
    "api/v1/me/proof": mine("post", why="one's own, with a proof", post={"password": "x"}),
    "api/v1/me/proof/passkey": mine("post", why="one's own passkeys"),
    "api/v1/me/factors": mine("get", why="one's own factors"),
    "api/v1/me/factors/totp": mine(
        "post", "put", "delete", why="one's own, after a proof", put={"code": "123456"}
    ),
    "api/v1/me/factors/passkeys": mine(
        "post", why="one's own, after a proof", post={"name": "Laptop", "credential": {}}
    ),
    "api/v1/me/factors/passkeys/options": mine("post", why="one's own, after a proof"),
    "api/v1/me/factors/passkeys/<int:passkey_id>": Recipe(
        one=True, reader=("patch", "delete"), why="one's own", bodies={"patch": {"name": "Laptop"}}
    ),
    "api/v1/me/factors/recovery-codes": mine("post", why="one's own, after a proof"),
    "api/v1/me/picture": mine("post", "delete", why="one's own picture"),
    "api/v1/users/<int:user_id>/picture": Recipe(one=True),
    "api/v1/password/forgot": everybody(
        "answers alike for known and unknown", bodies={"post": {"email": "a@b.test"}}
    ),
    "api/v1/password/reset": everybody(
        "opens by a mailed link only", bodies={"post": {"token": "x", "password": "correct-horse-9"}}
    ),
    "api/v1/users": Recipe(),
    "api/v1/staff": Recipe(),
    "api/v1/staff/invitations": Recipe(
        bodies={"post": {"emails": ["new@staff.test"], "role": "agent"}}
    ),
    "api/v1/staff/<int:user_id>": Recipe(bodies={"patch": {"title": "Lead"}}),
    "api/v1/staff/<int:user_id>/factors": Recipe(),
    "api/v1/staff/<int:user_id>/invitation": Recipe(),
    "api/v1/teams/<int:team_id>/loans/<int:user_id>": Recipe(
        bodies={"put": {"until": "2098-01-01T00:00:00Z"}}
    ),
    "api/v1/working-hours": Recipe(),
    "api/v1/working-hours/<int:user_id>": Recipe(bodies={"put": {"timezone": "UTC", "intervals": []}}),
    "api/v1/working-hours/<int:user_id>/absences": Recipe(
        bodies={"post": {"starts_at": "2098-01-01T00:00:00Z", "ends_at": "2098-01-02T00:00:00Z"}}
    ),
    "api/v1/working-hours/<int:user_id>/absences/<int:absence_id>": Recipe(),
    "api/v1/invitation/look": everybody("opens by a mailed link only", bodies={"post": {"token": "x"}}),
    "api/v1/invitation/accept": everybody(
        "opens by a mailed link only",
        bodies={"post": {"token": "x", "name": "New", "password": "correct-horse-9"}},
    ),
    "api/v1/roles": Recipe(),
    "api/v1/teams": Recipe(bodies={"post": {"name": "New"}}),
    "api/v1/teams/<int:team_id>": Recipe(bodies={"patch": {"description": "x"}}),
    "api/v1/teams/<int:team_id>/members": Recipe(bodies={"put": {"members": []}}),
    "api/v1/brands": Recipe(),
    "api/v1/setup": Recipe(bodies={"patch": {"is_aside": True}}),
    "api/v1/setup/outlook": Recipe(),
    "api/v1/workspace": Recipe(bodies={"patch": {"name": "Other"}}),
    "api/v1/brands/settings": Recipe(bodies={"post": {"name": "New"}}),
    "api/v1/brands/<int:brand_id>": Recipe(bodies={"patch": {"reopen_days": 3}}),
    "api/v1/brands/<int:brand_id>/archive": Recipe(),
    "api/v1/brands/<int:brand_id>/restore": Recipe(),
    "api/v1/brands/<int:brand_id>/logo": Recipe(),
    "api/v1/brands/<int:brand_id>/host-check": Recipe(),
    "api/v1/brands/<int:brand_id>/acknowledgement/preview": Recipe(
        bodies={"post": {"language": "en", "text": ""}}
    ),
    "^brand-logos/(?P<digest>[0-9a-f]{64})$": everybody("pictures that the public pages show"),
    "api/v1/skills": Recipe(bodies={"post": {"name": "New"}}),
    "api/v1/skills/<int:skill_id>": Recipe(bodies={"patch": {"name": "Other"}}),
    "api/v1/companies": Recipe(bodies={"post": {"name": "New"}}),
    "api/v1/companies/completeness": mine("get", why="counts of what one sees"),
    "api/v1/companies/<int:company_id>": one(patch={"plan": "Growth"}),
    "api/v1/contacts": Recipe(bodies={"post": {"email": "new@kestrel.test"}}),
    "api/v1/contacts/<int:contact_id>": one(patch={"title": "Engineer"}),
    "api/v1/contacts/<int:contact_id>/tickets": one(),
    "api/v1/contacts/<int:contact_id>/merge-preview": Recipe(one=True, query={"from": "{colleague}"}),
    "api/v1/contacts/<int:contact_id>/merge": one(post={"from_id": "{colleague}"}),
    "api/v1/contacts/merges/<int:merge_id>/undo": Recipe(),
    "api/v1/tokens": mine("post", why="a token for oneself, with no more rights", post={"name": "mine"}),
    "api/v1/tokens/<int:token_id>": mine("delete", why="a token of one's own"),
    "api/v1/tokens/<int:token_id>/rotate": mine(
        "post", why="a token of one's own, for as long as it had", post={"overlap_hours": 1}
    ),
    "api/v1/scopes": Recipe(),
    "api/v1/system/health": Recipe(),
    "api/v1/audit-entries": Recipe(),
    "api/v1/audit-entries/chain": Recipe(),
    "api/v1/audit-entries/export": Recipe(),
    "api/v1/tickets": Recipe(
        bodies={"post": {"subject": "A", "body": "B", "requester": {"email": "new@kestrel.test"}}}
    ),
    "api/v1/tickets/bulk": Recipe(
        bodies={"post": {"numbers": ["{ticket}"], "changes": {"priority": "P2"}}}
    ),
    TICKET: one(patch={"priority": "P2"}),
    f"{TICKET}/assignees": one(),
    f"{TICKET}/mentionable": one(),
    f"{TICKET}/merge-candidates": one(),
    f"{TICKET}/merge-preview": Recipe(one=True, query={"source": "{ticket}"}),
    f"{TICKET}/merges": one(post={"source": "{ticket}"}),
    "api/v1/tickets/merges/<int:merge_id>/undo": Recipe(
        one=True, values=lambda world: {"merge_id": world.ticket_merge().pk}
    ),
    f"{TICKET}/links": one(post={"number": 1, "kind": "related"}),
    f"{TICKET}/links/<link_kind:relation>/<int:other>": one(),
    f"{TICKET}/followers": one(),
    f"{TICKET}/followers/<int:user_id>": one(),
    f"{TICKET}/incidents": one(),
    f"{TICKET}/incident-replies": one(post={"body": "It works again."}),
    f"{TICKET}/incident-replies/<uuid:reply_id>": one(),
    f"{TICKET}/sender": one(),
    f"{TICKET}/sender/block": one(post={}),
    "api/v1/contacts/blocked": Recipe(),
    "api/v1/contacts/<int:contact_id>/block": one(),
    f"{TICKET}/split": one(post={"entry_id": 1, "subject": "Another question"}),
    f"{TICKET}/timeline": one(),
    f"{TICKET}/replies": one(post={"body": "Hello", "kind": "public"}),
    f"{TICKET}/read": Recipe(one=True, reader=("post",), why="how far oneself has read"),
    f"{TICKET}/drafts/<draft_kind:kind>": Recipe(
        one=True, reader=("delete",), why="one's own draft", bodies={"put": {"body": "x", "version": 0}}
    ),
    f"{TICKET}/sla": one(),
    f"{TICKET}/actions": one(),
    f"{TICKET}/runbook": one(post={"article_id": "{runbook}", "step": "look", "state": "done"}),
    f"{TICKET}/actions/<int:use_id>/approve": one(post={"tells_customer": True}),
    f"{TICKET}/actions/<int:use_id>/decline": one(post={"note": "No."}),
    f"{TICKET}/handoff": one(),
    f"{TICKET}/triage": one(patch={"type": "bug"}),
    f"{TICKET}/copilot/draft": one(),
    f"{TICKET}/copilot/rewrite": one(post={"text": "Please try again.", "style": "shorter"}),
    f"{TICKET}/copilot/translate": one(post={"text": "Please try again.", "language": "de"}),
    f"{TICKET}/copilot/summary": Recipe(
        one=True, reader=("post",), why="what one reads in fewer words; nothing is changed"
    ),
    f"{TICKET}/copilot/draft/rejection": one(post={"id": 1, "reason": "wrong"}),
    f"{TICKET}/suggestions": one(),
    f"{TICKET}/issues": one(
        post={"request_id": REQUEST, "title": "T", "description": "D", "team": "team-1"}
    ),
    f"{TICKET}/issues/proposal": one(),
    f"{TICKET}/extraction": one(),
    f"{TICKET}/issues/join": one(post={"request_id": REQUEST, "issue": 1}),
    f"{TICKET}/issues/link": one(post={"request_id": REQUEST, "address": "ABC-1"}),
    f"{TICKET}/issues/<int:link_id>": one(),
    f"{TICKET}/fix-answers/<int:answer_id>/send": one(post={"body_html": "<p>Done.</p>"}),
    f"{TICKET}/fix-answers/<int:answer_id>/discard": one(),
    "api/v1/issues/answers": mine(why="those of tickets that one sees"),
    "api/v1/issues/trackers/<int:connection_id>": Recipe(one=True, bodies={"put": TRACKER}, values=_tracker),
    "api/v1/issues/trackers/<int:connection_id>/refresh": Recipe(one=True, values=_tracker),
    "api/v1/issues/trackers/<int:connection_id>/webhook": Recipe(one=True, values=_tracker),
    f"{TICKET}/routing": one(),
    f"{TICKET}/escalate": one(post={"note": "Please look"}),
    f"{TICKET}/routing/feedback": one(post={"reason": "not_my_skill"}),
    f"{TICKET}/session": Recipe(one=True, values=lambda world: {"number": world.chat.pk}),
    f"{TICKET}/recipients": one(),
    f"{TICKET}/entries/<int:entry_id>/delivery": one(post={"action": "send_again"}),
    f"{TICKET}/entries/<int:entry_id>/redaction": one(post={"whole": True, "reason": "Asked for"}),
    f"{TICKET}/entries/<int:entry_id>/redaction/preview": one(post={"whole": True}),
    "api/v1/privacy/arrival": Recipe(),
    "api/v1/privacy/arrival/<slug:kind>": Recipe(
        values=lambda world: {"kind": "card"}, bodies={"patch": {"is_on": False}}
    ),
    "api/v1/privacy/requests": Recipe(),
    "api/v1/privacy/reading": Recipe(
        bodies={"put": {"is_on": True, "factor": 2.0, "fewest": 40, "at_first": 300}}
    ),
    "api/v1/privacy/reading/<int:alarm_id>": one(post={"verdict": "expected"}),
    "api/v1/privacy/ai-exclusions": Recipe(bodies={"post": {"kind": "category", "value": "billing"}}),
    "api/v1/privacy/ai-exclusions/<int:exclusion_id>": one(),
    "api/v1/privacy/retention": Recipe(
        bodies={"put": {"brand_id": 1, "kind": "tickets", "action": "strip", "days": 30}}
    ),
    "api/v1/privacy/retention/preview": Recipe(
        bodies={"post": {"brand_id": 1, "kind": "tickets", "action": "strip", "days": 30}}
    ),
    "api/v1/privacy/holds": Recipe(
        bodies={"post": {"kind": "ticket", "target_id": "{ticket}", "reason": "Lawsuit"}}
    ),
    "api/v1/privacy/holds/<int:hold_id>/lift": one(post={}),
    "api/v1/privacy/requests/<uuid:public_id>/file": one(),
    "api/v1/contacts/<int:contact_id>/export": one(post={}),
    "api/v1/contacts/<int:contact_id>/erasure": one(post={"confirmation": "x", "reason": "Asked for"}),
    f"{TICKET}/entries/<int:entry_id>/original": one(),
    f"{TICKET}/entries/<int:entry_id>/original.html": one(),
    f"{TICKET}/entries/<int:entry_id>/original.eml": one(),
    "api/v1/undo": mine(
        "post", why="only one's own actions, each asked again", post={"token": "{undo}"}
    ),
    "api/v1/views": Recipe(bodies={"post": {"name": "Mine", "query": "status:open"}}),
    "api/v1/views/counts": Recipe(),
    "api/v1/views/<int:view_id>": one(patch={"name": "Other"}),
    f"{TICKET}/scheduled-replies": one(post={"body": "Hello", "send_at": TOMORROW}),
    f"{TICKET}/scheduled-replies/<uuid:scheduled_id>": one(),
    f"{TICKET}/side-conversations": one(
        post={"to": ["ops@tideline.test"], "subject": "Grants", "body": "Hello"}
    ),
    f"{TICKET}/side-conversations/<int:side_id>": one(patch={"state": "closed"}),
    f"{TICKET}/side-conversations/<int:side_id>/messages": one(post={"body": "Hello"}),
    f"{TICKET}/side-conversations/<int:side_id>/read": one(),
    f"{TICKET}/macros": one(),
    f"{TICKET}/macros/try": Recipe(
        one=True,
        bodies={"post": {"text": "Hi {{customer.name}}"}},
        reader=("post",),
        why="what a macro would say; nothing is changed",
    ),
    "api/v1/macros": Recipe(bodies={"post": {"name": "Mine", "text": "Hello"}}),
    "api/v1/macros/starters": Recipe(bodies={"post": {"keys": ["steps"]}}),
    # A shared one is everybody's; whom it may not be applied to, its answer says ticket by ticket.
    "api/v1/macros/<int:macro_id>": Recipe(bodies={"patch": {"name": "Other"}}),
    "api/v1/macros/<int:macro_id>/apply": Recipe(bodies={"post": {"numbers": ["{ticket}"]}}),
    "api/v1/tags": Recipe(),
    "api/v1/tags/usage": Recipe(),
    "api/v1/tags/changes": Recipe(bodies={"post": {"sources": ["nobody-has-this"]}}),
    "api/v1/tags/changes/preview": Recipe(bodies={"post": {"sources": ["nobody-has-this"]}}),
    "api/v1/tags/changes/<int:change_id>/undo": Recipe(),
    "api/v1/channels": Recipe(),
    "api/v1/channels/<slug:channel>": Recipe(bodies={"patch": {"type": "billing"}}),
    "api/v1/tickets/<int:number>/messages": one(post={"body": "It came by text."}),
    "api/v1/customer-fields": Recipe(bodies={"post": {"of": "company", "label": "Plan", "kind": "text"}}),
    "api/v1/customer-fields/order": Recipe(bodies={"put": {"of": "company", "ids": [1]}}),
    "api/v1/customer-fields/usage": Recipe(),
    "api/v1/customer-fields/<int:customer_field_id>": Recipe(bodies={"patch": {"label": "Other"}}),
    "api/v1/customer-fields/<int:customer_field_id>/archive": Recipe(),
    "api/v1/customer-fields/<int:customer_field_id>/restore": Recipe(),
    "api/v1/customer-fields/<int:customer_field_id>/usage": Recipe(),
    "api/v1/fields": Recipe(bodies={"post": {"label": "Plan", "kind": "text"}}),
    "api/v1/fields/order": Recipe(bodies={"put": {"ids": [1]}}),
    "api/v1/fields/usage": Recipe(),
    "api/v1/fields/<int:field_id>": Recipe(bodies={"patch": {"label": "Other"}}),
    "api/v1/fields/<int:field_id>/archive": Recipe(),
    "api/v1/fields/<int:field_id>/restore": Recipe(),
    "api/v1/fields/<int:field_id>/usage": Recipe(),
    "api/v1/tickets/<int:number>/fields": Recipe(one=True),
    "api/v1/notices": Recipe(),
    "api/v1/notices/read": mine("post", why="only one's own notices", post={"ids": [1]}),
    "api/v1/notices/unread": mine("post", why="only one's own notices", post={"ids": [1]}),
    "api/v1/notices/choices": mine(
        "put",
        why="only one's own choices",
        put={"kinds": [], "quiet_begins": None, "quiet_ends": None, "digest_at": "08:00"},
    ),
    "api/v1/attachments": Recipe(),
    "api/v1/attachments/<uuid:attachment_id>": one(),
    "api/v1/search": Recipe(query={"q": "exports fail"}),
    "api/v1/articles": Recipe(bodies={"post": {"title": "New", "body": "New"}}),
    "api/v1/articles/import": Recipe(),
    "api/v1/articles/<int:article_id>": one(patch={"title": "Other"}),
    "api/v1/articles/<int:article_id>/versions": one(),
    "api/v1/articles/<int:article_id>/versions/<int:number>": Recipe(
        one=True, values=lambda world: {"number": 1}
    ),
    "api/v1/articles/<int:article_id>/restore": one(post={"version": 1}),
    "api/v1/articles/<int:article_id>/review": one(),
    "api/v1/articles/<int:article_id>/approval": one(post={"words": "Please look."}),
    "api/v1/articles/<int:article_id>/approval/give": one(post={"version": 1}),
    "api/v1/articles/<int:article_id>/approval/return": one(post={"comment": "Say how."}),
    "api/v1/articles/<int:article_id>/approvals": one(),
    "api/v1/articles/<int:article_id>/images": one(post={"alt": "The button"}),
    "api/v1/article-images/<uuid:public_id>": Recipe(
        one=True, values=lambda world: {"public_id": world.image.public_id}
    ),
    "api/v1/articles/<int:article_id>/compare": Recipe(one=True, query={"from": 1, "to": 1}),
    "api/v1/articles/<int:article_id>/translations": one(post={"language": "de"}),
    "api/v1/articles/<int:article_id>/translated": one(post={"version": 1}),
    "api/v1/articles/<int:article_id>/recordings": one(
        post={"brand": "halyard", "address": "https://app.halyard.test/"}
    ),
    "api/v1/kb/languages": Recipe(),
    "api/v1/kb/redirects": Recipe(bodies={"post": {"path": "/old", "target": "/new"}}),
    "api/v1/kb/redirects/import": Recipe(bodies={"post": {"csv": "/old,/new"}}),
    "api/v1/kb/redirects/<int:redirect_id>": Recipe(bodies={"patch": {"target": "/newer"}}),
    "api/v1/kb/missed-paths": Recipe(),
    "api/v1/kb/missed-paths/<int:missed_id>": Recipe(),
    "api/v1/kb/help-centers": Recipe(),
    "api/v1/kb/help-centers/<slug:brand_slug>": Recipe(bodies={"patch": {"requires_approval": True}}),
    "api/v1/portal/brands/<slug:brand_slug>": Recipe(bodies={"patch": {"shares_company": True}}),
    "api/v1/portal/brands/<slug:brand_slug>/forms": Recipe(bodies={"post": {"name": "Billing"}}),
    "api/v1/portal/forms/<int:form_id>": Recipe(bodies={"patch": {"is_active": False}}),
    "api/v1/kb/searches": Recipe(),
    "api/v1/kb/searches/list": Recipe(),
    "api/v1/kb/searches.csv": Recipe(),
    "api/v1/kb/gaps": Recipe(),
    "api/v1/kb/gaps.csv": Recipe(),
    "api/v1/kb/gaps/<int:gap_id>": one(patch={"state": "in_work"}),
    "api/v1/kb/gaps/<int:gap_id>/draft": one(),
    "api/v1/kb/gaps/<int:gap_id>/trial": one(),
    "api/v1/kb/gap-figures": Recipe(
        bodies={"put": {"cost_per_ticket": "18.50", "minutes_per_reply": 9, "currency": "USD"}}
    ),
    "api/v1/kb/outcomes": Recipe(),
    "api/v1/kb/outcomes.csv": Recipe(),
    "api/v1/kb/coverage": Recipe(),
    "api/v1/kb/sources": Recipe(bodies={"post": {"name": "New", "kind": "files"}}),
    "api/v1/kb/sources/preview": Recipe(bodies={"post": {"address": "http://127.0.0.1:1/"}}),
    "api/v1/kb/sources/<int:source_id>": one(patch={"name": "Other"}),
    "api/v1/kb/sources/<int:source_id>/read": one(),
    "api/v1/kb/sources/<int:source_id>/stop": one(),
    "api/v1/kb/sources/<int:source_id>/pause": one(),
    "api/v1/kb/sources/<int:source_id>/resume": one(),
    "api/v1/kb/sources/<int:source_id>/runs": one(),
    "api/v1/kb/sources/<int:source_id>/changes": one(),
    "api/v1/kb/sources/<int:source_id>/files": one(),
    "api/v1/kb/sources/<int:source_id>/files/<int:file_id>": one(),
    "api/v1/kb/sources/<int:source_id>/candidates": one(),
    "api/v1/kb/sources/<int:source_id>/tickets": one(post={"number": 1}),
    "api/v1/kb/sources/<int:source_id>/tickets/<int:number>": one(),
    "api/v1/kb/search": Recipe(query={"q": "refund failing exports"}),
    "api/v1/sla/policies": Recipe(bodies={"put": {"results": []}}),
    "api/v1/sla/calendars": Recipe(bodies={"put": {"results": []}}),
    "api/v1/sla/policies/preview": Recipe(bodies={"post": {"results": []}}),
    "api/v1/sla/calendars/preview": Recipe(bodies={"post": {"results": []}}),
    "api/v1/sla/example": Recipe(
        bodies={"post": {"ticket": {"segment": "enterprise", "priority": "P2", "channel": "email"}}}
    ),
    "api/v1/sla/versions": Recipe(),
    "api/v1/sla/versions/<int:version>": Recipe(values=lambda world: {"version": 1}),
    "api/v1/sla/versions/<int:version>/preview": Recipe(values=lambda world: {"version": 1}),
    "api/v1/sla/versions/<int:version>/restore": Recipe(values=lambda world: {"version": 1}),
    "api/v1/sla/regions": Recipe(),
    "api/v1/sla/compliance": Recipe(query=PERIOD | {"by": "policy"}),
    "api/v1/sla/compliance/misses": Recipe(query=PERIOD | {"by": "policy"}),
    "api/v1/sla/contract": Recipe(query=PERIOD | {"company_id": "1"}),
    "api/v1/sla/contract.pdf": Recipe(query=PERIOD | {"company_id": "1"}),
    "api/v1/sla/contract.csv": Recipe(query=PERIOD | {"company_id": "1"}),
    "api/v1/insights/figures": Recipe(),
    "api/v1/insights/figures.csv": Recipe(),
    "api/v1/insights/figures.pdf": Recipe(),
    "api/v1/insights/groups": Recipe(query={"by": "team"}),
    "api/v1/insights/series": Recipe(),
    "api/v1/insights/tickets": Recipe(query={"measure": "created"}),
    "api/v1/insights/tickets.csv": Recipe(query={"measure": "created"}),
    "api/v1/insights/money": Recipe(bodies={"put": {"hourly_cost": "52.00"}}),
    "api/v1/insights/accounts": Recipe(),
    "api/v1/insights/accounts.csv": Recipe(),
    "api/v1/insights/reports": Recipe(
        bodies={
            "post": {
                "name": "Mondays", "report": "operations", "days": 7, "every": "week", "on_day": 0, "hour": 8,
                "format": "csv", "addresses": ["ada@elsewhere.example"],
            }
        }
    ),
    "api/v1/insights/reports/settings": Recipe(bodies={"put": {"allows_outside": True}}),
    "api/v1/insights/reports/<int:schedule_id>": one(patch={"name": "Other"}),
    "api/v1/insights/ask": Recipe(bodies={"post": {"query": "created by:company"}}),
    "api/v1/insights/ask.csv": Recipe(query={"query": "created by:company"}),
    "api/v1/insights/ask/tickets": Recipe(query={"query": "created"}),
    "api/v1/insights/ask/tickets.csv": Recipe(query={"query": "created"}),
    "api/v1/insights/ask/questions": Recipe(),
    "api/v1/insights/ask/questions/<int:question_id>": one(patch={"is_kept": True}),
    "api/v1/insights/companies/<int:company_id>/health": one(),
    "api/v1/insights/companies/<int:company_id>/corrections": one(
        post={"reason": "bugs", "points": 0, "why": "Known.", "until_on": TOMORROW[:10]}
    ),
    "api/v1/insights/companies/<int:company_id>/corrections/<str:reason>": Recipe(
        one=True, values=lambda world: {"reason": "bugs"}
    ),
    "api/v1/insights/companies/<int:company_id>/usage": one(put={"on": "2026-03-01", "people": 3}),
    "api/v1/insights/companies/<int:company_id>/outcome": one(put={"on": "2026-03-01", "kind": "renewed"}),
    "api/v1/insights/calibration": Recipe(),
    "api/v1/insights/rules": Recipe(bodies={"put": {"alerts_a_week": 3}}),
    "api/v1/insights/rules/preview": Recipe(bodies={"post": {"alerts_a_week": 3}}),
    "api/v1/insights/playbooks": Recipe(bodies={"post": {"name": "New", "template": "failed_payment"}}),
    "api/v1/insights/playbooks/limits": Recipe(bodies={"put": {"a_week": 1}}),
    "api/v1/insights/playbooks/<int:playbook_id>": one(patch={"name": "Other"}),
    "api/v1/insights/playbooks/<int:playbook_id>/preview": one(),
    "api/v1/insights/signals": mine("get", why="one's own signals; staff without any get an empty list"),
    "api/v1/insights/signals/<int:signal_id>": one(patch={"state": "accepted"}),
    "api/v1/practice/sets": Recipe(bodies={"post": {"name": "Refunds", "article_id": "{runbook}"}}),
    "api/v1/practice/sets/<int:set_id>": one(),
    "api/v1/practice/cases/<int:case_id>": one(patch={"must_escalate": True}),
    "api/v1/practice/attempts": Recipe(bodies={"post": {"set_id": "{practice_set}", "mode": "replay"}}),
    "api/v1/practice/attempts/<int:attempt_id>": one(),
    "api/v1/practice/attempts/<int:attempt_id>/replies": one(post={"text": "Which run?"}),
    "api/v1/practice/attempts/<int:attempt_id>/marks": one(post={"step": "look", "state": "done"}),
    "api/v1/practice/attempts/<int:attempt_id>/help": one(post={"why": "Too much"}),
    "api/v1/practice/attempts/<int:attempt_id>/finish": one(),
    "api/v1/practice/progress": Recipe(),
    "api/v1/quality/reviews": mine("get", why="one's own reviews; staff without any get an empty list"),
    "api/v1/quality/reviews/<int:review_id>": one(
        put={"scores": [{"criterion": "tone", "level": 2, "why": "Friendly."}]}
    ),
    "api/v1/quality/reviews/<int:review_id>/comments": one(post={"text": "Well done."}),
    "api/v1/quality/coaching": mine("get", why="one's own scores; staff without any get none"),
    "api/v1/quality/people": Recipe(),
    "api/v1/quality/rubric": Recipe(bodies={"put": {"sampled": 4}}),
    "api/v1/quality/drift": Recipe(),
    "api/v1/quality/drift/weeks": Recipe(query={"scope": "all", "measure": "csat"}),
    "api/v1/assistant/ask": mine(
        "post", why="a question with a body; it answers from what the caller may read",
        post={"question": "How much may an agent refund for failing exports?", "audience": "staff"},
    ),
    "api/v1/assistant/actions": Recipe(),
    "api/v1/assistant/actions/trial": Recipe(
        bodies={"post": {"action": ACTION, "question": "Which plan are we on?", "contact_id": 1}}
    ),
    "api/v1/assistant/actions/uses": Recipe(),
    "api/v1/assistant/actions/secrets": Recipe(),
    "api/v1/assistant/actions/secrets/<slug:name>": Recipe(
        one=True, bodies={"put": {"host": "api.example.com"}}, values=lambda world: {"name": "app"}
    ),
    "api/v1/assistant/boundaries": Recipe(bodies={"put": {"boundaries": []}}),
    "api/v1/assistant/status": Recipe(),
    "api/v1/assistant/copilot": Recipe(),
    "api/v1/assistant/ledger": Recipe(),
    "api/v1/assistant/ledger.csv": Recipe(),
    "api/v1/assistant/ledger/conversations": Recipe(),
    "api/v1/assistant/ledger/conversations/<int:number>": one(post={"state": "confirmed"}),
    "api/v1/assistant/autonomy": Recipe(),
    "api/v1/assistant/autonomy/<slug:category>": Recipe(
        bodies={"put": {"level": "suggest"}}, values=lambda world: {"category": "billing"}
    ),
    "api/v1/assistant/narrow": Recipe(bodies={"put": {"level": "suggest"}}),
    "api/v1/assistant/reviews": Recipe(),
    "api/v1/assistant/reviews/<int:number>": one(),
    "api/v1/assistant/reviews/<int:number>/verdict": one(put={"verdict": "right"}),
    "api/v1/assistant/configuration": Recipe(),
    "api/v1/assistant/draft": Recipe(bodies={"put": {"content": {"masking": {"is_on": True}}}}),
    "api/v1/assistant/draft/publish": Recipe(bodies={"put": {"note": "Narrower"}}),
    "api/v1/assistant/versions": Recipe(),
    "api/v1/assistant/versions/<int:version>": Recipe(values=lambda world: {"version": 1}),
    "api/v1/assistant/versions/<int:version>/restore": Recipe(values=lambda world: {"version": 1}),
    "api/v1/assistant/confidence": Recipe(),
    "api/v1/assistant/spending": Recipe(),
    "api/v1/assistant/try": Recipe(bodies={"post": {"question": "How do I export?"}}),
    "api/v1/assistant/bench": Recipe(
        bodies={"post": {"question": "How do I export?", "expected": "answered"}}
    ),
    "api/v1/assistant/bench/<int:bench_id>": Recipe(),
    "api/v1/assistant/replays": Recipe(bodies={"post": {"tickets": 50}}),
    "api/v1/assistant/replays/<int:replay_id>": Recipe(),
    "api/v1/assistant/replays/<int:replay_id>/stop": Recipe(),
    "api/v1/assistant/replays/<int:replay_id>/items": Recipe(),
    "api/v1/routing/rules": Recipe(bodies={"put": RULES}),
    "api/v1/routing/rules/dry-run": Recipe(bodies={"post": RULES | {"tickets": 10}}),
    "api/v1/routing/rules/example": Recipe(bodies={"post": RULES | {"number": "{ticket}"}}),
    "api/v1/routing/rules/counts": Recipe(),
    "api/v1/routing/rules/versions": Recipe(),
    "api/v1/routing/rules/versions/<int:version>": Recipe(values=lambda world: {"version": 1}),
    "api/v1/routing/rules/versions/<int:version>/restore": Recipe(values=lambda world: {"version": 1}),
    "api/v1/routing/load": Recipe(),
    "api/v1/routing/measures": Recipe(query=PERIOD),
    "api/v1/routing/measures.csv": Recipe(query=PERIOD),
    "api/v1/routing/measures/tickets": Recipe(query=PERIOD | {"measure": "misroutes"}),
    "api/v1/routing/measures/tickets.csv": Recipe(query=PERIOD | {"measure": "misroutes"}),
    "api/v1/routing/settings": Recipe(),
    "api/v1/widget-settings/<slug:brand>": Recipe(bodies={"patch": {"greeting": "Hi"}}),
    "api/v1/widget-settings/<slug:brand>/rotate-secret": Recipe(),
    "api/v1/widget-settings/<slug:brand>/retire-secret": Recipe(),
    "api/v1/widget-settings/<slug:brand>/seen": Recipe(),
    "api/v1/widget-settings/<slug:brand>/test-area": Recipe(
        bodies={"post": {"url": "https://app.test/a"}}
    ),
    "api/v1/mailboxes": Recipe(bodies={"post": {"address": "new@halyard.test"}}),
    "api/v1/mailboxes/alerts": Recipe(),
    "api/v1/mailboxes/sign-in/return": Recipe(),
    "api/v1/mailboxes/<int:mailbox_id>": Recipe(bodies={"patch": {"sender_name": "X"}}),
    "api/v1/mailboxes/<int:mailbox_id>/check": Recipe(),
    "api/v1/mailboxes/<int:mailbox_id>/sign-in": Recipe(),
    "api/v1/mail/log": Recipe(),
    "api/v1/mail/log/counts": Recipe(),
    "api/v1/mail/log/<int:inbound_id>": Recipe(),
    "api/v1/mail/log/<int:inbound_id>/raw": Recipe(),
    "api/v1/mail/log/<int:inbound_id>/retry": Recipe(),
    "api/v1/mail/suspended/recover": Recipe(bodies={"post": {"ids": ["{suspended}"]}}),
    "api/v1/mail/suspended/delete": Recipe(bodies={"post": {"ids": ["{suspended}"]}}),
    "api/v1/mail/rules": Recipe(bodies={"post": {"pattern": "a@b.test", "kind": "block"}}),
    "api/v1/mail/rules/<int:rule_id>": Recipe(),
    "api/v1/connections": Recipe(bodies={"post": {"system": "ferry", "api_key": "x" * 20}}),
    "api/v1/connections/systems": Recipe(),
    "api/v1/connections/alerts": Recipe(),
    "api/v1/connections/sign-in": Recipe(bodies={"post": {"system": "ferry"}}),
    "api/v1/connections/sign-in/return": Recipe(),
    "api/v1/connections/deliveries": Recipe(),
    "api/v1/connections/deliveries/<int:delivery_id>": one(),
    "api/v1/connections/deliveries/<int:delivery_id>/replay": one(),
    "api/v1/connections/hooks": Recipe(),
    "api/v1/connections/hooks/<int:hook_id>": one(),
    "api/v1/connections/hooks/<int:hook_id>/replay": one(),
    "api/v1/connections/<int:connection_id>": one(),
    "api/v1/connections/<int:connection_id>/pause": one(),
    "api/v1/connections/<int:connection_id>/resume": one(),
    "api/v1/connections/<int:connection_id>/test": one(),
    "api/v1/connections/<int:connection_id>/streams/<slug:stream>/restart": one(),
    "api/v1/connections/<int:connection_id>/hook-secrets": one(post={"secret": "s" * 20}),
    "api/v1/connections/<int:connection_id>/hook-secrets/<int:secret_id>": one(),
    "api/v1/slack": Recipe(),
    "api/v1/slack/channels": Recipe(),
    "api/v1/slack/channels/look": Recipe(),
    "api/v1/slack/channels/<int:channel_id>": one(patch={"mode": "off"}),
    "api/v1/slack/workspaces": Recipe(),
    "api/v1/slack/workspaces/<int:workspace_id>": one(patch={"company_id": None}),
    "api/v1/slack/alert-rules": Recipe(bodies={"post": {"connection_id": 1, "kinds": ["breach"]}}),
    "api/v1/slack/alert-rules/<int:rule_id>": Recipe(
        one=True, bodies={"patch": {"is_on": False}}, values=_alert_rule
    ),
    "api/v1/imports": Recipe(bodies={"post": {"source": "zendesk"}}),
    "api/v1/imports/<int:import_id>": one(),
    "api/v1/imports/<int:import_id>/mapping": one(put={"version": 1, "choices": []}),
    "api/v1/imports/<int:import_id>/steps": one(post={"step": "check"}),
    "api/v1/imports/<int:import_id>/issues": one(),
    "api/v1/imports/<int:import_id>/report": one(),
    "api/v1/events": Recipe(
        bodies={
            "post": {
                "events": [{"id": "e", "name": "x", "at": TOMORROW, "company": {"domain": "kestrel.test"}}]
            }
        }
    ),
    "api/v1/event-types": Recipe(),
    "api/v1/billing/<int:billing_id>": one(
        put={"version": 0, "metadata_key": "crm_id", "fills_facts": True}
    ),
    "api/v1/billing/<int:billing_id>/sync": one(),
    "api/v1/billing/<int:billing_id>/customers": one(),
    "api/v1/billing/customers/<int:customer_id>": one(put={"company_id": None, "is_ignored": True}),
    "api/v1/companies/<int:company_id>/billing": one(),
    f"{TICKET}/billing": one(),
    "api/v1/crm/<int:crm_id>": one(put={"version": 0, "sends_outcomes": True, "fields": []}),
    "api/v1/crm/<int:crm_id>/sync": one(),
    "api/v1/crm/<int:crm_id>/conflicts": one(),
    "api/v1/crm/conflicts/<int:conflict_id>": one(post={"choice": "crm"}),
    "api/v1/webhooks": Recipe(bodies={"post": {"url": "https://x.test", "types": ["*"]}}),
    "api/v1/webhooks/<int:webhook_id>": one(patch={"note": "X"}),
    "api/v1/webhooks/<int:webhook_id>/secrets": one(),
    "api/v1/webhooks/<int:webhook_id>/secrets/<int:secret_id>": Recipe(one=True, values=_sent),
    "api/v1/webhooks/<int:webhook_id>/test": one(),
    "api/v1/webhooks/<int:webhook_id>/resume": one(),
    "api/v1/webhooks/<int:webhook_id>/replay-failed": one(),
    "api/v1/webhooks/<int:webhook_id>/deliveries": one(),
    "api/v1/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>": Recipe(one=True, values=_sent),
    "api/v1/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/replay": Recipe(one=True, values=_sent),
    "api/v1/sign-on": everybody("the buttons of the sign-in screen"),
    "api/v1/sign-on/start": everybody(
        "leads to a provider that is offered to everybody",
        bodies={"post": {"provider": "0b4f1a52-6f3c-4a57-9f0c-1f1f6a1c2d3e"}},
    ),
    "api/v1/sign-on/rule": Recipe(bodies={"put": {"is_required": False, "break_glass": []}}),
    "api/v1/sign-on/providers": Recipe(
        bodies={"post": {"kind": "oidc", "issuer": "https://x.test", "client_id": "x", "client_secret": "y"}}
    ),
    "api/v1/sign-on/providers/<uuid:public_id>": Recipe(values=_provider),
    "api/v1/sign-on/providers/<uuid:public_id>/switch": Recipe(
        bodies={"post": {"is_on": False}}, values=_provider
    ),
    "api/v1/sign-on/providers/<uuid:public_id>/test": Recipe(values=_provider),
    "api/v1/sign-on/tests/<uuid:public_id>": Recipe(values=_provider),
    "sign-on/callback": everybody("ends a sign-in by its state and browser; all else answers alike"),
    "sign-on/saml/acs": everybody("the same"),
    "sign-on/saml/metadata": everybody("what providers need to know of us"),
    "sign-on/finish": everybody("the same as the callback"),
    "api/v1/widget/config": everybody("how the widget looks", query={"key": "{key}"}),
    "api/v1/widget/sessions": everybody(
        "begins an anonymous session", bodies={"post": {"key": "{key}"}}
    ),
    "api/v1/widget/sessions/current": Recipe(kind=CUSTOMER, reader=("delete",), why="ends one's own"),
    "api/v1/widget/consent": Recipe(
        kind=CUSTOMER, reader=("post",), why="one's own word", bodies={"post": {"granted": True}}
    ),
    "api/v1/widget/context": Recipe(kind=CUSTOMER, bodies={"post": {"page": {}}}),
    "api/v1/widget/context/preview": Recipe(
        kind=CUSTOMER, reader=("post",), why="what oneself would share", bodies={"post": {"page": {}}}
    ),
    "api/v1/widget/home": Recipe(kind=CUSTOMER),
    "api/v1/widget/portal": Recipe(
        kind=CUSTOMER, reader=("post",), why="the way into one's own requests, and into nobody else's"
    ),
    "api/v1/widget/unread": Recipe(kind=CUSTOMER),
    "api/v1/widget/proactive": Recipe(kind=CUSTOMER),
    "api/v1/widget/proactive/choice": Recipe(
        kind=CUSTOMER, bodies={"post": {"is_opted_out": True}}, reader=("post",), why="a choice of one's own"
    ),
    "api/v1/widget/proactive/<int:message_id>": Recipe(
        kind=CUSTOMER, one=True, bodies={"post": {"what": "shown"}}
    ),
    "api/v1/widget/search": Recipe(kind=CUSTOMER, query={"q": "refund failing exports"}),
    "api/v1/widget/guide-steps": Recipe(
        kind=CUSTOMER, bodies={"post": {"article": "none", "selector": "#a", "found": True}}
    ),
    "api/v1/widget/recordings/open": everybody(
        "opens by a signed pass of an admin only", bodies={"post": {"token": "x"}}
    ),
    "api/v1/widget/recordings/save": everybody(
        "the same", bodies={"post": {"token": "x", "version": 1, "steps": []}}
    ),
    "api/v1/widget/articles/<str:slug>": Recipe(kind=CUSTOMER, one=True),
    "api/v1/widget/conversations": Recipe(
        kind=CUSTOMER, reader=("post",), why="begins one's own",
        bodies={"post": {"client_id": "client-0001", "text": "Hello"}},
    ),
    TALK: Recipe(kind=CUSTOMER, one=True),
    f"{TALK}/messages": Recipe(
        kind=CUSTOMER, one=True, bodies={"post": {"client_id": "client-0001", "text": "Hello"}}
    ),
    f"{TALK}/read": Recipe(kind=CUSTOMER, one=True, bodies={"post": {"message": "x"}}),
    f"{TALK}/feedback": Recipe(kind=CUSTOMER, one=True, bodies={"post": {"message": "x", "helped": True}}),
    f"{TALK}/rating": Recipe(kind=CUSTOMER, one=True, bodies={"post": {"score": 1}}),
    f"{TALK}/email": Recipe(kind=CUSTOMER, one=True, bodies={"post": {"email": "thief@evil.test"}}),
    "api/v1/widget/attachments": Recipe(kind=CUSTOMER, reader=("post",), why="a file of one's own"),
    "api/v1/widget/article-images/<uuid:public_id>": everybody(
        "opens by a signed pass only", query={"pass": "forged"}
    ),
    "api/v1/widget/attachments/<str:attachment_id>": everybody(
        "opens by a signed pass only", query={"pass": "forged"}
    ),
    "help/": everybody("public articles"),
    "help/-/<address:slug>": everybody("public articles"),
    "help/<slug:brand_slug>/contact/": everybody("a form, and public articles"),
    "help/<slug:brand_slug>/sign-in/": everybody("answers the same for every address"),
    "help/<slug:brand_slug>/sign-in/<str:token>/": everybody("opens by a mailed link only"),
    "help/<slug:brand_slug>/sign-out/": everybody("ends one's own session"),
    "help/<slug:brand_slug>/requests/": everybody(PORTAL),
    f"{REQUEST_PAGE}/": everybody(PORTAL),
    f"{REQUEST_PAGE}/reply/": everybody(PORTAL),
    f"{REQUEST_PAGE}/solved/": everybody(PORTAL),
    f"{REQUEST_PAGE}/rating/": everybody(PORTAL),
    f"{REQUEST_PAGE}/files/<uuid:file_id>": everybody(
        PORTAL, values=lambda world: {"file_id": world.file.public_id}
    ),
    "help/<slug:brand_slug>/": everybody("public articles"),
    "help/<slug:brand_slug>/images/<uuid:public_id>": everybody("images of public articles"),
    "help/<slug:brand_slug>/sitemap.xml": everybody("public articles"),
    "help/<slug:brand_slug>/sitemap-<language:language>.xml": everybody("public articles"),
    "help/<slug:brand_slug>/<address:slug>": everybody("public articles"),
    "help/<slug:brand_slug>/<address:slug>/feedback": everybody("public articles"),
    "mail-images/<str:token>": everybody("opens by a signed address only"),
    "hooks/mail/<str:intake_key>": everybody("takes what the provider has signed"),
    "hooks/mail/<str:intake_key>/mime": everybody("the same"),
    "hooks/mail/<str:intake_key>/events": everybody("the same"),
    "hooks/systems/<str:hook_key>": everybody("takes what the system has signed"),
    "rate/<str:token>": everybody("opens by a signed link only"),
    "widget.js": everybody("a script of ours"),
    "widget-app.js": everybody("a script of ours"),
    "widget-recorder.js": everybody("a script of ours"),
    "demo/api/session": everybody("the demo product; there is none without demo data"),
    "demo/api/sign-in": everybody("the same"),
    "demo/api/token": everybody("the same"),
    "demo/api/destinations/snowflake/test": everybody("the same"),
    "demo/api/destinations/snowflake/run": everybody("the same"),
    "^demo/(?!api/).*$": everybody("the same"),
}  # fmt: skip


def filled(value: Any, world: World) -> Any:
    names: dict[str, Any] = {
        "{ticket}": world.ticket.pk,
        "{runbook}": world.article.pk,
        "{practice_set}": world.practice.case.set_id,
        "{colleague}": world.cast.colleague.pk,
        "{suspended}": world.suspended.pk,
        "{undo}": world.undo,
        "{key}": world.cast.brand.widget_key,
    }
    if isinstance(value, dict):
        return {name: filled(inner, world) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, world) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value
