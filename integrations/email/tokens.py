"""
Reply addresses and Message-IDs that only we can make.

They assign a mail to its thread with authority: whoever answers one has received our mail. Each is signed
with HMAC-SHA256 under the newest key in FIELD_KEYS and accepted under any of them, so that keys can rotate
while conversations continue. Signatures are truncated to 80 bits: every guess takes a separate mail.
"""

import base64
import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass

from django.conf import settings

from core.addresses import comparable

_SIGNATURE = 16
_CUSTOMER = re.compile(r"r([a-z2-7]{26})([a-z2-7]{16})")
_SIDE = re.compile(r"s([a-z2-7]{26})([a-z2-7]{16})")
_STAFF = re.compile(r"a([0-9a-z]{1,13})-([0-9a-z]{1,13})-([0-9a-z]{1,13})-([a-z2-7]{16})")
_MESSAGE_ID = re.compile(r"([a-z2-7]{26})\.([0-9a-z]{1,13})\.([a-z2-7]{16})@[^@<>\s]{1,190}")
_SIDE_ID = re.compile(r"side\.([a-z2-7]{26})\.([0-9a-z]{1,13})\.([a-z2-7]{16})@[^@<>\s]{1,190}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class CustomerToken:
    """Answers a mail to the customer of one ticket."""

    ticket_public_id: uuid.UUID


@dataclass(frozen=True)
class SideToken:
    """Answers a mail of one side conversation."""

    side_public_id: uuid.UUID


@dataclass(frozen=True)
class StaffToken:
    """Answers a notice to one staff user about one ticket, as of `seen_entry_id`."""

    ticket_id: int
    user_id: int
    seen_entry_id: int


def _sign(purpose: str, value: str, key: str) -> str:
    digest = hmac.digest(key.encode(), f"candor.mail.{purpose}:{value}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:_SIGNATURE]


def _is_signed(purpose: str, value: str, signature: str) -> bool:
    return any(hmac.compare_digest(_sign(purpose, value, key), signature) for key in settings.FIELD_KEYS)


def _packed(value: uuid.UUID) -> str:
    return base64.b32encode(value.bytes).decode().lower().rstrip("=")


def _unpacked(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(bytes=base64.b32decode(text.upper() + "======"))
    except ValueError:
        return None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def customer_token(ticket_public_id: uuid.UUID) -> str:
    """The mark in a customer's reply address: 43 characters of the local part."""
    value = _packed(ticket_public_id)
    return f"r{value}{_sign('customer', value, settings.FIELD_KEYS[0])}"


def side_token(side_public_id: uuid.UUID) -> str:
    """The mark in the reply address of a side conversation: 43 characters of the local part."""
    value = _packed(side_public_id)
    return f"s{value}{_sign('side', value, settings.FIELD_KEYS[0])}"


def staff_token(*, ticket_id: int, user_id: int, seen_entry_id: int) -> str:
    """The mark of a reply address for one staff user."""
    value = "-".join(_base36(number) for number in (ticket_id, user_id, seen_entry_id))
    return f"a{value}-{_sign('staff', value, settings.FIELD_KEYS[0])}"


def reply_address(mailbox_address: str, token: str) -> str:
    """`support+TOKEN@example.com`; the plain address if there is no room for the token (RFC 5321: 64)."""
    local, _, domain = mailbox_address.rpartition("@")
    local = local.partition("+")[0]
    marked = f"{local}+{token}"
    return f"{marked}@{domain}" if len(marked) <= 64 else mailbox_address


def read_address(address: str) -> CustomerToken | SideToken | StaffToken | None:
    """What one of our reply addresses stands for; None for any other address."""
    local = address.rpartition("@")[0].lower()
    mark = local.rpartition("+")[2] if "+" in local else ""
    if found := _CUSTOMER.fullmatch(mark):
        public_id = _unpacked(found[1]) if _is_signed("customer", found[1], found[2]) else None
        return CustomerToken(public_id) if public_id is not None else None
    if found := _SIDE.fullmatch(mark):
        public_id = _unpacked(found[1]) if _is_signed("side", found[1], found[2]) else None
        return SideToken(public_id) if public_id is not None else None
    if found := _STAFF.fullmatch(mark):
        value = f"{found[1]}-{found[2]}-{found[3]}"
        if _is_signed("staff", value, found[4]):
            return StaffToken(int(found[1], 36), int(found[2], 36), int(found[3], 36))
    return None


def message_id(ticket_public_id: uuid.UUID, number: int, domain: str) -> str:
    """A Message-ID (without brackets) for our mail `number` about a ticket."""
    value = f"{_packed(ticket_public_id)}.{_base36(number)}"
    return f"{value}.{_sign('message', value, settings.FIELD_KEYS[0])}@{domain}"


def side_message_id(side_public_id: uuid.UUID, number: int, domain: str) -> str:
    """A Message-ID (without brackets) for our mail `number` of a side conversation."""
    value = f"{_packed(side_public_id)}.{_base36(number)}"
    return f"side.{value}.{_sign('side-message', value, settings.FIELD_KEYS[0])}@{domain}"


def read_message_id(text: str) -> CustomerToken | SideToken | None:
    """The ticket or side conversation of a Message-ID of ours; None for any other."""
    plain = text.strip().strip("<>").lower()
    if found := _SIDE_ID.fullmatch(plain):
        is_ours = _is_signed("side-message", f"{found[1]}.{found[2]}", found[3])
        public_id = _unpacked(found[1]) if is_ours else None
        return SideToken(public_id) if public_id is not None else None
    found = _MESSAGE_ID.fullmatch(plain)
    if found is None or not _is_signed("message", f"{found[1]}.{found[2]}", found[3]):
        return None
    public_id = _unpacked(found[1])
    return CustomerToken(public_id) if public_id is not None else None


def loop_mark(mailbox_address: str) -> str:
    """The value of our `X-Candor-Loop` header: it tells us alone that a mail is our own."""
    address = comparable(mailbox_address)
    return f"{_sign('loop', address, settings.FIELD_KEYS[0])}"


def is_own_loop_mark(value: str, mailbox_addresses: list[str]) -> bool:
    """Whether a header's value was written by this installation."""
    return any(
        _is_signed("loop", comparable(address), value.strip().lower()) for address in mailbox_addresses
    )
