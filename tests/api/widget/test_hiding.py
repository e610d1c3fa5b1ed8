"""What a brand says its widget must never read, said to the page and held on the server."""

from typing import Any

import pytest

from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import Cast
from widget.models import WidgetSession

REPORT = {
    "page": {"url": "https://app.test/exports?tab=runs&view=ines", "title": "Exports"},
    "attributes": {"plan": "Scale", "Salary": 90, "company": {"vat": "DE1", "name": "Kestrel"}},
    "steps": [],
}
HIDDEN = {"hidden_fields": ["salary", "company.vat"], "hidden_params": ["VIEW"]}


def test_hidden_fields_and_parameters_are_not_stored(cast: Cast) -> None:
    settings_of(cast.brand, is_consent_required=False, **HIDDEN)
    browser = Browser(cast.brand)
    browser.begin()
    assert browser.post("context", REPORT).status_code == 204
    session = WidgetSession.objects.get()
    assert session.page_url == "https://app.test/exports?tab=runs"
    assert session.attributes == {"plan": "Scale", "company.name": "Kestrel"}


def test_the_preview_shows_the_same(cast: Cast) -> None:
    settings_of(cast.brand, **HIDDEN)
    browser = Browser(cast.brand)
    browser.begin()
    shown = browser.post("context/preview", REPORT).json()
    assert shown["page"]["url"] == "https://app.test/exports?tab=runs"
    assert shown["attributes"] == {"plan": "Scale", "company.name": "Kestrel"}


def test_a_field_hides_all_that_is_in_it(cast: Cast) -> None:
    settings_of(cast.brand, hidden_fields=["Company"])
    browser = Browser(cast.brand)
    browser.begin()
    shown = browser.post("context/preview", REPORT).json()
    assert shown["attributes"] == {"plan": "Scale", "Salary": 90}


def test_signed_attributes_are_hidden_too(cast: Cast) -> None:
    settings_of(cast.brand, **HIDDEN)
    token = user_token(cast.brand, attributes={"salary": 90, "seats": 3})
    Browser(cast.brand).begin(user_token=token)
    assert WidgetSession.objects.get().signed_attributes == {"seats": 3}


def test_the_page_is_told_what_it_must_not_read(cast: Cast) -> None:
    settings_of(cast.brand, hidden_selectors=[".salary"], **HIDDEN)
    config = Browser(cast.brand).get("config", {"key": cast.brand.widget_key}).json()
    assert config["hidden"] == {
        "fields": ["salary", "company.vat"],
        "selectors": [".salary"],
        "params": ["VIEW"],
    }


@pytest.mark.parametrize(
    ("locale", "languages", "language", "greeting"),
    [
        ("de-AT", ["en", "de"], "de", "Hallo!"),
        ("en", ["en", "de"], "en", "Hello!"),
        ("fr", ["de", "en"], "de", "Hallo!"),
        ("de", ["en"], "en", "Hello!"),
        ("", ["en", "de"], "en", "Hello!"),
        ("; drop", ["en"], "en", "Hello!"),
    ],
)
def test_texts_stand_in_the_visitors_language(
    cast: Cast, locale: str, languages: list[str], language: str, greeting: str
) -> None:
    settings_of(
        cast.brand,
        languages=languages,
        greeting="Hello!",
        launcher_text="Help",
        consent_text="May we look?",
        translations={"de": {"greeting": "Hallo!", "launcher_text": "Hilfe"}},
    )
    browser = Browser(cast.brand)
    config = browser.get("config", {"key": cast.brand.widget_key, "locale": locale}).json()
    assert config["language"] == language
    assert config["launcher_text"] == ("Hilfe" if language == "de" else "Help")
    assert config["consent_text"] == "May we look?"
    browser.begin(locale=locale)
    assert browser.get("home").json()["greeting"] == greeting


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hidden_fields": "salary"}, "list"),
        ({"hidden_fields": [""]}, "1 to 60"),
        ({"hidden_params": ["x" * 61]}, "1 to 60"),
        ({"hidden_selectors": ["a\nb"]}, "one line"),
        ({"hidden_selectors": ["a"] * 101}, "100"),
        ({"languages": []}, "at least one"),
        ({"languages": ["fr"]}, "at least one"),
        ({"translations": []}, "by language"),
        ({"translations": {"de": {"greeting": "x" * 121}}}, "120"),
        ({"launcher_text": "x" * 31}, "30"),
        ({"consent_text": "a\x07b"}, "one line"),
        ({"greeting": 3}, "one line"),
        ({"area_rules": [{"pattern": "/a", "area": "a"}, {"pattern": " ", "area": "b"}]}, "Row 2"),
        ({"area_rules": [{"pattern": "/" + "a" * 200, "area": "a"}]}, "200"),
        ({"area_rules": [{"pattern": "/a\x07", "area": "a"}]}, "cannot be shown"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(
    cast: Cast, changes: dict[str, Any], says: str
) -> None:
    answer = cast.api(cast.admin).patch(f"widget-settings/{cast.brand.slug}", changes)
    assert answer.status_code == 422, answer.content
    assert says in str(answer.json()["errors"][next(iter(changes))])


@pytest.mark.parametrize(
    "changes",
    [
        {"area_rules": [{"pattern": "/a", "area": "a", "color": "x"}]},
        {"guides": [{"article": "a", "steps": [{"selector": "#a", "go": "x"}]}]},
        {"translations": {"fr": {"greeting": "Salut"}}},
        {"translations": {"de": {"wait_text": "bald"}}},
        {"hidden": {}},
    ],
)
def test_unknown_names_are_refused_also_within(cast: Cast, changes: dict[str, Any]) -> None:
    answer = cast.api(cast.admin).patch(f"widget-settings/{cast.brand.slug}", changes)
    assert answer.status_code == 400, answer.content
