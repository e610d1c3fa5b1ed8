"""HubSpot's texts, read as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.crm.deciding import Rule
from integrations.crm.fields import BY_NAME, FIELDS, FieldKind, Unreadable, read
from integrations.hubspot.crm import HubSpot
from integrations.salesforce.crm import Salesforce
from integrations.salesforce.soql import domain_of
from people.selectors.custom_fields import Definition


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("arr", "184000", "184000.00"),
        ("arr", " 52800.5 ", "52800.50"),
        ("arr", "", None),
        ("arr", None, None),
        ("segment", "Mid-Market", "mid_market"),
        ("segment", "self serve", "self_serve"),
        ("renewal_on", "2026-04-22", "2026-04-22"),
        ("renewal_on", "2026-04-22T00:00:00Z", "2026-04-22"),
        ("renewal_on", "1776816000000", "2026-04-22"),
        ("timezone", "europe_slash_london", "Europe/London"),
        ("timezone", "America/New_York", "America/New_York"),
        ("plan", "  Scale\n plus ", "Scale plus"),
    ],
)
def test_what_can_be_read(name: str, text: str | None, value: str | None) -> None:
    assert read(BY_NAME[name], text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("arr", "a lot"),
        ("arr", "-1"),
        ("arr", "NaN"),
        ("arr", "1e40"),
        ("segment", "Whales"),
        ("renewal_on", "next spring"),
        ("renewal_on", "2026-02-30"),
        ("timezone", "Mars/Olympus"),
    ],
)
def test_what_cannot_be_read_is_no_value(name: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(BY_NAME[name], text)


@given(text=st.text(max_size=80), name=st.sampled_from([kind.name for kind in FIELDS]))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    try:
        found = read(BY_NAME[name], text)
    except Unreadable:
        return
    assert found is None or (isinstance(found, str) and "\x00" not in found)


def test_names_of_properties() -> None:
    assert HubSpot().is_property("hs_arr")
    assert Salesforce().is_property("Renewal_Date__c")
    for crm in (HubSpot(), Salesforce()):
        assert not any(map(crm.is_property, ["", "Has space", "1st", "a" * 101, "x;y", "a,b", "a FROM b"]))


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.Pellow.example/de?x=1", "pellow.example"),
        ("pellow.example", "pellow.example"),
        ("http://pellow.example:8080", "pellow.example"),
        ("Pellow Bank", ""),
        ("n/a", ""),
        ("", ""),
    ],
)
def test_a_domain_is_read_from_a_website_as_people_write_it(website: str, domain: str) -> None:
    assert domain_of(website) == domain


def added(kind: str, *choices: str) -> FieldKind:
    return FieldKind("custom.x", "companies", Rule.CRM, added=Definition("company", "x", "X", kind, choices))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", " Two  words ", "Two words"),
        ("number", "250", 250),
        ("number", "12.50", 12.5),
        ("number", "1e3", 1000),
        ("date", "2026-06-30T00:00:00Z", "2026-06-30"),
        ("checkbox", "TRUE", True),
        ("checkbox", "false", False),
        ("choice", "eu", "EU"),
        ("choice", "", None),
    ],
)
def test_an_admins_field_reads_what_its_kind_takes(kind: str, text: str, value: object) -> None:
    assert read(added(kind, "EU", "US"), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e99"),
        ("date", "soon"),
        ("checkbox", "maybe"),
        ("choice", "APAC"),
    ],
)
def test_and_nothing_else(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(added(kind, "EU", "US"), text)
