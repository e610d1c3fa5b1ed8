"""What the assistant can look up of a customer's billing, from what is stored; Stripe itself is not asked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from assistant.actions.declared import LOOKUP, Declaration, Found, Subject
from assistant.actions.saying import clean_fact, date_words
from integrations.stripe import selectors
from integrations.stripe.models import Invoice, Subscription
from integrations.stripe.money import shown
from integrations.stripe.services.filling import names_of

TOO_OLD = timedelta(hours=24)
"""Stripe is asked every few seconds: what was last heard longer ago is not what holds now."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "active": "active", "trialing": "in its trial", "past_due": "active, with a payment overdue",
        "unpaid": "stopped, because it was not paid", "canceled": "ended", "paused": "paused",
        "incomplete": "waiting for its first payment", "incomplete_expired": "never begun",
        "paid": "paid", "open": "not paid yet", "failed": "not paid: the payment failed", "void": "void",
        "uncollectible": "not paid", "other": "in a state that only our people can explain",
        "renews": "It renews on {day}.", "ends": "It ends on {day}.", "trial": "The trial ends on {day}.",
        "goes_on": "No end is set.", "nothing_due": "Nothing is left to pay.",
        "due": "Left to pay: {sum}.", "of": "{number} of {day} over {sum}",
    },
    "de": {
        "active": "aktiv", "trialing": "in der Testphase",
        "past_due": "aktiv, mit einer überfälligen Zahlung",
        "unpaid": "angehalten, weil nicht gezahlt wurde", "canceled": "beendet", "paused": "pausiert",
        "incomplete": "wartet auf die erste Zahlung", "incomplete_expired": "nie begonnen",
        "paid": "bezahlt", "open": "noch nicht bezahlt", "failed": "nicht bezahlt: die Zahlung schlug fehl",
        "void": "storniert", "uncollectible": "nicht bezahlt",
        "other": "in einem Zustand, den nur unser Team erklären kann",
        "renews": "Es verlängert sich am {day}.", "ends": "Es endet am {day}.",
        "trial": "Die Testphase endet am {day}.", "goes_on": "Ein Ende ist nicht festgelegt.",
        "nothing_due": "Es ist nichts mehr offen.", "due": "Noch offen: {sum}.",
        "of": "{number} vom {day} über {sum}",
    },
}  # fmt: skip


def _say(key: str, language: str, **values: str) -> str:
    words = _WORDS.get(language, _WORDS["en"])
    return words.get(key, words["other"]).format(**values)


def subscription_found(subject: Subject, option: str) -> Found:
    """The plan that a customer has, its state and what comes next."""
    billing = _billing(subject)
    living = [row for row in billing.subscriptions if row.ended_at is None and row.status != "canceled"]
    if not living or billing.as_of is None:
        return Found({}, subject.now)
    names = list(dict.fromkeys(_names(living)))
    states = list(dict.fromkeys(_state(row, subject.language) for row in living))
    facts = {
        "plan": clean_fact(", ".join(names), "text", subject.language),
        "state": "; ".join(states),
        "next": _next(living[0], subject.language) if len(living) == 1 else "",
    }
    return Found(facts, billing.as_of)


def invoices_found(subject: Subject, option: str) -> Found:
    """The latest invoice of a customer, its state, and what is left to pay of all."""
    billing = _billing(subject)
    rows = sorted(billing.invoices, key=lambda row: (row.made_at or billing.oldest, row.pk), reverse=True)
    if not rows or billing.as_of is None:
        return Found({}, subject.now)
    newest, language = rows[0], subject.language
    day = date_words(newest.made_at.date(), language) if newest.made_at is not None else ""
    number = clean_fact(newest.number, "text", language)
    named = _say("of", language, number=number, day=day, sum=shown(newest.due, newest.currency))
    facts = {
        "invoice": named if number and day else "",
        "state": _say("failed" if newest.has_failed else newest.status, language),
        "due": _due([row for row in rows if row.status == "open" and row.remaining > 0], language),
    }
    return Found(facts, billing.as_of)


class _Known:
    """What is known, and when it was last heard; nothing of it where that is too long ago."""

    def __init__(
        self,
        subscriptions: Sequence[Subscription],
        invoices: Sequence[Invoice],
        as_of: datetime | None,
        now: datetime,
    ) -> None:
        is_fresh = as_of is not None and now - as_of <= TOO_OLD
        self.as_of = as_of if is_fresh else None
        self.subscriptions, self.invoices = list(subscriptions), list(invoices)
        self.oldest = now - timedelta(days=10_000)


def _billing(subject: Subject) -> _Known:
    found, as_of = selectors.of_customer(
        company_id=subject.company_id, contact_id=subject.contact_id, now=subject.now
    )
    return _Known(found.subscriptions, found.invoices, as_of, subject.now)


def _names(rows: Sequence[Subscription]) -> Iterator[str]:
    known = names_of(rows)
    for row in rows:
        for item in row.items:
            name = known.get((row.connection_id, item["product"]), item["nickname"])
            if name:
                yield name


def _state(row: Subscription, language: str) -> str:
    return _say("paused" if row.is_paused else row.status, language)


def _next(row: Subscription, language: str) -> str:
    if row.ends_at is not None:
        return _say("ends", language, day=date_words(row.ends_at.date(), language))
    if row.status == "trialing" and row.trial_ends_at is not None:
        return _say("trial", language, day=date_words(row.trial_ends_at.date(), language))
    if row.status in ("active", "past_due") and row.period_ends_at is not None:
        return _say("renews", language, day=date_words(row.period_ends_at.date(), language))
    return _say("goes_on", language)


def _due(rows: Sequence[Invoice], language: str) -> str:
    if not rows:
        return _say("nothing_due", language)
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, 0) + row.remaining
    return _say("due", language, sum=", ".join(shown(cents, code) for code, cents in sums.items()))


SUBSCRIPTION = Declaration(
    key="stripe.subscription",
    label="Plan and subscription (Stripe)",
    about="Looks up the company's plan, whether its subscription is active, and when it renews or ends.",
    kind=LOOKUP,
    facts={
        "plan": "The plan or plans",
        "state": "The state of the subscription",
        "next": "When it renews or ends, as a sentence; not where there are several",
    },
    run=subscription_found,
    examples={
        "en": ("Which plan are we on?", "When does our subscription renew?", "Is our subscription active?"),
        "de": ("Welchen Tarif haben wir?", "Wann verlängert sich unser Abonnement?"),
    },
    answers={
        "en": "Your plan is {plan}. Your subscription is {state}. {next}",
        "de": "Ihr Tarif ist {plan}. Ihr Abonnement ist {state}. {next}",
    },
)
INVOICES = Declaration(
    key="stripe.invoices",
    label="Invoices (Stripe)",
    about="Looks up the company's latest invoice, whether it is paid, and what is left to pay.",
    kind=LOOKUP,
    facts={
        "invoice": "The latest invoice: number, day and sum",
        "state": "Whether it is paid",
        "due": "What is left to pay of all, as a sentence",
    },
    run=invoices_found,
    examples={
        "en": ("Is our latest invoice paid?", "What is the state of my last invoice?"),
        "de": ("Ist unsere letzte Rechnung bezahlt?", "Wie ist der Stand meiner letzten Rechnung?"),
    },
    answers={
        "en": "Your latest invoice is {invoice}. It is {state}. {due}",
        "de": "Ihre letzte Rechnung ist {invoice}. Sie ist {state}. {due}",
    },
)
