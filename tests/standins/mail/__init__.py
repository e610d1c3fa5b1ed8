"""The interfaces of four providers of mail on loopback: Mailgun, Postmark, SendGrid and Amazon SES."""

from tests.standins.mail.server import KEY, MailStandIn

__all__ = ["KEY", "MailStandIn"]
