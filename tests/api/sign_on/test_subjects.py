"""By what a person is known for good, and which address may lead to an account."""

from typing import TYPE_CHECKING, Any

import pytest

from integrations.sign_on.facts import Facts, address_of
from integrations.sign_on.models import Link, Provider
from integrations.sign_on.problems import Problem, Refused
from integrations.sign_on.services.people_of import person_sign_in
from people.selectors.internal import user_any_by_email, user_by_email
from tests.api.sign_on.oidc import me
from tests.api.sign_on.test_saml import GOOD, answer, begin, one
from tests.browsers import Browser, signed_in
from tests.cast import NOW
from tests.standins.identity.saml import Answer, asked_by, posted

if TYPE_CHECKING:
    from tests.cast import Cast

__all__ = ["one"]
FORMATS = "urn:oasis:names:tc:SAML:1.1:nameid-format:"
EMAIL, UNSPECIFIED = f"{FORMATS}emailAddress", f"{FORMATS}unspecified"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
ADDRESS = "ines.agent@staff.test"
BY_ADDRESS = {
    "said to be one": {"name_format": EMAIL, "name_id": ADDRESS},
    "of no said kind": {"name_format": UNSPECIFIED, "name_id": "Ines.Agent@staff.test"},
    "said to last": {"name_format": PERSISTENT, "name_id": ADDRESS},
    "not the mailbox": {"name_format": UNSPECIFIED, "name_id": "ines@login.staff.test"},
    "an address by its kind only": {"name_format": EMAIL, "name_id": "ines"},
}


@pytest.mark.parametrize("how", BY_ADDRESS.values(), ids=BY_ADDRESS.keys())
def test_an_address_is_no_subject(cast: "Cast", one: str, how: dict[str, Any]) -> None:
    """Whoever is given the mailbox of somebody who left would be given their account with it."""
    browser = Browser()
    asked = begin(browser, one)
    end = answer(browser, posted(Answer(asked, **how).good(GOOD)), asked.relay_state)
    assert end == "/app/sign-in?problem=address_as_subject"
    assert me(browser) == ""
    assert not Link.objects.exists()


def test_a_test_shows_what_kind_of_name_came(cast: "Cast", one: str) -> None:
    Provider.objects.update(is_on=False, tested_at=None)
    owner = signed_in(cast.owner)
    begun = owner.post(f"sign-on/providers/{one}/test").json()
    asked = asked_by(begun["url"])
    answer(owner, posted(Answer(asked, name_format=EMAIL, name_id=ADDRESS).good(GOOD)), asked.relay_state)
    shown = owner.get(f"sign-on/tests/{begun['id']}").json()
    assert (shown["name_format"], shown["subject"]) == ("emailAddress", ADDRESS)
    assert shown["problem"] == "address_as_subject"
    assert Provider.objects.get().tested_at is None


@pytest.mark.parametrize(
    ("value", "problem"),
    [("7f3a", ""), ("7f3a@staff.test", ""), (ADDRESS, "address_as_subject"), ("", "untrusted")],
)
def test_an_attribute_with_a_lasting_id(cast: "Cast", one: str, value: str, problem: str) -> None:
    """A scoped id may look like an address, but is not the mailbox."""
    owner = signed_in(cast.owner)
    fixed = owner.patch(f"sign-on/providers/{one}", {"subject_claim": "groups"})
    assert fixed.json()["code"] == "sign_on.provider_in_use"
    Provider.objects.update(subject_claim="groups")
    browser = Browser()
    asked = begin(browser, one)
    made = Answer(asked, name_format=EMAIL, name_id=ADDRESS, groups=(value,) if value else ())
    end = answer(browser, posted(made.good(GOOD)), asked.relay_state)
    assert end == (f"/app/sign-in?problem={problem}" if problem else "/app/")
    assert [link.subject for link in Link.objects.all()] == ([] if problem else [value])


def test_another_attribute_forgets_who_was_who(cast: "Cast", one: str) -> None:
    browser = Browser()
    asked = begin(browser, one)
    answer(browser, posted(Answer(asked).good(GOOD)), asked.relay_state)
    assert Link.objects.exists()
    Provider.objects.update(is_on=False)
    changed = signed_in(cast.owner).patch(f"sign-on/providers/{one}", {"subject_claim": "id"})
    assert changed.json()["tested_at"] is None
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ines.Agent@Staff.Test", "ines.agent@staff.test"),
        ("ines@bücher.example", "ines@bücher.example"),
        ("ines@xn--bcher-kva.example", "ines@bücher.example"),
        ("\u212aim@staff.test", ""),
        ("\n  ines@staff.test\n", "ines@staff.test"),
        ("ines@staff.test\x00@evil.test", ""),
        (f"{'x' * 700}@staff.test", ""),
        (f"ines@staff.test{' ' * 700}@evil.test", ""),
        ("no address", ""),
        (["ines@staff.test"], ""),
        (None, ""),
    ],
)
def test_an_address_is_taken_whole_or_not_at_all(given: Any, kept: str) -> None:
    assert address_of(given) == kept


@pytest.mark.parametrize("alike", ["\u0131nes.agent@staff.test", "ine\u017f.agent@staff.test"])
def test_a_letter_that_only_looks_alike_in_capitals(cast: "Cast", alike: str) -> None:
    assert user_any_by_email(cast.agent.email.upper()) == cast.agent
    assert user_any_by_email(alike) is None
    assert user_by_email(alike) is None


def test_an_address_in_the_way_is_refused(cast: "Cast") -> None:
    """Nobody is taken for somebody whose address only counts as the same in the database."""
    provider = Provider.objects.create(
        kind="saml", name="One", is_on=True, tested_at=NOW, domains=["staff.test"], created_at=NOW
    )
    assert cast.agent.pk
    facts = Facts("7f3a", email="\u0131nes.agent@staff.test", is_verified=True)
    with pytest.raises(Refused) as refused:
        person_sign_in(provider=provider, facts=facts, now=NOW)
    assert refused.value.problem == Problem.UNKNOWN_PERSON
