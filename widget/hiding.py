"""What a brand never lets its widget read, beyond the secrets that nobody's widget reads."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hiding:
    """
    Names of fields (attributes of the page, form controls) and of parameters in addresses, in lower case.

    A field `plan` also hides all of `plan.…`; `company.vat` hides that alone.
    """

    fields: frozenset[str] = frozenset()
    params: frozenset[str] = frozenset()

    @classmethod
    def of(cls, fields: Iterable[str], params: Iterable[str]) -> "Hiding":
        """The same from lists as an admin wrote them."""
        return cls(frozenset(map(str.lower, fields)), frozenset(map(str.lower, params)))

    def hides_field(self, name: str) -> bool:
        """Whether an attribute must not be read, by its own name or by that of what holds it."""
        if not self.fields:
            return False
        parts = name.lower().split(".")
        return any(".".join(parts[: end + 1]) in self.fields for end in range(len(parts)))


NOTHING = Hiding()
