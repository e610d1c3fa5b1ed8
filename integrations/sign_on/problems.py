"""Why a sign-in at a provider came to nothing, as far as whoever tried may be told."""

from enum import StrEnum


class Problem(StrEnum):
    """What the sign-in screen and a test say; the words are the screens' own."""

    EXPIRED = "expired"
    """Too old, used, or begun in another browser."""
    CANCELED = "canceled"
    """The provider says that it was canceled or refused."""
    UNREACHABLE = "unreachable"
    """The provider does not answer."""
    UNTRUSTED = "untrusted"
    """What came back could not be verified."""
    UNVERIFIED = "unverified"
    """The provider does not vouch for the address."""
    FOREIGN_DOMAIN = "foreign_domain"
    """The address is of none of the provider's domains."""
    UNKNOWN_PERSON = "unknown_person"
    """Nobody with this address was invited."""
    DEACTIVATED = "deactivated"
    """The account was deactivated."""
    ADDRESS_AS_SUBJECT = "address_as_subject"
    """The provider names people by an address, which can be given to somebody else."""
    LINKED_OTHERWISE = "linked_otherwise"
    """The account belongs to another person at the provider."""


class Refused(Exception):
    """
    A sign-in that ends here; `detail` is for the log and for whoever tests the provider, and holds no secret.
    """

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem.value}: {detail}")
        self.problem, self.detail = problem, detail
