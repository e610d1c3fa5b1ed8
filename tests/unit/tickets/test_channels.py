"""tickets.channels, the one place that knows what a channel is."""

import re

import pytest

from tests.architecture.modules import ROOT, sources
from tickets.channels import CHANNELS, Mail, Way, channel_choices, mail_of, way_of
from tickets.models import Channel, ReplyBy, Ticket, TimelineEntry


def test_every_channel_that_code_names_has_its_entry() -> None:
    assert set(Channel) <= set(CHANNELS)


def test_a_new_channel_needs_no_migration() -> None:
    """Migrations name the function that lists the channels, not the channels."""
    for model in (Ticket, TimelineEntry):
        _, _, _, told = model._meta.get_field("channel").deconstruct()
        assert told["choices"] is channel_choices


def test_the_choice_of_a_ticket_is_a_way() -> None:
    assert {value for value in ReplyBy.values if value} <= set(Way)


OTHERWISE = {"widget": Way.CHAT, "slack": Way.THREAD, "sms": Way.API, "social": Way.API}


@pytest.mark.parametrize("channel", sorted(CHANNELS))
def test_what_is_written_on_any_channel_leaves_somehow(channel: str) -> None:
    assert way_of(channel) == OTHERWISE.get(channel, Way.EMAIL)
    assert way_of(channel, "api") == Way.API


@pytest.mark.parametrize("way", list(Way))
def test_every_way_says_whether_mail_leaves(way: Way) -> None:
    assert mail_of(way) in Mail
    # Who is in CC is reached by mail alone, except where a program or a system delivers everything itself.
    assert mail_of(way, has_cc=True) == (Mail.NEVER if way in (Way.API, Way.THREAD) else Mail.AT_ONCE)


def test_ways_are_judged_in_one_place() -> None:
    """Who compares a ticket's way decides anew how a reply leaves: `Ticket.mail` has decided it."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text().split("\n"), start=1)
        if re.search(r"\.way\s{0,2}(?:==|!=|in)\s", line)
    ]
    assert found == []


def test_a_channel_s_traits_are_read_and_its_name_is_not_compared() -> None:
    """A set of channels within the code would forget the next one."""
    names = "|".join(CHANNELS)
    written = re.compile(rf'[{{(\[]"(?:{names})", "(?:{names})"')
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text().split("\n"), start=1)
        if written.search(line) and "demo" not in path.parts
    ]
    assert found == []


def test_nobody_but_our_people_speaks_where_they_opened_the_ticket() -> None:
    silent = {key for key, kind in CHANNELS.items() if not kind.assistant}
    assert silent == {"agent", "phone"}
