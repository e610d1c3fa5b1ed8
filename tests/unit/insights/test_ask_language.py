"""The query language: what is read prints as one text, that reads as the same, and nothing else is read."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from insights.ask.grammar import EXAMPLES, GRAMMAR
from insights.ask.language import MAX_LENGTH, Unreadable, checked, normal, read, write
from insights.ask.names import Names
from insights.ask.tree import (
    BOUNDED,
    DEFINED,
    FIELDS,
    GROUPS,
    LISTED,
    NAMED_PERIODS,
    SIGNS,
    Between,
    Bound,
    Filter,
    LastDays,
    Named,
    Query,
    dates_of,
    last_of,
)
from insights.measures import UTILISATION, Kind

DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
WORDS = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
WHEN = st.one_of(
    st.integers(1, 400).map(LastDays),
    st.sampled_from(NAMED_PERIODS).map(Named),
    st.tuples(DAYS, st.integers(0, 399)).map(lambda one: Between(one[0], one[0] + timedelta(days=one[1]))),
)
FILTER = st.one_of(
    st.builds(
        Filter,
        st.sampled_from(LISTED),
        st.lists(WORDS, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(
        lambda field, sign, number: Filter(field, bound=Bound(sign, Decimal(number))),
        st.sampled_from(BOUNDED),
        st.sampled_from(SIGNS),
        st.integers(0, 10**9),
    ),
)


@st.composite
def queries(draw: Any) -> Query:
    measure = draw(st.sampled_from(sorted(DEFINED)))
    number = Decimal(draw(st.integers(0, 10**6)))
    if DEFINED[measure].unit != "seconds":
        number += Decimal(draw(st.integers(0, 99))) / 100
    query = Query(
        measure,
        tuple(draw(st.lists(FILTER, max_size=3))),
        by=draw(st.sampled_from(("", *GROUPS))),
        value=draw(st.one_of(st.none(), st.sampled_from(SIGNS).map(lambda sign: Bound(sign, number)))),
        within=draw(st.one_of(st.none(), st.integers(1, 92))),
        when=draw(WHEN),
        sort=draw(st.sampled_from(("", "value", "name"))),
        limit=draw(st.one_of(st.none(), st.integers(1, 100))),
    )
    try:
        found = checked(normal(query))
    except Unreadable:
        found = normal(Query(measure, () if measure == UTILISATION else query.filters, when=query.when))
    assume(len(write(found)) <= MAX_LENGTH)
    return found


@given(queries())
def test_what_is_printed_reads_as_the_same(query: Query) -> None:
    text = write(query)
    assert read(text) == query
    assert write(read(text)) == text


@given(st.text(max_size=80))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        query = read(text)
    except Unreadable:
        return
    assert read(write(query)) == query


def test_every_example_is_read_and_every_word_of_it_is_in_the_grammar() -> None:
    for text in EXAMPLES:
        assert write(read(text)) == text
    for word in (*DEFINED, *FIELDS, *GROUPS, *NAMED_PERIODS):
        assert word in GRAMMAR


@pytest.mark.parametrize(
    ("text", "part", "near"),
    [
        ("creatd by:team", "creatd", ["created"]),
        ("created by:teem", "by:teem", ["team"]),
        ("created segmnt:enterprise", "segmnt:enterprise", ["segment"]),
        ("created period:lastweek", "period:lastweek", ["last_week"]),
        ("created password:x", "password:x", []),
        ("SELECT * FROM users", "SELECT", []),
        ("created; DROP TABLE tickets", "created;", ["created"]),
        ("", "", []),
        ("created by:team by:channel", "by:channel", []),
        ("created value:>=3", "value", []),
        ("first_reply by:team value:>3", "value:>3", []),
        ("csat by:team value:>3h", "value:>3h", []),
        ("created within:7d by:company", "within", []),
        ("reopened within:7d by:company value:>=3", "within", []),
        ("backlog by:ticket", "by:ticket", []),
        ("utilisation by:category", "by:category", []),
        ("utilisation category:bug", "category:bug", []),
        ("utilisation by:assignee sort:value", "sort:value", []),
        ("created period:2026-03-12..2026-03-01", "period:2026-03-12..2026-03-01", []),
        ("created period:2024-01-01..2026-03-01", "period:2024-01-01..2026-03-01", []),
        ('created company:"Acme', 'company:"Acme', []),
        ("created tag:", "tag:", []),
        ("created limit:1000 by:team", "limit:1000", []),
        ("created limit:²", "limit:²", []),
        ("created -by:team", "-by:team", []),
    ],
)
def test_what_is_no_query_is_refused_with_where_and_what_is_near(
    text: str, part: str, near: list[str]
) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.data["part"] == part
    assert caught.value.data["near"][:1] == near[:1]


@pytest.mark.parametrize("value", ["'; DROP TABLE tickets; --", '" OR 1=1', "a\\", "%s", "{0}", "\\\\", "-"])
def test_whatever_stands_in_quotes_is_a_value(value: str) -> None:
    query = Query("created", (Filter("company", (value,)),))
    assert read(write(query)) == query


def test_names_are_those_of_the_installation_and_others_are_refused_with_the_near_ones() -> None:
    names = Names({"team": {"Customer success": 4, "Billing": 2}, "company": {}})
    assert write(names.settled(read("created team:billing,CUSTOMER_SUCCESS"))) == (
        'created team:Billing,"Customer success" period:28d'
    )
    with pytest.raises(Unreadable, match="Did you mean Billing"):
        names.settled(read("created team:Biling"))
    with pytest.raises(Unreadable, match="There is no company “Kestrel” that you can see"):
        names.settled(read("created company:Kestrel"))
    with pytest.raises(Unreadable, match="enterprise, mid_market"):
        names.settled(read("created segment:gold"))
    with pytest.raises(Unreadable):
        names.settled(read("created assignee:me"))


def test_periods_of_the_calendar_begin_where_it_says() -> None:
    today = date(2026, 3, 12)
    assert dates_of(Named("last_week"), today) == (date(2026, 3, 2), date(2026, 3, 8))
    assert dates_of(Named("this_week"), today) == (date(2026, 3, 9), today)
    assert dates_of(Named("last_quarter"), today) == (date(2025, 10, 1), date(2025, 12, 31))
    assert dates_of(Named("last_month"), today) == (date(2026, 2, 1), date(2026, 2, 28))
    assert dates_of(LastDays(1), today) == dates_of(Named("today"), today) == (today, today)
    assert (last_of("month", date(2026, 2, 3)), last_of("week", today)) == (
        date(2026, 2, 28),
        date(2026, 3, 15),
    )


def test_every_measure_has_a_kind_that_can_be_shown() -> None:
    assert {one.kind for one in DEFINED.values()} == set(Kind)
