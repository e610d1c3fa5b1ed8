"""What a ticket requires of the person who takes it."""

import pytest

from routing.assign import NEVER_RELAX, RELAX_LAST, Requirement
from routing.needs import from_json, named_skills, requirements_for, spoken_languages, to_json
from routing.signals import Facts, Signal

SKILLS = {"snowflake": "Snowflake", "web-sdk": "Web SDK", "german": "German", "sql": "SQL"}


def facts(text: str = "", **signals: str) -> Facts:
    return Facts(signals={name: Signal(value) for name, value in signals.items()}, text=text)


def names(found: tuple[Requirement, ...]) -> list[str]:
    return [item.name for item in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our Snowflake export stopped", ["snowflake"]),
        ("The web SDK drops events into SQL", ["web-sdk", "sql"]),
        ("mysqldump and snowflakes", []),
        ("I speak German", []),
    ],
)
def test_skills_are_named_as_whole_words(text: str, expected: list[str]) -> None:
    assert named_skills(facts(text), SKILLS) == expected


def test_the_team_comes_first_then_the_language_then_skills() -> None:
    found = requirements_for(
        facts("Snowflake", language="de"),
        team=(7, "Pipelines"),
        is_team_fixed=False,
        rule_skills=["sql"],
        skills=SKILLS,
        languages={"en", "de"},
    )
    assert names(found) == ["team:7", "de", "sql", "snowflake"]
    assert found[0].relax == RELAX_LAST


def test_a_team_that_was_named_is_never_dropped() -> None:
    (team,) = requirements_for(facts(), team=(7, "Security"), is_team_fixed=True, skills={}, languages=())
    assert team.relax == NEVER_RELAX


@pytest.mark.parametrize(("language", "speakers"), [("en", {"en", "de"}), ("fr", {"en", "de"}), ("", {"de"})])
def test_a_language_that_all_or_nobody_speaks_is_not_asked_for(language: str, speakers: set[str]) -> None:
    found = requirements_for(
        facts(language=language), team=None, is_team_fixed=False, skills={}, languages=speakers
    )
    assert found == ()


def test_skills_that_nobody_has_are_not_asked_for() -> None:
    found = requirements_for(
        facts(), team=None, is_team_fixed=False, rule_skills=["cobol"], skills=SKILLS, languages=()
    )
    assert found == ()


def test_languages_come_from_the_profile_the_locale_and_skills() -> None:
    assert spoken_languages(["fr"], "en", ["german"]) == {"fr", "de"}
    assert spoken_languages([], "de-AT", []) == {"de"}


def test_requirements_survive_storage() -> None:
    found = requirements_for(
        facts("Snowflake"), team=(7, "Pipelines"), is_team_fixed=True, skills=SKILLS, languages=()
    )
    assert from_json(to_json(found)) == found
