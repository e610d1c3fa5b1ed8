"""Posts as the mail providers document them, correctly signed."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

RAW = (
    b"From: Helen Marsh <helen@kestrel.test>\r\nTo: support@halyard.test\r\nSubject: Exports fail\r\n"
    b"Message-ID: <first@kestrel.test>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe aus K\xf6ln.\r\n"
)
RECIPIENT = "support+t1.abc@halyard.test"
MAILGUN_KEY = "0123456789abcdef0123456789abcdef"
PASSWORD = "candor:correct horse"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:candor-inbound"
CERTIFICATE_URL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0000.pem"


@dataclass
class Posted:
    """One request of a provider."""

    body: bytes
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)


def multipart(fields: dict[str, bytes], files: dict[str, tuple[str, str, bytes]] | None = None) -> Posted:
    """A form; `files` by field: name, type, content."""
    boundary = "xYzZY"
    lines = []
    for name, value in fields.items():
        lines.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value
        )
    for name, (filename, kind, content) in (files or {}).items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        lines.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content)
    body = b"\r\n".join([*lines, f"--{boundary}--\r\n".encode()])
    return Posted(body, f"multipart/form-data; boundary={boundary}")


def mailgun_signature(token: str = "a" * 50, key: str = MAILGUN_KEY) -> dict[str, bytes]:
    timestamp = "1772442000"
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp.encode(), "token": token.encode(), "signature": signature.encode()}


def mailgun_raw(raw: bytes = RAW, **more: Any) -> Posted:
    """A route whose URL ends in `mime`."""
    fields = {
        "recipient": RECIPIENT.encode(),
        "sender": b"helen@kestrel.test",
        "from": b"Helen Marsh <helen@kestrel.test>",
        "subject": b"Exports fail",
        "body-mime": raw,
    }
    return multipart(fields | mailgun_signature(**more))


def mailgun_parsed(**more: Any) -> Posted:
    """A route to any other URL: Mailgun takes the mail apart and makes UTF-8 of it."""
    headers = [
        ["From", "Helen Marsh <helen@kestrel.test>"],
        ["To", "support@halyard.test"],
        ["Subject", "Exports fail: Köln"],
        ["Message-Id", "<first@kestrel.test>"],
    ]
    fields = {
        "recipient": RECIPIENT.encode(),
        "sender": b"helen@kestrel.test",
        "from": b"Helen Marsh <helen@kestrel.test>",
        "subject": "Exports fail: Köln".encode(),
        "body-plain": "Grüße aus Köln.\r\n".encode(),
        "body-html": '<p>Grüße <img src="cid:pic@x"></p>'.encode(),
        "stripped-text": "Grüße aus Köln.".encode(),
        "attachment-count": b"1",
        "content-id-map": b'{"<pic@x>": "attachment-1"}',
        "message-headers": json.dumps(headers).encode(),
    }
    return multipart(
        fields | mailgun_signature(**more), {"attachment-1": ("pic.png", "image/png", b"\x89PNG\r\n\x1a\n..")}
    )


def basic(password: str = PASSWORD) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(password.encode()).decode()}


def postmark(*, raw: bytes | None = None, password: str = PASSWORD, **more: Any) -> Posted:
    """Postmark's inbound webhook; `raw` when "include raw email content" is on."""
    event: dict[str, Any] = {
        "FromName": "Helen Marsh",
        "MessageStream": "inbound",
        "From": "helen@kestrel.test",
        "FromFull": {"Email": "helen@kestrel.test", "Name": "Helen Marsh", "MailboxHash": ""},
        "To": '"Support" <support@halyard.test>',
        "ToFull": [{"Email": "support@halyard.test", "Name": "Support", "MailboxHash": ""}],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": RECIPIENT,
        "Subject": "Exports fail: Köln",
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "ReplyTo": "",
        "MailboxHash": "",
        "Date": "Mon, 2 Mar 2026 09:00:00 +0000",
        "TextBody": "Grüße aus Köln.",
        "HtmlBody": "<p>Grüße aus Köln.</p>",
        "StrippedTextReply": "",
        "Tag": "",
        "Headers": [
            {"Name": "Return-Path", "Value": "<helen@kestrel.test>"},
            {"Name": "Message-ID", "Value": "<first@kestrel.test>"},
            {"Name": "X-Spam-Status", "Value": "No"},
        ],
        "Attachments": [
            {
                "Name": "notes.txt",
                "Content": base64.b64encode(b"some notes").decode(),
                "ContentType": "text/plain",
                "ContentLength": 10,
                "ContentID": "",
            }
        ],
    } | more
    if raw is not None:
        event["RawEmail"] = raw.decode()
    return Posted(json.dumps(event).encode(), "application/json", basic(password))


def sendgrid_raw(raw: bytes = RAW, *, password: str = PASSWORD) -> Posted:
    """Inbound Parse with "POST the raw, full MIME message"."""
    posted = multipart(
        {
            "dkim": b"{@kestrel.test : pass}",
            "email": raw,
            "to": b"support@halyard.test",
            "from": b"Helen Marsh <helen@kestrel.test>",
            "sender_ip": b"192.0.2.7",
            "spam_report": b"",
            "envelope": json.dumps({"to": [RECIPIENT], "from": "helen@kestrel.test"}).encode(),
            "subject": b"Exports fail",
            "spam_score": b"0.1",
            "charsets": b'{"to":"UTF-8","from":"UTF-8","subject":"UTF-8"}',
            "SPF": b"pass",
        }
    )
    posted.headers = basic(password)
    return posted


def sendgrid_parsed(*, password: str = PASSWORD) -> Posted:
    """Inbound Parse as it is by default: each part in the charset that it came in."""
    posted = multipart(
        {
            "headers": b"From: Helen Marsh <helen@kestrel.test>\nTo: support@halyard.test\n"
            b"Subject: Exports fail\nMessage-ID: <first@kestrel.test>\n",
            "to": b"support@halyard.test",
            "from": b"Helen Marsh <helen@kestrel.test>",
            "text": b"Gr\xfc\xdfe aus K\xf6ln.\n",
            "html": "<p>Grüße</p>".encode(),
            "envelope": json.dumps({"to": [RECIPIENT], "from": "helen@kestrel.test"}).encode(),
            "attachments": b"1",
            "attachment-info": json.dumps(
                {"attachment1": {"filename": "notes.txt", "name": "notes.txt", "type": "text/plain"}}
            ).encode(),
            "charsets": b'{"to":"UTF-8","html":"UTF-8","subject":"UTF-8","from":"UTF-8","text":"iso-8859-1"}',
            "SPF": b"pass",
        },
        {"attachment1": ("notes.txt", "text/plain", b"some notes")},
    )
    posted.headers = basic(password)
    return posted


class SendGridKey:
    """The key pair of a security policy for Inbound Parse."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.secret = base64.b64encode(public).decode()

    def sign(self, posted: Posted) -> Posted:
        timestamp = "1772442000"
        signature = self._key.sign(timestamp.encode() + posted.body, ec.ECDSA(hashes.SHA256()))
        posted.headers = {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }
        return posted


class Amazon:
    """The simple notification service with a certificate of its own."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = datetime.now(UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
        )
        self.pem = built.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def post(self, message: dict[str, Any], *, version: str = "1") -> Posted:
        """The message with its signature; what `message` has already is left as it is."""
        whole = {
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": TOPIC,
            "Timestamp": "2026-03-02T09:00:00.000Z",
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE_URL,
        } | message
        names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        if whole["Type"] == "Notification":
            names = [name for name in names if name not in ("SubscribeURL", "Token")]
        text = "".join(f"{name}\n{whole[name]}\n" for name in names if name in whole)
        algorithm: hashes.HashAlgorithm = hashes.SHA256()
        if version == "1":
            algorithm = hashes.SHA1()  # noqa: S303  Amazon's first version is signed so
        signature = self._key.sign(text.encode(), padding.PKCS1v15(), algorithm)
        whole.setdefault("Signature", base64.b64encode(signature).decode())
        headers = {
            "X-Amz-Sns-Message-Type": whole["Type"],
            "X-Amz-Sns-Message-Id": whole["MessageId"],
            "X-Amz-Sns-Topic-Arn": whole["TopicArn"],
        }
        return Posted(json.dumps(whole).encode(), "text/plain; charset=UTF-8", headers)

    def mail(self, raw: bytes = RAW, *, version: str = "1", **more: Any) -> Posted:
        """A receipt rule with the action SNS, encoding base64."""
        notice = {
            "notificationType": "Received",
            "mail": {
                "timestamp": "2026-03-02T09:00:00.000Z",
                "source": "helen@kestrel.test",
                "messageId": "jili9m351il3gkburn7o2f0u6788stij94c8ld01",
                "destination": ["support@halyard.test"],
            },
            "receipt": {
                "recipients": [RECIPIENT],
                "spamVerdict": {"status": "PASS"},
                "dmarcVerdict": {"status": "PASS"},
                "action": {"type": "SNS", "topicArn": TOPIC, "encoding": "BASE64"},
            },
            "content": base64.b64encode(raw).decode(),
        } | more
        return self.post(
            {"Type": "Notification", "Subject": "Amazon SES Email Receipt", "Message": json.dumps(notice)},
            version=version,
        )
