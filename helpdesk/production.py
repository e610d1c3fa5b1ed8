"""What a production process refuses to start with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

# 50 characters of `openssl rand -hex` or Django's own generator; made-up keys are shorter or repetitive.
KEY_LENGTH = 50
KEY_VARIETY = 8
_MADE_WITH = "Make one with: openssl rand -hex 32"


@dataclass(frozen=True)
class Chosen:
    """The settings that decide whether strangers can be kept out."""

    debug: bool
    secret_key: str
    field_keys: Sequence[str]
    default_key: str
    allowed_hosts: Sequence[str]
    public_url: str
    extra_apps: Sequence[str] = ()


def faults(chosen: Chosen) -> list[str]:
    """Every reason not to start, each a sentence that says what to change; empty if it may start."""
    return list(_faults(chosen))


def _faults(chosen: Chosen) -> Iterator[str]:
    if chosen.debug:
        yield "DEBUG shows source code and settings to everybody. Leave it out."
    yield from _key_faults("SECRET_KEY", chosen.secret_key, chosen.default_key)
    for key in chosen.field_keys or [""]:
        yield from _key_faults("FIELD_KEYS", key, chosen.default_key)
    hosts = [host.strip() for host in chosen.allowed_hosts if host.strip()]
    if not hosts:
        yield "ALLOWED_HOSTS is empty, so nobody would be answered. Name the hosts, with commas."
    if any("*" in host or not host.strip(".") for host in hosts):
        yield "ALLOWED_HOSTS lets any host name pass, also a stranger's. Name the hosts, with commas."
    yield from _address_faults(chosen.public_url)
    if chosen.extra_apps:
        yield "EXTRA_APPS brings code that is no part of the product, such as the demo. Leave it out."


def _key_faults(name: str, key: str, default_key: str) -> Iterator[str]:
    if key == default_key:
        yield f"{name} is the development key, which everybody knows. {_MADE_WITH}"
    elif len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY:
        yield f"{name} is too short or too simple to be a secret. {_MADE_WITH}"


def _address_faults(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        yield "PUBLIC_URL must be how people reach this installation: https:// and its host name."
