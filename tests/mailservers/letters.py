"""Addresses, passwords and mails that the test servers share."""

import socket
from email.message import EmailMessage

HOST = "127.0.0.1"
USER, PASSWORD, TOKEN = "support", "open-sesame", "ya29.token"


def letter(subject: str = "Hello", *, sender: str = "helen@kestrel.test", size: int = 0) -> bytes:
    """A small mail, or one of about `size` bytes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "support@halyard.test", subject
    mail["Message-ID"] = f"<{subject.replace(' ', '.')}.{sender}>"
    mail["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    mail.set_content("Our export fails.\n" + ("x" * 70 + "\n") * (size // 71))
    return bytes(mail).replace(b"\n", b"\r\n")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as own:
        own.bind((HOST, 0))
        port: int = own.getsockname()[1]
        return port
