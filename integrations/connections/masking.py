"""What the log may show: no secrets, no more text than somebody reads."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import orjson

MASK = "•••"
SHOWN = 4000
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WHOLE = {"auth", "code", "key", "sig", "pass", "pin"}
_PARTS = {
    "token", "secret", "password", "passwd", "passphrase", "pwd", "authorization", "apikey", "signature",
    "credential", "credentials", "cookie", "assertion", "verifier", "otp",
}  # fmt: skip
_ENDS = ("api_key", "access_key", "private_key", "signing_key", "secret_key")
# What providers hand out has a form of its own, wherever it stands.
_TOKENS = re.compile(
    r"\b(?:sk|rk|pk|whsec)_[A-Za-z0-9_]{8,200}|\bxox[a-z]-[A-Za-z0-9-]{8,250}|\bxapp-[A-Za-z0-9-]{8,250}"
    r"|\bgh[oprsu]_[A-Za-z0-9]{16,255}|\bgithub_pat_[A-Za-z0-9_]{16,255}"
    r"|\blin_(?:api|oauth|wh)_[A-Za-z0-9]{8,200}|\bpat-[a-z0-9]{2,4}-[A-Za-z0-9-]{8,100}"
    r"|\bcdr_[A-Za-z0-9_-]{8,100}|\bBearer\s{1,4}[A-Za-z0-9._~+/=-]{8,2000}"
    r"|\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{0,2000}"
)


def is_secret_name(name: str) -> bool:
    """Whether a field, parameter or header of this name holds what opens something."""
    plain = _CAMEL.sub("_", name[:200]).lower().replace("-", "_").replace(".", "_")
    return plain in _WHOLE or not _PARTS.isdisjoint(plain.split("_")) or plain.endswith(_ENDS)


def mask_url(url: str, *, secrets: Iterable[str] = ()) -> str:
    """An address without sign-in, fragment and the values of secret parameters."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return MASK
    query = [
        (name, MASK if is_secret_name(name) else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    shown = urlunsplit((parts.scheme, host, parts.path, urlencode(query, safe=MASK), ""))
    return mask_text(shown, secrets=secrets, limit=1000)


def mask_text(text: str, *, secrets: Iterable[str] = (), limit: int = SHOWN) -> str:
    """Text without these secrets and whatever looks like a token, at most `limit` characters."""
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, MASK)
    # Cut first with room for a token that ends behind the limit: half a secret is one too.
    text = _TOKENS.sub(MASK, text[: limit + 8000])
    text = text.replace("\x00", "\ufffd")
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def mask_body(body: bytes, *, secrets: Iterable[str] = (), limit: int = SHOWN) -> str:
    """A body as text: the values of secret fields of JSON and forms masked, then as `mask_text`."""
    text = body.decode("utf-8", "replace")
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        return mask_text(_form(text), secrets=secrets, limit=limit)
    return mask_text(orjson.dumps(_masked(data)).decode(), secrets=secrets, limit=limit)


def _masked(data: Any, depth: int = 0) -> Any:
    if depth > 40:
        return MASK
    if isinstance(data, dict):
        return {
            name: MASK
            if value not in (None, "", [], {}) and is_secret_name(name)
            else _masked(value, depth + 1)
            for name, value in data.items()
        }
    if isinstance(data, list):
        return [_masked(value, depth + 1) for value in data]
    return data


def _form(text: str) -> str:
    """A form's secret fields masked; other text as it is."""
    if "=" not in text or any(mark in text for mark in " \n<{"):
        return text
    pairs = [pair.partition("=") for pair in text.split("&")]
    return "&".join(f"{name}={MASK if is_secret_name(name) else value}" for name, _, value in pairs)
