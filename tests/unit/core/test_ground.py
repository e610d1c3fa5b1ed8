"""The smaller pieces of the ground: HTML, secrets, guarded requests, clock, audit, pages."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import audit, clock, html, http
from core.actors import SYSTEM
from core.api.pagination import BadCursor, decode_cursor, encode_cursor
from core.errors import UpstreamFailed
from core.fields import UnreadableSecret, ring
from core.models import AuditEntry


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        "<svg><script>alert(1)</script></svg>",
        "<style>@import 'http://x'</style>",
        '<iframe src="http://x"></iframe>',
        '<form action="http://x"><input name=a></form>',
        '<div style="background:url(http://x)">x</div>',
        "<math><mtext><table><mglyph><style><!--</style>"
        "<img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    ],
)
def test_nothing_that_runs_or_calls_home_survives(source: str) -> None:
    cleaned = html.clean_html(source).lower()
    for word in (
        "<script",
        "onerror=",
        "javascript:",
        "data:text",
        "<style",
        "<iframe",
        "<form",
        "url(",
        "<svg",
    ):
        assert word not in cleaned


def test_own_and_inline_images_stay() -> None:
    own = '<img src="/api/v1/attachments/00000000-0000-0000-0000-000000000000">'
    assert "attachments" in html.clean_html(own)
    assert "cid:1" in html.clean_html('<img src="cid:1">')
    assert "src" not in html.clean_html('<img src="https://example.test/pixel.gif">')


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(source: str) -> None:
    once = html.clean_html(source)
    assert html.clean_html(once) == once


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<ul><li>",
        "<x><div></x>",
        '<div title="></div>">',
        "<div><!--</div>-->",
        "<div></ </div>",
        "<div\u00a0></div>",
        "<div/>",
        "<div <div></div>",
        "</p>",
    ],
)
def test_tags_without_end_are_not_parsed(piece: str) -> None:
    """Deeply nested, they would take a parser a minute; the words stay."""
    cleaned = html.clean_html(piece * 10_001 + "words")
    assert "<div" not in cleaned
    assert "words" in cleaned


def test_a_large_document_keeps_its_form() -> None:
    row = '<tr><td class="a">1</td><td>2<br></td></tr>'
    source = f"<h2>Rates</h2><table>{row * 3000}</table>" + "<p>With <b>bold</b> words.</p>" * 3000
    cleaned = html.clean_html(source)
    assert cleaned.count("<td>") == 6000
    assert cleaned.count("<b>") == 3000


@given(st.text(max_size=300))
def test_text_comes_through_html_unharmed(source: str) -> None:
    shown = html.text_to_html(source)
    assert html.clean_html(shown) == shown
    wanted = html.plain(source).split()
    assert html.html_to_text(shown).replace("\u00a0", " ").split() == [
        word for part in wanted for word in part.replace("\u00a0", " ").split()
    ]


def test_links_in_text_can_be_clicked_and_end_before_the_stop() -> None:
    assert 'href="https://a.test/x?y=1&amp;z=2"' in html.text_to_html("See https://a.test/x?y=1&z=2.")


def test_secret_is_readable_with_an_older_key_only_while_it_is_kept(settings: Any) -> None:
    settings.FIELD_KEYS = ["old"]
    token = ring().encrypt(b"s3cret")
    settings.FIELD_KEYS = ["new", "old"]
    assert ring().decrypt(token) == b"s3cret"
    settings.FIELD_KEYS = ["new"]
    from core.fields import EncryptedTextField

    with pytest.raises(UnreadableSecret):
        EncryptedTextField().from_db_value(token.decode(), None, None)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://user:pw@example.test/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http:///x",
    ],
)
def test_internal_addresses_are_refused(url: str) -> None:
    with pytest.raises(UpstreamFailed):
        http.fetch("GET", url)


@pytest.fixture
def server() -> Iterator[str]:
    """A small server on loopback: `/far` leads to another internal host, `/big` answers a lot."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/far":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.2:9/secret")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (200_000 if self.path == "/big" else 2))

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"localhost:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def test_redirect_to_an_internal_address_is_refused(server: str, settings: Any) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = [server]
    assert http.fetch("GET", f"http://{server}/").content == b"xx"
    with pytest.raises(http.UnsafeAddress):
        http.fetch("GET", f"http://{server}/far")


def test_endless_answer_is_cut_off(server: str, settings: Any) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = [server]
    with pytest.raises(UpstreamFailed, match="more than"):
        http.fetch("GET", f"http://{server}/big", max_bytes=100_000)


def test_second_dns_answer_is_never_asked_for(
    monkeypatch: pytest.MonkeyPatch, server: str, settings: Any
) -> None:
    """The address that was checked is the one that is connected to."""
    host, port = server.split(":")
    settings.OUTBOUND_ALLOWED_HOSTS = [server]
    answers = iter(["127.0.0.1", "127.0.0.66"])
    real = socket.getaddrinfo

    def rebinding(name: Any, *args: Any, **kwargs: Any) -> Any:
        if name == "localhost":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), int(port)))]
        return real(name, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert http.fetch("GET", f"http://{host}:{port}/").status_code == 200


def test_frozen_clock_holds_and_lets_go() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.frozen(moment):
        assert clock.now() == moment
    assert clock.now() != moment
    with pytest.raises(ValueError, match="time zone"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001 (what must be refused)
        raise AssertionError


def test_audit_log_refuses_changes(db: None) -> None:
    audit.record(actor=SYSTEM, action="tests.did", target="x:1", now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.update(action="tests.never")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_auditentry")
        assert cursor.fetchone() == (1,)


def test_a_reference_with_thousands_of_digits_is_only_text() -> None:
    cleaned = html.clean_html("<i>" * 10_001 + f"&#{'9' * 5000};words")
    assert "words" in cleaned


# What columns of an order can hold: they are never null, and PostgreSQL has no NUL in text.
_VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00")), st.integers(-(2**53), 2**53)
)


@given(st.lists(_VALUES, min_size=1, max_size=3))
def test_cursor_reads_back_what_was_written(values: list[Any]) -> None:
    assert decode_cursor(encode_cursor(values), len(values)) == values


@given(st.text(max_size=60))
def test_any_other_text_is_a_bad_cursor(text: str) -> None:
    try:
        decode_cursor(text, 2)
    except BadCursor:
        return
    raise AssertionError(text)


@pytest.mark.parametrize("value", [None, True, [1], {"a": 1}, "a\x00b"])
def test_a_cursor_holds_nothing_that_no_order_has(value: Any) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(encode_cursor([value]), 1)
