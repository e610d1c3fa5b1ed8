"""
The service levels of a new installation: by segment, channel and priority (S2).

Times are working time in the policy's calendar, except where `always_open` says around the clock.
"""

from dataclasses import dataclass, field

from tickets.channels import CHANNELS

MINUTE, HOUR = 60, 3600

EMAIL = "email"
CHAT = "chat"
CHANNEL_GROUPS = {key: kind.sla_column for key, kind in CHANNELS.items()}
"""Which targets a channel uses unless a policy has targets for that channel."""

PRIORITIES = ("P1", "P2", "P3", "P4")


@dataclass(frozen=True)
class DefaultTarget:
    """One row: seconds to the first reply, the next reply and the resolution; None means no promise."""

    channel: str
    priority: str
    first_reply: int | None
    next_reply: int | None
    resolution: int | None
    always_open: bool = False


@dataclass(frozen=True)
class DefaultPolicy:
    """A policy for the segments named in `conditions`; without conditions it matches everything."""

    name: str
    conditions: dict[str, list[str]]
    targets: list[DefaultTarget]
    steps: list[dict[str, object]] = field(default_factory=list)


def rows(
    *,
    email: tuple[tuple[int, int], ...],
    chat: tuple[tuple[int, int], ...],
    resolution: tuple[int | None, ...],
) -> list[DefaultTarget]:
    """Eight rows: (first, next) pairs for P1 to P4 by channel group, with one resolution per priority."""
    return [
        DefaultTarget(group, priority, first, following, resolved)
        for group, pairs in ((EMAIL, email), (CHAT, chat))
        for priority, (first, following), resolved in zip(PRIORITIES, pairs, resolution, strict=True)
    ]


def around_the_clock(priority: str, targets: list[DefaultTarget]) -> list[DefaultTarget]:
    """The same rows, with those of `priority` also counting nights and weekends."""
    return [
        DefaultTarget(t.channel, t.priority, t.first_reply, t.next_reply, t.resolution, always_open=True)
        if t.priority == priority
        else t
        for t in targets
    ]


SELF_SERVE_TARGETS = rows(
    email=((8 * HOUR, 8 * HOUR), (8 * HOUR, 16 * HOUR), (16 * HOUR, 24 * HOUR), (16 * HOUR, 24 * HOUR)),
    # The assistant answers first; a person who takes over gets as long as for an email.
    chat=((8 * HOUR, 1 * HOUR), (8 * HOUR, 2 * HOUR), (16 * HOUR, 4 * HOUR), (16 * HOUR, 4 * HOUR)),
    resolution=(48 * HOUR, 72 * HOUR, 96 * HOUR, None),
)

NOTIFY_LATE: list[dict[str, object]] = [
    {"fraction": 0.75, "actions": ["notify_assignee"]},
    {"fraction": 1.0, "actions": ["notify_lead"]},
]

POLICIES = [
    DefaultPolicy(
        name="Enterprise",
        conditions={"segments": ["enterprise"]},
        targets=around_the_clock(
            "P1",
            rows(
                email=((HOUR, 30 * MINUTE), (HOUR, 2 * HOUR), (2 * HOUR, 4 * HOUR), (4 * HOUR, 8 * HOUR)),
                chat=(
                    (2 * MINUTE, 5 * MINUTE),
                    (2 * MINUTE, 5 * MINUTE),
                    (5 * MINUTE, 10 * MINUTE),
                    (5 * MINUTE, 10 * MINUTE),
                ),
                resolution=(4 * HOUR, 8 * HOUR, 24 * HOUR, 40 * HOUR),
            ),
        ),
        steps=[
            {"fraction": 0.5, "actions": ["notify_assignee"]},
            {"fraction": 0.75, "actions": ["escalate_senior", "notify_csm"]},
            {"fraction": 1.0, "actions": ["notify_lead", "notify_csm"]},
        ],
    ),
    DefaultPolicy(
        name="Mid-Market",
        conditions={"segments": ["mid_market"]},
        targets=rows(
            email=((2 * HOUR, 2 * HOUR), (2 * HOUR, 4 * HOUR), (4 * HOUR, 8 * HOUR), (8 * HOUR, 8 * HOUR)),
            chat=(
                (5 * MINUTE, 10 * MINUTE),
                (5 * MINUTE, 10 * MINUTE),
                (10 * MINUTE, 15 * MINUTE),
                (10 * MINUTE, 15 * MINUTE),
            ),
            resolution=(8 * HOUR, 24 * HOUR, 48 * HOUR, 72 * HOUR),
        ),
        steps=[
            {"fraction": 0.75, "actions": ["escalate_senior"]},
            {"fraction": 1.0, "actions": ["notify_lead"]},
        ],
    ),
    DefaultPolicy(
        name="SMB",
        conditions={"segments": ["smb"]},
        targets=rows(
            email=((4 * HOUR, 4 * HOUR), (4 * HOUR, 8 * HOUR), (8 * HOUR, 16 * HOUR), (8 * HOUR, 16 * HOUR)),
            chat=(
                (10 * MINUTE, 15 * MINUTE),
                (10 * MINUTE, 15 * MINUTE),
                (20 * MINUTE, 30 * MINUTE),
                (20 * MINUTE, 30 * MINUTE),
            ),
            resolution=(24 * HOUR, 48 * HOUR, 72 * HOUR, 96 * HOUR),
        ),
        steps=NOTIFY_LATE,
    ),
    DefaultPolicy(
        name="Self-Serve",
        conditions={"segments": ["self_serve"]},
        targets=SELF_SERVE_TARGETS,
        steps=NOTIFY_LATE,
    ),
    DefaultPolicy(name="Everyone else", conditions={}, targets=SELF_SERVE_TARGETS, steps=NOTIFY_LATE),
]
