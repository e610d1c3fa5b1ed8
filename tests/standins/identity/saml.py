"""
A SAML identity provider that signs what it is told to, with xmlsec.

It builds answers from parts, so that a test can leave each out, change it, or wrap what was signed.
"""

import base64
import datetime as dt
import uuid
import zlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

ENTITY_ID = "https://idp.halyard.test/metadata"
SIGN_ON_URL = "https://idp.halyard.test/sso"
P = "urn:oasis:names:tc:SAML:2.0:protocol"
A = "urn:oasis:names:tc:SAML:2.0:assertion"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
DS = "http://www.w3.org/2000/09/xmldsig#"


@dataclass(frozen=True)
class Signer:
    """A key with its certificate (base64 of DER)."""

    key: bytes
    pem: bytes
    certificate: str

    @classmethod
    def new(cls, *, days: int = 365) -> "Signer":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.halyard.test")])
        now = dt.datetime.now(dt.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=2))
            .not_valid_after(now + dt.timedelta(days=days))
            .sign(key, hashes.SHA256())
        )
        return cls(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
            made.public_bytes(serialization.Encoding.PEM),
            base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode(),
        )


@dataclass(frozen=True)
class Asked:
    """What our request says."""

    id: str
    acs_url: str
    issuer: str
    relay_state: str


def asked_by(address: str) -> Asked:
    """Read the request in the address to which the browser is sent."""
    query = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
    root = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"]), -15))
    issuer = root.findtext(f"{{{A}}}Issuer") or ""
    return Asked(
        root.get("ID") or "", root.get("AssertionConsumerServiceURL") or "", issuer, query["RelayState"]
    )


def metadata(*signers: Signer, entity_id: str = ENTITY_ID, url: str = SIGN_ON_URL) -> str:
    """What the provider publishes."""
    keys = "".join(
        f'<KeyDescriptor use="signing"><KeyInfo xmlns="{DS}"><X509Data><X509Certificate>{one.certificate}'
        "</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        for one in signers
    )
    return (
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}">'
        f'<IDPSSODescriptor protocolSupportEnumeration="{P}">{keys}'
        f'<SingleSignOnService Binding="{REDIRECT}" Location="{url}"/>'
        "</IDPSSODescriptor></EntityDescriptor>"
    )


def moment(seconds: float) -> str:
    """So many seconds from now."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Answer:
    """An answer to be built; None leaves a part out."""

    asked: Asked
    name_id: str | None = "saml-ines"
    name_format: str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    email: str | None = "ines.agent@staff.test"
    groups: tuple[str, ...] = ()
    issuer: str = ENTITY_ID
    audience: str | None = ""
    recipient: str | None = ""
    destination: str | None = ""
    response_to: str | None = ""
    confirmed_to: str | None = ""
    ends: float | None = 300
    starts: float = -30
    condition_ends: float = 300
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    id: str = field(default_factory=lambda: f"_{uuid.uuid4().hex}")

    def _given(self, value: str | None, usual: str) -> str | None:
        return usual if value == "" else value

    def assertion(self) -> Any:
        """The assertion alone, unsigned."""
        confirmed = {
            "InResponseTo": self._given(self.confirmed_to, self.asked.id),
            "Recipient": self._given(self.recipient, self.asked.acs_url),
            "NotOnOrAfter": None if self.ends is None else moment(self.ends),
        }
        told = " ".join(f'{name}="{value}"' for name, value in confirmed.items() if value is not None)
        audience = self._given(self.audience, self.asked.issuer)
        limits = (
            f"<AudienceRestriction><Audience>{audience}</Audience></AudienceRestriction>" if audience else ""
        )
        name = f'<NameID Format="{self.name_format}">{self.name_id}</NameID>' if self.name_id else ""
        mail = (
            f'<Attribute Name="email"><AttributeValue>{self.email}</AttributeValue></Attribute>'
            if self.email
            else ""
        )
        values = "".join(f"<AttributeValue>{one}</AttributeValue>" for one in self.groups)
        groups = f'<Attribute Name="groups">{values}</Attribute>' if values else ""
        facts = f"<AttributeStatement>{mail}{groups}</AttributeStatement>" if mail or groups else ""
        return etree.fromstring(
            f'<Assertion xmlns="{A}" ID="{self.id}" Version="2.0" IssueInstant="{moment(0)}">'
            f"<Issuer>{self.issuer}</Issuer><Subject>{name}"
            f'<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f"<SubjectConfirmationData {told}/></SubjectConfirmation></Subject>"
            f'<Conditions NotBefore="{moment(self.starts)}" NotOnOrAfter="{moment(self.condition_ends)}">'
            f'{limits}</Conditions><AuthnStatement AuthnInstant="{moment(0)}"><AuthnContext>'
            "<AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef>"
            f"</AuthnContext></AuthnStatement>{facts}</Assertion>"
        )

    def around(self, *assertions: Any) -> Any:
        """The answer with these assertions in it."""
        told = {
            "InResponseTo": self._given(self.response_to, self.asked.id),
            "Destination": self._given(self.destination, self.asked.acs_url),
        }
        attributes = " ".join(f'{name}="{value}"' for name, value in told.items() if value is not None)
        root = etree.fromstring(
            f'<p:Response xmlns:p="{P}" xmlns="{A}" ID="_{uuid.uuid4().hex}" Version="2.0" '
            f'IssueInstant="{moment(0)}" {attributes}><Issuer>{self.issuer}</Issuer>'
            f'<p:Status><p:StatusCode Value="{self.status}"/></p:Status></p:Response>'
        )
        for one in assertions:
            root.append(one)
        return root

    def good(self, signer: Signer) -> Any:
        """The whole answer, the assertion signed in its place."""
        root = self.around(self.assertion())
        sign(root.find(f"{{{A}}}Assertion"), signer)
        return root


def sign(element: Any, signer: Signer, *, method: Any = None, digest: Any = None) -> None:
    """Sign an element in place, its signature behind its issuer."""
    template = xmlsec.template.create(
        element, xmlsec.Transform.EXCL_C14N, method or xmlsec.Transform.RSA_SHA256, ns="ds"
    )
    element.insert(1, template)
    reference = xmlsec.template.add_reference(
        template, digest or xmlsec.Transform.SHA256, uri=f"#{element.get('ID')}"
    )
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    info = xmlsec.template.ensure_key_info(template)
    xmlsec.template.add_x509_data(info)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(signer.key, xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_memory(signer.pem, xmlsec.KeyFormat.PEM)
    context.register_id(element, "ID")
    context.sign(template)


def posted(root: Any) -> str:
    """As the browser posts it."""
    text = root if isinstance(root, bytes) else etree.tostring(root)
    return base64.b64encode(text).decode()
