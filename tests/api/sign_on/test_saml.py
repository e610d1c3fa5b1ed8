"""Single sign-on with SAML, and everything that a forged or stolen answer can be."""

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import xmlsec
from lxml import etree

from integrations.sign_on.models import Attempt, Link, Provider
from people.models import User
from tests.api.sign_on.oidc import me, path_of
from tests.browsers import Browser, signed_in
from tests.standins.identity.saml import (
    DS,
    ENTITY_ID,
    SIGN_ON_URL,
    A,
    Answer,
    Asked,
    P,
    Signer,
    asked_by,
    metadata,
    posted,
    sign,
)

if TYPE_CHECKING:
    from tests.cast import Cast

GOOD, NEXT, FOREIGN = Signer.new(), Signer.new(), Signer.new()


def begin(browser: Browser, provider: str) -> Asked:
    begun = browser.post("sign-on/start", {"provider": provider})
    assert begun.status_code == 200, begun.content
    return asked_by(begun.json()["url"])


def answer(browser: Browser, response: str, relay_state: str) -> str:
    """Post an answer as the provider's page does, without CSRF token, and follow; where the browser ends."""
    first = browser.client.post("/sign-on/saml/acs", {"SAMLResponse": response, "RelayState": relay_state})
    if first.status_code == 302:
        return str(first.headers["Location"])
    assert first.status_code == 303
    return str(browser.client.get(first.headers["Location"]).headers["Location"])


@pytest.fixture
def one(cast: "Cast") -> str:
    """A SAML provider that is on."""
    assert cast.agent.pk
    owner = signed_in(cast.owner)
    body = {
        "kind": "saml", "name": "Halyard SAML", "metadata": metadata(GOOD, NEXT), "domains": ["staff.test"],
        "groups_claim": "groups",
    }  # fmt: skip
    made = owner.post("sign-on/providers", body)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["entity_id"], shown["sign_on_url"]) == (ENTITY_ID, SIGN_ON_URL)
    assert len(shown["certificates"]) == 2
    begun = owner.post(f"sign-on/providers/{shown['id']}/test").json()
    asked = asked_by(begun["url"])
    end = answer(owner, posted(Answer(asked, groups=("Support",)).good(GOOD)), asked.relay_state)
    assert end == f"/app/sign-on-test?test={begun['id']}"
    test = owner.get(f"sign-on/tests/{begun['id']}").json()
    assert (test["problem"], test["subject"], test["groups"]) == (None, "saml-ines", ["Support"])
    assert owner.post(f"sign-on/providers/{shown['id']}/switch", {"is_on": True}).status_code == 200
    return str(shown["id"])


@pytest.mark.parametrize("signer", [GOOD, NEXT])
def test_somebody_signs_in(cast: "Cast", one: str, signer: Signer) -> None:
    """With either certificate, while the provider changes them."""
    browser = Browser()
    asked = begin(browser, one)
    assert answer(browser, posted(Answer(asked).good(signer)), asked.relay_state) == "/app/"
    assert me(browser) == cast.agent.email
    assert Link.objects.get().subject == "saml-ines"


def test_what_we_tell_providers(cast: "Cast", one: str) -> None:
    shown = Browser().client.get("/sign-on/saml/metadata")
    root = etree.fromstring(shown.content)
    ours = signed_in(cast.owner).get("sign-on/providers").json()["ours"]
    assert root.get("entityID") == ours["entity_id"]
    assert ours["acs_url"].encode() in shown.content


def _unsigned(asked: Asked) -> Any:
    made = Answer(asked)
    return made.around(made.assertion())


def _only_the_envelope(asked: Asked) -> Any:
    root = _unsigned(asked)
    sign(root, GOOD)
    return root


def _by_a_stranger(asked: Asked) -> Any:
    return Answer(asked).good(FOREIGN)


def _with_sha1(asked: Asked) -> Any:
    root = _unsigned(asked)
    sign(root.find(f"{{{A}}}Assertion"), GOOD, method=xmlsec.Transform.RSA_SHA1, digest=xmlsec.Transform.SHA1)
    return root


def _changed_afterwards(asked: Asked) -> Any:
    root = Answer(asked).good(GOOD)
    root.find(f".//{{{A}}}NameID").text = "saml-olga"
    return root


def _evil(asked: Asked) -> Any:
    return Answer(asked, name_id="saml-olga", email="olga.owner@staff.test").assertion()


def _wrapped_before(asked: Asked) -> Any:
    """XSW: a second assertion stands before the signed one."""
    root = Answer(asked).good(GOOD)
    root.insert(2, _evil(asked))
    return root


def _wrapped_behind(asked: Asked) -> Any:
    root = Answer(asked).good(GOOD)
    root.append(_evil(asked))
    return root


def _wrapped_inside(asked: Asked) -> Any:
    """The forged assertion takes the place, and holds the signed one in its signature."""
    root = Answer(asked).good(GOOD)
    signed = root.find(f"{{{A}}}Assertion")
    evil = _evil(asked)
    signature = copy.deepcopy(signed.find(f"{{{DS}}}Signature"))
    place = etree.SubElement(signature, f"{{{DS}}}Object")
    root.remove(signed)
    place.append(signed)
    evil.insert(1, signature)
    root.append(evil)
    return root


def _wrapped_with_the_same_id(asked: Asked) -> Any:
    root = Answer(asked).good(GOOD)
    signed = root.find(f"{{{A}}}Assertion")
    evil = _evil(asked)
    evil.set("ID", signed.get("ID"))
    evil.insert(1, copy.deepcopy(signed.find(f"{{{DS}}}Signature")))
    root.remove(signed)
    root.append(evil)
    extensions = etree.Element(f"{{{P}}}Extensions")
    extensions.append(signed)
    root.insert(1, extensions)
    return root


def _wrapped_in_an_envelope(asked: Asked) -> Any:
    root = Answer(asked).good(GOOD)
    outer = Answer(asked).around(_evil(asked))
    extensions = etree.Element(f"{{{P}}}Extensions")
    extensions.append(root)
    outer.insert(1, extensions)
    return outer


def _cut(asked: Asked, path: str, text: str, tail: str, **more: Any) -> Any:
    """A comment cuts a text in two after it was signed; the canonical form has no comments."""
    root = Answer(asked, **more).good(GOOD)
    found = root.find(path)
    found.text, comment = text, etree.Comment("x")
    comment.tail = tail
    found.append(comment)
    return root


def _comment(asked: Asked) -> Any:
    return _cut(asked, f".//{{{A}}}NameID", "saml-olga", ".evil", name_id="saml-olga.evil")


def _comment_in_the_address(asked: Asked) -> Any:
    address, tail = "olga.owner@staff.test", ".evil.test"
    return _cut(asked, f".//{{{A}}}AttributeValue", address, tail, email=f"{address}{tail}")


def _document_type(asked: Asked) -> Any:
    text: bytes = etree.tostring(Answer(asked).good(GOOD))
    return b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + text


def _outside_entity(asked: Asked) -> Any:
    text: bytes = etree.tostring(Answer(asked).good(GOOD))
    return b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + text.replace(b"saml-ines", b"&a;")


def _instruction(asked: Asked) -> Any:
    root = Answer(asked).good(GOOD)
    root.insert(0, etree.ProcessingInstruction("x", "y"))
    return root


ATTACKS: dict[str, Callable[[Asked], Any]] = {
    "unsigned": _unsigned,
    "signed as a whole only": _only_the_envelope,
    "signed by a stranger": _by_a_stranger,
    "signed with SHA-1": _with_sha1,
    "changed after signing": _changed_afterwards,
    "wrapped: forged first": _wrapped_before,
    "wrapped: forged last": _wrapped_behind,
    "wrapped: signed inside the signature": _wrapped_inside,
    "wrapped: the same id twice": _wrapped_with_the_same_id,
    "wrapped: an answer in an answer": _wrapped_in_an_envelope,
    "a comment in the name": _comment,
    "a comment in the address": _comment_in_the_address,
    "entities that grow": _document_type,
    "an entity from outside": _outside_entity,
    "an instruction": _instruction,
    "for another audience": lambda asked: Answer(asked, audience="https://other.test").good(GOOD),
    "for any audience": lambda asked: Answer(asked, audience=None).good(GOOD),
    "of another provider": lambda asked: Answer(asked, issuer="https://other.test").good(GOOD),
    "to another request": lambda asked: Answer(asked, response_to="_x", confirmed_to="_x").good(GOOD),
    "confirmed for another request": lambda asked: Answer(asked, confirmed_to="_x").good(GOOD),
    "confirmed for no request": lambda asked: Answer(asked, confirmed_to=None).good(GOOD),
    "to another address": lambda asked: Answer(asked, recipient="https://evil.test/acs").good(GOOD),
    "to an address that begins alike": lambda asked: Answer(
        asked, recipient=f"{asked.acs_url}.evil.test"
    ).good(GOOD),
    "to no address": lambda asked: Answer(asked, recipient=None).good(GOOD),
    "sent to another address": lambda asked: Answer(asked, destination="https://evil.test/").good(GOOD),
    "expired": lambda asked: Answer(asked, condition_ends=-3600, starts=-7200).good(GOOD),
    "from the future": lambda asked: Answer(asked, starts=3600, condition_ends=7200).good(GOOD),
    "confirmed too long ago": lambda asked: Answer(asked, ends=-3600).good(GOOD),
    "confirmed for ever": lambda asked: Answer(asked, ends=None).good(GOOD),
    "without a name": lambda asked: Answer(asked, name_id=None).good(GOOD),
    "with a name for this once": lambda asked: Answer(
        asked, name_format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    ).good(GOOD),
    "no XML": lambda asked: b"not xml",
    "empty": lambda asked: b"",
    "larger than any": lambda asked: b"<x>" + b" " * 600_000 + b"</x>",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_answer_that_is_refused(cast: "Cast", one: str, attack: Callable[[Asked], Any]) -> None:
    assert cast.owner.pk
    browser = Browser()
    asked = begin(browser, one)
    end = answer(browser, posted(attack(asked)), asked.relay_state)
    assert end == "/app/sign-in?problem=untrusted"
    assert me(browser) == ""
    assert not Link.objects.exists()
    assert not User.objects.filter(email__contains="evil").exists()


def test_the_provider_says_no(cast: "Cast", one: str) -> None:
    browser = Browser()
    asked = begin(browser, one)
    no = Answer(asked, status="urn:oasis:names:tc:SAML:2.0:status:Responder").good(GOOD)
    assert answer(browser, posted(no), asked.relay_state) == "/app/sign-in?problem=canceled"


def test_an_answer_is_good_once(cast: "Cast", one: str) -> None:
    browser = Browser()
    asked = begin(browser, one)
    response = posted(Answer(asked).good(GOOD))
    assert answer(browser, response, asked.relay_state) == "/app/"
    expired = "/app/sign-in?problem=expired"
    assert answer(browser, response, asked.relay_state) == expired
    assert answer(Browser(), response, asked.relay_state) == expired
    thief = Browser()
    own = begin(thief, one)
    assert answer(thief, response, own.relay_state) == "/app/sign-in?problem=untrusted"
    assert me(thief) == ""


def test_an_answer_that_nobody_asked_for(cast: "Cast", one: str) -> None:
    browser = Browser()
    asked = Asked("_x", "http://127.0.0.1:8000/sign-on/saml/acs", "x", "")
    for state in ("", "made-up", "https://evil.test/", "/app/settings"):
        end = answer(browser, posted(Answer(asked).good(GOOD)), state)
        assert end == "/app/sign-in?problem=expired"
    assert me(browser) == ""


def test_another_browser_cannot_end_it(cast: "Cast", one: str) -> None:
    """Nobody is signed in to the account of whoever sends them an answer."""
    thief, victim = Browser(), Browser()
    asked = begin(thief, one)
    begin(victim, one)
    end = answer(victim, posted(Answer(asked).good(GOOD)), asked.relay_state)
    assert end == "/app/sign-in?problem=expired"
    assert me(victim) == ""


@pytest.mark.parametrize("ticket", ["", "made-up", None], ids=["none", "another", "left out"])
def test_who_began_gets_nothing_of_who_answered(cast: "Cast", one: str, ticket: str | None) -> None:
    """A link to the provider makes a victim's browser answer what somebody else began."""
    thief, victim = Browser(), Browser()
    asked = begin(thief, one)
    answer(victim, posted(Answer(asked).good(GOOD)), asked.relay_state)
    named = {"state": asked.relay_state} | ({} if ticket is None else {"ticket": ticket})
    end = thief.client.get("/sign-on/finish", named)
    assert path_of(end.headers["Location"]).startswith("/app/sign-in?problem=expired")
    assert me(thief) == ""


def test_a_saml_state_ends_no_other_protocol(cast: "Cast", one: str) -> None:
    browser = Browser()
    asked = begin(browser, one)
    back = browser.client.get(f"/sign-on/callback?state={asked.relay_state}&code=x")
    assert path_of(back.headers["Location"]).startswith("/app/sign-in?problem=expired")
    assert Attempt.objects.filter(purpose="sign_in").get().answered_at is None


def test_an_address_of_another_domain(cast: "Cast", one: str) -> None:
    browser = Browser()
    asked = begin(browser, one)
    response = posted(Answer(asked, email="ines.agent@elsewhere.test").good(GOOD))
    assert answer(browser, response, asked.relay_state) == "/app/sign-in?problem=foreign_domain"


def test_certificates_roll_over_while_it_is_on(cast: "Cast", one: str) -> None:
    newest = Signer.new()
    owner = signed_in(cast.owner)
    assert owner.patch(f"sign-on/providers/{one}", {"metadata": metadata(NEXT, newest)}).status_code == 200
    for signer, end in ((newest, "/app/"), (GOOD, "/app/sign-in?problem=untrusted")):
        browser = Browser()
        asked = begin(browser, one)
        assert answer(browser, posted(Answer(asked).good(signer)), asked.relay_state) == end
    moved = metadata(NEXT, entity_id="https://evil.test/")
    refused = owner.patch(f"sign-on/providers/{one}", {"metadata": moved})
    assert refused.json()["code"] == "sign_on.provider_in_use"


BAD_METADATA = {
    "no XML": "hello",
    "a document type": '<!DOCTYPE x [<!ENTITY a "b">]>' + metadata(GOOD),
    "no provider": "<x/>",
    "no certificate": metadata(),
    "a certificate that is none": metadata(Signer(b"", b"", "AAAA")),
    "an address that runs": metadata(GOOD, url="javascript:alert(1)"),
    "an address without TLS": metadata(GOOD, url="http://idp.halyard.test/sso"),
    "an address that does not fit": metadata(GOOD, url=f"{SIGN_ON_URL}?{'x' * 500}"),
    "an id that does not fit": metadata(GOOD, entity_id=f"{ENTITY_ID}/{'x' * 300}"),
    "an encoding that it says of itself": '<?xml version="1.0" encoding="utf-16"?>' + metadata(GOOD),
}


@pytest.mark.parametrize("text", BAD_METADATA.values(), ids=BAD_METADATA.keys())
def test_metadata_that_are_refused(cast: "Cast", text: str) -> None:
    made = signed_in(cast.admin).post("sign-on/providers", {"kind": "saml", "metadata": text})
    assert made.status_code == 422, made.content
    assert not Provider.objects.exists()


def test_metadata_do_not_lead_inside(cast: "Cast") -> None:
    for url in ("http://169.254.169.254/", "https://127.0.0.1/metadata", "file:///etc/passwd"):
        made = signed_in(cast.admin).post("sign-on/providers", {"kind": "saml", "metadata_url": url})
        assert made.status_code in (422, 502), url
