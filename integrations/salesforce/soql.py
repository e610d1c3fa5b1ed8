"""Questions to Salesforce in its query language, and what its answers tell of records; nothing is sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from integrations.crm.crms import COMPANIES, CONTACTS, DEALS, OWNERS, NotAsPublished, Seen
from integrations.crm.fields import moment, storable

API = "/services/data/v61.0"
OBJECTS = {COMPANIES: "Account", CONTACTS: "Contact", DEALS: "Opportunity", OWNERS: "User"}
FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}://)?(?:www\.)?([^/?#:\s@]{1,253})(?:[/?#:].*)?", re.DOTALL)


def is_id(text: str) -> bool:
    """Whether it can be the id of a record."""
    return _ID.fullmatch(text) is not None


def select(kind: str, fields: Iterable[str], where: str, *, order: str = "", limit: int = 0) -> str:
    """A question for records of a kind; a field that is named twice would be refused."""
    named = {one.lower(): one for one in ("Id", "SystemModstamp")}
    for one in fields:
        named.setdefault(one.lower(), one)
    asked = f"SELECT {', '.join(named.values())} FROM {OBJECTS[kind]}"  # noqa: S608 (checked names)
    asked += f" WHERE {where}" if where else ""
    asked += f" ORDER BY {order}" if order else ""
    return asked + (f" LIMIT {limit}" if limit else "")


def among(ids: Iterable[str]) -> str:
    """That a record is one of these."""
    return f"Id IN ({', '.join(quoted(one) for one in ids if is_id(one))})"


def quoted(text: str) -> str:
    """A text as it stands in a question."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def at(when: datetime) -> str:
    """A moment as it stands in a question."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def behind(mark: str) -> str:
    """What stands behind the mark of a page, in the order of changes. Raises ValueError for another text."""
    told, _, last = mark.partition("|")
    when = moment(told)
    if when is None or not is_id(last):
        raise ValueError("This is no mark.")
    return f"(SystemModstamp > {at(when)} OR (SystemModstamp = {at(when)} AND Id > {quoted(last)}))"


def rows_of(data: Any, kind: str, fields: Sequence[str]) -> tuple[list[Seen], bool]:
    """The records of an answer, and whether it holds all that were asked for. Raises NotAsPublished."""
    try:
        return [_seen(one, kind, fields) for one in data["records"]], bool(data["done"])
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise strange() from error


def strange() -> NotAsPublished:
    """For an answer of another form."""
    return NotAsPublished("Salesforce answered in a way that cannot be read. It is tried again.")


def _seen(data: Mapping[str, Any], kind: str, fields: Sequence[str]) -> Seen:
    told = {str(name).lower(): value for name, value in data.items()}
    given, when = str(told["id"]), moment(told["systemmodstamp"])
    if not is_id(given) or when is None:
        raise ValueError("This is no record.")
    # Salesforce writes names as they were made, whatever was asked for.
    texts = {one: _text(told[one.lower()]) for one in fields} | _named(told, kind)
    parent = str(told.get("accountid") or "")
    return Seen(given, texts, when, name=_name(texts, told, kind), parent_id=parent if is_id(parent) else "")


def _named(told: Mapping[str, Any], kind: str) -> dict[str, str | None]:
    """What the port wants under its own names."""
    if kind == COMPANIES:
        return {"name": _text(told["name"]), "domain": domain_of(_text(told["website"]) or "")}
    if kind == CONTACTS:
        return {name: _text(told[name]) for name in ("email", "firstname", "lastname")}
    return {"email": _text(told["email"])} if kind == OWNERS else {}


def _name(texts: Mapping[str, str | None], told: Mapping[str, Any], kind: str) -> str:
    if kind == CONTACTS:
        name = f"{texts['firstname'] or ''} {texts['lastname'] or ''}"
    else:
        name = _text(told.get("name")) or texts.get("domain") or texts.get("email") or ""
    return " ".join(name.split())[:200]


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return storable(str(value))
    raise TypeError("This is no value of a field.")


def domain_of(website: str) -> str:
    """The domain in a website as people write it; empty where there is none."""
    found = _HOST.fullmatch(website.strip().lower()[:300])
    return found.group(1) if found and "." in found.group(1) else ""
