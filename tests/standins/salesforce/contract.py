"""
What Salesforce publishes of the objects that are used here, and how it refuses what it does not know.

Facts, written down by hand from its object reference and its guide to the REST API: names and types of
fields, what can be created, changed and filtered, how errors are named.
"""

import re
from dataclasses import dataclass, field
from typing import Any

ID = re.compile(r"[a-zA-Z0-9]{18}|[a-zA-Z0-9]{15}")
PREFIXES = {"Account": "001", "Contact": "003", "Opportunity": "006", "User": "005", "Task": "00T",
            "Organization": "00D"}  # fmt: skip


class Refused(Exception):
    """Salesforce answers with an error."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass(frozen=True)
class Field:
    """One field of an object; `to` are the objects that a reference leads to."""

    name: str
    type: str = "string"
    length: int = 255
    writable: bool = True
    filterable: bool = True
    required: bool = False
    to: tuple[str, ...] = ()


def _system(name: str, type: str) -> Field:
    return Field(name, type, writable=False)


SYSTEM = (
    _system("Id", "id"), _system("IsDeleted", "boolean"), _system("CreatedDate", "datetime"),
    _system("LastModifiedDate", "datetime"), _system("SystemModstamp", "datetime"),
)  # fmt: skip


@dataclass
class Table:
    """The fields of an object, by their names in small letters: case does not matter there."""

    name: str
    fields: dict[str, Field] = field(default_factory=dict)

    def get(self, name: str) -> Field:
        """Raises Refused."""
        found = self.fields.get(name.lower())
        if found is None:
            raise Refused("INVALID_FIELD", f"No such column '{name}' on entity '{self.name}'.")
        return found


def _table(name: str, *fields: Field) -> Table:
    return Table(name, {one.name.lower(): one for one in (*SYSTEM, *fields)})


def tables() -> dict[str, Table]:
    """The objects of a fresh org, without fields of its own making."""
    owner = Field("OwnerId", "reference", to=("User",))
    account = Field("AccountId", "reference", to=("Account",))
    master = _system("MasterRecordId", "reference")
    found = (
        _table("Account", Field("Name", required=True), Field("Website", "url"), Field("Type", "picklist"),
               Field("AnnualRevenue", "currency"), Field("Description", "textarea", 32000, filterable=False),
               owner, master),
        _table("Contact", Field("FirstName", length=40), Field("LastName", length=80, required=True),
               Field("Email", "email", 80), account, owner, master),
        _table("Opportunity", Field("Name", length=120, required=True), Field("Amount", "currency"),
               Field("CloseDate", "date", required=True), Field("StageName", "picklist", required=True),
               _system("IsWon", "boolean"), _system("IsClosed", "boolean"), account, owner),
        _table("User", Field("Name", writable=False), Field("Email", "email", 128),
               Field("IsActive", "boolean")),
        _table("Task", Field("Subject", "combobox"),
               Field("Description", "textarea", 32000, filterable=False),
               Field("Status", "picklist"), Field("ActivityDate", "date"),
               Field("WhatId", "reference", to=("Account", "Opportunity")),
               Field("WhoId", "reference", to=("Contact",)), owner),
        _table("Organization", Field("Name", writable=False), _system("IsSandbox", "boolean")),
    )  # fmt: skip
    return {one.name.lower(): one for one in found}


_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,), "double": (int, float), "int": (int,), "currency": (int, float),
    "percent": (int, float),
}  # fmt: skip


def checked_value(one: Field, value: Any) -> None:
    """Whether a field takes a value. Raises Refused."""
    if not one.writable:
        raise Refused(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            f"Unable to create/update fields: {one.name}. Please check the security settings of this field.",
        )
    if value is None:
        return
    wanted = _TYPES.get(one.type, (str,))
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        raise Refused("JSON_PARSER_ERROR", f"Cannot deserialize instance of {one.type} from {value!r}")
    if isinstance(value, str) and len(value) > one.length:
        raise Refused("STRING_TOO_LONG", f"{one.name}: data value too large (max length={one.length})")
    if one.type == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        raise Refused("JSON_PARSER_ERROR", f"Cannot deserialize instance of date from {value!r}")
    if one.type == "reference" and not ID.fullmatch(str(value)):
        raise Refused("MALFORMED_ID", f"{one.name}: id value of incorrect type: {value}")
