"""Fifteen macros to begin with, written for the support of a software product. Nobody has to take them."""

from dataclasses import dataclass, field
from typing import Any

_HELLO = "Hi {{customer.first_name|there}},"
_BYE = "Best\n{{agent.first_name|The support team}}"


@dataclass(frozen=True)
class Starter:
    """A macro that is offered; `key` names it, and `actions` are those of a macro."""

    key: str
    name: str
    folder: str
    words: str = ""
    actions: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is written to the customer, with greeting and name; empty if nothing is sent."""
        return f"{_HELLO}\n\n{self.words}\n\n{_BYE}" if self.words else ""


STARTERS = (
    Starter(
        "steps", "Ask for the steps", "Ask",
        "thank you for telling us. To see the same thing here, we need three facts:\n\n"
        "1. What did you click or call, step by step?\n2. What did you expect, and what happened instead?\n"
        "3. Since when, and for one person or for all of you?",
        {"status": "pending", "add_tags": ["needs-steps"]},
    ),
    Starter(
        "request_id", "Ask for the request ID", "Ask",
        "every answer of our API carries a request ID in its headers, and error pages show it at the "
        "bottom. "
        "Could you send us one of a call that failed, with its time? It lets us find exactly that call.",
        {"status": "pending", "add_tags": ["needs-request-id"]},
    ),
    Starter(
        "screenshot", "Ask for a screenshot", "Ask",
        "could you send us a screenshot of the whole window, with the address bar? Please cover anything "
        "that is "
        "confidential before you send it.",
        {"status": "pending"},
    ),
    Starter(
        "environment", "Ask for browser and version", "Ask",
        "which browser and version do you use, and does it happen in a private window as well? A private "
        "window "
        "runs without extensions, which tells us where to look.",
        {"status": "pending"},
    ),
    Starter(
        "looking", "We are looking into it", "Progress",
        "we have what we need and are looking into it now. You do not have to do anything. We will write "
        "here as "
        "soon as we know more.",
        {"status": "open", "assign_to_me": True},
    ),
    Starter(
        "known_bug", "Known bug, fix planned", "Progress",
        "we can see the problem here too: it is a fault of ours, and engineering has it on its list. We "
        "keep this "
        "ticket open and write to you when the fix is live.",
        {"status": "on_hold", "type": "bug", "add_tags": ["known-bug"]},
    ),
    Starter(
        "fixed", "The fix is live", "Progress",
        "the fix is live since today. Please reload the page once and try again. If anything still looks "
        "wrong, "
        "answer here and it comes straight back to us.",
        {"status": "resolved", "type": "bug", "remove_tags": ["known-bug"]},
    ),
    Starter(
        "incident", "Incident: we are on it", "Progress",
        "we have an incident that also affects {{company.name|your account}}, and people are working on "
        "it. "
        "We will write here when it is over, with what happened.",
        {"status": "on_hold", "priority": "P1", "add_tags": ["incident"]},
    ),
    Starter(
        "idea", "Idea noted", "Product",
        "thank you for the idea. We have noted it with what you want to achieve, so that product can "
        "weigh it. "
        "We cannot promise a date, and will tell you here if it is built.",
        {"status": "resolved", "type": "feature_request"},
    ),
    Starter(
        "how_to", "How to, with a link", "Product",
        "this is possible without us. Here is how:\n\n1. \n2. \n\nDid that answer it?",
        {"status": "pending", "type": "question"},
    ),
    Starter(
        "reset_2fa", "Reset two-factor for a member", "Access",
        "for your safety we reset a second factor only when an administrator of {{company.name|your "
        "account}} asks "
        "for it from their own address. Could one of them confirm it here?",
        {"status": "pending", "type": "access"},
    ),
    Starter(
        "invite", "Access comes from your administrator", "Access",
        "access to {{company.name|your company's}} workspace is given by its administrators: Settings, "
        "People, "
        "Invite. We may not add people ourselves. If you do not know who it is, we can ask them to "
        "contact you.",
        {"status": "pending", "type": "access"},
    ),
    Starter(
        "invoice", "Where the invoice is", "Billing",
        "all invoices are in the workspace under Settings, Billing, as PDF. They also go to the billing "
        "contact by "
        "mail on the day they are made. Shall we send one again, or change that contact?",
        {"status": "pending", "type": "billing"},
    ),
    Starter(
        "no_answer", "Close after no answer", "Close",
        "we have not heard from you, so we assume that it works again and close this. If not, just answer "
        "here and "
        "the ticket is open again.",
        {"status": "resolved", "add_tags": ["no-answer"]},
    ),
    Starter(
        "second_level", "To the second level", "Close", "",
        {"status": "open", "add_tags": ["second-level"]},
    ),
)  # fmt: skip
