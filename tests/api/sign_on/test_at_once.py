"""Changes at the same moment: whichever comes first, somebody can still come in."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from core.errors import Conflict
from integrations.sign_on.facts import Facts
from integrations.sign_on.models import Kind, Provider, Rule
from integrations.sign_on.services import provider_switch, rule_set
from integrations.sign_on.services.people_of import person_sign_in
from integrations.sign_on.services.providers import ProviderInUse
from integrations.sign_on.services.requiring import NothingToRequire
from people.models import Role, User
from people.services import people_invite, user_update
from tests.browsers import with_password
from tests.cast import NOW

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> "Future[Any]":
    """`second` runs beside the transaction of `first`, which ends once `second` is done or waits for it."""

    def run() -> Any:
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            ran = pool.submit(run)
            wait_for([ran], timeout=1)
        wait_for([ran], timeout=20)
    return ran


def on(name: str) -> Provider:
    return Provider.objects.create(
        kind=Kind.SAML, name=name, is_on=True, tested_at=NOW, domains=["staff.test"], created_at=NOW
    )


@pytest.mark.parametrize("change", [{"role": "admin"}, {"is_active": False}])
def test_a_named_owner_who_leaves_while_the_provider_is_required(
    cast: "Cast", change: dict[str, Any]
) -> None:
    on("One")
    owner, other = with_password(cast.owner), with_password(cast.staff("Second Owner", Role.OWNER))
    ran = meanwhile(
        lambda: rule_set(actor=cast.actor(owner), is_required=True, break_glass=[owner.pk], now=NOW),
        lambda: user_update(actor=cast.actor(other), user_id=owner.pk, changes=change, now=NOW),
    )
    assert isinstance(ran.exception(), Conflict)


def test_two_providers_switched_off(cast: "Cast") -> None:
    one, two = on("One"), on("Two")
    owner = cast.actor(with_password(cast.owner))
    rule_set(actor=owner, is_required=True, break_glass=[owner.staff_id], now=NOW)
    ran = meanwhile(
        lambda: provider_switch(actor=owner, public_id=one.public_id, is_on=False, now=NOW),
        lambda: provider_switch(actor=owner, public_id=two.public_id, is_on=False, now=NOW),
    )
    assert isinstance(ran.exception(), ProviderInUse)


def test_a_provider_switched_off_while_it_is_required(cast: "Cast") -> None:
    one = on("One")
    owner = cast.actor(with_password(cast.owner))
    ran = meanwhile(
        lambda: provider_switch(actor=owner, public_id=one.public_id, is_on=False, now=NOW),
        lambda: rule_set(actor=owner, is_required=True, break_glass=[owner.staff_id], now=NOW),
    )
    assert isinstance(ran.exception(), NothingToRequire)
    assert not Rule.objects.filter(is_required=True).exists()


def test_somebody_is_invited_while_their_account_is_made(
    cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invitation comes first, and the sign-in joins by it."""
    provider, actor = on("One"), cast.actor(cast.owner)
    Provider.objects.update(creates_people=True)
    provider.refresh_from_db()
    assert cast.brand.pk
    unusable, facts = User.set_unusable_password, Facts("7f3a", email="nora.new@staff.test", is_verified=True)

    def invite() -> None:
        people_invite(actor=actor, addresses=[facts.email], role=Role.SUPERVISOR, now=NOW)
        connection.close()

    def invited_first(user: User) -> None:
        monkeypatch.setattr(User, "set_unusable_password", unusable)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(invite).result(timeout=20)
        unusable(user)

    monkeypatch.setattr(User, "set_unusable_password", invited_first)
    nora = person_sign_in(provider=provider, facts=facts, now=NOW)
    assert (nora.email, nora.role, nora.is_active) == ("nora.new@staff.test", Role.SUPERVISOR, True)
