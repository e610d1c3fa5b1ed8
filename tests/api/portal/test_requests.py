"""A customer's requests: what they see, what they may do, and what stays closed to strangers."""

import html
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from people.models import Brand, Contact
from portal.models import PortalSettings
from tests.api.portal.visits import Visitor, bytes_of, signed_in, text_of
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tickets.models import CustomField, Rating, Ticket, TimelineEntry
from tickets.services import attachment_store, ticket_resolve, ticket_update

Freeze = Callable[..., Any]
Settle = Callable[[], None]


@pytest.fixture
def brand(cast: Cast, freeze: Freeze) -> Brand:
    freeze(NOW)
    mailbox_for(cast.brand)
    return cast.brand


@pytest.fixture
def ticket(cast: Cast, brand: Brand) -> Ticket:
    return cast.ticket(subject="Exports <fail>", body="The export of 4012 fails.")


@pytest.fixture
def visitor(cast: Cast, brand: Brand) -> Visitor:
    return signed_in(brand, cast.customer, now=NOW)


def at(ticket: Ticket) -> str:
    return f"requests/{ticket.public_id}/"


def share(brand: Brand) -> None:
    PortalSettings.objects.create(brand=brand, shares_company=True)


def test_the_page_shows_what_both_sides_have_read(cast: Cast, ticket: Ticket, visitor: Visitor) -> None:
    cast.replies(ticket, cast.agent, "We look at it.")
    cast.replies(ticket, cast.agent, "Customer is difficult.", kind="note")
    ticket_update(
        actor=cast.actor(cast.admin),
        ticket_id=ticket.pk,
        changes={"tags": ["churn-risk"], "tier": "T3"},
        now=NOW,
    )
    cast.api(cast.agent).put(f"tickets/{ticket.pk}/draft", {"kind": "public", "body": "A draft of mine"})
    page = text_of(visitor.get(at(ticket)))
    for shown in ("Exports &lt;fail&gt;", "The export of 4012 fails.", "We look at it.", "Ines Agent"):
        assert shown in page
    for hidden in (
        "difficult",
        "churn-risk",
        "T3",
        "draft",
        "@staff.test",
        f"#{ticket.pk}",
        "Ada Admin",
        "P3",
    ):
        assert hidden not in page
    listed = text_of(visitor.get("requests/"))
    assert "Exports &lt;fail&gt;" in listed
    assert "difficult" not in listed
    assert "No request fits" in text_of(visitor.get("requests/", q="difficult"))
    assert "Exports &lt;fail&gt;" in text_of(visitor.get("requests/", q="4012"))
    assert "No request fits" in text_of(visitor.get("requests/", state="solved"))


def test_markup_of_strangers_stays_text(cast: Cast, brand: Brand, visitor: Visitor) -> None:
    ticket = cast.ticket(body="<script>alert(1)</script> & <img src=x onerror=y>")
    log = text_of(visitor.get(at(ticket))).partition('<section class="log"')[2]
    assert "&lt;script&gt;alert(1)" in log
    for bad in ("<script", "<img"):
        assert bad not in log


def test_a_reply_with_a_file_arrives_once(
    cast: Cast, ticket: Ticket, visitor: Visitor, settle: Settle
) -> None:
    page = visitor.get(at(ticket))
    values = {"text": "Here is the log.", "files": SimpleUploadedFile("log.txt", b"line 1")}
    sent = visitor.sends(page, f"{at(ticket)}reply/", **values)
    assert sent["Location"] == f"/help/halyard/{at(ticket)}?said=sent#newest"
    visitor.sends(page, f"{at(ticket)}reply/", text="Here is the log.")
    entries = TimelineEntry.objects.filter(ticket=ticket, kind="message").order_by("pk")
    assert [(entry.body_text, entry.channel) for entry in entries][1:] == [("Here is the log.", "web")]
    settle()
    shown = visitor.get(at(ticket))
    path = text_of(shown).split('<ul class="files"')[1].split('href="')[1].split('"')[0]
    file = visitor.get(path)
    assert bytes_of(file) == b"line 1"
    assert file["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file["Content-Security-Policy"]
    for other in (
        signed_in(cast.brand, cast.stranger, now=NOW),
        signed_in(cast.brand, cast.colleague, now=NOW),
    ):
        assert other.get(path).status_code == 404
    assert Visitor(cast.brand).get(path).status_code == 303
    empty = visitor.sends(shown, f"{at(ticket)}reply/", text="  ")
    assert (empty.status_code, "Write something, or add a file." in text_of(empty)) == (422, True)
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(6)]
    assert visitor.sends(shown, f"{at(ticket)}reply/", text="x", files=many).status_code == 422


def test_files_of_notes_stay_closed(cast: Cast, ticket: Ticket, visitor: Visitor) -> None:
    actor = cast.actor(cast.agent)
    file = attachment_store(actor=actor, name="plan.txt", stream=BytesIO(b"secret"), now=NOW)
    cast.replies(ticket, cast.agent, "See the plan", kind="note", attachment_ids=[str(file.public_id)])
    assert visitor.get(f"{at(ticket)}files/{file.public_id}").status_code == 404
    other = cast.ticket(subject="Another")
    public = attachment_store(actor=actor, name="open.txt", stream=BytesIO(b"open"), now=NOW)
    cast.replies(other, cast.agent, "See this", attachment_ids=[str(public.public_id)])
    assert visitor.get(f"{at(ticket)}files/{public.public_id}").status_code == 404
    assert bytes_of(visitor.get(f"{at(other)}files/{public.public_id}")) == b"open"


def test_closing_asks_for_a_rating_and_writing_opens_again(
    cast: Cast, ticket: Ticket, visitor: Visitor
) -> None:
    page = visitor.get(at(ticket))
    assert 'name="score"' not in text_of(page)
    closed = visitor.sends(page, f"{at(ticket)}solved/")
    assert closed["Location"] == f"/help/halyard/{at(ticket)}?said=solved#state"
    ticket.refresh_from_db()
    assert ticket.status == "resolved"
    line = TimelineEntry.objects.get(ticket=ticket, kind="change")
    assert (line.author_kind, line.author_name, line.visibility) == ("contact", "Helen Marsh", "internal")
    shown = visitor.get(at(ticket))
    rated = visitor.sends(shown, f"{at(ticket)}rating/", score="4", comment="Fine")
    assert "said=rated" in rated["Location"]
    assert [(row.score, row.comment) for row in Rating.objects.all()] == [(4, "Fine")]
    assert "You gave 4 of 5." in text_of(visitor.get(at(ticket)))
    assert visitor.post(f"{at(ticket)}solved/").status_code == 303
    visitor.sends(visitor.get(at(ticket)), f"{at(ticket)}reply/", text="It is back.")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopened_count) == ("open", 1)


def test_recommending_is_asked_on_its_own_scale(
    cast: Cast, ticket: Ticket, visitor: Visitor, brand: Brand
) -> None:
    Brand.objects.filter(pk=brand.pk).update(asks_nps=True)
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket.pk, now=NOW)
    page = visitor.get(at(ticket))
    assert "How likely are you to recommend Halyard" in text_of(page)
    assert 'value="0" required' in text_of(page)
    assert 'value="10" required' in text_of(page)
    visitor.sends(page, f"{at(ticket)}rating/", score="0")
    assert "You gave 0 of 10." in text_of(visitor.get(at(ticket)))


def test_it_says_what_writing_does_once_it_is_closed_for_long(
    cast: Cast, ticket: Ticket, brand: Brand, freeze: Freeze
) -> None:
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket.pk, now=NOW)
    days = timedelta(days=brand.reopen_days)
    freeze(NOW + days)
    visitor = signed_in(brand, cast.customer, now=NOW + days)
    assert "Writing again opens it." in text_of(visitor.get(at(ticket)))
    freeze(NOW + days + timedelta(seconds=1))
    page = visitor.get(at(ticket))
    assert "a new request begins that refers to it" in text_of(page)
    visitor.sends(page, f"{at(ticket)}reply/", text="It is back.")
    ticket.refresh_from_db()
    assert (ticket.status, Ticket.objects.count()) == ("resolved", 2)


def test_what_was_written_is_not_lost_with_a_refusal(
    cast: Cast, ticket: Ticket, visitor: Visitor, brand: Brand
) -> None:
    early = visitor.post(f"{at(ticket)}rating/", score="4", comment="Early")
    assert early["Location"].endswith(f"{at(ticket)}#state"), "nobody asked yet"
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket.pk, now=NOW)
    unrated = visitor.post(f"{at(ticket)}rating/", score="9", comment="Slow, but kind")
    assert (unrated.status_code, Rating.objects.exclude(score=None).exists()) == (422, False)
    assert "Slow, but kind</textarea>" in text_of(unrated)
    assert "Choose a number from 1 to 5." in text_of(unrated)
    # Signed out in between, or too often: the words are there to be copied.
    away = Visitor(brand).post(f"{at(ticket)}reply/", text="A <long> answer", once="0123456789")
    assert (away.status_code, "A &lt;long&gt; answer</textarea>" in text_of(away)) == (401, True)
    away = Visitor(brand).post(f"{at(ticket)}rating/", score="4", comment="Slow, <but> kind")
    assert (away.status_code, ">Slow, &lt;but&gt; kind</textarea>" in text_of(away)) == (401, True)
    for _ in range(20):
        visitor.post(f"{at(ticket)}reply/", text="", once="0123456789")
    late = visitor.post(f"{at(ticket)}reply/", text="A <long> answer", once="0123456789")
    assert (late.status_code, "A &lt;long&gt; answer</textarea>" in text_of(late)) == (429, True)


def test_a_required_field_keeps_it_open_and_staff_are_told(
    cast: Cast, ticket: Ticket, visitor: Visitor
) -> None:
    CustomField.objects.create(key="cause", label="Cause", kind="text", is_required_on_resolve=True)
    assert "said=told" in visitor.post(f"{at(ticket)}solved/")["Location"]
    ticket.refresh_from_db()
    assert ticket.status == "new"
    assert TimelineEntry.objects.filter(
        ticket=ticket, body_text="The customer says that this is solved."
    ).exists()


def test_a_reply_long_after_the_end_begins_anew(
    cast: Cast, ticket: Ticket, visitor: Visitor, freeze: Freeze
) -> None:
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket.pk, now=NOW - timedelta(days=40))
    sent = visitor.sends(visitor.get(at(ticket)), f"{at(ticket)}reply/", text="Again!")
    fresh = Ticket.objects.exclude(pk=ticket.pk).get()
    assert sent["Location"].startswith(f"/help/halyard/requests/{fresh.public_id}/")
    assert fresh.channel == "web"


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_strangers_find_nothing(cast: Cast, brand: Brand, ticket: Ticket, who: str) -> None:
    contact: Contact = getattr(cast, who)
    visitor = signed_in(brand, contact, now=NOW)
    assert "Exports" not in text_of(visitor.get("requests/", whose="company"))
    assert visitor.get(at(ticket)).status_code == 404
    for action in ("reply", "solved", "rating"):
        answer = visitor.post(f"{at(ticket)}{action}/", text="Mine now", once="12345678", score="1")
        assert answer.status_code == 404, action
    assert TimelineEntry.objects.filter(ticket=ticket).count() == 1


def test_colleagues_read_where_the_brand_shares(cast: Cast, brand: Brand, ticket: Ticket) -> None:
    share(brand)
    colleague = signed_in(brand, cast.colleague, now=NOW)
    assert "Exports" not in text_of(colleague.get("requests/"))
    listed = html.unescape(text_of(colleague.get("requests/", whose="company")))
    assert "Exports <fail>" in listed
    assert "Asked by Helen Marsh" in listed
    page = text_of(colleague.get(at(ticket)))
    assert "The export of 4012 fails." in page
    assert "only they can reply" in page
    assert "<textarea" not in page
    for action in ("reply", "solved", "rating"):
        answer = colleague.post(f"{at(ticket)}{action}/", text="Mine now", once="12345678", score="1")
        assert answer.status_code in (403, 404), action
    assert TimelineEntry.objects.filter(ticket=ticket).count() == 1
    stranger = signed_in(brand, cast.stranger, now=NOW)
    assert stranger.get(at(ticket)).status_code == 404
    # Nothing of it in another brand, of spam, or once the colleague has left the company.
    Ticket.objects.filter(pk=ticket.pk).update(is_spam=True)
    assert colleague.get(at(ticket)).status_code == 404
    Ticket.objects.filter(pk=ticket.pk).update(is_spam=False, brand=cast.other_brand)
    assert colleague.get(at(ticket)).status_code == 404
    Ticket.objects.filter(pk=ticket.pk).update(brand=brand)
    Contact.objects.filter(pk=cast.colleague.pk).update(company=cast.other_company)
    assert colleague.get(at(ticket)).status_code == 404


def test_tickets_of_other_brands_spam_and_trash_are_not_there(
    cast: Cast, brand: Brand, ticket: Ticket, visitor: Visitor
) -> None:
    for change in ({"brand": cast.other_brand}, {"is_spam": True}, {"is_deleted": True}):
        before = {name: getattr(ticket, name) for name in change}
        Ticket.objects.filter(pk=ticket.pk).update(**change)
        assert visitor.get(at(ticket)).status_code == 404, change
        assert "Exports" not in text_of(visitor.get("requests/"))
        Ticket.objects.filter(pk=ticket.pk).update(**before)
    assert visitor.get("requests/").status_code == visitor.get(at(ticket)).status_code == 200


def test_the_list_has_pages(cast: Cast, brand: Brand, visitor: Visitor) -> None:
    for number in range(22):
        cast.ticket(subject=f"Request {number:02}", now=NOW + timedelta(minutes=number))
    first, second = text_of(visitor.get("requests/")), text_of(visitor.get("requests/", page=2))
    assert "Request 21" in first
    assert "Request 01" not in first
    assert "page=2" in first
    assert ("Request 01" in second, "Request 00" in second) == (True, True)
    assert visitor.get("requests/", page="9999").status_code == 200
