# ruff: noqa: RUF001 - tables, in many scripts
"""Mail with which another service verifies who owns our address, and mail that is only about that."""

import pytest

from integrations.email.mime.parsing import parse
from integrations.email.verdict import Act, Facts, decide

NOBODY = "no-reply@service.example"
LINK = "https://service.example/go?t=8f3a"

PROOFS = [
    ("Reset your password", f"Click the link below to reset your password: {LINK}"),
    ("Password reset", f"Use {LINK}. Didn't request this? Ignore this email."),
    ("Sign in to Slack with this code", "XKD-92F"),
    ("Your verification code is 482913", "It expires in 10 minutes."),
    ("482913 is your code", "Enter it in the app."),
    ("Confirm your email address", "Exports."),
    ("Verify your email", LINK),
    ("Activate your account", LINK),
    ("Please complete your registration", LINK),
    ("Your one-time password", "Your one-time password is 4829-1132"),
    ("Magic link for Notion", LINK),
    ("Finish signing up", LINK),
    ("Security code", "Use 123 456 to log in."),
    ("Kim invited you to join Acme on Slack", LINK),
    ("Account recovery", LINK),
    ("Action required", f"Please verify your email address by following this link: {LINK}"),
    ("Welcome!", f"Hello,\n\nto activate your account open {LINK}\n\nThe team"),
    ("Log in to your account", LINK),
    ("New device: enter the code 771203", "Enter this code on the device."),
    ("Set your password", LINK),
    ("Bestätigen Sie Ihre E-Mail-Adresse", f"Klicken Sie auf {LINK}"),
    ("Passwort zurücksetzen", LINK),
    ("Ihr Bestätigungscode", "Ihr Code lautet 482913. Er gilt mit Ihrem Gerät 10 min."),
    ("Aktivierung Ihres Kontos", f"Bitte aktivieren Sie Ihr Konto: {LINK}"),
    ("Anmeldung mit Einmalcode", "482913"),
    ("Confirmez votre adresse e-mail", LINK),
    ("Réinitialisation de votre mot de passe", LINK),
    ("Votre code de connexion", "482913"),
    ("Verifica tu correo electrónico", LINK),
    ("Restablecer la contraseña", LINK),
    ("Su código de verificación", "482913"),
    ("Confirme seu e-mail", LINK),
    ("Redefinição de senha", LINK),
    ("Conferma il tuo indirizzo e-mail", LINK),
    ("Reimposta la password", LINK),
    ("Bevestig je e-mailadres", LINK),
    ("Potwierdź swój adres e-mail", LINK),
    ("Bekräfta din e-postadress", LINK),
    ("Подтвердите адрес электронной почты", LINK),
    ("Сброс пароля", LINK),
    ("Ověřte svůj e-mail", LINK),
    ("メールアドレスの確認", LINK),
    ("パスワード再設定のご案内", LINK),
    ("您的验证码", "482913"),
    ("重置密码", LINK),
    ("이메일 인증번호 안내", "482913"),
    ("E-posta adresinizi doğrulayın", LINK),
    ("Şifre sıfırlama", LINK),
]

OTHERS = [
    ("ann@kim.example", "The reset link does not work", f"I clicked {LINK} and nothing happens."),
    ("ann@kim.example", "Password reset", "How do I reset my password?"),
    ("ann@kim.example", "Verification code never arrives", "Since Monday no code comes. Please help."),
    ("ann@kim.example", "Reset your password: which link?", f"Is {LINK} from you?"),
    ("ann@kim.example", "Login", "Nobody in our team can log in since the update."),
    ("ann@kim.example", "Confirm your email address", "This mail of yours never arrives here."),
    ("info@kim.example", "Login code", "We do not get the login code. Can you look?"),
    ("info@kim.example", "Rechnung 4711", "Bitte senden Sie die Rechnung erneut."),
    ("support@kim.example", "Password reset for three users", "I need a reset for three of my users."),
    ("team@kim.example", "Our account", "Please change the plan of our account to Pro."),
    ("hello@kim.example", "Security question", "Do you store passwords hashed?"),
    ("service@kim.example", "Bestätigung fehlt", "Die Bestätigung der Bestellung fehlt uns noch."),
    ("ann@kim.example", "Passwort zurücksetzen", "Ich bekomme keinen Link, bitte um Hilfe."),
    ("ann@kim.example", "Bestätigungscode kommt nicht an", "Seit heute kommt kein Code mehr."),
    ("ann@kim.example", "Réinitialisation du mot de passe", "Je ne reçois pas le lien."),
    ("ann@kim.example", "Code de vérification", "Je n'ai jamais reçu mon code."),
    ("ann@kim.example", "Restablecer contraseña", "No recibo el enlace, ¿qué hago?"),
    ("ann@kim.example", "Código de verificación", "Necesito un código nuevo."),
    ("ann@kim.example", "パスワード再設定", "メールが届きません。教えてください。"),
    ("ann@kim.example", "验证码收不到", "请问怎么办？"),
    ("ann@kim.example", "인증번호가 안 와요", "도와주세요."),
    ("ann@kim.example", "Сброс пароля", "Ссылка не работает, помогите."),
    ("ann@kim.example", "Reset hasła", "Link nie działa."),
    ("ann@kim.example", "Wachtwoord vergeten", "De link werkt niet."),
    (NOBODY, "Your invoice 2026-11", "The invoice is attached."),
    (NOBODY, "Your order has shipped", f"Track it: {LINK}"),
    (NOBODY, "Scheduled maintenance on Sunday", "The API is read-only from 02:00."),
    (NOBODY, "Backup failed", "Disk sdb1 is full."),
    (NOBODY, "Weekly report", f"See {LINK}"),
    (NOBODY, "Ihre Rechnung vom 3. November", "Im Anhang."),
    (NOBODY, "Lieferung unterwegs", f"Verfolgen: {LINK}"),
    (NOBODY, "Contact form: export empty", "Name: Ann\nMessage: The export is empty."),
    (NOBODY, "Website form: password reset", "Message: I cannot reset my password."),
    (NOBODY, "Kontaktformular", "Nachricht: Ich kann mein Passwort nicht zurücksetzen."),
    (NOBODY, "Votre facture", "Vous trouverez votre facture ci-joint."),
    (NOBODY, "Su pedido ha sido enviado", "Llegará el lunes."),
    (NOBODY, "Payment received", "Thank you. Amount: 120.00"),
    (NOBODY, "New comment on ticket 812", "Ann: it still fails."),
    (NOBODY, "Price list 2027", f"{LINK}"),
    (NOBODY, "Voicemail from +49 30 1234567", "Length: 12 s."),
    (NOBODY, "Domain example.org expires soon", "On 2026-12-31."),
    ("postings@kim.example", "Reset link", f"Your reset page {LINK} shows an error, says our customer."),
]


def mail_of(sender: str, subject: str, text: str, more: str = "") -> bytes:
    return (
        f"From: {sender}\nTo: help@halyard.example\nSubject: {subject}\n{more}"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


@pytest.mark.parametrize(("subject", "text"), PROOFS)
def test_the_proof_that_another_service_wants_is_held(subject: str, text: str) -> None:
    verdict = decide(parse(mail_of(NOBODY, subject, text)), Facts())
    assert (verdict.act, verdict.reason) == (Act.SUSPEND, "security")


@pytest.mark.parametrize(("subject", "text"), [one for one in PROOFS if "://" in one[1]])
@pytest.mark.parametrize("sender", ["accounts@service.example", "hello@service.example"])
def test_who_signs_with_a_role_needs_words_and_a_link(subject: str, text: str, sender: str) -> None:
    assert decide(parse(mail_of(sender, subject, text)), Facts()).reason == "security"


@pytest.mark.parametrize(("sender", "subject", "text"), OTHERS)
def test_what_only_speaks_of_it_is_a_ticket(sender: str, subject: str, text: str) -> None:
    assert decide(parse(mail_of(sender, subject, text)), Facts()).act == Act.MESSAGE


def test_an_allowed_sender_is_not_held() -> None:
    mail = parse(mail_of(NOBODY, *PROOFS[0]))
    assert decide(mail, Facts(is_allowed=True)).act == Act.MESSAGE


def test_both_tables_are_long_enough() -> None:
    assert len(PROOFS) >= 40 and len(OTHERS) >= 40  # noqa: PT018 (one thought)
