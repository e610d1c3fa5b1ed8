"""Tens of thousands of finished tickets in seconds: INSERT … SELECT, without events, clocks or signals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from helpdesk.bulk import words
from people.models import Brand, Company, Contact, Identity, Team, User
from tickets.models import Ticket, TimelineEntry

# Ids are assigned in strides, so that a ticket's columns can refer to its entries before they exist: its
# messages, and the change of its status.
STRIDE = 8
LONG_STRIDE = 256
LONG_MESSAGES = 200
TYPICAL_MESSAGES = 20


@dataclass(frozen=True)
class Written:
    """What was added: the numbers of the first and last ticket, and of those with 20 and 200 messages."""

    first: int
    last: int
    typical: int
    long: int


def write_tickets(*, count: int, now: datetime) -> Written:
    """
    Add `count` tickets from the last year with two to five messages each, the newest last.

    The same count in an identical database gives identical texts, customers and states. The last two tickets
    have 20 and 200 messages. Requires a default brand.
    """
    if count < 2:
        raise ValueError("At least two tickets.")
    brand = Brand.objects.get(is_default=True)
    with transaction.atomic():
        companies = _reserve(Company, max(1, count // 200))
        contacts = _reserve(Contact, max(1, count // 10))
        tickets = _reserve(Ticket, count)
        entries = _reserve(TimelineEntry, count * STRIDE + 2 * LONG_STRIDE)
        numbers = {
            "company": companies,
            "companies": max(1, count // 200),
            "contact": contacts,
            "contacts": max(1, count // 10),
            "ticket": tickets,
            "tickets": count,
            "entry": entries,
            "now": now,
            "brand": brand.pk,
            "teams": list[int | None](Team.objects.order_by("pk").values_list("pk", flat=True)) or [None],
            "staff": list(User.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)),
        }
        _write_customers(numbers)
        _write_tickets(numbers)
        _write_entries(numbers)
        _write_changes(numbers)
    last = tickets + count - 1
    return Written(first=tickets, last=last, typical=last - 1, long=last)


def _reserve(model: type[models.Model], count: int) -> int:
    """Reserve `count` ids from the table's sequence; returns the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(s, nextval(s) + %s) FROM (SELECT pg_get_serial_sequence(%s, 'id')) AS t(s)",
            [count, model._meta.db_table],
        )
        return int(cursor.fetchone()[0]) - count


def _insert(
    model: type[models.Model], columns: Mapping[str, str], source: str, values: dict[str, Any]
) -> None:
    """INSERT … SELECT; columns that are not named get their field's default."""
    named = dict(columns)
    params = dict(values)
    for field in model._meta.local_concrete_fields:
        column = field.column or field.attname
        if (
            column in named
            or getattr(field, "generated", False)
            or field.db_default is not models.NOT_PROVIDED
        ):
            continue
        kind = (field.db_type(connection) or "text").split()[0]
        named[column] = f"%(default_{column})s::{kind}"
        if isinstance(field, models.DateTimeField) and not field.null:
            params[f"default_{column}"] = values["now"]
        else:
            params[f"default_{column}"] = field.get_db_prep_save(field.get_default(), connection)
    names = ", ".join(f'"{name}"' for name in named)
    chosen = ", ".join(named.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {chosen} FROM {source}', params
        )


def _dice(of: str, salt: int, sides: int | str) -> str:
    """SQL for a number from 0 up to `sides`, always the same for a given ticket."""
    return f"((hashint8extended({of}, {salt}) & 2147483647) %% {sides})::int"


def _pick(name: str, of: str, salt: int) -> str:
    """SQL for one element of the array parameter `name`."""
    return f"(%({name})s::text[])[1 + {_dice(of, salt, f'cardinality(%({name})s::text[])')}]"


def _terms(*texts: str) -> str:
    """SQL for the search terms of texts that are plain English: no accents, no compounds."""
    whole = " || ' ' || ".join(f"({text})" for text in texts)
    return f"search_vector(regexp_replace(lower({whole}), '[^a-z0-9]+', ' ', 'g'))"


def _write_customers(numbers: dict[str, Any]) -> None:
    values = numbers | {
        "company_words": list(words.COMPANY_WORDS),
        "company_kinds": list(words.COMPANY_KINDS),
        "first_names": list(words.FIRST_NAMES),
        "last_names": list(words.LAST_NAMES),
    }
    arr = f"(ARRAY[240000, 60000, 12000, 1500])[1 + {_dice('n', 3, 4)}]"
    segment = f"(ARRAY['enterprise', 'mid_market', 'smb', 'self_serve'])[1 + {_dice('n', 3, 4)}]"
    company = {
        "id": "%(company)s + n",
        "name": f"{_pick('company_words', 'n', 1)} || ' ' || {_pick('company_kinds', 'n', 2)} || ' ' || n",
        "domain": "'company-' || (%(company)s + n) || '.bulk.test'",
        "arr": arr,
        "segment": segment,
    }
    company["search"] = _terms(company["name"], company["domain"])
    _insert(Company, company, "generate_series(0, %(companies)s - 1) AS n", values)
    email = "'person-' || (%(contact)s + n) || '@bulk.test'"
    contact = {
        "id": "%(contact)s + n",
        "public_id": "gen_random_uuid()",
        "name": f"{_pick('first_names', 'n', 4)} || ' ' || {_pick('last_names', 'n', 5)}",
        "email": email,
        "company_id": "%(company)s + (n %% %(companies)s)",
    }
    contact["search"] = _terms(contact["name"], contact["email"])
    _insert(Contact, contact, "generate_series(0, %(contacts)s - 1) AS n", values)
    identity = {"id": "nextval(pg_get_serial_sequence('people_identity', 'id'))"}
    identity |= {"contact_id": "%(contact)s + n", "kind": "'email'", "value": email, "verified_at": "%(now)s"}
    _insert(Identity, identity, "generate_series(0, %(contacts)s - 1) AS n", values)


# The number of messages of ticket n, and where its entries' ids start.
_MESSAGES = (
    f"CASE WHEN n = %(tickets)s - 1 THEN {LONG_MESSAGES} WHEN n = %(tickets)s - 2 THEN {TYPICAL_MESSAGES} "
    f"ELSE 2 + {_dice('n', 6, 4)} END"
)
_FIRST_ENTRY = (
    f"%(entry)s + n::bigint * {STRIDE} + CASE WHEN n = %(tickets)s - 1 THEN {LONG_STRIDE} ELSE 0 END"
)
_AGE = "((%(tickets)s - n)::float / %(tickets)s) * interval '365 days'"
_SUBJECT = (
    f"CASE WHEN {_dice('n', 7, 100)} < 28 THEN {_pick('export_subjects', 'n', 8)} "
    f"ELSE {_pick('subjects', 'n', 9)} END"
)
_CUSTOMER_FIRST = (
    f"{_pick('openings', 'n', 20)} || ' ' || "
    f"format({_pick('details', 'n', 21)}, 1000 + {_dice('n', 22, 9000)}) || ' ' || "
    f"{_pick('closings', 'n', 23)}"
)


def _text_values(numbers: dict[str, Any]) -> dict[str, Any]:
    return numbers | {
        "export_subjects": list(words.EXPORT_SUBJECTS),
        "subjects": list(words.SUBJECTS),
        "openings": list(words.OPENINGS),
        "details": list(words.DETAILS),
        "closings": list(words.CLOSINGS),
        "answers": list(words.ANSWERS),
        "follow_ups": list(words.FOLLOW_UPS),
        "tags": list(words.TAGS),
    }


# Three in ten are open; the newest ones, as in any helpdesk.
_STATE = (
    f"CASE WHEN n > %(tickets)s * 0.9 OR {_dice('n', 10, 100)} < 22"
    f" THEN (ARRAY['open', 'open', 'pending', 'new'])[1 + {_dice('n', 11, 4)}] ELSE 'resolved' END"
)


def _write_tickets(numbers: dict[str, Any]) -> None:
    created = f"(%(now)s - {_AGE})"
    source = (
        f"(SELECT n, {_MESSAGES} AS messages, {_FIRST_ENTRY} AS first_entry, {created} AS created,"
        f" {_STATE} AS state, {_SUBJECT} AS subject, {_CUSTOMER_FIRST} AS words"
        " FROM generate_series(0, %(tickets)s - 1) AS n) AS t"
    )
    last_is_ours = "(messages %% 2 = 0)"
    last_customer = f"first_entry + messages - CASE WHEN {last_is_ours} THEN 2 ELSE 1 END"
    active = "(created + (messages - 1) * interval '10 seconds')"
    columns = {
        "id": "%(ticket)s + n",
        "public_id": "gen_random_uuid()",
        "subject": "subject",
        "brand_id": "%(brand)s",
        "requester_id": "%(contact)s + (n %% %(contacts)s)",
        "company_id": "%(company)s + ((n %% %(contacts)s) %% %(companies)s)",
        "channel": f"(ARRAY['email', 'widget', 'api', 'slack'])[1 + {_dice('n', 12, 4)}]",
        "status": "state",
        "priority": f"(ARRAY['P1', 'P2', 'P3', 'P3', 'P4'])[1 + {_dice('n', 13, 5)}]",
        "tier": f"(ARRAY['T1', 'T1', 'T1', 'T2', 'T3'])[1 + {_dice('n', 14, 5)}]",
        "tags": f"ARRAY[{_pick('tags', 'n', 15)}]::varchar[]",
        "team_id": f"(%(teams)s::bigint[])[1 + {_dice('n', 16, 'cardinality(%(teams)s::bigint[])')}]",
        "assignee_id": f"(%(staff)s::bigint[])[1 + {_dice('n', 17, 'cardinality(%(staff)s::bigint[])')}]",
        "handler": "'person'",
        "preview": "left(words, 200)",
        "last_activity_at": active,
        "last_message_at": active,
        "last_message_by": f"CASE WHEN {last_is_ours} THEN 'staff' ELSE 'contact' END",
        "last_entry_id": "first_entry + messages - CASE WHEN state = 'new' THEN 1 ELSE 0 END",
        "last_public_entry_id": "first_entry + messages - 1",
        "last_customer_entry_id": last_customer,
        "waiting_since": f"CASE WHEN {last_is_ours} OR state = 'resolved' THEN NULL ELSE {active} END",
        "created_at": "created",
        "first_replied_at": "created + interval '10 seconds'",
        "resolved_at": f"CASE WHEN state = 'resolved' THEN {active} END",
    }
    _insert(Ticket, columns, source, _text_values(numbers))


def _write_entries(numbers: dict[str, Any]) -> None:
    source = (
        f"(SELECT n, k, {_FIRST_ENTRY} AS first_entry, (%(now)s - {_AGE}) AS created,"
        f" k %% 2 = 1 AS is_ours, CASE WHEN k = 0 THEN {_SUBJECT} ELSE '' END AS title,"
        f" CASE WHEN k = 0 THEN {_CUSTOMER_FIRST}"
        f" WHEN k %% 2 = 1 THEN {_pick('answers', 'n + k', 30)}"
        f" ELSE {_pick('follow_ups', 'n + k', 31)} END AS words"
        " FROM generate_series(0, %(tickets)s - 1) AS n"
        f" CROSS JOIN LATERAL generate_series(0, {_MESSAGES} - 1) AS k) AS e"
    )
    columns = {
        "id": "first_entry + k",
        "public_id": "gen_random_uuid()",
        "ticket_id": "%(ticket)s + n",
        "kind": "'message'",
        "visibility": "'public'",
        "author_kind": "CASE WHEN is_ours THEN 'staff' ELSE 'contact' END",
        "author_id": "CASE WHEN is_ours THEN (%(staff)s::bigint[])[1]"
        " ELSE %(contact)s + n %% %(contacts)s END",
        "author_name": "CASE WHEN is_ours THEN 'Support' ELSE 'Customer' END",
        "title": "title",
        "body_html": "'<p>' || words || '</p>'",
        "body_text": "words",
        "search": _terms("title", "words"),
        "channel": "'email'",
        "created_at": "created + k * interval '10 seconds'",
    }
    _insert(TimelineEntry, columns, source, _text_values(numbers))


def _write_changes(numbers: dict[str, Any]) -> None:
    """The entry for each ticket's status: a history says how the ticket got where it is."""
    source = (
        f"(SELECT n, {_MESSAGES} AS messages, {_FIRST_ENTRY} AS first_entry, (%(now)s - {_AGE}) AS created,"
        f" {_STATE} AS state FROM generate_series(0, %(tickets)s - 1) AS n) AS c WHERE state <> 'new'"
    )
    columns = {
        "id": "first_entry + messages",
        "public_id": "gen_random_uuid()",
        "ticket_id": "%(ticket)s + n",
        "kind": "'change'",
        "visibility": "'internal'",
        "author_kind": "'staff'",
        "author_id": "(%(staff)s::bigint[])[1]",
        "author_name": "'Support'",
        "payload": "jsonb_build_object('changes', jsonb_build_object('status', "
        " jsonb_build_array('new', state)), 'names', '{}'::jsonb, 'reason', '')",
        "created_at": "created + (messages - 1) * interval '10 seconds'",
    }
    _insert(TimelineEntry, columns, source, numbers)


def tidy_up() -> None:
    """What autovacuum does within minutes: fresh statistics, and a search index without a pending list."""
    with connection.cursor() as cursor:
        for model in (Company, Contact, Identity, Ticket, TimelineEntry):
            cursor.execute(f'VACUUM (ANALYZE) "{model._meta.db_table}"')
