"""What the tellers of the demo world make of the files, at any time of any week."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.articles import load_articles
from demo.casting import World, cast
from demo.companies import load_companies, load_people
from demo.people import STAFF
from demo.scripts import load_featured, load_scripts
from demo.story import Story

TIMES = [
    datetime(2026, 3, 12, 14, 20, tzinfo=UTC),
    datetime(2026, 11, 22, 3, 5, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
]


def stories_at(now: datetime) -> list[Story]:
    """The stories as `seed_demo` would load them at `now`."""
    articles = {article.slug: article for article in load_articles()}
    world = World(companies=load_companies(), people=load_people(), articles=articles, now=now)
    return cast(featured=load_featured(), scripts=load_scripts(), world=world)


@pytest.fixture(scope="module", params=TIMES, ids=lambda now: now.strftime("%a-%H%M"))
def told(request: pytest.FixtureRequest) -> tuple[datetime, list[Story]]:
    return request.param, stories_at(request.param)


def test_the_same_time_gives_the_same_stories(told: tuple[datetime, list[Story]]) -> None:
    now, stories = told
    assert stories_at(now) == stories


def test_numbers_rise_with_time(told: tuple[datetime, list[Story]]) -> None:
    _, stories = told
    assert len(stories) >= 300
    assert len({story.number for story in stories}) == len(stories)
    times = [story.created_at for story in stories]
    assert times == sorted(times)


def test_nothing_happens_in_the_future_or_backwards(told: tuple[datetime, list[Story]]) -> None:
    now, stories = told
    for story in stories:
        times = [moment.at for moment in story.moments]
        assert times == sorted(times), story.key
        assert times[-1] <= now, story.key
        assert story.moments[0].kind == "received"


def test_texts_have_no_placeholder_left(told: tuple[datetime, list[Story]]) -> None:
    _, stories = told
    for story in stories:
        for text in [story.subject, *(moment.text for moment in story.moments)]:
            assert "{first" not in text, story.key
            assert "{company" not in text, story.key
            assert "{n}" not in text, story.key


def test_nobody_is_shown_an_article_of_others(told: tuple[datetime, list[Story]]) -> None:
    _, stories = told
    articles = {article.slug: article for article in load_articles()}
    for story in stories:
        for moment in story.moments:
            for citation in moment.citations:
                article = articles[citation.slug]
                assert story.company.brand in article.brands, (story.key, citation.slug)
                assert story.person.is_proven or article.audience == "public"
                assert not article.segments or story.company.segment in article.segments
                assert not article.companies or story.company.domain in article.companies


def test_somebody_waits_right_now(told: tuple[datetime, list[Story]]) -> None:
    now, stories = told
    waiting = [
        story
        for story in stories
        if story.moments[-1].kind in ("received", "handed_over")
        and now - story.moments[-1].at < timedelta(hours=1)
    ]
    assert len(waiting) >= 5


def test_every_story_stays_with_whom_it_was_cast_for_in_any_hour_of_a_week() -> None:
    """What is moved to make room for the featured tickets must not change places with another story."""
    scripts = {script.key: script for script in (*load_featured(), *load_scripts())}
    companies, people = load_companies(), load_people()
    articles = {article.slug: article for article in load_articles()}
    teams = {staff.key: {team.rstrip("*") for team in staff.teams} for staff in STAFF}
    for hours in range(0, 7 * 24, 5):
        # One of these hours is the one in which two stories once changed places.
        now = datetime(2026, 11, 30, 14, 31, tzinfo=UTC) + timedelta(hours=hours)
        world = World(companies=companies, people=people, articles=articles, now=now)
        for story in cast(featured=load_featured(), scripts=load_scripts(), world=world):
            script = scripts[story.key]
            assert script.person or companies[story.person.company].segment in script.segments, (
                now,
                story.key,
            )
            named = {step.by for step in script.steps}
            assert (
                not story.owner
                or story.owner in named
                or story.owner == "elena"
                or story.team in teams[story.owner]
            ), (now, story.key, story.owner)
