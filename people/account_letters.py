"""Mails to staff about their own account, in their language."""

from core.ports import SECRET_MARK

_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "password_link": (
            "Set a new password",
            "Somebody asked for a new password for your account. Set one here within an hour:\n\n"
            "{link}\n\nIf that was not you, do nothing: your password stays as it is.",
        ),
        "address_link": (
            "Confirm your new address",
            "You asked to sign in with this address from now on. Confirm it here within an hour:\n\n"
            "{link}\n\nIf that was not you, do nothing: nothing changes.",
        ),
        "invitation_link": (
            "{inviter} invites you to {workspace}",
            "{inviter} would like you to join the helpdesk of {workspace}. Choose a password and come in "
            "here within seven days:\n\n{link}\n\n"
            "If you do not know them, do nothing: no account opens without you.",
        ),
        "password_changed": (
            "Your password was changed",
            "The password of your account was changed, and everywhere else you were signed out.\n\n"
            "If that was not you, set a new one at once: {page}\nand tell an admin.",
        ),
        "address_changed": (
            "Your address was changed",
            "Your account has another address now: {address}\n\n"
            "If that was not you, tell an admin at once: this address no longer opens your account.",
        ),
    },
    "de": {
        "password_link": (
            "Neues Passwort festlegen",
            "Jemand hat ein neues Passwort für Ihr Konto angefordert. Legen Sie es innerhalb einer Stunde "
            "hier fest:\n\n{link}\n\nWaren Sie es nicht, tun Sie nichts: Ihr Passwort bleibt, wie es ist.",
        ),
        "address_link": (
            "Neue Adresse bestätigen",
            "Sie möchten sich künftig mit dieser Adresse anmelden. Bestätigen Sie sie innerhalb einer "
            "Stunde hier:\n\n{link}\n\nWaren Sie es nicht, tun Sie nichts: Es ändert sich nichts.",
        ),
        "invitation_link": (
            "{inviter} lädt Sie zu {workspace} ein",
            "{inviter} möchte Sie im Helpdesk von {workspace} dabei haben. Wählen Sie ein Passwort und "
            "kommen Sie innerhalb von sieben Tagen hier herein:\n\n{link}\n\n"
            "Kennen Sie niemanden dieses Namens, tun Sie nichts: Ohne Sie öffnet sich kein Konto.",
        ),
        "password_changed": (
            "Ihr Passwort wurde geändert",
            "Das Passwort Ihres Kontos wurde geändert, und überall sonst wurden Sie abgemeldet.\n\n"
            "Waren Sie es nicht, legen Sie sofort ein neues fest: {page}\n"
            "und sagen Sie es jemandem mit Adminrechten.",
        ),
        "address_changed": (
            "Ihre Adresse wurde geändert",
            "Ihr Konto hat jetzt eine andere Adresse: {address}\n\n"
            "Waren Sie es nicht, sagen Sie es sofort jemandem mit Adminrechten: Diese Adresse öffnet Ihr "
            "Konto nicht mehr.",
        ),
    },
}
_HELLO = {"en": "Hello {name},", "de": "Guten Tag {name},"}


def account_letter(kind: str, *, locale: str, name: str, **values: str) -> tuple[str, str]:
    """Subject and text of a mail; `{link}` stays a placeholder until it is sent. Falls back to English."""
    language = locale[:2] if locale[:2] in _TEXTS else "en"
    subject, text = _TEXTS[language][kind]
    hello = _HELLO[language].format(name=name)
    return subject.format(**values), f"{hello}\n\n{text.format(link=SECRET_MARK, **values)}"
