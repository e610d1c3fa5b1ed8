"""
The leave to give text to an engine of the assistant, be it a model elsewhere or on this machine.

Whatever asks an engine, or makes vectors of a ticket's words, demands a `Cleared`. For tickets only
`tickets.selectors.clearing` makes one, and it refuses for those that are kept out of AI (X4): so nothing can
ask without having been through the one gate.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cleared:
    """
    These words may be read. With `is_local` only by what is built in: it is not known yet whether the ticket
    is of a category that is kept out, and until it is nothing leaves the machine.
    """

    is_local: bool = False


NO_TICKET = Cleared()
"""For words that are of no ticket: what a colleague asks or tries, articles, files of an evaluation."""
