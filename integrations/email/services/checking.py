"""Whether a mailbox works, step by step, for the person setting it up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from core import clock
from core.errors import UpstreamFailed
from integrations.email.models import Intake, Mailbox, Security, Sending
from integrations.email.services.signing_in import api_account, imap_account, smtp_account
from integrations.email.transport.api import api_check
from integrations.email.transport.connecting import MailServerError, addresses_of, connect
from integrations.email.transport.imap import ImapAccount, ImapSession
from integrations.email.transport.smtp import NotReached, SmtpAccount, signed_in

CHECK_SECONDS = 10.0
NAME, CONNECTION, ENCRYPTION, SIGN_IN, FOLDER = (
    "server name",
    "connection",
    "encryption",
    "sign-in",
    "folder",
)
STEP_OF = {
    "no_host": NAME,
    "unresolvable": NAME,
    "certificate": ENCRYPTION,
    "tls": ENCRYPTION,
    "no_starttls": ENCRYPTION,
    "sign_in": SIGN_IN,
    "no_auth": SIGN_IN,
    "busy": SIGN_IN,
    "folder": FOLDER,
    "no_uids": FOLDER,
}


@dataclass(frozen=True)
class Step:
    """One requirement; `ok` is None if it was not tried or does not apply."""

    name: str
    ok: bool | None
    detail: str
    what_to_do: str = ""


def check(mailbox: Mailbox) -> list[Step]:
    """Try everything needed to fetch and send, without fetching or sending a mail; takes up to a minute."""
    return [*_incoming(mailbox), *_outgoing(mailbox)]


def _incoming(mailbox: Mailbox) -> list[Step]:
    if mailbox.intake == Intake.FORWARDING:
        return [Step("Incoming: forwarding", None, "Mail reaches another mailbox of this installation.")]
    if mailbox.intake == Intake.WEBHOOK:
        return [_webhook(mailbox)]
    return _server(
        "Incoming",
        (NAME, CONNECTION, ENCRYPTION, SIGN_IN, FOLDER),
        account=partial(imap_account, mailbox, now=clock.now()),
        use=_open_folder,
        done=f"The folder {mailbox.imap_folder} opens.",
    )


def _outgoing(mailbox: Mailbox) -> list[Step]:
    if mailbox.sends_by == Sending.API:
        return [_api(mailbox), _events(mailbox)]
    if not mailbox.smtp_host:
        return [
            Step(
                "Outgoing: server name",
                None,
                "There is no outgoing server, so replies cannot leave by mail.",
                "Enter the SMTP server of this mailbox.",
            )
        ]
    return _server(
        "Outgoing",
        (NAME, CONNECTION, ENCRYPTION, SIGN_IN),
        account=partial(smtp_account, mailbox, now=clock.now()),
        use=_greet,
        done="",
    )


def _api(mailbox: Mailbox) -> Step:
    name = "Outgoing: provider"
    try:
        return Step(name, True, api_check(api_account(mailbox)))
    except MailServerError as error:
        return Step(name, False, error.what, error.what_to_do)


def _events(mailbox: Mailbox) -> Step:
    name = "Outgoing: what the provider tells"
    if mailbox.events_secret:
        return Step(name, True, "What it tells of bounces and deliveries is proven by a secret.")
    return Step(
        name, None, "There is no secret, so nobody hears of mail that comes back.",
        "Enter the address of the events there, and the secret here.",
    )  # fmt: skip


def _webhook(mailbox: Mailbox) -> Step:
    name = "Incoming: webhook"
    if not mailbox.provider:
        return Step(name, False, "No provider is chosen.", "Choose whose webhook brings the mail.")
    if not mailbox.webhook_secret:
        return Step(
            name,
            False,
            "There is no secret, so every delivery is refused.",
            "Enter the signing key or password that the provider uses.",
        )
    if mailbox.last_mail_at is None:
        return Step(name, None, "Nothing has come in yet.", "Send a mail to the address to try it.")
    return Step(name, True, f"The last mail came at {mailbox.last_mail_at:%Y-%m-%d %H:%M} UTC.")


def _server(
    side: str,
    names: tuple[str, ...],
    *,
    account: Callable[[], ImapAccount | SmtpAccount],
    use: Callable[[ImapAccount | SmtpAccount], None],
    done: str,
) -> list[Step]:
    """The steps for one server; those after the first failure are not tried."""
    failed_at, problem, used = "", MailServerError("", ""), None
    try:
        # A dead token says nothing about the server, but without one there is nothing to try.
        used = replace(account(), timeout=CHECK_SECONDS)
        addresses_of(used.host, used.port)
        connect(used.host, used.port, timeout=CHECK_SECONDS).close()
        use(used)
    except (MailServerError, NotReached, UpstreamFailed) as error:
        problem = _as_problem(error)
        failed_at = STEP_OF.get(problem.code, CONNECTION)
    steps = []
    for name in names:
        label = f"{side}: {name}"
        if name == failed_at:
            steps.append(Step(label, False, problem.what, problem.what_to_do))
            break
        if used is None:
            steps.append(Step(label, None, "Not tried."))
        elif name == ENCRYPTION and used.security == Security.NONE:
            steps.append(
                Step(
                    label,
                    None,
                    "The connection is not encrypted: password and mails can be read on the way.",
                    "Choose TLS or STARTTLS unless the server is on this very machine.",
                )
            )
        else:
            steps.append(Step(label, True, _praise(name, used, done)))
    skipped = names[len(steps) :]
    return steps + [Step(f"{side}: {name}", None, "Not tried.") for name in skipped]


def _praise(name: str, account: ImapAccount | SmtpAccount, done: str) -> str:
    if name == NAME:
        return f"{account.host} has an address."
    if name == CONNECTION:
        return f"{account.host}:{account.port} answers."
    if name == ENCRYPTION:
        return "The connection is encrypted and the certificate is valid."
    if name == SIGN_IN:
        return f"Signed in as {account.username}." if account.username else "The server wants no sign-in."
    return done


def _as_problem(error: MailServerError | NotReached | UpstreamFailed) -> MailServerError:
    if isinstance(error, MailServerError):
        return error
    if isinstance(error, NotReached):
        return MailServerError(error.code, error.text, error.what_to_do, is_sign_in=error.is_sign_in)
    return MailServerError("sign_in", error.message, "Try again in some minutes.")


def _open_folder(account: ImapAccount | SmtpAccount) -> None:
    if isinstance(account, ImapAccount):
        with ImapSession(account, seconds=6 * CHECK_SECONDS):
            pass


def _greet(account: ImapAccount | SmtpAccount) -> None:
    if isinstance(account, SmtpAccount):
        with signed_in(account, name=account.username.rpartition("@")[2]):
            pass
