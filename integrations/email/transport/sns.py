"""
Whether a message comes from Amazon SNS.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.core.cache import cache

from core import http
from core.errors import UpstreamFailed

AMAZON = re.compile(r"sns\.[a-z0-9-]{3,40}\.amazonaws\.com(\.cn)?")
CERTIFICATE_BYTES = 64 * 1024
CERTIFICATE_SECONDS = 3600
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
SUBSCRIPTION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
HASHES: dict[str, hashes.HashAlgorithm] = {
    "1": hashes.SHA1(),  # noqa: S303  Amazon's first version is signed so; version 2 is chosen per topic
    "2": hashes.SHA256(),
}


class NotFromAmazon(Exception):
    """The signature, or the location of its certificate, is not Amazon's."""


def verify(message: dict[str, Any]) -> None:
    """
    Check the signature of an SNS message.

    Raises NotFromAmazon; raises UpstreamFailed if the certificate is currently unavailable.
    """
    algorithm = HASHES.get(str(message.get("SignatureVersion")))
    if algorithm is None:
        raise NotFromAmazon("The message has no signature that we know.")
    names = NOTIFICATION if message.get("Type") == "Notification" else SUBSCRIPTION
    signed = "".join(f"{name}\n{message[name]}\n" for name in names if message.get(name) is not None)
    try:
        signature = base64.b64decode(str(message.get("Signature", "")), validate=True)
        key = _certificate(str(message.get("SigningCertURL", ""))).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise NotFromAmazon("The certificate is of another kind than Amazon's.")
        key.verify(signature, signed.encode(), padding.PKCS1v15(), algorithm)
    except (binascii.Error, InvalidSignature) as error:
        raise NotFromAmazon("The signature is wrong.") from error


def confirm(message: dict[str, Any]) -> None:
    """Accept a subscription whose message has been verified. Raises NotFromAmazon and UpstreamFailed."""
    url = str(message.get("SubscribeURL", ""))
    _require_amazon(url)
    answer = http.fetch("GET", url, max_bytes=CERTIFICATE_BYTES, follow_redirects=False)
    if not answer.is_success:
        raise UpstreamFailed(f"Amazon answered {answer.status_code} to our confirmation.")


def _require_amazon(url: str) -> None:
    parts = urlsplit(url)
    if (
        parts.scheme != "https"
        or not AMAZON.fullmatch(parts.hostname or "")
        or parts.netloc != parts.hostname
    ):
        raise NotFromAmazon("The message names a server that is not Amazon's.")


def _certificate(url: str) -> x509.Certificate:
    _require_amazon(url)
    if not urlsplit(url).path.endswith(".pem"):
        raise NotFromAmazon("The message names no certificate.")
    key = f"email:sns:{url[-200:]}"
    pem = cache.get(key)
    if not isinstance(pem, bytes):
        answer = http.fetch("GET", url, max_bytes=CERTIFICATE_BYTES, follow_redirects=False)
        if not answer.is_success:
            raise UpstreamFailed(f"Amazon's certificate could not be read: {answer.status_code}.")
        pem = answer.content
        cache.set(key, pem, CERTIFICATE_SECONDS)
    try:
        found = x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise NotFromAmazon("What should be Amazon's certificate is none.") from error
    if not found.not_valid_before_utc <= datetime.now(UTC) <= found.not_valid_after_utc:
        raise NotFromAmazon("Amazon's certificate has expired.")
    return found
