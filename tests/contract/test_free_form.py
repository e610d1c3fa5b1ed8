"""Nothing in an answer or a live message is free-form, except what is so by nature."""

from collections.abc import Iterator
from typing import Any

from tests.answers import description
from tests.contract.test_description import is_free_form, operations

FREE = {
    "ChangePayload.changes": "old and new value of any field of a ticket",
    "CompanyUpdatedData.changes": "old and new value of any field of a company",
    "FieldChange.new": "a value of any field of a ticket",
    "FieldChange.old": "the same",
    "TicketField.value": "a value of any kind of custom field",
    "TicketUpdatedData.changes": "old and new value of any field of a ticket",
    "ChangedTicket.custom": "fields that the installation makes itself",
    "ConfigurationDifference.after": "a value of any field of the assistant's configuration",
    "ConfigurationDifference.before": "the same",
    "SlaDifference.after": "a value of any field of a policy or calendar",
    "SlaDifference.before": "the same",
    "TicketDetail.custom": "fields that the installation makes itself",
    "SparseTicketDetail.custom": "the same",
    "Options.options": "what browsers take for WebAuthn, whose extensions are open",
    "Problem": "some kinds of problems have members of their own",
}


def told(schema: dict[str, Any]) -> Iterator[str]:
    """The components that a schema refers to, with those behind them."""
    waiting, seen = [schema], set()
    while waiting:
        for name in references(waiting.pop()):
            if name not in seen:
                seen.add(name)
                waiting.append(description()["components"]["schemas"][name])
                yield name


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if str(part.get("$ref", "")).startswith("#/components/schemas/"):
            yield str(part["$ref"]).rpartition("/")[2]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def free_places(schema: dict[str, Any], place: str) -> Iterator[str]:
    """Where a schema takes whatever is sent."""
    if is_free_form(schema):
        yield place
        return
    for name, member in schema.get("properties", {}).items():
        yield from free_places(member, f"{place}.{name}")
    below = [schema.get("items"), schema.get("additionalProperties")]
    below += [one for word in ("anyOf", "oneOf", "allOf") for one in schema.get(word, [])]
    for one in below:
        if isinstance(one, dict):
            yield from free_places(one, place)


def sent() -> set[str]:
    """The components that answers and the messages of the sockets are made of."""
    schemas = [
        content.get("schema", {})
        for _, _, operation in operations()
        for answer in operation["responses"].values()
        for content in answer.get("content", {}).values()
    ]
    schemas += [{"$ref": f"#/components/schemas/{frame}"} for frame in ("WorkspaceFrame", "WidgetFrame")]
    return {name for schema in schemas for name in told(schema)}


def test_no_member_of_an_answer_or_a_live_message_is_of_any_form() -> None:
    components = description()["components"]["schemas"]
    found = {place for name in sent() for place in free_places(components[name], name)}
    assert found - set(FREE) == set(), "Give these members a shape, or say here why they are free."
    assert set(FREE) - found == set(), "These have a shape now."


def test_a_free_member_is_found_wherever_it_is() -> None:
    schema = {
        "properties": {
            "a": {"type": "object"},
            "b": {"type": "array", "items": {}},
            "c": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "object"}}},
            "d": {"anyOf": [{"type": "string"}, {"description": "Anything."}]},
            "e": {"type": "object", "additionalProperties": {"type": "string"}},
            "f": {"type": ["object", "null"], "additionalProperties": {}},
        }
    }
    assert set(free_places(schema, "x")) == {"x.a", "x.b", "x.c", "x.d", "x.f"}
