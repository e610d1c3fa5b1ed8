"""Fills the placeholders of a script: names, days and figures that differ from ticket to ticket."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
TUESDAY = 1

DASHBOARDS = (
    "KPI overview", "Weekly growth", "Checkout health", "Activation", "Board summary", "Retention by plan",
    "Regional sales", "Onboarding funnel", "Marketing mix", "Daily operations", "Subscriptions",
    "Branch view",
)  # fmt: skip
EVENTS = (
    "Report Shared", "Order Placed", "Signup Completed", "Invoice Paid", "Trial Started", "Export Created",
    "Booking Confirmed", "Ticket Scanned", "Plan Upgraded", "Document Signed",
)  # fmt: skip
COHORTS = (
    "Active in 30 days", "Paying teams", "Dormant admins", "Trial week two", "Power users", "At risk",
    "Spring buyers",
)  # fmt: skip
CITIES = ("Lisbon", "Manchester", "Utrecht", "Cork", "Denver", "Turin", "Lyon", "Gdansk")
KINDS = ("bike shop", "podcast", "tutoring school", "garden shop", "yoga studio", "small bakery")


class Filled(dict[str, str]):
    """Placeholders by name; one that is unknown is an error in the script."""

    def __missing__(self, name: str) -> str:
        raise KeyError(f"{{{name}}} is not a placeholder")


def day_month(day: date) -> str:
    """Such as 10 March."""
    return f"{day.day} {day:%B}"


def last_tuesday(today: date) -> date:
    """The newest Tuesday before `today`."""
    return today - timedelta(days=(today.weekday() - TUESDAY - 1) % 7 + 1)


def missing_days(today: date) -> str:
    """The days since that Tuesday, in words: 10, 11 and 12 March."""
    first = last_tuesday(today)
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    if len(days) <= 3 and days[0].month == days[-1].month:
        numbers = [str(day.day) for day in days]
        return f"{', '.join(numbers[:-1])} and {numbers[-1]} {days[-1]:%B}"
    return f"{day_month(days[0])} to {day_month(days[-1])}"


def placeholders(*, rng: Random, created_at: datetime, now: datetime, names: dict[str, str]) -> Filled:
    """Everything a text may name. Days are those of London, where the support team works."""
    created, today = created_at.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    ahead = [created + timedelta(days=n) for n in range(1, 8)]
    workdays = [day for day in ahead if day.weekday() < 5]
    deadline = (now.astimezone(LONDON) + timedelta(minutes=155)).replace(minute=0)
    values: dict[str, Any] = {
        "n": rng.randint(2, 9),
        "big": f"{rng.randint(11_000, 96_000):,}",
        "amount": f"${rng.choice((60, 96, 120, 140, 180, 210))}",
        "inv": f"H-{rng.randint(20_100, 24_900)}",
        "dash": rng.choice(DASHBOARDS),
        "event": rng.choice(EVENTS),
        "cohort": rng.choice(COHORTS),
        "city": rng.choice(CITIES),
        "kind": rng.choice(KINDS),
        "month": f"{created.replace(day=1) - timedelta(days=1):%B}",
        "day": f"{workdays[1]:%A}",
        "day2": f"{workdays[0]:%A}",
        "yday": f"{created - timedelta(days=1):%A}",
        "date": day_month(created - timedelta(days=4)),
        "date1": day_month(created - timedelta(days=1)),
        "date8": day_month(created - timedelta(days=8)),
        "date30": day_month(created - timedelta(days=30)),
        "deadline": f"{deadline:%H:%M}",
        "missing": missing_days(today),
    }
    for minutes in (29, 34):
        values[f"t-{minutes}"] = f"{(now - timedelta(minutes=minutes)).astimezone(LONDON):%H:%M}"
    return Filled({name: str(value) for name, value in {**values, **names}.items()})
