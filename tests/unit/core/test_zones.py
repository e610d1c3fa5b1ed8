"""The time zones that people may choose."""

from zoneinfo import ZoneInfo

import pytest

from core.zones import is_zone, zone_names


@pytest.mark.parametrize(
    "name",
    [
        "localtime",
        "posixrules",
        "Factory",
        "leapseconds",
        "posix/Europe/London",
        "right/UTC",
        "",
        "Mars",
        None,
        7,
    ],
)
def test_what_browsers_do_not_know_is_no_zone(name: object) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize("name", ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
def test_places_are_zones(name: str) -> None:
    assert is_zone(name)


def test_every_zone_can_be_used() -> None:
    assert all(ZoneInfo(name).key == name for name in zone_names())
