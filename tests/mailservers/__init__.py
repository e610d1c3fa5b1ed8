"""Real mail servers on loopback: pymap and dovecot for IMAP, aiosmtpd for SMTP, each a context manager."""

from tests.mailservers.certificates import Certificates, make_certificates
from tests.mailservers.imap import DOVECOT, Dovecot, ImapServer, Pymap
from tests.mailservers.letters import HOST, PASSWORD, TOKEN, USER, free_port, letter
from tests.mailservers.odd import OddServer, cut_after, talk_imap
from tests.mailservers.smtp import Behavior, Received, SmtpSink

__all__ = [
    "DOVECOT",
    "HOST",
    "PASSWORD",
    "TOKEN",
    "USER",
    "Behavior",
    "Certificates",
    "Dovecot",
    "ImapServer",
    "OddServer",
    "Pymap",
    "Received",
    "SmtpSink",
    "cut_after",
    "free_port",
    "letter",
    "make_certificates",
    "talk_imap",
]
