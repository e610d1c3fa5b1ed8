"""A ticket of a large customer runs out of time: it escalates once, and their CSM reads it on the screen."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open, sign_in
from tests.system.stack import Stack, wait_until

pytestmark = pytest.mark.e2e
CSM = "Sofia Brandt"
SECONDS = 40


def test_at_three_quarters_the_csm_hears_of_it_once(world: Stack, open_page: Open) -> None:
    with world.client() as api:
        version = api.get("sla/policies").json()["version"]
        policies = api.get("sla/policies").json()["results"]
        enterprise = next(one for one in policies if one["name"] == "Enterprise")
        for row in enterprise["targets"]:
            if row["channel"] == "email":
                row["first_reply"] = SECONDS
        enterprise["steps"] = [{"fraction": 0.75, "actions": ["notify_csm", "reassign_csm"]}]
        changed = api.put("sla/policies", json={"results": policies})
        assert changed.status_code == 200, changed.text
        companies = api.get("companies", params={"limit": 100}).json()["results"]
        company = next(
            one
            for one in companies
            if one["segment"] == "enterprise" and (one["csm"] or {}).get("name") == CSM
        )
        contacts = api.get("contacts", params={"company": company["id"]}).json()["results"]
        email = next(one["email"] for one in contacts if (one["company"] or {}).get("id") == company["id"])
        made = api.post(
            "tickets",
            json={
                "kind": "note",
                "subject": "Nobody has answered yet",
                "body": "A customer asked on the phone.",
                "requester": {"email": email},
                "priority": "P2",
            },
        )
        number = int(made.json()["number"])

        def escalated() -> list[dict[str, Any]]:
            answer = api.get(f"tickets/{number}/routing")
            history = answer.json()["history"] if answer.status_code == 200 else []
            return [one for one in history if one["step"] == "escalated"]

        wait_until(lambda: escalated() != [], what="the ticket escalates")
        reasons = {(line["label"], line["detail"]) for line in escalated()[0]["reasons"]}
        assert ("Told", CSM) in reasons
        # A light agent cannot own it, and that is said.
        assert ("Instead of the CSM", f"the lead, as {CSM} cannot take it now") in reasons

        page = open_page("/app/")
        sign_in(page, "sofia@demo.candor.test")
        page.goto("/app/notices")
        row = page.get_by_role("link", name=re.compile(f"Escalated to you.*#{number}", re.DOTALL))
        expect(row).to_be_visible(timeout=PATIENCE)
        expect(row).not_to_contain_text("times")
        states = [clock["state"] for clock in api.get(f"tickets/{number}/sla").json()["clocks"]]
        wait_until(
            lambda: any(
                clock["kind"] == "first_reply" and clock["state"] == "breached"
                for clock in api.get(f"tickets/{number}/sla").json()["clocks"]
            ),
            what=f"the target is missed ({states})",
        )
        assert len(escalated()) == 1
        api.put(f"sla/versions/{version}/restore")
        api.patch(f"tickets/{number}", json={"status": "resolved"})
