"""A mailbox of a complete installation, on the tests' servers."""

from tests.mailservers import HOST, Pymap, SmtpSink
from tests.system.stack import Stack, wait_until

ADDRESS = "support@system.test"
AUTHSERV = "mx.system.test"


def connect_mailbox(stack: Stack, imap: Pymap, smtp: SmtpSink) -> int:
    """Make the mailbox; returns its id after the first look into it: what came before that does not count."""
    with stack.client() as api:
        made = api.post(
            "mailboxes",
            json={
                "brand_id": api.get("brands").json()["results"][0]["id"],
                "address": ADDRESS,
                "imap_host": HOST,
                "imap_port": imap.port,
                "imap_security": "none",
                "username": imap.username,
                "password": imap.password,
                "smtp_host": HOST,
                "smtp_port": smtp.port,
                "smtp_security": "none",
                "trusted_authserv": AUTHSERV,
            },
        )
        assert made.status_code == 201, made.text
        number = int(made.json()["id"])
        path = f"mailboxes/{number}"
        wait_until(lambda: api.get(path).json()["health"]["state"] == "ok", "the first look into the mailbox")
    return number
