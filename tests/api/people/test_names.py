"""Names that people read: nothing in them hides, or turns the text beside them."""

from typing import Any

import pytest

from people.models import Contact
from tests.cast import Cast

pytestmark = pytest.mark.django_db

REFUSED = ["\u200b", "Jo \u202eevil", "Jo\u2066x", "a\u00adb", "\u2060", "x\u200e", "\U000e0041a", "\ufeffJo"]
KEPT = ["Zoë", "عمر", "נועה", "李小龍", "نامه\u200cای", "👩\u200d🚀", "O'Neil-Świt", "क्\u200dष"]  # noqa: RUF001 (names of other scripts)


def sent(cast: Cast, where: str, name: str) -> Any:
    api = cast.api(cast.owner)
    match where:
        case "me":
            return api.patch("me", {"name": name})
        case "title":
            return api.patch("me", {"title": name})
        case "workspace":
            return api.patch("workspace", {"name": name})
        case "brand":
            return api.patch(f"brands/{cast.brand.pk}", {"name": name})
        case "team":
            return api.post("teams", {"name": name})
        case "skill":
            return api.post("skills", {"name": name})
        case "token":
            return api.post("tokens", {"name": name})
        case "company":
            return api.post("companies", {"name": name})
        case _:
            return api.post("contacts", {"email": "n@kestrel.test", "name": name})


WHERE = ["me", "title", "workspace", "brand", "team", "skill", "token", "company", "contact"]


@pytest.mark.parametrize("where", WHERE)
def test_what_hides_or_turns_is_refused_with_what_to_do(cast: Cast, where: str) -> None:
    for name in REFUSED:
        answer = sent(cast, where, name)
        assert answer.status_code == 422, name
        assert "invisible" in str(answer.json()) or "seen" in str(answer.json())


@pytest.mark.parametrize("where", WHERE)
def test_names_of_all_scripts_are_kept(cast: Cast, where: str) -> None:
    for name in KEPT:
        assert sent(cast, where, name).status_code in (200, 201), name


def test_a_strangers_name_loses_what_turns_and_nobody_is_refused(cast: Cast) -> None:
    from people.services import contact_for_address
    from tests.cast import NOW

    made = contact_for_address(address="new@else.test", name="Eve \u202eroot", is_proven=True, now=NOW)
    assert Contact.objects.get(pk=made.pk).name == "Eve root"
