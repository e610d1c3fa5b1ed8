"""
Signing in to mailboxes at Google and Microsoft 365 without their passwords.

Both speak OAuth 2.0's authorization code flow and take the access token over XOAUTH2.
"""

from django.conf import settings

from integrations.connections import oauth
from integrations.connections.oauth import Provider, SignInNeeded, Tokens

__all__ = ["SignInNeeded", "Tokens", "authorization_url", "exchange", "is_set_up", "refresh"]


def is_set_up(sign_in: str) -> bool:
    """Whether the installation has a client of this provider."""
    return _provider(sign_in).is_set_up


def authorization_url(sign_in: str, *, state: str, redirect_uri: str, verifier: str, login_hint: str) -> str:
    """Where to send the admin's browser; it returns to `redirect_uri` with `state` and `code`."""
    return oauth.authorization_url(
        _provider(sign_in),
        state=state,
        redirect_uri=redirect_uri,
        verifier=verifier,
        login_hint=login_hint,
    )


def exchange(sign_in: str, *, code: str, redirect_uri: str, verifier: str) -> Tokens:
    """
    The tokens for the code that the browser brought back.

    Raises SignInNeeded if the code is used, too old or gives no lasting permission; UpstreamFailed.
    """
    provider = _provider(sign_in)
    tokens = oauth.exchange(provider, code=code, redirect_uri=redirect_uri, verifier=verifier)
    if not tokens.refresh_token:
        raise SignInNeeded(
            f"{provider.name} gave no lasting permission. Remove Candor from the account's connected apps, "
            "then sign in again."
        )
    return tokens


def refresh(sign_in: str, *, refresh_token: str) -> Tokens:
    """
    A new access token.

    Raises SignInNeeded if the refresh token is missing or dead, UpstreamFailed otherwise.
    """
    return oauth.refresh(_provider(sign_in), refresh_token=refresh_token)


def _provider(sign_in: str) -> Provider:
    if sign_in == "google":
        own = settings.MAIL_OAUTH_GOOGLE_URL
        return Provider(
            name="Google",
            client_id=settings.MAIL_GOOGLE_CLIENT_ID,
            client_secret=settings.MAIL_GOOGLE_CLIENT_SECRET,
            authorize=f"{own or 'https://accounts.google.com'}/o/oauth2/v2/auth",
            token=f"{own or 'https://oauth2.googleapis.com'}/token",
            scope="https://mail.google.com/",
            # Without the prompt, Google issues a refresh token only the first time.
            more=(("access_type", "offline"), ("prompt", "consent")),
            setup="Set MAIL_GOOGLE_CLIENT_ID and MAIL_GOOGLE_CLIENT_SECRET.",
            variables=("MAIL_GOOGLE_CLIENT_ID", "MAIL_GOOGLE_CLIENT_SECRET"),
        )
    if sign_in == "microsoft":
        base = settings.MAIL_OAUTH_MICROSOFT_URL or "https://login.microsoftonline.com"
        base = f"{base}/{settings.MAIL_MICROSOFT_TENANT}/oauth2/v2.0"
        return Provider(
            name="Microsoft",
            client_id=settings.MAIL_MICROSOFT_CLIENT_ID,
            client_secret=settings.MAIL_MICROSOFT_CLIENT_SECRET,
            authorize=f"{base}/authorize",
            token=f"{base}/token",
            scope="https://outlook.office.com/IMAP.AccessAsUser.All "
            "https://outlook.office.com/SMTP.Send offline_access",
            more=(("response_mode", "query"), ("prompt", "select_account")),
            setup="Set MAIL_MICROSOFT_CLIENT_ID and MAIL_MICROSOFT_CLIENT_SECRET.",
            variables=("MAIL_MICROSOFT_CLIENT_ID", "MAIL_MICROSOFT_CLIENT_SECRET"),
        )
    raise ValueError(f"There is no sign-in called {sign_in!r}.")
