"""Two mails of one person become one ticket: the customer answers the old mail, and then it is undone."""

from integrations.email import tokens
from integrations.email.models import OutgoingMail
from integrations.email.services.replying import reply_queue
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Ticket, TimelineEntry


def said(ticket: Ticket) -> list[str]:
    rows = TimelineEntry.objects.filter(ticket=ticket, kind="message").order_by("id")
    return list(rows.values_list("body_text", flat=True))


def test_an_answer_in_the_old_thread_lands_in_the_target_until_it_is_undone(cast: Cast) -> None:
    mailbox, api = mailbox_for(cast.brand), cast.api(cast.agent)
    first = ticket_of(receive(mailbox, raw_mail("It fails.")))
    second = ticket_of(receive(mailbox, raw_mail("It fails again.", message_id="<second@kestrel.test>")))
    token = tokens.reply_address("support@halyard.test", tokens.customer_token(first.public_id))
    done = api.post(f"tickets/{second.pk}/merges", {"source": first.pk}).json()

    # By our signed address, by our Message-ID, and by their own reference.
    ours = tokens.message_id(first.public_id, 1, "halyard.test")
    receive(mailbox, raw_mail("By address.", to=token, message_id="<a@kestrel.test>"))
    receive(mailbox, raw_mail("By id.", message_id="<b@kestrel.test>", headers={"In-Reply-To": f"<{ours}>"}))
    receive(
        mailbox,
        raw_mail(
            "By reference.", message_id="<c@kestrel.test>", headers={"References": "<first@kestrel.test>"}
        ),
    )
    assert said(second) == ["It fails.", "It fails again.", "By address.", "By id.", "By reference."]
    assert Ticket.objects.count() == 2

    api.post(f"tickets/merges/{done['merge']['id']}/undo")
    assert said(first) == ["It fails."]
    assert said(second) == ["It fails again.", "By address.", "By id.", "By reference."]
    receive(mailbox, raw_mail("After all.", to=token, message_id="<d@kestrel.test>"))
    assert said(first) == ["It fails.", "After all."]


def test_a_colleague_whose_ticket_was_merged_gets_the_answer_and_may_write_on(cast: Cast) -> None:
    mailbox, api = mailbox_for(cast.brand), cast.api(cast.agent)
    # Both are known and of one company.
    assert cast.customer.company_id == cast.colleague.company_id
    theirs = ticket_of(
        receive(
            mailbox, raw_mail("Broken?", sender="Dev Rao <dev@kestrel.test>", message_id="<dev@kestrel.test>")
        )
    )
    mine = ticket_of(receive(mailbox, raw_mail("It fails.")))
    api.post(f"tickets/{mine.pk}/merges", {"source": theirs.pk})
    answer = api.post(f"tickets/{mine.pk}/replies", {"body": "Fixed."}).json()
    assert answer["payload"]["recipients"] == {"to": ["helen@kestrel.test"], "cc": ["dev@kestrel.test"]}
    entry = TimelineEntry.objects.get(pk=answer["id"])
    mail = reply_queue(entry=entry, now=NOW) or OutgoingMail.objects.get(entry=entry)
    assert (mail.to, mail.cc) == (["helen@kestrel.test"], ["dev@kestrel.test"])
    receive(
        mailbox,
        raw_mail(
            "Thanks.",
            sender="Dev Rao <dev@kestrel.test>",
            message_id="<thanks@kestrel.test>",
            headers={"In-Reply-To": "<dev@kestrel.test>"},
        ),
    )
    assert said(mine)[-1] == "Thanks."
    assert Ticket.objects.count() == 2
