"""Values that callers may write to a ticket's fields, validated wherever they come from."""

from datetime import UTC, datetime
from typing import Any

from core.custom_fields import MAX_CUSTOM, MAX_FIELDS, size_of
from core.errors import Invalid
from core.html import one_line

MAX_KEY = 60
MAX_WORDS = 50
MAX_TAGS = 50


def clean_custom(before: dict[str, Any], value: Any) -> dict[str, Any]:
    """
    The custom fields after merging `value` into `before`: texts, numbers, booleans, null, lists of texts.

    Raises Invalid for anything else, for more than 100 fields, and for more than 20,000 characters in total.
    """
    if not isinstance(value, dict) or not all(map(_is_plain, value.values())):
        raise _refused("custom must be an object of texts, numbers, booleans, null or lists of texts.")
    if not all(0 < len(key) <= MAX_KEY and key.isprintable() for key in value):
        raise _refused(f"The names of custom fields have 1 to {MAX_KEY} printable characters.")
    merged = before | value
    if len(merged) > MAX_FIELDS or size_of(merged) > MAX_CUSTOM:
        raise _refused(f"custom may hold {MAX_FIELDS} fields and {MAX_CUSTOM:,} characters in all.")
    return merged


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= MAX_WORDS and all(isinstance(item, str) for item in value)
    # Larger numbers would come back from the database as integers that JSON writers refuse.
    is_number = isinstance(value, int | float) and abs(value) < 2**63
    return value is None or isinstance(value, str | bool) or is_number


def _refused(message: str) -> Invalid:
    return Invalid(message, errors={"custom": [message]})


def clean_moment(name: str, value: Any) -> datetime | None:
    """A time with its zone (UTC by default), also from ISO 8601 text, or None. Raises Invalid."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, datetime):
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    raise Invalid(f"{name} must be a time such as 2026-03-02T09:00:00Z.", errors={name: ["Not a time."]})


def clean_id(name: str, value: Any) -> int | None:
    """The id of a record, or None. Raises Invalid."""
    is_id = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
    if value is not None and not is_id:
        raise Invalid(f"{name} must be an id, or null.", errors={name: ["Not an id."]})
    return None if value is None else int(value)


def adjusted_tags(given: Any) -> dict[str, str]:
    """Which of the given tags are stored in another form, as `clean_tags` writes them."""
    kept = (
        {tag: clean_tags([tag]) for tag in given if isinstance(tag, str)} if isinstance(given, list) else {}
    )
    return {tag: forms[0] if forms else "" for tag, forms in kept.items() if forms != [tag]}


def clean_tags(value: Any) -> list[str]:
    """Tags in lower case with hyphens, without duplicates. Raises Invalid."""
    if not isinstance(value, list) or len(value) > MAX_TAGS or any(not isinstance(tag, str) for tag in value):
        raise Invalid(
            f"tags must be a list of at most {MAX_TAGS} words.", errors={"tags": ["Not a list of words."]}
        )
    cleaned = ["-".join(one_line(tag).lower().split())[:60] for tag in value]
    return list(dict.fromkeys(tag for tag in cleaned if tag))
