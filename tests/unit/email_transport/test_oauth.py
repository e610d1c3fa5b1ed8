"""Signing in at Google and Microsoft, against a server that keeps count of what it gave."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from core.errors import UpstreamFailed
from integrations.email.models import Mailbox, MailboxState
from integrations.email.services.fetching import mailbox_fetch
from integrations.email.services.signing_in import access_token
from integrations.email.transport import oauth
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.mailservers import free_port
from tests.standins.oauth import OAuthStandIn
from tests.standins.oauth.server import CLIENT_ID, CLIENT_SECRET

BACK = "https://candor.test/api/v1/mailboxes/sign-in/return"
VERIFIER = "verifier-" + "x" * 40
BOTH = pytest.mark.parametrize("sign_in", ["google", "microsoft"])


@pytest.fixture
def provider(settings: Any) -> Iterator[OAuthStandIn]:
    with OAuthStandIn() as server:
        settings.MAIL_GOOGLE_CLIENT_ID = settings.MAIL_MICROSOFT_CLIENT_ID = CLIENT_ID
        settings.MAIL_GOOGLE_CLIENT_SECRET = settings.MAIL_MICROSOFT_CLIENT_SECRET = CLIENT_SECRET
        settings.MAIL_OAUTH_GOOGLE_URL = settings.MAIL_OAUTH_MICROSOFT_URL = server.url
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        yield server


def signed_in(provider: OAuthStandIn, sign_in: str) -> oauth.Tokens:
    url = address(sign_in, login_hint="support@halyard.test")
    return exchange(sign_in, provider.consent(url))


def address(sign_in: str, *, state: str = "s", login_hint: str = "") -> str:
    return oauth.authorization_url(
        sign_in, state=state, redirect_uri=BACK, verifier=VERIFIER, login_hint=login_hint
    )


def exchange(sign_in: str, code: str) -> oauth.Tokens:
    return oauth.exchange(sign_in, code=code, redirect_uri=BACK, verifier=VERIFIER)


@BOTH
def test_a_sign_in_gives_lasting_tokens(provider: OAuthStandIn, sign_in: str) -> None:
    tokens = signed_in(provider, sign_in)
    assert tokens.access_token in provider.state.access_tokens
    assert tokens.refresh_token in provider.state.refresh_tokens
    assert tokens.expires_in == 3599


def test_the_browser_goes_where_the_providers_say(settings: Any) -> None:
    settings.MAIL_GOOGLE_CLIENT_ID = settings.MAIL_MICROSOFT_CLIENT_ID = "id"
    settings.MAIL_GOOGLE_CLIENT_SECRET = settings.MAIL_MICROSOFT_CLIENT_SECRET = "secret"
    settings.MAIL_MICROSOFT_TENANT = "halyard.test"
    for sign_in, wanted in (
        ("google", "https://accounts.google.com/o/oauth2/v2/auth"),
        ("microsoft", "https://login.microsoftonline.com/halyard.test/oauth2/v2.0/authorize"),
    ):
        url = address(sign_in, state="a b&c", login_hint="s@halyard.test")
        assert url.startswith(wanted + "?")
        query = parse_qs(urlsplit(url).query)
        assert (query["state"], query["login_hint"]) == (["a b&c"], ["s@halyard.test"])
        assert "secret" not in url


@BOTH
def test_a_code_is_good_once(provider: OAuthStandIn, sign_in: str) -> None:
    code = provider.consent(address(sign_in))
    exchange(sign_in, code)
    with pytest.raises(oauth.SignInNeeded):
        exchange(sign_in, code)


@BOTH
def test_a_stolen_code_is_worth_nothing_without_the_verifier(provider: OAuthStandIn, sign_in: str) -> None:
    code = provider.consent(address(sign_in))
    with pytest.raises(oauth.SignInNeeded):
        oauth.exchange(sign_in, code=code, redirect_uri=BACK, verifier="another-verifier")


@BOTH
def test_a_refresh_gives_a_new_access_token(provider: OAuthStandIn, sign_in: str) -> None:
    provider.state.renews = sign_in == "microsoft"
    first = signed_in(provider, sign_in)
    second = oauth.refresh(sign_in, refresh_token=first.refresh_token)
    assert second.access_token != first.access_token
    assert bool(second.refresh_token) is provider.state.renews


@BOTH
def test_a_withdrawn_permission_needs_a_person(provider: OAuthStandIn, sign_in: str) -> None:
    tokens = signed_in(provider, sign_in)
    provider.withdraw()
    with pytest.raises(oauth.SignInNeeded) as caught:
        oauth.refresh(sign_in, refresh_token=tokens.refresh_token)
    assert "expired or revoked" in caught.value.message


@BOTH
def test_without_a_sign_in_the_provider_is_not_asked(provider: OAuthStandIn, sign_in: str) -> None:
    with pytest.raises(oauth.SignInNeeded):
        oauth.refresh(sign_in, refresh_token="")
    assert not provider.state.requests


@pytest.mark.parametrize(
    "failure",
    [
        (500, b'{"error": "internal_failure"}'),
        (503, b"<html>away</html>"),
        (200, b"{}"),
        (200, b"[]"),
        (200, b"x" * 300_000),
        (429, b'{"error": "rate_limit"}'),
    ],
)
def test_trouble_of_the_provider_is_no_dead_token(provider: OAuthStandIn, failure: tuple[int, bytes]) -> None:
    tokens = signed_in(provider, "google")
    provider.state.failure = failure
    with pytest.raises(UpstreamFailed):
        oauth.refresh("google", refresh_token=tokens.refresh_token)


def test_a_wrong_client_secret_is_the_installation_s_trouble(provider: OAuthStandIn, settings: Any) -> None:
    tokens = signed_in(provider, "google")
    settings.MAIL_GOOGLE_CLIENT_SECRET = "other"
    with pytest.raises(UpstreamFailed) as caught:
        oauth.refresh("google", refresh_token=tokens.refresh_token)
    assert "client id and secret" in caught.value.message


def test_a_provider_that_is_not_set_up_says_what_to_set(settings: Any) -> None:
    settings.MAIL_GOOGLE_CLIENT_ID = ""
    assert not oauth.is_set_up("google")
    with pytest.raises(UpstreamFailed) as caught:
        address("google")
    assert "MAIL_GOOGLE_CLIENT_ID" in caught.value.message


@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_a_mailbox_s_token_once(cast: Cast, provider: OAuthStandIn) -> None:
    """Fetching and sending are two workers, and a refresh token may be good once."""
    mailbox = mailbox_at(cast, signed_in(provider, "google").refresh_token)
    provider.state.renews = True
    before, barrier, found = len(provider.state.requests), threading.Barrier(3), set()

    def work() -> None:
        try:
            own = Mailbox.objects.get(pk=mailbox.pk)
            barrier.wait(timeout=10)
            found.add(access_token(own, now=NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert len(provider.state.requests) - before == 1
    assert found == {provider.state.access_tokens[-1]}


def test_a_mailbox_s_sign_in_is_good_once_for_who_began_it(cast: Cast, provider: OAuthStandIn) -> None:
    mailbox = mailbox_at(cast, "")
    api, path = cast.api(cast.admin), "mailboxes/sign-in/return"
    url = api.post(f"mailboxes/{mailbox.pk}/sign-in").json()["url"]
    query = {"state": parse_qs(urlsplit(url).query)["state"][0], "code": provider.consent(url)}
    for other in (cast.api(cast.owner), cast.api(cast.admin)):
        assert other.get(path, query).headers["Location"] == "/app/settings/email?sign_in=expired"
    assert api.get(path, query).headers["Location"].endswith("sign_in=done")
    assert api.get(path, query).headers["Location"].endswith("sign_in=expired")
    mailbox.refresh_from_db()
    assert mailbox.refresh_token in provider.state.refresh_tokens


def mailbox_at(cast: Cast, refresh_token: str) -> Mailbox:
    return mailbox_for(
        cast.brand,
        sign_in="google",
        username="support@halyard.test",
        refresh_token=refresh_token,
        imap_port=free_port(),
        imap_security="none",
    )


def test_a_dead_token_puts_the_mailbox_on_the_list(cast: Cast, provider: OAuthStandIn) -> None:
    tokens = signed_in(provider, "google")
    provider.withdraw()
    mailbox = mailbox_at(cast, tokens.refresh_token)
    assert mailbox_fetch(mailbox_id=mailbox.pk, now=NOW) == 0
    mailbox.refresh_from_db()
    assert mailbox.state == MailboxState.SIGN_IN
    assert "Google does not accept the earlier sign-in" in mailbox.state_detail
    assert "Sign in again" in mailbox.state_detail


def test_a_provider_that_is_away_does_not(cast: Cast, provider: OAuthStandIn) -> None:
    tokens = signed_in(provider, "google")
    provider.state.failure = (503, b"<html>away</html>")
    mailbox = mailbox_at(cast, tokens.refresh_token)
    mailbox_fetch(mailbox_id=mailbox.pk, now=NOW)
    mailbox.refresh_from_db()
    assert mailbox.state == MailboxState.FAILING


def test_an_access_token_is_used_until_it_ends(cast: Cast, provider: OAuthStandIn) -> None:
    tokens = signed_in(provider, "google")
    mailbox = mailbox_at(cast, tokens.refresh_token)
    for minutes in (0, 10, 50, 58):
        mailbox_fetch(mailbox_id=mailbox.pk, now=NOW + timedelta(minutes=minutes))
    assert [asked["grant_type"] for asked in provider.state.requests].count("refresh_token") == 2
