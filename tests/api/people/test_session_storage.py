"""Sessions: stored as digests, new at sign-in, listed and ended by their owner."""

import hashlib
import json
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from asgiref.sync import async_to_sync
from django.apps import apps
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import caches
from django.db import connection

from core.models import AuditEntry
from people import services
from people.models import StaffSession
from people.sessions import SessionStore, session_user
from tests.browsers import Browser, signed_in, with_password
from tests.cast import NOW

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def everything_stored() -> str:
    """All text of the database and of the cache, as a thief of both would read it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 (names of the database itself)
            found += [row[0] for row in cursor.fetchall()]
    client = caches["default"]._cache.get_client()  # type: ignore[attr-defined]  # what Redis really holds
    for key in client.scan_iter("*"):
        found += [str(key), str(client.dump(key))]
    return "\n".join(found)


def test_a_stolen_table_opens_no_session(cast: "Cast") -> None:
    """M7: whatever is stored of a session, as a cookie it is nobody."""
    browser = signed_in(cast.owner)
    assert browser.get("me").status_code == 200
    row = StaffSession.objects.get(user=cast.owner)
    for stored in (row.session_key, str(row.public_id), row.session_data, str(row.pk)):
        thief = Browser("203.0.113.9")
        thief.client.cookies["candor_session"] = stored
        assert thief.get("me").status_code == 401, stored
    assert row.session_key == hashlib.sha256(browser.session_key.encode()).hexdigest()


def test_the_key_of_a_session_is_stored_nowhere(cast: "Cast") -> None:
    browser = signed_in(cast.agent)
    browser.get("me")
    assert browser.session_key not in everything_stored()


def test_the_old_table_is_not_read_and_was_emptied(cast: "Cast") -> None:
    old = apps.get_model("sessions", "Session")
    data = SessionStore().encode({"_auth_user_id": str(cast.owner.pk)})
    old.objects.create(session_key="a" * 32, session_data=data, expire_date="2099-01-01T00:00Z")
    browser = Browser()
    browser.client.cookies["candor_session"] = "a" * 32
    assert browser.get("me").status_code == 401
    migration = import_module("people.migrations.0006_sign_everybody_in_anew")
    with connection.schema_editor(atomic=False) as editor:
        migration.empty(apps, editor)
    assert not old.objects.exists()


def test_signing_in_makes_a_new_session_id(cast: "Cast") -> None:
    """Fixation: neither an invented nor a planted id becomes that of the person who signs in."""
    with_password(cast.agent)
    planted = SessionStore()
    planted["note"] = "planted"
    planted.create()
    for key in ("attackers-own-choice", str(planted.session_key)):
        victim = Browser()
        victim.client.cookies["candor_session"] = key
        assert victim.sign_in(cast.agent.email) == 200
        assert victim.session_key != key
        attacker = Browser("203.0.113.9")
        attacker.client.cookies["candor_session"] = key
        assert attacker.get("me").status_code == 401


def test_signing_out_ends_the_session_for_whoever_copied_it(cast: "Cast") -> None:
    browser = signed_in(cast.agent)
    copy = Browser("203.0.113.9")
    copy.client.cookies["candor_session"] = browser.session_key
    assert copy.get("me").status_code == 200
    browser.delete("/_allauth/browser/v1/auth/session")
    assert copy.get("me").status_code == 401


def test_the_store_keeps_what_it_is_told(db: None) -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    key = store.session_key
    again = SessionStore(key)
    assert again["a"] == 1
    again["b"] = 2
    again.save()
    assert dict(SessionStore(key).load()) == {"a": 1, "b": 2}
    assert store.exists(key)
    again.flush()
    assert SessionStore(key).load() == {}
    with pytest.raises(UpdateError):
        store.save()


@pytest.mark.django_db(transaction=True)
def test_the_asynchronous_forms_store_digests_too() -> None:
    async def scene() -> str:
        store = SessionStore()
        await store.aset("a", 1)
        await store.asave()
        key = str(store.session_key)
        assert await store.aexists(key)
        assert await SessionStore(key).aload() == {"a": 1}
        await store.acycle_key()
        assert not await store.aexists(key)
        key = str(store.session_key)
        assert not await StaffSession.objects.filter(session_key=key).aexists()
        await store.aflush()
        return key

    assert SessionStore(async_to_sync(scene)()).load() == {}


def test_somebody_sees_where_they_are_signed_in(cast: "Cast") -> None:
    here, there = signed_in(cast.agent), signed_in(cast.agent, "192.0.2.7")
    signed_in(cast.owner)
    rows = here.get("me/sessions").json()["results"]
    assert {row["address"] for row in rows} == {"198.51.100.1", "192.0.2.7"}
    assert [row["address"] for row in rows if row["is_current"]] == ["198.51.100.1"]
    assert rows[0]["agent"].startswith("Mozilla/5.0")
    assert here.session_key not in json.dumps(rows)
    assert there.get("me").status_code == 200


def test_one_session_is_revoked(cast: "Cast") -> None:
    here, there = signed_in(cast.agent), signed_in(cast.agent, "192.0.2.7")
    [other] = [row for row in here.get("me/sessions").json()["results"] if not row["is_current"]]
    assert here.delete(f"me/sessions/{other['id']}").status_code == 204
    assert there.get("me").status_code == 401
    assert here.get("me").status_code == 200
    assert here.delete(f"me/sessions/{other['id']}").status_code == 404
    assert AuditEntry.objects.filter(action="people.session_revoked").count() == 1


def test_all_other_sessions_are_revoked(cast: "Cast") -> None:
    here, there, stranger = signed_in(cast.agent), signed_in(cast.agent), signed_in(cast.owner)
    assert here.delete("me/sessions").json() == {"ended": 1}
    assert there.get("me").status_code == 401
    assert here.get("me").status_code == stranger.get("me").status_code == 200
    assert AuditEntry.objects.filter(action="people.sessions_revoked").count() == 1


def test_a_stranger_revokes_nothing(cast: "Cast") -> None:
    mine, stranger = signed_in(cast.agent), signed_in(cast.owner)
    [row] = mine.get("me/sessions").json()["results"]
    assert stranger.delete(f"me/sessions/{row['id']}").status_code == 404
    assert cast.api(cast.agent).delete(f"me/sessions/{row['id']}").status_code == 403
    assert cast.api(cast.agent).delete("me/sessions").status_code == 403
    assert mine.get("me").status_code == 200


def test_who_comes_back_signs_in_anew(cast: "Cast") -> None:
    """A session of before somebody left is not good again when they return."""
    browser, owner = signed_in(cast.agent), cast.actor(cast.owner)
    key = browser.session_key
    for is_active in (False, True):
        services.user_update(actor=owner, user_id=cast.agent.pk, changes={"is_active": is_active}, now=NOW)
        assert browser.get("me").status_code == 401
    assert session_user(key) is None


def test_what_has_expired_is_cleared(cast: "Cast") -> None:
    browser = signed_in(cast.agent)
    StaffSession.objects.update(expire_date=NOW.replace(year=2020))
    assert browser.get("me").status_code == 401
    assert services.sessions_clear(now=NOW) == 1
