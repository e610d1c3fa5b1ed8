"""Writes of the email channel, one function per use case."""

from integrations.email.services.accounts import account_mail, customer_mail
from integrations.email.services.acknowledging import acknowledge
from integrations.email.services.alarming import alarms_raise, alerts
from integrations.email.services.configuring import mailbox_delete, mailbox_save
from integrations.email.services.fetching import mailbox_fetch, mailboxes_to_fetch
from integrations.email.services.noticing import notice_queue, notices_queue
from integrations.email.services.queueing import sending_begins
from integrations.email.services.reading import mailbox_process
from integrations.email.services.receiving import inbound_process, oversized_answer
from integrations.email.services.replying import reply_queue
from integrations.email.services.reporting import Queued, ReportMail, report_queue
from integrations.email.services.sending import (
    delivery_decide,
    mail_send,
    mailbox_send,
    mailboxes_to_read,
    mailboxes_to_send,
)
from integrations.email.services.siding import side_queue
from integrations.email.services.signing_in import mailbox_sign_in
from integrations.email.services.storing import inbound_store
from integrations.email.services.surveying import survey_queue
from integrations.email.services.suspending import (
    mail_retry,
    rule_delete,
    rule_save,
    suspended_delete,
    suspended_recover,
)

__all__ = [
    "Queued",
    "ReportMail",
    "account_mail",
    "acknowledge",
    "alarms_raise",
    "alerts",
    "customer_mail",
    "delivery_decide",
    "escalation_queue",
    "inbound_process",
    "inbound_store",
    "mail_retry",
    "mail_send",
    "mailbox_delete",
    "mailbox_fetch",
    "mailbox_process",
    "mailbox_save",
    "mailbox_send",
    "mailbox_sign_in",
    "mailboxes_to_fetch",
    "mailboxes_to_read",
    "mailboxes_to_send",
    "notice_queue",
    "notices_queue",
    "oversized_answer",
    "reply_queue",
    "report_queue",
    "rule_delete",
    "rule_save",
    "sending_begins",
    "side_queue",
    "survey_queue",
    "suspended_delete",
    "suspended_recover",
]
