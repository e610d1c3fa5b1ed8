"""What the email channel stores: mailboxes, every incoming mail, every outgoing mail."""

from integrations.email.models.inbound import InboundMail, InboundState, MailBody, RawMail, Reason, Source
from integrations.email.models.mailboxes import (
    CAN_SEND,
    Intake,
    Mailbox,
    MailboxState,
    Provider,
    Security,
    Sending,
    SignIn,
)
from integrations.email.models.outgoing import (
    AddressHealth,
    MailFile,
    OutgoingKind,
    OutgoingMail,
    OutgoingState,
)
from integrations.email.models.rules import SenderRule

__all__ = [
    "CAN_SEND",
    "AddressHealth",
    "InboundMail",
    "InboundState",
    "Intake",
    "MailBody",
    "MailFile",
    "Mailbox",
    "MailboxState",
    "OutgoingKind",
    "OutgoingMail",
    "OutgoingState",
    "Provider",
    "RawMail",
    "Reason",
    "Security",
    "SenderRule",
    "Sending",
    "SignIn",
    "Source",
]
