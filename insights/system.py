"""What the insights tell the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    verbs={"supervisor": frozenset({"insights.see"}), "admin": frozenset({"insights.write"})},
    scopes={"insights": "measures, money and the tickets behind them, which need `tickets` and `people` too"},
    beat={"insights.tasks.settle": 15.0, "insights.tasks.fill": 60.0},
    routes={"insights.tasks.*": "slow"},
    api_urls="insights.api.urls",
)
