"""
Nothing is written to a ticket that is part of another: every operation of a ticket refuses it, or what it
writes is in the target.

The routes come from the URL configuration: a new one is tried without being named here.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from tests.cast import NOW
from tests.recipes import RECIPES, TICKET, filled
from tests.routes import METHODS, api_routes
from tests.world import World
from tickets.services import ticket_merge

if TYPE_CHECKING:
    from tests.cast import Cast

REFUSALS = {"tickets.merged", "tickets.merge_refused", "tickets.link_refused"}
LANDS = {
    "post replies": "a message for the old number lands in the target",
    "post messages": "so does a customer's, that a program brings",
}
KEEPS_NOTHING = {
    "post read": "how far oneself has read; no row is made for what one has opened anyway",
    "post copilot/rewrite": "words are given back, nothing is kept",
    "post copilot/translate": "words are given back, nothing is kept",
    "post copilot/summary": "words are given back, nothing is kept",
    "post macros/try": "words are given back, nothing is kept",
    "post sender/block": "the person is blocked; nothing is written to the ticket",
    "delete incident-replies/<uuid:reply_id>": "what was not sent yet is taken back; nothing is written",
}
MOVED = {
    "post entries/<int:entry_id>/redaction": "the message stands in the target, and is named there",
    "post entries/<int:entry_id>/redaction/preview": "the same",
    "post entries/<int:entry_id>/delivery": "the same",
    "delete issues/<int:link_id>": "the link is the target's",
    "post side-conversations/<int:side_id>/read": "the side conversation is the target's",
    "post actions/<int:use_id>/approve": "what was proposed waits in the target",
    "post actions/<int:use_id>/decline": "the same",
}


def test_a_merged_ticket_takes_nothing(cast: "Cast", settings: Any) -> None:
    settings.API_RATES = {"actor": "100000/min", "assistant": "100000/min"}
    world = World(cast)
    target = cast.ticket(by=world.ticket.requester, team=cast.team)
    owner = cast.actor(cast.owner)
    ticket_merge(actor=owner, source_id=world.ticket.pk, target_id=target.pk, now=NOW)
    api, wrong, tried = cast.api(cast.owner), [], set()
    for route in api_routes():
        if not route.template.startswith(TICKET):
            continue
        rest = route.template.removeprefix(TICKET).strip("/")
        for method in METHODS:
            if method == "get" or not hasattr(route.view, method):
                continue
            name = f"{method} {rest}".strip()
            tried.add(name)
            recipe = RECIPES[route.template]
            known = world.values() | {"number": world.ticket.pk, "other": target.pk}
            path = route.path(known).removeprefix("/api/v1/")
            with transaction.atomic():
                given = filled(recipe.bodies.get(method, {}), world)
                if "number" in given:
                    given["number"] = target.pk
                answer = getattr(api, method)(path, given)
                transaction.set_rollback(True)
            body = answer.json() if answer.content else {}
            is_refused = answer.status_code == 409 and body["code"] in REFUSALS
            if name in LANDS:
                is_right = answer.status_code == 201
            elif name in MOVED:
                is_right = answer.status_code == 404
            else:
                is_right = is_refused or (name in KEEPS_NOTHING and answer.status_code != 500)
            if not is_right:
                wrong.append(f"{name}: {answer.status_code} {answer.content[:120]!r}")
    assert not wrong, "\n".join(wrong)
    assert {*LANDS, *KEEPS_NOTHING, *MOVED} <= tried
