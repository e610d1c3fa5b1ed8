"""Changing a provider: what is read anew, what must be tested anew, and sign-ins that are under way."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from integrations.sign_on import oidc, saml
from integrations.sign_on.models import Attempt, Link, Provider
from tests.api.sign_on.oidc import me, row
from tests.browsers import Browser, signed_in
from tests.standins.identity.saml import Signer, metadata

if TYPE_CHECKING:
    from tests.api.sign_on.oidc import Walker
    from tests.cast import Cast

URL = "https://idp.halyard.test/metadata.xml"
OLD, NEW = Signer.new(), Signer.new()


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses from which metadata were read."""
    asked: list[str] = []

    def fetch(url: str) -> str:
        asked.append(url)
        return metadata(OLD)

    monkeypatch.setattr(saml, "metadata_fetch", fetch)
    return asked


@pytest.fixture
def by_address(cast: "Cast", fetched: list[str]) -> str:
    """A SAML provider whose metadata were read from an address."""
    body = {"kind": "saml", "metadata_url": URL, "domains": ["staff.test"]}
    made = signed_in(cast.admin).post("sign-on/providers", body)
    assert made.status_code == 201, made.content
    assert fetched == [URL]
    fetched.clear()
    return str(made.json()["id"])


@pytest.mark.parametrize("more", [{}, {"metadata_url": URL}, {"metadata_url": ""}, {"reads_again": True}])
def test_a_file_wins_over_the_address(
    cast: "Cast", by_address: str, fetched: list[str], more: dict[str, Any]
) -> None:
    body = {"metadata": metadata(NEW)} | more
    shown = signed_in(cast.admin).patch(f"sign-on/providers/{by_address}", body).json()
    assert [one["fingerprint"] for one in shown["certificates"]] == [
        saml.certificate_of(NEW.certificate).fingerprint
    ]
    assert shown["metadata_url"] == ""
    assert fetched == []


def test_a_file_wins_from_the_start(cast: "Cast", fetched: list[str]) -> None:
    body = {"kind": "saml", "metadata_url": URL, "metadata": metadata(NEW)}
    shown = signed_in(cast.admin).post("sign-on/providers", body).json()
    assert (shown["metadata_url"], fetched) == ("", [])


def test_the_address_is_read_when_it_is_another_or_is_asked(
    cast: "Cast", by_address: str, fetched: list[str]
) -> None:
    admin, path = signed_in(cast.admin), f"sign-on/providers/{by_address}"
    assert admin.patch(path, {"name": "Other", "metadata_url": URL}).status_code == 200
    assert fetched == []
    assert admin.patch(path, {"reads_again": True}).status_code == 200
    assert admin.patch(path, {"metadata_url": f"{URL}?v=2"}).status_code == 200
    assert fetched == [URL, f"{URL}?v=2"]
    emptied = admin.patch(path, {"metadata_url": ""}).json()
    assert (emptied["metadata_url"], len(emptied["certificates"])) == ("", 1)


def test_an_issuer_is_read_when_it_is_another_or_is_asked(
    cast: "Cast", provider: "Walker", monkeypatch: pytest.MonkeyPatch
) -> None:
    made = provider.add(cast)
    asked: list[str] = []
    discover = oidc.discover

    def note(issuer: str) -> oidc.Discovered:
        asked.append(issuer)
        return discover(issuer)

    monkeypatch.setattr(oidc, "discover", note)
    admin, path = signed_in(cast.admin), f"sign-on/providers/{made['id']}"
    for same in (made["issuer"], f"{made['issuer']}/"):
        assert admin.patch(path, {"issuer": same, "domains": ["other.test"]}).status_code == 200
    assert asked == []
    assert admin.patch(path, {"reads_again": True}).status_code == 200
    assert asked == [made["issuer"]]


@pytest.mark.parametrize("change", ["authorize", "token", "keys", "user_info"])
def test_other_endpoints_must_be_tested_anew(cast: "Cast", provider: "Walker", change: str) -> None:
    made = provider.add(cast)
    owner = signed_in(cast.owner)
    provider.test(owner, made["id"], "olga")
    path = f"sign-on/providers/{made['id']}"
    owner.patch(path, {"reads_again": True})
    assert row(made["id"]).tested_at is not None, "it says what it said"
    Provider.objects.update(found=row(made["id"]).found | {change: "https://old.test/"})
    owner.patch(path, {"reads_again": True})
    assert row(made["id"]).tested_at is None


def _rolled(cast: "Cast", path: str) -> None:
    assert signed_in(cast.owner).patch(path, {"client_secret": "rolled"}).status_code == 200


def _off(cast: "Cast", path: str) -> None:
    assert signed_in(cast.owner).post(f"{path}/switch", {"is_on": False}).status_code == 200


def _elsewhere(cast: "Cast", path: str) -> None:
    _off(cast, path)
    assert signed_in(cast.owner).patch(path, {"client_id": "another"}).status_code == 200


def _gone(cast: "Cast", path: str) -> None:
    _off(cast, path)
    assert signed_in(cast.owner).delete(path).status_code == 204


@pytest.mark.parametrize("change", [_rolled, _off, _elsewhere, _gone])
@pytest.mark.parametrize("is_test", [False, True])
def test_a_sign_in_under_way_ends(
    cast: "Cast",
    provider: "Walker",
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[["Cast", str], None],
    is_test: bool,
) -> None:
    """The provider is changed while its answer is checked: the old word counts for nothing any more."""
    one, _ = provider.on(cast), cast.agent
    check, path = oidc.facts, f"sign-on/providers/{one}"

    def slowly(*args: Any, **named: Any) -> Any:
        found = check(*args, **named)
        change(cast, path)
        return found

    monkeypatch.setattr(oidc, "facts", slowly)
    browser = signed_in(cast.owner) if is_test else Browser()
    begun = browser.post(f"{path}/test") if is_test else browser.post("sign-on/start", {"provider": one})
    Provider.objects.update(tested_at="2026-01-01T00:00:00Z")
    back = browser.client.get(provider.agree(begun.json()["url"], "ines"))
    assert back.status_code == 302
    assert not Link.objects.exists()
    if is_test:
        assert not Provider.objects.filter(tested_at__year__gt=2026, is_on=False).exists()
    else:
        assert back.headers["Location"] == "/app/sign-in?problem=expired"
        assert me(browser) == ""
    assert not Attempt.objects.filter(ended_at=None).exists()
