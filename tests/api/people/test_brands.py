"""Settings of the workspace and its brands."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEntry
from people.models import Brand, BrandLogo
from people.selectors import brands, forget_brands
from people.services import hosting
from tests.cast import ApiClient, Cast
from tests.mails import mailbox_for
from tests.unit.people.test_logos import jpeg, png

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def admin(cast: Cast) -> ApiClient:
    return cast.api(cast.admin)


@pytest.fixture
def brand(cast: Cast) -> Brand:
    return cast.brand


@pytest.fixture
def other(admin: ApiClient, brand: Brand) -> dict[str, Any]:
    made: dict[str, Any] = admin.post("brands/settings", {"name": "Second"}).json()
    return made


CALLS = [
    ("get", "workspace", None),
    ("patch", "workspace", {"name": "X"}),
    ("get", "brands/settings", None),
    ("post", "brands/settings", {"name": "X"}),
    ("get", "brands/{id}", None),
    ("patch", "brands/{id}", {"name": "X"}),
    ("post", "brands/{id}/archive", {}),
    ("post", "brands/{id}/restore", {}),
    ("delete", "brands/{id}/logo", None),
    ("post", "brands/{id}/host-check", {}),
    ("post", "brands/{id}/acknowledgement/preview", {"language": "en", "text": ""}),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_strangers_and_other_roles_get_nothing(
    cast: Cast, brand: Brand, method: str, path: str, body: Any
) -> None:
    address = path.format(id=brand.pk)
    assert getattr(ApiClient(), method)(address, body).status_code == 401
    for who in (cast.agent, cast.supervisor):
        answer = getattr(cast.api(who), method)(address, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    before = Brand.objects.get(pk=brand.pk)
    assert (before.version, before.name) == (brand.version, brand.name)


@pytest.mark.parametrize(("method", "path", "body"), [call for call in CALLS if "{id}" in call[1]])
def test_an_unknown_brand_is_404(admin: ApiClient, brand: Brand, method: str, path: str, body: Any) -> None:
    assert getattr(admin, method)(path.format(id=999_999), body).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"), [call for call in CALLS if call[0] in ("patch", "post") and call[2]]
)
def test_unknown_fields_are_refused(
    admin: ApiClient, brand: Brand, method: str, path: str, body: dict[str, Any]
) -> None:
    answer = getattr(admin, method)(path.format(id=brand.pk), body | {"nmae": 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field")


def test_the_workspace_starts_with_the_default_brand(admin: ApiClient, brand: Brand) -> None:
    found = admin.get("workspace").json()
    assert (found["name"], found["language"], found["timezone"]) == (brand.name, "en", "UTC")
    assert found["changed_by"] is None


def test_new_brands_and_people_start_with_what_the_workspace_says(
    cast: Cast, admin: ApiClient, brand: Brand
) -> None:
    done = admin.patch("workspace", {"name": "House", "language": "de", "timezone": "Europe/Berlin"})
    assert (done.status_code, done.json()["changed_by"]["name"]) == (200, cast.admin.name)
    made = admin.post("brands/settings", {"name": "Zweite"}).json()
    assert (made["language"], made["timezone"], made["is_default"]) == ("de", "Europe/Berlin", False)
    assert admin.patch("workspace", {"timezone": "Mars/Base"}).status_code == 422


@pytest.mark.parametrize("path", ["workspace", "brands/{id}"])
def test_a_change_of_an_old_version_is_refused_with_who_was_faster(
    cast: Cast, admin: ApiClient, brand: Brand, path: str
) -> None:
    address = path.format(id=brand.pk)
    tag = admin.get(address)["ETag"]
    assert admin.patch(address, {"name": "First"}, if_match=tag).status_code == 200
    late = cast.api(cast.owner).patch(address, {"name": "Second"}, if_match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "version_changed")
    assert late.json()["changed_by"] == cast.admin.name
    assert admin.get(address).json()["name"] == "First"


def test_a_color_that_no_text_can_stand_on_is_refused_with_one_that_works(
    admin: ApiClient, brand: Brand
) -> None:
    answer = admin.patch(f"brands/{brand.pk}", {"color": "#7A7A7A"})
    assert (answer.status_code, answer.json()["code"]) == (422, "people.color_contrast")
    nearest = answer.json()["errors"]["color"][0].rpartition(" ")[2].rstrip(".")
    assert admin.patch(f"brands/{brand.pk}", {"color": nearest}).status_code == 200
    assert admin.patch(f"brands/{brand.pk}", {"color": "red"}).status_code == 422


def test_how_readable_a_color_is_never_reads_as_enough(admin: ApiClient, brand: Brand) -> None:
    # Its ratio is 4.49 with the better of the two.
    answer = admin.patch(f"brands/{brand.pk}", {"color": "#7E837E"}).json()
    assert answer["code"] == "people.color_contrast"
    assert "4.4:1, and 4.5:1 is needed" in answer["detail"]


def test_the_port_of_a_website_exists(admin: ApiClient, brand: Brand) -> None:
    answer = admin.patch(f"brands/{brand.pk}", {"site_url": "https://halyard.test:99999"})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        {"site_url": ["A port is a number up to 65535."]},
    )
    assert admin.patch(f"brands/{brand.pk}", {"site_url": "https://halyard.test:65535"}).status_code == 200


def test_a_name_that_is_taken_is_refused(admin: ApiClient, brand: Brand, other: dict[str, Any]) -> None:
    assert admin.patch(f"brands/{other['id']}", {"name": brand.name.upper()}).status_code == 422


@pytest.mark.parametrize(
    "host",
    [
        "https://help.example.com", "help.example.com/x", "help.example.com:8000", "localhost", "192.0.2.1",
        "[::1]", "a b.example", "-x.example.com", "x_y.example.com", "*.example.com", "help..example.com",
        "testserver", "user@help.example.com", "x" * 70 + ".example.com", "help.example.com\nx",
    ],
)  # fmt: skip
def test_what_is_no_host_name_is_refused(admin: ApiClient, brand: Brand, host: str) -> None:
    answer = admin.patch(f"brands/{brand.pk}", {"host": host})
    assert (answer.status_code, answer.json()["code"]) == (422, "people.host_unfit")


@pytest.mark.parametrize("named", ["public_url", "allowed", "subdomain"])
def test_a_name_of_the_workspace_cannot_become_a_help_center(
    admin: ApiClient, brand: Brand, settings: Any, named: str
) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "second.example.com", ".inner.example.com"]
    host = {
        "public_url": "Desk.example.com",
        "allowed": "second.example.com",
        "subdomain": "a.inner.example.com",
    }
    assert admin.patch(f"brands/{brand.pk}", {"host": host[named]}).json()["code"] == "people.host_unfit"


def test_a_host_is_kept_as_dns_writes_it_and_held_by_one_brand(
    admin: ApiClient, brand: Brand, other: dict[str, Any]
) -> None:
    done = admin.patch(f"brands/{brand.pk}", {"host": "Hilfe.Straße.example."})
    assert done.json()["host"] == "hilfe.xn--strae-oqa.example"
    taken = admin.patch(f"brands/{other['id']}", {"host": "hilfe.straße.example"})
    assert (taken.status_code, taken.json()["code"]) == (422, "people.host_taken")
    assert brand.name in taken.json()["detail"]


@pytest.mark.parametrize(
    ("addresses", "answers", "state"),
    [
        ({}, False, "no_address"),
        ({"help.example.com": ["192.0.2.9"]}, False, "elsewhere"),
        ({"help.example.com": ["192.0.2.1"], "desk.example.com": ["192.0.2.1"]}, False, "no_answer"),
        ({"help.example.com": ["192.0.2.1"]}, True, "works"),
    ],
)
def test_the_check_says_where_a_domain_leads(
    admin: ApiClient,
    brand: Brand,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    addresses: dict[str, list[str]],
    answers: bool,
    state: str,
) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    admin.patch(f"brands/{brand.pk}", {"host": "help.example.com"})
    monkeypatch.setattr(hosting, "addresses_of", lambda host: addresses.get(host, []))
    monkeypatch.setattr(hosting, "_answers", lambda host: answers)
    found = admin.post(f"brands/{brand.pk}/host-check").json()
    assert (found["state"], found["host"]) == (state, "help.example.com")
    kept = admin.get(f"brands/{brand.pk}").json()
    assert bool(kept["host_seen_at"]) is answers
    assert (kept["host_state"], kept["host_target"]) == (state, "desk.example.com")
    assert kept["host_looked_at"] is not None
    moved = admin.patch(f"brands/{brand.pk}", {"host": "other.example.com"}).json()
    assert (moved["host_seen_at"], moved["host_looked_at"], moved["host_state"]) == (None, None, None)


def test_a_check_needs_a_domain(admin: ApiClient, brand: Brand) -> None:
    assert admin.post(f"brands/{brand.pk}/host-check").status_code == 422


def test_the_default_brand_and_one_with_a_mailbox_are_not_archived(
    admin: ApiClient, brand: Brand, other: dict[str, Any]
) -> None:
    refused = admin.post(f"brands/{brand.pk}/archive")
    assert (refused.status_code, refused.json()["code"]) == (409, "people.brand_is_default")
    box = mailbox_for(Brand.objects.get(pk=other["id"]))
    assert admin.post(f"brands/{other['id']}/archive").json()["code"] == "people.brand_needed"
    box.is_active = False
    box.save()
    assert admin.post(f"brands/{other['id']}/archive").json()["is_archived"] is True
    assert [one["id"] for one in admin.get("brands").json()["results"]] == [brand.pk]
    assert admin.patch(f"brands/{other['id']}", {"is_default": True}).status_code == 422
    assert admin.post(f"brands/{other['id']}/restore").json()["is_archived"] is False


def test_the_default_moves_and_never_goes(admin: ApiClient, brand: Brand, other: dict[str, Any]) -> None:
    assert admin.patch(f"brands/{brand.pk}", {"is_default": False}).status_code == 422
    assert admin.patch(f"brands/{other['id']}", {"is_default": True}).json()["is_default"] is True
    assert Brand.objects.filter(is_default=True).get().pk == other["id"]


def upload(cast: Cast, brand_id: int, data: bytes, name: str = "logo.png") -> Any:
    client = cast.api(cast.admin)
    file = SimpleUploadedFile(name, data, content_type="image/svg+xml")
    return client.client.post(f"/api/v1/brands/{brand_id}/logo", {"file": file}, headers=client.headers)


def test_a_logo_is_served_as_what_it_is_and_for_ever(cast: Cast, brand: Brand) -> None:
    url = upload(cast, brand.pk, png(), name="logo.svg").json()["logo_url"]
    shown = ApiClient().get(url)
    assert (shown.status_code, shown.content, shown["Content-Type"]) == (200, png(), "image/png")
    assert "immutable" in shown["Cache-Control"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert upload(cast, brand.pk, jpeg()).json()["logo_url"] != url
    assert ApiClient().get(url).status_code == 404
    assert cast.api(cast.admin).delete(f"brands/{brand.pk}/logo").json()["logo_url"] is None
    assert not BrandLogo.objects.exists()


def test_a_logo_that_is_none_is_refused(cast: Cast, brand: Brand) -> None:
    answer = upload(cast, brand.pk, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert (answer.status_code, answer.json()["code"]) == (422, "people.logo_unfit")
    agent = cast.api(cast.agent)
    file = SimpleUploadedFile("logo.png", png())
    refused = agent.client.post(f"/api/v1/brands/{brand.pk}/logo", {"file": file}, headers=agent.headers)
    assert refused.status_code == 403
    assert ApiClient().client.post(f"/api/v1/brands/{brand.pk}/logo", {}).status_code == 401


def test_changes_are_audited(cast: Cast, admin: ApiClient, brand: Brand) -> None:
    admin.patch(f"brands/{brand.pk}", {"reopen_days": 30, "asks_rating": False})
    entry = AuditEntry.objects.get(action="people.brand_changed")
    assert (entry.target, entry.data) == (f"brand:{brand.pk}", {"reopen_days": 30, "asks_rating": False})


@pytest.mark.parametrize(
    ("text", "is_known"),
    [("Hi from {brand}: {number}, {wait}", True), ("{name}", False), ("{", False), ("{{brand}}", False)],
)
def test_only_words_of_ours_stand_in_an_acknowledgement(
    admin: ApiClient, brand: Brand, text: str, is_known: bool
) -> None:
    stored = admin.patch(f"brands/{brand.pk}", {"acknowledgement": {"en": text}})
    shown = admin.post(f"brands/{brand.pk}/acknowledgement/preview", {"language": "en", "text": text})
    assert (stored.status_code, shown.status_code) == ((200, 200) if is_known else (422, 422))
    if is_known:
        assert f"Hi from {brand.name}: 1234, " in shown.json()["text"]


def test_the_preview_without_words_shows_ours_in_both_languages(admin: ApiClient, brand: Brand) -> None:
    path = f"brands/{brand.pk}/acknowledgement/preview"
    assert "received your request" in admin.post(path, {"language": "en", "text": ""}).json()["text"]
    assert "bei uns angekommen" in admin.post(path, {"language": "de", "text": ""}).json()["text"]


def test_other_rooms_see_a_change_at_once(
    admin: ApiClient, brand: Brand, django_capture_on_commit_callbacks: Any
) -> None:
    forget_brands()
    brands()
    with django_capture_on_commit_callbacks(execute=True):
        admin.patch(f"brands/{brand.pk}", {"name": "Renamed"})
    assert brands()[0].name == "Renamed"
