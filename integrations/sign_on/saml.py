"""
SAML 2.0's web browser profile, as the service provider.

python3-saml verifies signatures, times and the schema. What it leaves open is closed here, over the signed
assertion alone: it must answer our request, be for us, be for this address and end soon. We ask through the
browser only and take answers by POST only; nothing is taken that we did not ask for.
"""

import base64
import binascii
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from core import http
from core.errors import Invalid, UpstreamFailed
from integrations.connections.transport import checked_base
from integrations.sign_on.facts import Facts, address_of, groups_of, subject_of, text_of
from integrations.sign_on.problems import Problem, Refused

logger = logging.getLogger(__name__)

METADATA_BYTES, ANSWER_BYTES = 1024 * 1024, 512 * 1024
MAX_SECONDS = 10.0
MOST_CERTIFICATES = 4
MOST_OF_ID, MOST_OF_URL = 300, 500
_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
_ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
_METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
_TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_NAMES = {
    "p": _PROTOCOL,
    "a": _ASSERTION,
    "m": _METADATA,
    "d": "http://www.w3.org/2000/09/xmldsig#",
}
EMAIL_NAMES = (
    "email",
    "mail",
    "emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)
NAME_NAMES = (
    "displayname",
    "name",
    "cn",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.microsoft.com/identity/claims/displayname",
)


@dataclass(frozen=True)
class Party:
    """Ourselves and a provider. `certificates` are base64 of DER; an answer may be signed with any."""

    our_id: str
    our_url: str
    entity_id: str
    sign_on_url: str
    certificates: tuple[str, ...]
    email_claim: str = ""
    groups_claim: str = ""
    subject_claim: str = ""

    @property
    def library(self) -> dict[str, Any]:
        """The settings of python3-saml."""
        return {
            "strict": True,
            "debug": False,
            "sp": {
                "entityId": self.our_id,
                "assertionConsumerService": {"url": self.our_url, "binding": _POST},
                "NameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            },
            "idp": {
                "entityId": self.entity_id,
                "singleSignOnService": {"url": self.sign_on_url, "binding": _REDIRECT},
                "x509certMulti": {"signing": list(self.certificates)},
            },
            "security": {
                "wantAssertionsSigned": True,
                "wantAttributeStatement": False,
                "requestedAuthnContext": False,
                "rejectDeprecatedAlgorithm": True,
                "wantNameId": True,
                "allowRepeatAttributeName": True,
            },
        }

    @property
    def request(self) -> dict[str, Any]:
        """Where answers arrive: by our own setting, never by what a request claims of its host."""
        parts = urlsplit(self.our_url)
        return {
            "https": "on" if parts.scheme == "https" else "off",
            "http_host": parts.netloc,
            "script_name": parts.path,
            "get_data": {},
            "post_data": {},
        }


@dataclass(frozen=True)
class Certificate:
    """One certificate of a provider."""

    fingerprint: str
    subject: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Metadata:
    """What a provider's metadata say."""

    entity_id: str
    sign_on_url: str
    certificates: tuple[str, ...]


def request_url(party: Party, *, relay_state: str) -> tuple[str, str]:
    """Where the browser goes to sign in, and the id of the request."""
    auth = OneLogin_Saml2_Auth(party.request, old_settings=party.library)
    url: str = auth.login(return_to=relay_state)
    return url, str(auth.get_last_request_id())


def our_metadata(*, our_id: str, our_url: str) -> str:
    """What a provider needs to know of us, as XML."""
    placeholder = Party(our_id, our_url, "none", "https://none.invalid", ())
    made = OneLogin_Saml2_Settings({**placeholder.library, "idp": {}}, sp_validation_only=True)
    text = made.get_sp_metadata()
    return text.decode() if isinstance(text, bytes) else str(text)


def facts(party: Party, *, response: str, request_id: str) -> Facts:
    """Who signed in, by the answer (base64) to the request with this id. Raises Refused."""
    text = _decoded(response)
    try:
        _parsed(text)
    except Invalid as error:
        raise Refused(Problem.UNTRUSTED, error.message) from error
    data = party.request
    data["post_data"] = {"SAMLResponse": base64.b64encode(text).decode()}
    auth = OneLogin_Saml2_Auth(data, old_settings=party.library)
    try:
        auth.process_response(request_id=request_id)
    except Exception as error:
        # The library raises what lxml, xmlsec and it itself have, without a common class.
        raise Refused(Problem.UNTRUSTED, f"The answer cannot be read: {text_of(str(error))}") from error
    if auth.get_errors() or not auth.is_authenticated():
        why = text_of(str(auth.get_last_error_reason() or "not valid"))
        is_said = "status code of the Response was not Success" in why
        raise Refused(Problem.CANCELED if is_said else Problem.UNTRUSTED, why)
    return _facts(party, _signed_assertion(auth.get_last_response_xml(), party, request_id), auth)


def _facts(party: Party, assertion: Any, auth: OneLogin_Saml2_Auth) -> Facts:
    named = assertion.find("a:Subject/a:NameID", _NAMES)
    name_id = subject_of("" if named is None else named.text)
    format_of = "" if named is None else text_of(named.get("Format"))
    said: dict[str, list[str]] = {}
    for one in assertion.iterfind("a:AttributeStatement/a:Attribute", _NAMES):
        values = [value.text or "" for value in one.iterfind("a:AttributeValue", _NAMES)]
        for name in {one.get("Name", ""), one.get("FriendlyName", "")} - {""}:
            said.setdefault(name, []).extend(values)
    subject = subject_of(_first(said, (party.subject_claim,))) if party.subject_claim else name_id
    if not subject or (not party.subject_claim and format_of == _TRANSIENT):
        raise Refused(
            Problem.UNTRUSTED,
            f"The attribute {party.subject_claim} is missing."
            if party.subject_claim
            else "The NameID is missing, or changes with every sign-in.",
        )
    names = (party.email_claim,) if party.email_claim else EMAIL_NAMES
    told = _first(said, names)
    email = address_of(told if told or party.email_claim else name_id)
    # An address of this provider's own names nobody for good: a mailbox is given to somebody else one day.
    is_address = bool(email) and address_of(subject) == email if party.subject_claim else "@" in subject
    ends_at = auth.get_session_expiration()
    return Facts(
        subject=subject,
        name_format=format_of.rpartition(":")[2],
        is_lasting=not is_address and (party.subject_claim != "" or format_of != _EMAIL),
        email=email,
        # The assertion is the provider's word, and it is taken for the provider's own domains only.
        is_verified=bool(email),
        name=text_of(_first(said, NAME_NAMES), most=120),
        groups=groups_of(said.get(party.groups_claim, [])) if party.groups_claim else (),
        ends_at=datetime.fromtimestamp(ends_at, UTC) if ends_at else None,
    )


def _first(said: dict[str, list[str]], names: Sequence[str]) -> str:
    lowered = {name.lower(): values for name, values in said.items()}
    return next((values[0] for name in names if (values := lowered.get(name.lower()))), "")


def _signed_assertion(text: str | bytes, party: Party, request_id: str) -> Any:
    """The one assertion, whose signature the library has verified, checked for what the library lets pass."""
    root = _parsed(text if isinstance(text, bytes) else text.encode())
    found = root.xpath("//a:Assertion", namespaces=_NAMES)
    if root.tag != f"{{{_PROTOCOL}}}Response" or len(found) != 1 or found[0].getparent() is not root:
        raise Refused(Problem.UNTRUSTED, "There must be one assertion, in its own place.")
    assertion = found[0]
    references = assertion.xpath("./d:Signature/d:SignedInfo/d:Reference/@URI", namespaces=_NAMES)
    if references != [f"#{assertion.get('ID')}"]:
        raise Refused(Problem.UNTRUSTED, "The assertion must carry one signature of itself.")
    if root.get("InResponseTo") not in (None, request_id):
        raise Refused(Problem.UNTRUSTED, "The answer is to another request.")
    audiences = assertion.xpath("./a:Conditions/a:AudienceRestriction/a:Audience/text()", namespaces=_NAMES)
    if [one.strip() for one in audiences] != [party.our_id]:
        raise Refused(Problem.UNTRUSTED, "The assertion is not for us alone.")
    issuer = assertion.findtext("a:Issuer", "", _NAMES)
    if issuer.strip() != party.entity_id:
        raise Refused(Problem.UNTRUSTED, "The assertion is another provider's.")
    confirmed = [
        data
        for one in assertion.iterfind("a:Subject/a:SubjectConfirmation", _NAMES)
        if one.get("Method") == _BEARER
        and (data := one.find("a:SubjectConfirmationData", _NAMES)) is not None
        and data.get("InResponseTo") == request_id
        and data.get("Recipient") == party.our_url
        and data.get("NotOnOrAfter")
        and OneLogin_Saml2_Utils.parse_SAML_to_time(data.get("NotOnOrAfter")) > OneLogin_Saml2_Utils.now()
    ]
    if not confirmed:
        raise Refused(Problem.UNTRUSTED, "The assertion is not the answer to our request at our address.")
    return assertion


def _decoded(response: str) -> bytes:
    if len(response) > ANSWER_BYTES:
        raise Refused(Problem.UNTRUSTED, "The answer is larger than any sign-in.")
    try:
        return base64.b64decode("".join(response.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(Problem.UNTRUSTED, "The answer is not in base64.") from error


def _parsed(text: bytes) -> Any:
    """XML without document types, entities, comments and instructions. Raises Invalid."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=False
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unreadable(f"It is not XML: {text_of(str(error))}") from error
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable("It declares a document type, which could hide anything.")
    if any(not isinstance(node.tag, str) for node in root.iter()):
        # A comment can cut a name in two for one reader and not for another.
        raise _unreadable("It holds comments, entities or instructions.")
    return root


def metadata_fetch(url: str) -> str:
    """Read a provider's metadata from its address. Raises Invalid, UpstreamFailed."""
    plain = url.partition("?")[0]
    try:
        checked_base(plain)
    except Invalid as error:
        raise Invalid(
            "The address of the metadata begins with https://.",
            errors={"metadata_url": ["Write it as https://host."]},
        ) from error
    answer = http.fetch("GET", url, max_bytes=METADATA_BYTES, max_seconds=MAX_SECONDS, follow_redirects=False)
    if answer.status_code != 200:
        raise UpstreamFailed(f"The identity provider answered {answer.status_code} at {url}.")
    return answer.content.decode("utf-8", "replace")


def metadata_read(text: str) -> Metadata:
    """A provider's metadata. Raises Invalid."""
    if len(text) > METADATA_BYTES:
        raise _unreadable("It is larger than a megabyte.")
    root = _parsed(text.encode())
    found = root.xpath("descendant-or-self::m:EntityDescriptor[m:IDPSSODescriptor]", namespaces=_NAMES)
    if len(found) != 1:
        raise _unreadable(f"It describes {len(found)} identity providers, not one.")
    entity, idp = found[0], found[0].find("m:IDPSSODescriptor", _NAMES)
    addresses = {
        one.get("Binding"): one.get("Location", "") for one in idp.iterfind("m:SingleSignOnService", _NAMES)
    }
    url = addresses.get(_REDIRECT, "")
    if not url:
        raise _unreadable("It has no address for sign-ins by redirect.")
    try:
        checked_base(url.partition("?")[0])
    except Invalid as error:
        raise _unreadable("Its sign-in address does not begin with https://.") from error
    texts = idp.xpath(
        "./m:KeyDescriptor[not(@use) or @use='signing']//d:X509Certificate/text()", namespaces=_NAMES
    )
    certificates = tuple(dict.fromkeys("".join(one.split()) for one in texts))
    if not 1 <= len(certificates) <= MOST_CERTIFICATES:
        raise _unreadable(f"It has {len(certificates)} certificates, not 1 to {MOST_CERTIFICATES}.")
    for one in certificates:
        certificate_of(one)
    entity_id = entity.get("entityID", "").strip()
    if not entity_id or len(entity_id) > MOST_OF_ID or not entity_id.isprintable():
        raise _unreadable(f"Its entity id is missing, or longer than {MOST_OF_ID} characters.")
    if len(url) > MOST_OF_URL:
        raise _unreadable(f"Its sign-in address is longer than {MOST_OF_URL} characters.")
    return Metadata(entity_id=entity_id, sign_on_url=url, certificates=certificates)


def certificate_of(text: str) -> Certificate:
    """What a certificate (base64 of DER) says. Raises Invalid."""
    try:
        found = x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
    except ValueError as error:
        raise _unreadable("A certificate cannot be read.") from error
    return Certificate(
        fingerprint=found.fingerprint(hashes.SHA256()).hex(":"),
        subject=text_of(found.subject.rfc4514_string()),
        starts_at=found.not_valid_before_utc,
        ends_at=found.not_valid_after_utc,
    )


def _unreadable(why: str) -> Invalid:
    return Invalid(f"These are not metadata of a SAML identity provider. {why}", errors={"metadata": [why]})
