"""Each system's way to sign a webhook, by what it publishes of it."""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from integrations.connections import signatures
from integrations.connections.signatures import Post, Scheme, Untrusted, verify

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
URL = "https://candor.test/hooks/systems/abc?x=%3A1"
SECRET, OTHER = "8f742231b10e8888abcd99yyyzzz85a5", "another-secret"
Signer = Callable[[bytes, str, float], dict[str, str]]


def hexed(secret: str, told: bytes) -> str:
    return hmac.new(secret.encode(), told, sha256).hexdigest()


def as_stripe(body: bytes, secret: str, at: float) -> dict[str, str]:
    moment = str(int(at))
    return {"stripe-signature": f"t={moment},v1={hexed(secret, moment.encode() + b'.' + body)},v0=aa"}


def as_slack(body: bytes, secret: str, at: float) -> dict[str, str]:
    moment = str(int(at))
    told = b"v0:" + moment.encode() + b":" + body
    return {"x-slack-request-timestamp": moment, "x-slack-signature": f"v0={hexed(secret, told)}"}


def as_linear(body: bytes, secret: str, at: float) -> dict[str, str]:
    return {"linear-signature": hexed(secret, body)}


def as_hubspot(body: bytes, secret: str, at: float) -> dict[str, str]:
    moment = str(int(at * 1000))
    told = b"POST" + b"https://candor.test/hooks/systems/abc?x=:1" + body + moment.encode()
    signature = base64.b64encode(hmac.new(secret.encode(), told, sha256).digest()).decode()
    return {"x-hubspot-request-timestamp": moment, "x-hubspot-signature-v3": signature}


def as_plain(body: bytes, secret: str, at: float) -> dict[str, str]:
    return {"x-hub-signature-256": f"sha256={hexed(secret, body)}"}


SCHEMES: dict[str, tuple[Scheme, Signer, bool]] = {
    "stripe": (signatures.stripe, as_stripe, True),
    "slack": (signatures.slack, as_slack, True),
    "linear": (signatures.linear, as_linear, True),
    "hubspot": (signatures.hubspot, as_hubspot, True),
    "hmac": (signatures.hmac_hex("x-hub-signature-256", prefix="sha256="), as_plain, False),
}


def signed(name: str, *, secret: str = SECRET, seconds: float = 0) -> Post:
    at = NOW.timestamp() + seconds
    body = json.dumps({"type": "Issue", "webhookTimestamp": int(at * 1000)}).encode()
    return Post(URL, SCHEMES[name][1](body, secret, at), body)


def check(name: str, post: Post, *, secrets: tuple[str, ...] = (SECRET,)) -> None:
    verify(post, scheme=SCHEMES[name][0], secrets=secrets, now=NOW)


EACH = pytest.mark.parametrize("name", sorted(SCHEMES))


@EACH
def test_what_was_signed_passes(name: str) -> None:
    check(name, signed(name))


@EACH
def test_either_of_two_secrets_is_good(name: str) -> None:
    check(name, signed(name), secrets=(OTHER, SECRET))
    check(name, signed(name), secrets=(SECRET, OTHER))


@EACH
def test_another_secret_is_refused(name: str) -> None:
    with pytest.raises(Untrusted):
        check(name, signed(name, secret=OTHER))


@EACH
def test_without_any_secret_nothing_passes(name: str) -> None:
    with pytest.raises(Untrusted, match="no secret"):
        check(name, signed(name), secrets=())


@EACH
def test_another_body_is_refused(name: str) -> None:
    post = signed(name)
    with pytest.raises(Untrusted):
        check(name, replace(post, body=post.body.replace(b"Issue", b"Other")))


@EACH
def test_each_header_is_needed_and_strange_ones_break_nothing(name: str) -> None:
    post = signed(name)
    for header in post.headers:
        for value in ("", "é" * 9, "v1=", "t=1,t=2,v1=aa", "=" * 50, "\x00", "9" * 40, "v0=" + "a" * 9999):
            with pytest.raises(Untrusted):
                check(name, replace(post, headers=dict(post.headers) | {header: value}))


@EACH
@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_moment_too_far_away_is_refused(name: str, seconds: int) -> None:
    if SCHEMES[name][2]:
        with pytest.raises(Untrusted, match="away from now"):
            check(name, signed(name, seconds=seconds))
    else:
        check(name, signed(name, seconds=seconds))


@EACH
@pytest.mark.parametrize("seconds", [-50, 50])
def test_clocks_may_differ_a_little(name: str, seconds: int) -> None:
    check(name, signed(name, seconds=seconds))


def test_slack_s_own_example() -> None:
    """As printed in Slack's documentation of request signing."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
        b"96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    moment = datetime.fromtimestamp(1531420618, UTC)
    verify(Post(URL, headers, body), scheme=signatures.slack, secrets=[SECRET], now=moment)


def test_stripe_may_send_two_signatures_while_secrets_roll_over() -> None:
    post = signed("stripe")
    header = post.headers["stripe-signature"].replace(",v1=", f",v1={'0' * 64},v1=")
    check("stripe", replace(post, headers={"stripe-signature": header}))
