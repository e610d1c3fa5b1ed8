"""Who somebody in Slack is: joined on proof, else somebody of their own."""

import pytest

from core import clock
from integrations.slack import services
from integrations.slack.models import SlackMember, SlackWorkspace
from people.models import Company, Contact, Identity
from people.services import Claim, contact_resolve
from tests.api.slack.desk import Desk, ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import services as assistant

    monkeypatch.setattr(assistant, "run_request", lambda **_: None)


def known(email: str = "kim@acme.test") -> Contact:
    """Somebody who has proven their address elsewhere."""
    claim = Claim(Identity.Kind.EMAIL, email, is_verified=True)
    return contact_resolve(claims=[claim], name="Kim", now=clock.now())


def acme() -> Company:
    return Company.objects.create(name="Acme", domain="acme.test")


def believed(cast: Cast, company: Company) -> None:
    row = SlackWorkspace.objects.get(team_id="T0ACME")
    services.workspace_set(
        actor=cast.actor(cast.admin), workspace_id=row.pk, company_id=company.pk, now=clock.now()
    )


def test_another_workspace_s_word_opens_nobody_s_history(desk: Desk) -> None:
    kim = known()
    desk.says("U0KIM", "The export hangs")
    found = ticket().requester
    assert found.pk != kim.pk
    claims = {row.kind: row.verified_at for row in Identity.objects.filter(contact=found)}
    assert (claims["slack"] is not None, claims["email"]) == (True, None)
    assert Identity.objects.get(kind="slack").value == "T0ACME:U0KIM"


def test_an_address_that_is_only_named_makes_nobody_one_of_a_company(desk: Desk) -> None:
    acme()
    desk.says("U0KIM", "The export hangs")
    assert ticket().requester.company_id is None
    assert ticket().company_id is None


def test_a_workspace_vouches_for_its_company_s_domain(cast: Cast, desk: Desk) -> None:
    kim, company = known(), acme()
    desk.server.user("U0EVE", "Eve", email="eve@other.test", team="T0ACME")
    eve = known("eve@other.test")
    desk.says("U0LEE" if "U0LEE" in desk.server.state.users else "U0EVE", "First")
    believed(cast, company)
    desk.says("U0KIM", "The export hangs")
    desk.says("U0EVE", "Mine too")
    assert SlackMember.objects.get(slack_id="U0KIM").contact_id == kim.pk
    # Its admin could write any address there: that of another domain proves nothing.
    assert SlackMember.objects.get(slack_id="U0EVE").contact_id != eve.pk


def test_an_address_that_is_not_confirmed_proves_nothing(desk: Desk) -> None:
    kim = known("kim@guest.test")
    desk.server.user("U0KIM", "Kim", email="kim@guest.test", is_email_confirmed=False)
    desk.says("U0KIM", "The export hangs")
    assert ticket().requester_id != kim.pk


def test_a_guest_in_our_workspace_is_known_by_their_address(desk: Desk) -> None:
    kim = known("kim@guest.test")
    desk.server.user("U0KIM", "Kim", email="kim@guest.test")
    desk.says("U0KIM", "The export hangs")
    assert ticket().requester_id == kim.pk


def test_somebody_without_address_is_themselves_again(desk: Desk) -> None:
    desk.server.user("U0ANON", "Anon", email="", team="T0ACME")
    desk.says("U0ANON", "One")
    desk.says("U0ANON", "Two")
    assert Contact.objects.count() == 1
    assert ticket_requesters() == {"Anon"}


def ticket_requesters() -> set[str]:
    from tickets.models import Ticket

    return {row.requester.name for row in Ticket.objects.select_related("requester")}


def test_a_channel_says_whose_company_it_is(desk: Desk) -> None:
    company = acme()
    desk.channel.company = company
    desk.channel.save()
    desk.says("U0KIM", "The export hangs")
    assert ticket().company_id == company.pk


def test_an_address_like_a_colleague_s_makes_nobody_a_colleague(cast: Cast, desk: Desk) -> None:
    desk.server.user("U0FAKE", "Fake", email=cast.agent.email, team="T0ACME")
    made = desk.says("U0KIM", "The export hangs")
    desk.says("U0FAKE", "I am support", thread_ts=made["ts"])
    from tickets.models import TimelineEntry

    assert not TimelineEntry.objects.filter(kind="message", author_kind="staff").exists()


def test_a_blocked_sender_is_not_heard(desk: Desk) -> None:
    desk.says("U0KIM", "The export hangs")
    Contact.objects.update(is_blocked=True)
    desk.says("U0KIM", "Hello?")
    from tickets.models import Ticket

    assert Ticket.objects.count() == 1
