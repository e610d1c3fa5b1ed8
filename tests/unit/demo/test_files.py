"""The hand-written files of the demo world hold together, before anything is loaded."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import demo
from demo.articles import AUDIENCES, load_articles
from demo.companies import load_companies, load_people
from demo.loading.assistance import REASONS
from demo.people import STAFF, TEAMS
from demo.scripts import load_featured, load_scripts

FOLDER = Path(demo.__file__).parent
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
HOST = re.compile(r"https?://([\w.-]+)")
ARTICLES = {article.slug: article for article in load_articles()}
SCRIPTS = [*load_scripts(), *load_featured()]


def is_reserved(domain: str) -> bool:
    """Whether a domain can never belong to anybody (RFC 2606, RFC 6761)."""
    return domain.rstrip(".").endswith((".example", ".test", "example.com", "example.org", "localhost"))


@pytest.mark.parametrize("path", [path for path in sorted(FOLDER.rglob("*.*")) if path.suffix != ".pyc"])
def test_addresses_lead_nowhere(path: Path) -> None:
    found = set(EMAIL.findall(path.read_text(encoding="utf-8")))
    assert [domain for domain in found if not is_reserved(domain)] == []


def test_links_of_articles_stay_in_the_demo_or_lead_nowhere() -> None:
    for article in ARTICLES.values():
        for host in HOST.findall(article.body):
            assert is_reserved(host), f"{article.slug} links to {host}"


def test_cross_links_resolve_for_every_reader() -> None:
    for article in ARTICLES.values():
        for slug in article.linked_slugs:
            assert slug in ARTICLES, f"{article.slug} links to {slug}"
            assert set(article.brands) & set(ARTICLES[slug].brands)
            if article.is_for_customers:
                assert ARTICLES[slug].is_for_customers, f"{article.slug} sends customers to {slug}"


def test_articles_have_a_known_owner_and_audience() -> None:
    emails = {staff.email for staff in STAFF}
    domains = {company.domain for company in load_companies().values()}
    for article in ARTICLES.values():
        assert article.audience in AUDIENCES
        assert article.owner in emails
        assert set(article.companies) <= domains
        assert set(article.teams) <= {team.slug for team in TEAMS}
    assert sum(article.audience == "public" for article in ARTICLES.values()) >= 25


def test_answers_of_the_assistant_quote_passages_that_exist() -> None:
    for script in SCRIPTS:
        for step in script.steps:
            for slug, heading in step.citations if step.kind == "ai" else ():
                assert ARTICLES[slug].passage(heading), f"{script.key}: {slug}#{heading}"
                assert ARTICLES[slug].is_for_customers, f"{script.key} cites {slug}"


def test_handoffs_have_reasons_from_the_list() -> None:
    reasons = {step.value for script in SCRIPTS for step in script.steps if step.kind == "handoff"}
    assert reasons <= set(REASONS)


def test_people_of_scripts_exist() -> None:
    keys = {staff.key for staff in STAFF}
    names = {person.name for person in load_people()}
    teams = {team.slug for team in TEAMS}
    for script in SCRIPTS:
        assert script.team in teams
        assert not script.person or script.person in names
        assert {step.by for step in script.steps if step.by} <= keys
        assert {step.sender for step in script.steps if step.sender} <= names


def test_forty_companies_over_all_segments() -> None:
    companies = load_companies()
    assert len(companies) == 40
    assert len({company.domain for company in companies.values()}) == 40
    segments = Counter(company.segment for company in companies.values())
    assert all(segments[name] >= 5 for name in ("enterprise", "mid_market", "smb", "self_serve"))
    assert {person.company for person in load_people()} == set(companies)


def test_questions_name_articles_that_customers_may_read() -> None:
    rows = [
        json.loads(line) for line in (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert sum(not row["article_ids"] for row in rows) >= 40
    assert sum(bool(row["article_ids"]) for row in rows) >= 100
    for row in rows:
        for slug in row["article_ids"]:
            assert ARTICLES[slug].is_for_customers
