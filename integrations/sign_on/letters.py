"""Mails about single sign-on, to each in their language."""

from django.conf import settings

_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "required": (
            "You now sign in with {provider}",
            "Hello {name},\n\nfrom now on your workspace's helpdesk opens with {provider} only. Passwords "
            "and passkeys of the helpdesk open nothing any more, and where you had signed in with one you "
            "were signed out. What you had begun to write is kept.\n\nSign in here: {page}\n\nYour API "
            "tokens go on working.",
        ),
        "break_glass": (
            "{name} signed in without the identity provider",
            "{name} signed in with what the helpdesk itself checks, from {address}, although the workspace "
            "requires its identity provider. This is meant for when the provider is down. If nobody knows "
            "why, end the session and change the password.",
        ),
    },
    "de": {
        "required": (
            "Sie melden sich jetzt mit {provider} an",
            "Hallo {name},\n\nab jetzt öffnet sich der Helpdesk Ihres Arbeitsbereichs nur noch mit "
            "{provider}. Passwörter und Passkeys des Helpdesks öffnen nichts mehr, und wo Sie damit "
            "angemeldet waren, wurden Sie abgemeldet. Was Sie zu schreiben begonnen hatten, ist "
            "aufgehoben.\n\nHier melden Sie sich an: {page}\n\nIhre API-Tokens funktionieren weiter.",
        ),
        "break_glass": (
            "{name} hat sich ohne den Identitätsanbieter angemeldet",
            "{name} hat sich von {address} aus mit dem angemeldet, was der Helpdesk selbst prüft, obwohl der "
            "Arbeitsbereich seinen Identitätsanbieter verlangt. Das ist für den Fall gedacht, dass der "
            "Anbieter ausfällt. Wenn niemand weiß, warum, beenden Sie die Sitzung und ändern Sie das "
            "Passwort.",
        ),
    },
}


def letter(kind: str, *, locale: str, **values: str) -> tuple[str, str]:
    """Subject and text; falls back to English."""
    language = locale[:2] if locale[:2] in _TEXTS else "en"
    subject, text = _TEXTS[language][kind]
    page = f"{settings.PUBLIC_URL}/app/sign-in"
    # A subject is one line, whatever somebody has called a provider or themselves.
    return " ".join(subject.format(**values).split()), text.format(page=page, **values)
