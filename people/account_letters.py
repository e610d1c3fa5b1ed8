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
        "totp_added": (
            "An authenticator app was added to your account",
            "From now on your account asks for a code of your authenticator app when you sign in.\n\n"
            "If that was not you, set a new password at once and tell an admin. Your account: {page}",
        ),
        "totp_removed": (
            "The authenticator app was removed from your account",
            "Your account no longer asks for a code of your authenticator app.\n\n"
            "If that was not you, set a new password at once and tell an admin. Your account: {page}",
        ),
        "webauthn_added": (
            "A passkey was added to your account",
            "You can sign in with this passkey from now on: {factor}\n\n"
            "If that was not you, remove it, set a new password at once and tell an admin. "
            "Your account: {page}",
        ),
        "webauthn_removed": (
            "A passkey was removed from your account",
            "This passkey no longer signs in to your account: {factor}\n\n"
            "If that was not you, set a new password at once and tell an admin. Your account: {page}",
        ),
        "recovery_codes_made": (
            "New recovery codes for your account",
            "New recovery codes were made; the ones before work no more.\n\n"
            "If that was not you, set a new password at once and tell an admin. Your account: {page}",
        ),
        "recovery_code_used": (
            "A recovery code was used",
            "Somebody proved to be you with a recovery code. Codes left: {left}\n\n"
            "If that was not you, set a new password at once and tell an admin. Your account: {page}",
        ),
        "codes_failed": (
            "Somebody knows your password",
            "Somebody signs in with your password and fails at the second step, from a browser that has not "
            "signed in before.\n\nIf that is not you, set a new password at once: {page}",
        ),
        "passkey_copied": (
            "A copy of your passkey may exist",
            "A sign-in with this passkey was refused, since its counter shows that another device has used "
            "it: {factor}\n\nRemove the passkey and add a new one. If you did not sign in just now, tell an "
            "admin. Your account: {page}",
        ),
        "factors_reset": (
            "Your second factors were removed",
            "{who} has removed the second factors of your account, and everywhere you were signed out. "
            "Sign in with your password and add new ones: {page}\n\n"
            "If you did not ask for this, tell another admin at once.",
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
        "totp_added": (
            "Eine Authenticator-App wurde zu Ihrem Konto hinzugefügt",
            "Ab jetzt fragt Ihr Konto beim Anmelden nach einem Code Ihrer Authenticator-App.\n\n"
            "Waren Sie es nicht, legen Sie sofort ein neues Passwort fest und sagen Sie es jemandem mit "
            "Adminrechten. Ihr Konto: {page}",
        ),
        "totp_removed": (
            "Die Authenticator-App wurde aus Ihrem Konto entfernt",
            "Ihr Konto fragt nicht mehr nach einem Code Ihrer Authenticator-App.\n\n"
            "Waren Sie es nicht, legen Sie sofort ein neues Passwort fest und sagen Sie es jemandem mit "
            "Adminrechten. Ihr Konto: {page}",
        ),
        "webauthn_added": (
            "Ein Passkey wurde zu Ihrem Konto hinzugefügt",
            "Mit diesem Passkey können Sie sich ab jetzt anmelden: {factor}\n\n"
            "Waren Sie es nicht, entfernen Sie ihn, legen Sie sofort ein neues Passwort fest und sagen Sie "
            "es jemandem mit Adminrechten. Ihr Konto: {page}",
        ),
        "webauthn_removed": (
            "Ein Passkey wurde aus Ihrem Konto entfernt",
            "Dieser Passkey öffnet Ihr Konto nicht mehr: {factor}\n\n"
            "Waren Sie es nicht, legen Sie sofort ein neues Passwort fest und sagen Sie es jemandem mit "
            "Adminrechten. Ihr Konto: {page}",
        ),
        "recovery_codes_made": (
            "Neue Wiederherstellungscodes für Ihr Konto",
            "Es gibt neue Wiederherstellungscodes; die bisherigen gelten nicht mehr.\n\n"
            "Waren Sie es nicht, legen Sie sofort ein neues Passwort fest und sagen Sie es jemandem mit "
            "Adminrechten. Ihr Konto: {page}",
        ),
        "recovery_code_used": (
            "Ein Wiederherstellungscode wurde benutzt",
            "Jemand hat sich mit einem Wiederherstellungscode als Sie ausgewiesen. Übrige Codes: {left}\n\n"
            "Waren Sie es nicht, legen Sie sofort ein neues Passwort fest und sagen Sie es jemandem mit "
            "Adminrechten. Ihr Konto: {page}",
        ),
        "codes_failed": (
            "Jemand kennt Ihr Passwort",
            "Jemand meldet sich mit Ihrem Passwort an und scheitert am zweiten Schritt, in einem Browser, "
            "der sich noch nie angemeldet hat.\n\nWaren Sie es nicht, legen Sie sofort ein neues "
            "Passwort fest: {page}",
        ),
        "passkey_copied": (
            "Von Ihrem Passkey gibt es vielleicht eine Kopie",
            "Eine Anmeldung mit diesem Passkey wurde abgelehnt, weil ihn sein Zähler nach schon ein anderes "
            "Gerät benutzt hat: {factor}\n\nEntfernen Sie den Passkey und fügen Sie einen neuen hinzu. Haben "
            "Sie sich nicht gerade angemeldet, sagen Sie es jemandem mit Adminrechten. Ihr Konto: {page}",
        ),
        "factors_reset": (
            "Ihre zweiten Faktoren wurden entfernt",
            "{who} hat die zweiten Faktoren Ihres Kontos entfernt, und überall wurden Sie abgemeldet. Melden "
            "Sie sich mit Ihrem Passwort an und fügen Sie neue hinzu: {page}\n\n"
            "Haben Sie nicht darum gebeten, sagen Sie es sofort jemand anderem mit Adminrechten.",
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
