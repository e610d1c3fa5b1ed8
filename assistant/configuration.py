"""
The assistant's configuration as one value: what a version holds, and what it means for a question.

A version stores it as JSON. Reading is lenient, so that an old version stays readable: what it does not know
has its default. Writing is strict, see `assistant.services.configuring`.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from assistant import boundaries
from assistant.actions.configured import Action, action_json, read_actions
from assistant.boundaries import Rule
from assistant.engines.protocol import NO_VOICE, Voice, VoiceExample
from tickets.channels import CHANNELS

DEFAULT_CHANNELS = tuple(key for key, kind in CHANNELS.items() if kind.answers_at_first)
MAX_ANSWERS = 4
SECTIONS = ("answers", "brands", "limits", "boundaries", "voice", "budget", "masking", "actions")
"""The parts of a configuration, as they are named in JSON and in comparisons."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Whether and where the assistant answers for a brand; `threshold` None means the engine's own."""

    is_on: bool = True
    channels: tuple[str, ...] = DEFAULT_CHANNELS
    threshold: float | None = None
    max_answers: int = MAX_ANSWERS


@dataclass(frozen=True, slots=True)
class Limit:
    """The confidence needed for a channel, a category (type or product area), or both; empty means any."""

    threshold: float
    channel: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A boundary with its owner, the reason for it, and when somebody has to look at it again."""

    key: str
    label: str
    is_on: bool = True
    keywords: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    account_states: tuple[str, ...] = ()
    issue_types: tuple[str, ...] = ()
    owner_id: int | None = None
    reason: str = ""
    review_on: date | None = None

    @property
    def is_builtin(self) -> bool:
        """Whether it is one of those that ship; it can be off, but not go."""
        return any(rule.key == self.key for rule in boundaries.DEFAULTS)

    def is_review_due(self, today: date) -> bool:
        """Whether somebody should have looked at it by now."""
        return self.is_on and self.review_on is not None and self.review_on <= today


@dataclass(frozen=True, slots=True)
class Configuration:
    """
    Everything that decides about the assistant's answers.

    `number` is the version's, 0 for what is not published. `brands` are the brands with a policy of their
    own; `max_wrong` is the share of wrong answers that the threshold was chosen for; `daily_usd` None means
    the installation's setting.
    """

    number: int = 0
    policy: Policy = field(default_factory=Policy)
    brands: Mapping[int, Policy] = field(default_factory=dict)
    max_wrong: float | None = None
    limits: tuple[Limit, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    voice: Voice = NO_VOICE
    daily_usd: float | None = None
    masks: bool = False
    actions: tuple[Action, ...] = ()

    def policy_for(self, brand_id: int | None) -> Policy:
        """The brand's own policy, else the one for all."""
        return self.policy if brand_id is None else self.brands.get(brand_id, self.policy)

    def threshold_for(
        self, brand_id: int | None, *, channel: str, categories: Collection[str] = ()
    ) -> float | None:
        """
        The confidence from which an answer is sent; None means the engine's own.

        The limit that names most decides: one for a channel and a category, then one for a category, then one
        for a channel. Of two that name as much, the higher.
        """
        known = {category.casefold() for category in categories if category}
        fitting = [
            limit
            for limit in self.limits
            if limit.channel in ("", channel) and (not limit.category or limit.category.casefold() in known)
        ]
        if not fitting:
            return self.policy_for(brand_id).threshold
        return max(
            fitting, key=lambda limit: (bool(limit.category), bool(limit.channel), limit.threshold)
        ).threshold

    @property
    def rules(self) -> list[Rule]:
        """The boundaries that are on, as they are checked."""
        return [
            Rule(one.key, one.label, one.keywords, one.segments, one.issue_types, one.account_states)
            for one in self.boundaries
            if one.is_on
        ]


def shipped_boundaries() -> list[Boundary]:
    """The boundaries of an installation in which nobody has changed any."""
    return [Boundary(rule.key, rule.label, segments=rule.segments) for rule in boundaries.DEFAULTS]


AS_SHIPPED = Configuration(boundaries=tuple(shipped_boundaries()))
"""What holds while nothing was published."""


def read_configuration(content: Mapping[str, Any], *, number: int = 0) -> Configuration:
    """The configuration that a version stores; what it leaves out is as shipped."""
    answers, limits = content.get("answers", {}), content.get("limits", {})
    policy = replace(_policy(answers), threshold=limits.get("threshold"))
    voice, rows = content.get("voice", {}), content.get("boundaries")
    return Configuration(
        number=number,
        policy=policy,
        brands={row["brand_id"]: _policy(row) for row in content.get("brands", [])},
        max_wrong=limits.get("max_wrong"),
        limits=tuple(
            Limit(row["threshold"], row.get("channel", ""), row.get("category", ""))
            for row in limits.get("rules", [])
        ),
        boundaries=AS_SHIPPED.boundaries if rows is None else tuple(map(_boundary, rows)),
        voice=Voice(
            voice.get("guide", ""),
            tuple(VoiceExample(row["question"], row["answer"]) for row in voice.get("examples", [])),
        ),
        daily_usd=content.get("budget", {}).get("daily_usd"),
        masks=bool(content.get("masking", {}).get("is_on", False)),
        actions=read_actions(content.get("actions", [])),
    )


def _policy(row: Mapping[str, Any]) -> Policy:
    return Policy(
        is_on=row.get("is_on", True),
        channels=tuple(row.get("channels", DEFAULT_CHANNELS)),
        threshold=row.get("threshold"),
        max_answers=row.get("max_answers", MAX_ANSWERS),
    )


def _boundary(row: Mapping[str, Any]) -> Boundary:
    review_on = row.get("review_on")
    return Boundary(
        key=row["key"],
        label=row["label"],
        is_on=row.get("is_on", True),
        keywords=tuple(row.get("keywords", ())),
        segments=tuple(row.get("segments", ())),
        account_states=tuple(row.get("account_states", ())),
        issue_types=tuple(row.get("issue_types", ())),
        owner_id=row.get("owner_id"),
        reason=row.get("reason", ""),
        review_on=date.fromisoformat(review_on) if review_on else None,
    )


def content_of(configuration: Configuration) -> dict[str, Any]:
    """A configuration as a version stores it: every part, in JSON's own types."""
    policy = configuration.policy
    return {
        "answers": {
            "is_on": policy.is_on,
            "channels": list(policy.channels),
            "max_answers": policy.max_answers,
        },
        "brands": [
            {
                "brand_id": brand_id,
                "is_on": own.is_on,
                "channels": list(own.channels),
                "threshold": own.threshold,
                "max_answers": own.max_answers,
            }
            for brand_id, own in sorted(configuration.brands.items())
        ],
        "limits": {
            "threshold": policy.threshold,
            "max_wrong": configuration.max_wrong,
            "rules": [
                {"channel": one.channel, "category": one.category, "threshold": one.threshold}
                for one in configuration.limits
            ],
        },
        "boundaries": [_boundary_json(one) for one in configuration.boundaries],
        "voice": {
            "guide": configuration.voice.guide,
            "examples": [asdict(example) for example in configuration.voice.examples],
        },
        "budget": {"daily_usd": configuration.daily_usd},
        "masking": {"is_on": configuration.masks},
        "actions": [action_json(one) for one in configuration.actions],
    }


def _boundary_json(one: Boundary) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "is_on": one.is_on,
        "keywords": list(one.keywords),
        "segments": list(one.segments),
        "account_states": list(one.account_states),
        "issue_types": list(one.issue_types),
        "owner_id": one.owner_id,
        "reason": one.reason,
        "review_on": one.review_on.isoformat() if one.review_on else None,
    }
