"""How many statements one mail costs."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.email.services import inbound_store, mailbox_process
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive

MOST = 25


def test_a_mail_of_somebody_new_takes_few_statements_and_scans_nobody(
    cast: Cast, freeze: Callable[..., object]
) -> None:
    freeze(NOW)
    mailbox = mailbox_for(cast.brand)
    receive(mailbox, raw_mail(sender="first@new.test"), uid=1)
    raw = raw_mail(sender="second@new.test", message_id="<second@new.test>", html="<p>Exports fail.</p>")
    inbound_store(mailbox=mailbox, source="imap", raw=raw, size=len(raw), uid_validity=1, uid=2, now=NOW)
    with CaptureQueriesContext(connection) as statements:
        assert mailbox_process(mailbox_id=mailbox.pk) == 1
    asked = [statement["sql"] for statement in statements.captured_queries]
    assert len(asked) <= MOST, "\n".join(asked)
    # Contacts have an index of LOWER(email), and none of UPPER.
    assert not [sql for sql in asked if 'UPPER("people_contact"' in sql]
