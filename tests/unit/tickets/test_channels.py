"""tickets.channels, the one place that knows what a channel is."""

import pytest

from tickets.channels import CHANNELS, Way, way_of
from tickets.models import Channel, ReplyBy


def test_every_channel_has_its_entry() -> None:
    assert set(CHANNELS) == set(Channel.values)


def test_the_choice_of_a_ticket_is_a_way() -> None:
    assert {value for value in ReplyBy.values if value} <= set(Way)


@pytest.mark.parametrize("channel", sorted(Channel.values))
def test_what_is_written_on_any_channel_leaves_somehow(channel: str) -> None:
    assert way_of(channel) == (Way.CHAT if channel == "widget" else Way.EMAIL)
    assert way_of(channel, "api") == Way.API


def test_nobody_but_our_people_speaks_where_they_opened_the_ticket() -> None:
    silent = {key for key, kind in CHANNELS.items() if not kind.assistant}
    assert silent == {"agent"}
