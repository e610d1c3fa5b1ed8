"""What a ticket requires of the person who takes it: a team, a language, and skills it mentions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from routing.assign import NEVER_RELAX, RELAX_FIRST, RELAX_LAST, RELAX_MIDDLE, Requirement
from routing.signals import Facts

LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "sv": "swedish",
    "tr": "turkish",
    "uk": "ukrainian",
    "zh": "chinese",
}
MAX_SKILLS = 3
LANGUAGE_SURE = 0.6


def team_mark(team_id: int) -> str:
    """The name under which membership in a team counts like a skill."""
    return f"team:{team_id}"


def requirements_for(
    facts: Facts,
    *,
    team: tuple[int, str] | None,
    is_team_fixed: bool,
    rule_skills: Sequence[str] = (),
    skills: Mapping[str, str],
    languages: Iterable[str],
) -> tuple[Requirement, ...]:
    """
    A ticket's requirements, the most important first.

    `team` is (id, name); one named by a rule or a person is never dropped, an inferred one is dropped last.
    `skills` maps the slugs of skills that somebody has to their names, `languages` are those that somebody
    speaks: what nobody has is not required.
    """
    found: list[Requirement] = []
    if team is not None:
        relax = NEVER_RELAX if is_team_fixed else RELAX_LAST
        found.append(Requirement(team_mark(team[0]), relax, label=team[1]))
    language = facts.value("language").lower()[:2]
    if language in set(languages) - {"en"} and facts.confidence("language") >= LANGUAGE_SURE:
        name = LANGUAGES.get(language, language).capitalize()
        found.append(Requirement(language, RELAX_LAST, is_language=True, label=name))
    asked = [slug for slug in rule_skills if slug in skills]
    found += [Requirement(slug, RELAX_MIDDLE, label=skills[slug]) for slug in asked]
    named = [slug for slug in named_skills(facts, skills) if slug not in asked]
    found += [Requirement(slug, RELAX_FIRST, label=skills[slug]) for slug in named[:MAX_SKILLS]]
    return tuple(found)


def named_skills(facts: Facts, skills: Mapping[str, str]) -> list[str]:
    """The skills whose names appear in the ticket as whole words, in the order of `skills`."""
    parts = [facts.subject, facts.text, facts.value("product_area"), facts.value("type"), *facts.tags]
    text = " ".join(parts).casefold().replace("_", " ").replace("-", " ")
    spoken = set(LANGUAGES.values())
    return [
        slug
        for slug in skills
        if slug not in spoken and re.search(rf"\b{re.escape(slug.replace('-', ' ').casefold())}\b", text)
    ]


def spoken_languages(languages: Any, locale: str, skills: Iterable[str]) -> frozenset[str]:
    """
    The codes of the languages somebody speaks: those they set, else their locale's, plus those among skills.
    """
    named = {str(code).lower()[:2] for code in languages} if isinstance(languages, list) else set()
    by_name = {name: code for code, name in LANGUAGES.items()}
    by_skill = {by_name[slug] for slug in skills if slug in by_name}
    return frozenset((named or {locale.lower()[:2]}) | by_skill)


def to_json(requirements: Iterable[Requirement]) -> list[dict[str, Any]]:
    """Requirements as they are stored between decisions."""
    return [
        {"name": r.name, "relax": r.relax, "is_language": r.is_language, "label": r.label}
        for r in requirements
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    """Stored requirements."""
    return tuple(Requirement(**row) for row in rows)
