"""The playbooks that come along, each switched off until somebody has looked at it."""

from collections.abc import Mapping

from insights.playbooks import (
    Action,
    ActionKind,
    Compare,
    Definition,
    Filter,
    Limits,
    Outcome,
    Trigger,
    TriggerKind,
)

TEMPLATES: Mapping[str, Definition] = {
    "failed_imports": Definition(
        trigger=Trigger(
            kind=TriggerKind.EVENT,
            name="import.finished",
            count=3,
            hours=24,
            where=(Filter("status", Compare.IS, "failed"),),
        ),
        action=Action(
            kind=ActionKind.GUIDANCE,
            text="Your last imports were refused. The article says what usually is the reason.",
            texts={"de": "Ihre letzten Importe wurden abgewiesen. Der Artikel nennt die üblichen Gründe."},
        ),
        outcome=Outcome(days=7),
    ),
    "abandoned_setup": Definition(
        trigger=Trigger(
            kind=TriggerKind.SETUP, begins="/setup*", ends="/setup/done*", idle_minutes=30, hours=4
        ),
        action=Action(
            kind=ActionKind.GUIDANCE,
            text="The set-up is not finished yet. We can show you the next step, or a person helps.",
            texts={
                "de": "Die Einrichtung ist noch nicht fertig. Wir zeigen Ihnen gern den nächsten Schritt."
            },
        ),
        outcome=Outcome(category="question", days=7),
    ),
    "error_spike": Definition(
        trigger=Trigger(kind=TriggerKind.TICKETS, category="bug", count=3, hours=24),
        action=Action(
            kind=ActionKind.REVIEW,
            text="Several people of one company report bugs. Look for the common cause.",
            days=1,
        ),
        limits=Limits(holdout=10),
        outcome=Outcome(category="bug", days=7),
    ),
    "failed_payment": Definition(
        trigger=Trigger(kind=TriggerKind.PAYMENT, hours=7 * 24),
        action=Action(
            kind=ActionKind.OUTREACH,
            text="A payment failed. Tell the billing contact before the next attempt.",
            days=3,
        ),
        limits=Limits(holdout=10),
        outcome=Outcome(category="billing", days=14),
    ),
}
