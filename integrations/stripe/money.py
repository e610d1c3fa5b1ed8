"""Amounts as Stripe writes them: whole numbers of a currency's smallest unit."""

from decimal import Decimal

ZERO_DECIMAL = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"]
)  # fmt: skip
"""
Their smallest unit is the currency itself.

Stripe calls UGX and ISK so too, but goes on writing both with two decimals (https://docs.stripe.com/currencies).
"""
THREE_DECIMAL = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))


def decimals_of(currency: str) -> int:
    """How many decimals an amount in this currency has at Stripe."""
    lowered = currency.lower()
    if lowered in ZERO_DECIMAL:
        return 0
    return 3 if lowered in THREE_DECIMAL else 2


def major(amount: Decimal | int, currency: str) -> Decimal:
    """An amount in the currency itself, such as 12.50 for 1250 cents, rounded half up."""
    places = decimals_of(currency)
    return Decimal(amount).scaleb(-places).quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")


def shown(amount: Decimal | int, currency: str) -> str:
    """An amount in words that need no locale: `USD 1,234.50`."""
    return f"{currency.upper()} {major(amount, currency):,f}"
