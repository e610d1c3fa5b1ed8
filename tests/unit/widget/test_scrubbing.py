"""No secret on a page survives in what the widget stores about it."""

import base64
import string
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from widget.scrubbing import HIDDEN, MAX_URL, looks_secret, names_secret, scrub_path, scrub_text, scrub_url

secrets = st.one_of(
    st.binary(min_size=16, max_size=48).map(lambda raw: raw.hex()),
    st.binary(min_size=24, max_size=64).map(lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")),
    st.uuids().map(str),
    st.from_regex(r"\A[a-z]{3,12}@[a-z]{3,12}\.(com|example)\Z"),
    st.text(string.ascii_lowercase, min_size=30, max_size=60),
    st.text(string.digits, min_size=12, max_size=19),
)


@given(secrets)
@example("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln")
@example("sk_live_4eC39HqLyjWDarjtT1zdp7dc")
def test_no_secret_survives_in_any_part_of_an_address(secret: str) -> None:
    carriers = [
        f"https://app.example.com/a/{secret}/b",
        f"https://app.example.com/a/{quote(secret, safe='')}",
        f"https://app.example.com/a/{quote(quote(secret, safe=''), safe='')}",
        f"https://app.example.com/?token={secret}&tab={secret}",
        f"https://app.example.com/#access_token={secret}",
        f"https://app.example.com/#/reset/{secret}?next={secret}",
        f"https://{quote(secret, safe='')}:{quote(secret, safe='')}@app.example.com/",
        f"https://app.example.com/a;jsessionid={secret}",
    ]
    for url in carriers:
        clean = scrub_url(url)
        assert secret not in clean
        assert quote(secret, safe="") not in clean


@given(
    secrets, st.sampled_from(["Reset for {}", "Error at {} again", "token={}", "see https://a.example/x/{}"])
)
def test_no_secret_survives_in_a_title_or_an_error(secret: str, sentence: str) -> None:
    assert secret not in scrub_text(sentence.format(secret), limit=400)


@given(st.text(max_size=300))
def test_any_text_is_scrubbed_without_an_error_and_twice_is_as_good_as_once(text: str) -> None:
    assert scrub_url(scrub_url(text)) == scrub_url(text)
    once = scrub_text(text)
    assert scrub_text(once) == once


@given(
    st.lists(st.text(max_size=20), max_size=8),
    st.lists(st.tuples(st.text(max_size=10), st.text(max_size=20)), max_size=6),
    st.text(max_size=20),
)
def test_any_address_gives_a_bounded_http_address_or_nothing(
    path: list[str], query: list[tuple[str, str]], fragment: str
) -> None:
    url = (
        "https://app.example.com/"
        + "/".join(path)
        + "?"
        + "&".join(f"{k}={v}" for k, v in query)
        + f"#{fragment}"
    )
    clean = scrub_url(url)
    assert clean == "" or urlsplit(clean).scheme == "https"
    assert len(clean) <= MAX_URL
    assert scrub_url(clean) == clean


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        (
            "https://app.example.com/exports/412?tab=runs&q=my+secret",
            "https://app.example.com/exports/412?tab=runs",
        ),
        ("https://app.example.com/settings/data-sources", "https://app.example.com/settings/data-sources"),
        ("https://app.example.com/blog/how-to-export-to-snowflake-2024", None),
        ("https://app.example.com/reports/2026-03-10", None),
        ("https://app.example.com/#/exports/12?x=1", "https://app.example.com/#/exports/12"),
        ("https://app.example.com/#!/exports", "https://app.example.com/#!/exports"),
        ("https://app.example.com/page#section", "https://app.example.com/page"),
        ("http://localhost:8000/demo/exports", None),
        ("https://app.example.com/reset-password/abc123", f"https://app.example.com/reset-password/{HIDDEN}"),
        ("https://app.example.com/invite/Q7f3c9", f"https://app.example.com/invite/{HIDDEN}"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("not an address", ""),
        ("https://[broken", ""),
    ],
)
def test_what_names_a_place_stays(url: str, clean: str | None) -> None:
    assert scrub_url(url) == (url if clean is None else clean)


def test_a_long_address_is_cut_at_a_path_border() -> None:
    clean = scrub_url("https://app.example.com/" + "words/" * 300 + "?tab=runs")
    assert len(clean) <= MAX_URL
    assert clean.endswith("words/")


@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "api_key", "X-Api-Key", "accessToken", "authorization", "session_id", "cvc"],
)
def test_names_of_secrets_are_known(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize("name", ["plan", "role", "seats", "company", "pinned", "sort", "author_count"])
def test_harmless_names_are_not_secrets(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize(
    "word",
    [
        "exports",
        "snowflake-nightly-export",
        "HLY-4012",
        "CustomerHealthDashboard",
        "v2",
        "2026-03-10",
        "export_412",
    ],
)
def test_words_and_short_ids_are_not_secrets(word: str) -> None:
    assert not looks_secret(word)


def test_the_message_of_an_error_stays_readable() -> None:
    message = "HLY-4012: the role has no warehouse (export 412, model orders_daily)"
    assert scrub_text(message) == message


def test_named_values_in_a_text_are_hidden_by_their_name() -> None:
    assert scrub_text("login failed password=hunter2 for plan=growth") == (
        f"login failed password={HIDDEN} for plan=growth"
    )
    assert "abc" not in scrub_text("Authorization: Bearer abc")


def test_a_request_keeps_its_path_only() -> None:
    assert scrub_path("https://api.example.com/v1/exports/412?key=abc") == "/v1/exports/412"
    assert scrub_path("/v1/users/helen@example.com") == f"/v1/users/{HIDDEN}"
