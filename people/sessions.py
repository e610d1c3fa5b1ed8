"""
Sessions in the database under the SHA-256 digest of their key: a stolen table gives access to nobody's
account.

They are not cached, so that an ended session is gone at once, even while Redis is down. Where the workspace
requires its identity provider, a session that did not begin there counts as ended, whenever it was stored:
the row is read together with the rule, so that no moment lies between them.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from core import ports
from core.statements import fetch
from people.models import StaffSession, User
from people.models.sessions import ELSEWHERE, browser_of, secret_digest

_KEY, _MOMENT = "the digest", datetime(2001, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def _find() -> tuple[str, list[str], tuple[Any, ...]]:
    """
    The statement that reads a session and whether it may be a local one, its columns, and its values with
    _KEY and _MOMENT in their places. Compiling it anew for every request took longer than running it.
    """
    found = StaffSession.objects.filter(session_key=_KEY, expire_date__gt=_MOMENT).order_by()
    sql, values = found.annotate(is_local_open=ports.local_session()).query.sql_with_params()
    return sql, [field.attname for field in StaffSession._meta.concrete_fields], values


class SessionStore(DatabaseStore):
    """Django's store, except that the raw key never reaches the database."""

    row: StaffSession | None = None
    _is_local_open = True

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def _get_session_from_db(self) -> StaffSession | None:
        sql, fields, values = _find()
        given = {_KEY: secret_digest(self.session_key or ""), _MOMENT: timezone.now()}
        rows = fetch(sql, [given.get(value, value) for value in values])
        self.row = None
        if rows:
            *columns, self._is_local_open = rows[0]
            self.row = StaffSession.from_db(connection.alias, fields, columns)
        else:
            self._session_key = None
        return self.row

    def load(self) -> dict[str, Any]:
        data: dict[str, Any] = super().load()
        is_local = self.row is not None and self.row.user_id is not None and ELSEWHERE not in data
        if is_local and not self._is_local_open:
            self.row = self._session_key = None
            return {}
        return data

    def exists(self, session_key: str | None) -> bool:
        return (
            bool(session_key)
            and StaffSession.objects.filter(session_key=secret_digest(session_key or "")).exists()
        )

    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        user_id = data.get(SESSION_KEY)
        return StaffSession(
            session_key=secret_digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]  # Django's own, not in the stubs
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(user_id) if user_id is not None else None,
            **browser_of(data),
        )

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # Django's own, not in the stubs
        row = self.create_model_instance(data)
        if must_create:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError as error:
                raise CreateError from error
            return
        fields = ("session_data", "expire_date", "user_id", "agent", "address")
        found = StaffSession.objects.filter(session_key=row.session_key)
        if not found.update(**{name: getattr(row, name) for name in fields}):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            StaffSession.objects.filter(session_key=secret_digest(key)).delete()

    # Django's own async methods would look up the raw key.

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def aexists(self, session_key: str | None) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)


def session_user(session_key: str | None) -> User | None:
    """
    The user a session signs in right now; None once the session, its password or the account is no longer
    valid.
    """
    if not session_key:
        return None
    data = SessionStore(session_key).load()
    user = User.objects.filter(pk=data.get(SESSION_KEY, 0), is_active=True).first()
    if user is None or not constant_time_compare(
        data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    ):
        return None
    return user
