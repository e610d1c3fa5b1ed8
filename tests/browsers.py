"""A staff person's browser: cookies, CSRF and JSON."""

from typing import Any

from people.models import User
from tests.answers import Client
from tests.cast import PASSWORD

ACCOUNTS = "/_allauth/browser/v1"
LOGIN = f"{ACCOUNTS}/auth/login"


class Browser:
    """One browser at an address; nobody has signed in with it yet."""

    def __init__(self, address: str = "198.51.100.1", agent: str = "Mozilla/5.0 Firefox/140.0") -> None:
        self.client = Client(
            enforce_csrf_checks=True,
            raise_request_exception=False,
            REMOTE_ADDR=address,
            HTTP_USER_AGENT=agent,
        )
        self.client.get("/api/v1/csrf")

    def send(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """A call with the CSRF token; paths without a leading slash lie below /api/v1/."""
        full = path if path.startswith("/") else f"/api/v1/{path}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("x-csrftoken", self.client.cookies["csrftoken"].value)
        if method == "get":
            return self.client.get(full, headers=named)
        body = data if data is not None else {}
        return getattr(self.client, method)(full, body, content_type="application/json", headers=named)

    def get(self, path: str) -> Any:
        return self.send("get", path)

    def post(self, path: str, data: Any = None) -> Any:
        return self.send("post", path, data)

    def patch(self, path: str, data: Any = None) -> Any:
        return self.send("patch", path, data)

    def delete(self, path: str, data: Any = None) -> Any:
        return self.send("delete", path, data)

    def sign_in(self, email: str, password: str = PASSWORD) -> int:
        """Try to sign in; the status."""
        return int(self.post(LOGIN, {"email": email, "password": password}).status_code)

    @property
    def session_key(self) -> str:
        """What the session cookie holds."""
        return str(self.client.cookies["candor_session"].value)


def with_password(user: User, password: str = PASSWORD) -> User:
    """Give somebody of the cast a password."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def signed_in(user: User, address: str = "198.51.100.1") -> Browser:
    """A browser in which somebody has signed in, who gets the usual password unless they have one."""
    if not user.has_usable_password():
        with_password(user)
    browser = Browser(address)
    assert browser.sign_in(user.email) == 200
    return browser
