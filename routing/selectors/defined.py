"""The fields that admins added to tickets, companies and contacts, as rules compare them."""

from collections.abc import Iterator
from dataclasses import replace

from people.selectors.custom_fields import definitions as customer_definitions
from routing.rule_fields import CUSTOM, OF_COMPANY, OF_CONTACT, RuleField, RuleKind, field_of
from tickets.selectors.custom_fields import definitions

_KINDS = {
    "number": RuleKind.NUMBER,
    "choice": RuleKind.CHOICE,
    "checkbox": RuleKind.FLAG,
}


def defined_fields() -> Iterator[tuple[RuleField, str]]:
    """Each that is not archived with its name, in the order in which they are shown."""
    for prefix, found in (
        (CUSTOM, definitions()),
        (OF_COMPANY, customer_definitions("company").values()),
        (OF_CONTACT, customer_definitions("contact").values()),
    ):
        for one in found:
            asked = field_of(f"{prefix}{one.key}")
            if asked is not None and not one.is_archived:
                kind = _KINDS.get(one.kind, RuleKind.TEXT)
                # A choice that was taken out stays where it is.
                yield replace(asked, kind=kind, choices=one.choices, is_open=True), one.label
