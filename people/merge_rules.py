"""Who may be merged into whom, what moves along, and what to consider first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.addresses import comparable
from people.models import Contact, Identity

FILLED = ("name", "email", "title", "phone", "locale", "timezone", "company")
CUSTOM = "custom."
"""What begins the name of a field that an admin added."""
# These grant access: answers go to the address, and articles are restricted to companies.
NEEDS_PROOF = frozenset({"email", "company"})
# Signs that the two contacts disagree, or may be two people.
CONFLICTS = frozenset({"both_proven", "companies_differ", "blocked"})


@dataclass(frozen=True)
class Side:
    """One of the two contacts, with its identities."""

    contact: Contact
    identities: Sequence[Identity]

    @property
    def is_proven(self) -> bool:
        """Whether any identity is verified."""
        return any(identity.verified_at is not None for identity in self.identities)

    @property
    def standing(self) -> int:
        """How well the contact is known: 2 with proof, 1 without, 0 for a visitor."""
        if self.is_proven:
            return 2
        return 0 if self.contact.is_visitor else 1

    def is_proven_address(self, address: str) -> bool:
        """Whether this email address is proven to be theirs."""
        return any(
            one.kind == Identity.Kind.EMAIL
            and one.value == comparable(address)
            and one.verified_at is not None
            for one in self.identities
        )

    def find(self, identity: Identity) -> Identity | None:
        """This side's identity of the same kind and value, or None."""
        same = (one for one in self.identities if (one.kind, one.value) == (identity.kind, identity.value))
        return next(same, None)


@dataclass(frozen=True)
class Plan:
    """What a merge of `source` into `target` would do to the two contacts themselves."""

    moving: list[Identity] = field(default_factory=list)
    proofs: list[tuple[Identity, Identity]] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)

    @property
    def arriving(self) -> list[Identity]:
        """The source's identities that move to the target or lend it their proof."""
        return [*self.moving, *(mine for mine, _ in self.proofs)]


def plan_of(source: Side, target: Side) -> Plan:
    """
    What moves. An identity that both sides have stays on both; its proof goes to the target.

    Fields that grant access are filled only from a contact with proof, unless neither has any.
    """
    plan = Plan()
    for identity in source.identities:
        twin = target.find(identity)
        if twin is None:
            plan.moving.append(identity)
        elif identity.verified_at is not None:
            plan.proofs.append((identity, twin))
    for name in FILLED:
        attribute = "company_id" if name == "company" else name
        if not getattr(source.contact, attribute) or getattr(target.contact, attribute):
            continue
        needs_proof = name in NEEDS_PROOF and target.is_proven
        has_proof = source.is_proven_address(source.contact.email) if name == "email" else source.is_proven
        (plan.held_back if needs_proof and not has_proof else plan.fills).append(name)
    known = target.contact.custom
    plan.fills.extend(f"{CUSTOM}{key}" for key in source.contact.custom if key not in known)
    return plan


class Reason(NamedTuple):
    """Why something cannot be done: a code for screens, and a text."""

    code: str
    detail: str


def obstacle(source: Side, target: Side) -> Reason | None:
    """
    Why `source` cannot be merged into `target`, or None.

    The better-known contact stays: answers to its earlier conversations must not go to somebody without
    proof.
    """
    if source.standing <= target.standing:
        return None
    known, other = source.contact.display_name, target.contact.display_name
    if source.is_proven:
        return Reason(
            "proof_stays",
            f"{known} has proven who they are and {other} has not. Merge {other} into {known} instead: "
            "otherwise somebody without proof would read their conversations.",
        )
    return Reason(
        "known_stays", f"{other} is a visitor and {known} is known. Merge {other} into {known} instead."
    )


def warnings_of(
    source: Side, target: Side, plan: Plan, *, held: dict[str, int], held_by_target: dict[str, int]
) -> list[dict[str, Any]]:
    """What to consider first, each as a code, its facts and a text; `is_conflict` where the two disagree."""
    mine, theirs = source.contact, target.contact
    names = {"source": mine.display_name, "target": theirs.display_name}
    found = [*_conflicts(source, target, names), *_unproven(source, plan, names)]
    for name in plan.held_back:
        value = mine.company.name if name == "company" and mine.company else getattr(mine, name)
        found.append(
            _warning(
                "held_back",
                f"{value} is not taken over: {names['source']} has no proof, and {names['target']} has.",
                field=name, value=str(value), **names,
            )
        )  # fmt: skip
    readers = [one.value for one in plan.arriving if one.verified_at is not None]
    if readers and held_by_target.get("tickets"):
        count = held_by_target["tickets"]
        found.append(
            _warning(
                "gains_access",
                f"Who signs in as {', '.join(readers)} will read all tickets of {names['target']} ({count}).",
                values=readers, count=count, **names,
            )
        )  # fmt: skip
    if target.is_proven and held.get("tickets"):
        found.append(
            _warning(
                "shows_tickets",
                f"{names['target']} will read all tickets of {names['source']} ({held['tickets']}).",
                count=held["tickets"], **names,
            )
        )  # fmt: skip
    chats = held.get("chats", 0) + held_by_target.get("chats", 0)
    if chats:
        found.append(
            _warning(
                "chats_end",
                f"Open chats without proof end for the customer ({chats}); they go on by email, or by "
                "signing in.",
                count=chats, **names,
            )
        )  # fmt: skip
    return found


def _unproven(source: Side, plan: Plan, names: dict[str, str]) -> list[dict[str, Any]]:
    unproven = [
        one.value for one in plan.moving if one.verified_at is None and one.kind == Identity.Kind.EMAIL
    ]
    if unproven and source.contact.is_visitor:
        return [
            _warning(
                "typed_address",
                f"{', '.join(unproven)} was only typed in a chat. Mail from there is not put with "
                f"{names['target']}.",
                values=unproven, **names,
            )
        ]  # fmt: skip
    if unproven:
        return [
            _warning(
                "unproven_address",
                f"Nothing proves that {', '.join(unproven)} is theirs. Mail from there will be put with "
                f"{names['target']}; it opens no earlier conversation.",
                values=unproven, **names,
            )
        ]  # fmt: skip
    return []


def _conflicts(source: Side, target: Side, names: dict[str, str]) -> list[dict[str, Any]]:
    mine, theirs = source.contact, target.contact
    found = []
    for kind in Identity.Kind.values:
        both = [
            [one.value for one in side.identities if one.kind == kind and one.verified_at is not None]
            for side in (source, target)
        ]
        if both[0] and both[1]:
            label = str(Identity.Kind(kind).label).lower()
            found.append(
                _warning(
                    "both_proven",
                    f"Both have a proven {label}: {', '.join(both[1])} and {', '.join(both[0])}. "
                    "These may be two people.",
                    kind=kind, values=[*both[1], *both[0]], **names,
                )
            )  # fmt: skip
    if mine.company is not None and theirs.company is not None and mine.company_id != theirs.company_id:
        found.append(
            _warning(
                "companies_differ",
                f"{names['source']} is with {mine.company.name}, {names['target']} with "
                f"{theirs.company.name}, which stays. The tickets keep their company.",
                companies=[theirs.company.name, mine.company.name], **names,
            )
        )  # fmt: skip
    if mine.is_blocked != theirs.is_blocked:
        blocked = names["source"] if mine.is_blocked else names["target"]
        found.append(
            _warning(
                "blocked",
                f"{blocked} is blocked. Afterwards messages of both are refused.",
                blocked=blocked, **names,
            )
        )  # fmt: skip
    return found


def _warning(code: str, detail: str, **data: Any) -> dict[str, Any]:
    return {"code": code, "detail": detail, "is_conflict": code in CONFLICTS, "data": data}
