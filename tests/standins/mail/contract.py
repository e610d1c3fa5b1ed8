"""
What the providers publish of sending, as far as we use it.

SendGrid: cut from `spec/json/tsg_mail_v3.json` of twilio/sendgrid-oai (MIT). Amazon SES: the service's own
description that `botocore` carries. Postmark and Mailgun: written down from their public pages, which no
description that is free to keep stands for.
"""

import base64
from collections.abc import Iterable
from typing import Any

import botocore.session
from botocore.validate import ParamValidator
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

_TEXT = {"type": "string", "minLength": 1}
_PERSON = {
    "type": "object",
    "properties": {"email": {"type": "string"}, "name": {"type": "string"}},
    "required": ["email"],
    "additionalProperties": False,
}
_PEOPLE = {"type": "array", "items": _PERSON, "minItems": 1, "maxItems": 1000}
SENDGRID = {
    "type": "object",
    "properties": {
        "personalizations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": {
                "type": "object",
                "properties": {
                    "to": _PEOPLE, "cc": _PEOPLE, "bcc": _PEOPLE, "subject": _TEXT,
                    "headers": {"type": "object"}, "custom_args": {"type": "object"},
                },
                "required": ["to"],
                "additionalProperties": False,
            },
        },
        "from": _PERSON,
        "reply_to": _PERSON,
        "reply_to_list": _PEOPLE,
        "subject": _TEXT,
        "content": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"type": _TEXT, "value": _TEXT},
                "required": ["type", "value"],
                "additionalProperties": False,
            },
        },
        "attachments": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "content": _TEXT, "type": _TEXT, "filename": {"type": "string"},
                    "disposition": {"enum": ["inline", "attachment"]}, "content_id": {"type": "string"},
                },
                "required": ["content", "filename"],
                "additionalProperties": False,
            },
        },
        "headers": {"type": "object"},
        # The description calls it a string, its examples and its own libraries an object.
        "custom_args": {"type": "object"},
    },
    "required": ["personalizations", "from", "subject", "content"],
    "additionalProperties": False,
}  # fmt: skip
_SENDGRID_OWN = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to",
    "from", "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
POSTMARK = {
    "type": "object",
    "properties": {
        "From": _TEXT, "To": _TEXT, "Cc": {"type": "string"}, "Bcc": {"type": "string"},
        "Subject": {"type": "string"}, "ReplyTo": {"type": "string"}, "HtmlBody": {"type": "string"},
        "TextBody": {"type": "string"}, "MessageStream": {"type": "string"}, "Tag": {"type": "string"},
        "Metadata": {
            "type": "object",
            "additionalProperties": {"type": "string", "maxLength": 80},
            "propertyNames": {"maxLength": 20},
            "maxProperties": 10,
        },
        "Headers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"Name": _TEXT, "Value": {"type": "string"}},
                "required": ["Name", "Value"],
                "additionalProperties": False,
            },
        },
        "Attachments": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "Name": _TEXT, "Content": _TEXT, "ContentType": _TEXT, "ContentID": {"type": "string"},
                },
                "required": ["Name", "Content", "ContentType"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["From", "To"],
    "additionalProperties": False,
}  # fmt: skip
_MAILGUN = {"from", "to", "cc", "bcc", "subject", "text", "html", "amp-html", "attachment", "inline"}
_MAILGUN_PREFIXES = ("o:", "h:", "v:", "t:")


def sendgrid_faults(body: Any) -> list[str]:
    """What a request of SendGrid's interface has that it does not take."""
    told = _unlike(SENDGRID, body)
    if isinstance(body, dict):
        told += [f"header {name}" for name in body.get("headers", {}) if name.lower() in _SENDGRID_OWN]
    return told


def postmark_faults(body: Any) -> list[str]:
    """The same of Postmark's."""
    return _unlike(POSTMARK, body)


def mailgun_faults(names: Iterable[str]) -> list[str]:
    """The same of Mailgun's, by the names of the form's fields."""
    given = set(names)
    told = [f"unknown {one}" for one in given - _MAILGUN if not one.startswith(_MAILGUN_PREFIXES)]
    return told + [f"lacks {one}" for one in ("from", "to", "subject") if one not in given]


def ses_faults(body: dict[str, Any]) -> list[str]:
    """The same of Amazon's, by the service's own description."""
    model = botocore.session.get_session().get_service_model("sesv2")
    shape = model.operation_model("SendEmail").input_shape
    told = {**body, "Content": {"Raw": {"Data": base64.b64decode(body["Content"]["Raw"]["Data"])}}}
    found = ParamValidator().validate(told, shape)
    unknown = [name for name in body if name not in shape.members]
    return [*([found.generate_report()] if found.has_errors() else []), *unknown]


def _unlike(schema: Any, body: Any) -> list[str]:
    error = best_match(Draft202012Validator(schema).iter_errors(body))
    return [] if error is None else [f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:300]]
