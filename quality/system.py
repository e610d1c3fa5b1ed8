"""What quality tells the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    verbs={"supervisor": frozenset({"quality.review"}), "admin": frozenset({"quality.write"})},
    scopes={
        "quality": "quality reviews, coaching and drift; conversations under review need `tickets` and "
        "`people` too"
    },
    beat={
        "quality.tasks.settle": 20.0,
        "quality.tasks.judge": 60.0,
        "quality.tasks.look": 1800.0,
    },
    routes={"quality.tasks.*": "slow"},
    api_urls="quality.api.urls",
    enums={
        "QualitySide": "quality.models.Side",
        "QualitySample": "quality.models.Sample",
        "QualityOrigin": "quality.models.Origin",
    },
)
