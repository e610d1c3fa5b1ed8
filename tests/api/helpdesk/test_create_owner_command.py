import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from people.models import Brand, Role, User
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def create(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD, **options: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("create_owner", password_stdin=True, **{"email": "Ada@Example.test", **options})


def test_an_empty_installation_gets_an_owner_and_a_brand(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, name="Ada", brand="Acme Tools")
    owner = User.objects.get()
    assert (owner.email, owner.name, owner.role) == ("ada@example.test", "Ada", Role.OWNER)
    assert owner.check_password(PASSWORD)
    brand = Brand.objects.get()
    assert (brand.name, brand.slug, brand.is_default) == ("Acme Tools", "acme-tools", True)


def test_nobody_is_called_by_the_address_they_sign_in_with(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, email="ada.lovelace+desk@example.test")
    assert User.objects.get().name == "Ada Lovelace"


def test_it_asks_whoever_sits_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"Your name": "Ada", "Your company": "Acme Tools"}
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr(
        "builtins.input", lambda asked: next(a for q, a in answers.items() if asked.startswith(q))
    )
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    call_command("create_owner", email="ada@example.test")
    assert User.objects.get().name == "Ada"
    assert Brand.objects.get().name == "Acme Tools"


def test_without_a_terminal_it_says_how_to_give_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="--password-stdin"):
        call_command("create_owner", email="ada@example.test")
    assert not User.objects.exists()


def test_the_default_brand_stays(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    assert cast.brand.is_default
    create(monkeypatch)
    assert Brand.objects.get() == cast.brand


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"email": "nonsense"}, "not an email"),
        ({"password": "short"}, "too short"),
        ({"password": "password1234"}, "too common"),
    ],
)
def test_mistakes_change_nothing(monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], word: str) -> None:
    with pytest.raises(CommandError, match=word):
        create(monkeypatch, **options)
    assert not User.objects.exists()
    assert not Brand.objects.exists()


def test_an_address_is_taken_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch)
    with pytest.raises(CommandError, match="has an account already"):
        create(monkeypatch, email="ada@example.TEST")
