"""
Strangers try every route: anonymous callers, a token that has expired or is for something else, customers of
another company, another visitor, read-only staff, and staff of another team.

The routes come from the URL configuration itself. `tests/recipes.py` must say how each is called and who may
call it: a route without a recipe fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from core.live.topics import Topic
from tests.answers import Client
from tests.pictures import png
from tests.recipes import CUSTOMER, OPEN, RECIPES, STAFF, TALK, Recipe, filled
from tests.routes import METHODS, Route, routes
from tests.world import ALL_SECRETS, World, tokens_were_used

if TYPE_CHECKING:
    from tests.cast import Cast

# What the scope of the audit log opens besides it: who reads how much.
_OF_THE_LOG = ("api/v1/audit-entries", "api/v1/privacy/reading")
FOREIGN = {"_allauth/": "the sign-in library's own paths, which tests/api/people tries"}
"""Routes of libraries, by how they begin, and why they have no recipe."""

ROUTES = [route for route in routes() if not route.template.startswith(tuple(FOREIGN))]


def test_every_route_has_a_recipe() -> None:
    """A new route must be told there: how it is called, and who may."""
    templates = {route.template for route in ROUTES}
    assert templates - set(RECIPES) == set(), "routes that nobody told of"
    assert set(RECIPES) - templates == set(), "recipes of routes that are gone"
    for template, recipe in RECIPES.items():
        is_exempt = recipe.kind == OPEN or recipe.reader
        assert recipe.why or not is_exempt, f"{template}: say why"


@dataclass(frozen=True)
class Answer:
    """What a call gave."""

    route: Route
    recipe: Recipe
    method: str
    status: int
    content: bytes
    headers: str

    @property
    def name(self) -> str:
        return f"{self.method} /{self.route.template}"

    @property
    def leaks(self) -> list[str]:
        told = self.content.lower() + self.headers.lower().encode()
        return [word for word in ALL_SECRETS if word.encode() in told]


def walk(world: World, headers: dict[str, str], values: dict[str, Any] | None = None) -> list[Answer]:
    """Call every route with every method, each call taken back."""
    answers = []
    tokens_were_used()
    common = world.values()
    for route in ROUTES:
        recipe = RECIPES[route.template]
        known = common | recipe.values(world) | (values or {})
        # Parts of patterns that are regular expressions need a plain address.
        plain = {"^app/.*$": "/app/x", "api/v1/^.*$": "/api/v1/x", "^demo/(?!api/).*$": "/demo/x"}
        path = plain.get(route.template) or route.path(known)
        for method in METHODS:
            answers.append(call(world, route, recipe, method, path, headers))
    return answers


def call(
    world: World, route: Route, recipe: Recipe, method: str, path: str, headers: dict[str, str]
) -> Answer:
    client = Client(raise_request_exception=False)
    send = getattr(client, method)
    with transaction.atomic():
        if method == "get":
            response = send(path, filled(recipe.query, world), headers=headers)
        elif hasattr(route.view, "max_upload_bytes"):
            name = "files" if route.template.endswith(("import", "files")) else "file"
            is_image = route.template.endswith("images")
            file = SimpleUploadedFile("a.png", png()) if is_image else SimpleUploadedFile("a.txt", b"text")
            form = {name: file, **filled(recipe.bodies.get(method, {}), world)}
            if method != "post":
                form = {}
            response = (
                client.generic(method.upper(), path, headers=headers)
                if not form
                else send(path, form, headers=headers)
            )
        else:
            body = filled(recipe.bodies.get(method, {}), world)
            response = send(path, body, content_type="application/json", headers=headers)
        content = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    told = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return Answer(route, recipe, method, response.status_code, content, told)


@pytest.fixture
def world(cast: "Cast", settings: Any) -> World:
    settings.API_RATES = {"actor": "100000/min", "assistant": "100000/min"}
    return World(cast)


def check(answers: list[Answer], is_right: Callable[[Answer], bool]) -> None:
    leaks = [f"{answer.name} told {answer.leaks}" for answer in answers if answer.leaks]
    wrong = [
        f"{answer.name}: {answer.status} {answer.content[:120]!r}"
        for answer in answers
        if not is_right(answer)
    ]
    assert not leaks, "\n".join(leaks)
    assert not wrong, "\n".join(wrong)


def is_calm(answer: Answer) -> bool:
    """Open routes may answer as they like, also that a part is missing here, but never by breaking."""
    return answer.status != 500


def refused_with(*statuses: int) -> Callable[[Answer], bool]:
    def is_right(answer: Answer) -> bool:
        return is_calm(answer) if answer.recipe.kind == OPEN else answer.status in statuses

    return is_right


def test_nobody_is_told_nothing(world: World) -> None:
    check(walk(world, {}), refused_with(401))


def test_a_token_that_has_ended_opens_nothing(world: World) -> None:
    for is_revoked in (True, False):
        token = world.dead_token(world.cast.owner, is_revoked=is_revoked)
        check(walk(world, {"authorization": f"Bearer {token}"}), refused_with(401))


def test_a_token_for_something_else_opens_nothing(world: World) -> None:
    token = world.cast.token(world.cast.owner, ["audit:read"])

    def is_right(answer: Answer) -> bool:
        if answer.recipe.kind == OPEN or answer.route.template.startswith(_OF_THE_LOG):
            return is_calm(answer)
        # The widget's endpoints know no tokens of staff.
        return answer.status == (401 if answer.recipe.kind == CUSTOMER else 403)

    check(walk(world, {"authorization": f"Bearer {token}"}), is_right)


def test_a_token_that_may_only_read_changes_nothing(world: World) -> None:
    """With the read scope of the area and of all others; what it reads is nobody's loss here."""
    from people.scopes import AREAS

    token = world.cast.token(world.cast.owner, [f"{area}:read" for area in AREAS])
    answers = walk(world, {"authorization": f"Bearer {token}"})
    wrong = [
        f"{answer.name}: {answer.status}"
        for answer in answers
        if answer.recipe.kind == STAFF
        and answer.method in answer.route.methods
        and answer.method != "get"
        and answer.status != 403
        and not getattr(answer.route.view, "asks", False)
    ]
    assert not wrong, "\n".join(wrong)


def customers(answer: Answer) -> bool:
    recipe = answer.recipe
    if recipe.kind == OPEN:
        return is_calm(answer)
    if recipe.kind == STAFF:
        return answer.status == 401
    if answer.method not in answer.route.methods:
        return answer.status == 405
    if recipe.one:
        # A message that is none, before the conversation is looked for, tells nothing either.
        return answer.status in {404, 422}
    return (
        answer.status < 300
        if answer.method == "get" or answer.method in recipe.reader
        else (answer.status in {403, 404, 422})
    )


def test_a_customer_of_another_company_reads_nothing_of_this_one(world: World) -> None:
    browser = world.other_customer()
    check(walk(world, {"x-candor-session": browser.token}), customers)


def test_another_visitor_reads_nothing(world: World) -> None:
    browser = world.visitor()

    def visitors(answer: Answer) -> bool:
        # Only who has proven an address goes on from the widget to their requests.
        if (answer.route.template, answer.method) == ("api/v1/widget/portal", "post"):
            return answer.status == 404
        return customers(answer)

    check(walk(world, {"x-candor-session": browser.token}), visitors)


def test_the_customer_in_person_reads_their_own(world: World) -> None:
    """Else the walks of the other two would prove nothing."""
    route = next(route for route in ROUTES if route.template == TALK)
    answer = call(
        world, route, RECIPES[TALK], "get", route.path(world.values()),
        {"x-candor-session": world.verified.token},
    )  # fmt: skip
    assert answer.status == 200
    assert answer.leaks == ["ticketzebra"]


def test_staff_who_may_only_read_change_nothing(world: World) -> None:
    token = world.cast.token(world.cast.read_only)

    def is_right(answer: Answer) -> bool:
        if answer.recipe.kind != STAFF or answer.method not in answer.route.methods:
            return is_calm(answer)
        if answer.method == "get":
            return is_calm(answer)
        if answer.method in answer.recipe.reader:
            return is_calm(answer)
        # Not found, where existence itself is not theirs to know.
        return answer.status in {403, 404}

    answers = walk(world, {"authorization": f"Bearer {token}"})
    wrong = [
        f"{answer.name}: {answer.status} {answer.content[:120]!r}"
        for answer in answers
        if not is_right(answer)
    ]
    assert not wrong, "\n".join(wrong)


def test_staff_of_another_team_cannot_tell_that_anything_exists(world: World) -> None:
    """The answer for what is out of sight is that for what never was, and no list holds a word of it."""
    token = world.cast.token(world.cast.team_agent)
    headers = {"authorization": f"Bearer {token}"}

    def is_right(answer: Answer) -> bool:
        if answer.recipe.kind != STAFF or answer.method not in answer.route.methods:
            return is_calm(answer)
        return answer.status in {403, 404} if answer.recipe.one else is_calm(answer)

    hidden = walk(world, headers)
    check(hidden, is_right)
    nowhere = {
        "number": 987_654, "contact_id": 987_654, "company_id": 987_654, "article_id": 987_654,
        "connection_id": 987_654, "delivery_id": 987_654, "hook_id": 987_654, "secret_id": 987_654,
        "stream": "nothing",
        "view_id": 987_654, "macro_id": 987_654, "inbound_id": 987_654, "merge_id": 987_654,
        "side_id": 987_654,
        "entry_id": 987_654, "attachment_id": "00000000-0000-4000-8000-000000000000",
        "scheduled_id": "00000000-0000-4000-8000-000000000000",
    }  # fmt: skip
    for answer in hidden:
        if answer.recipe.one and answer.recipe.kind == STAFF and answer.method in answer.route.methods:
            path = answer.route.path(world.values() | nowhere)
            absent = call(world, answer.route, answer.recipe, answer.method, path, headers)
            assert (answer.status, told(answer)) == (absent.status, told(absent)), answer.name


def test_a_supervisor_who_sees_little_is_told_little(world: World) -> None:
    """More verbs, such as those of mail and merges, open no more sight."""
    cast = world.cast
    person = cast.staff("Nora Narrow", "supervisor", ticket_scope="assigned")
    token = cast.token(person)

    def is_right(answer: Answer) -> bool:
        if answer.recipe.kind != STAFF or answer.method not in answer.route.methods:
            return is_calm(answer)
        return answer.status in {403, 404} if answer.recipe.one else is_calm(answer)

    check(walk(world, {"authorization": f"Bearer {token}"}), is_right)


def told(answer: Answer) -> Any:
    import json

    problem = json.loads(answer.content)
    return {name: value for name, value in problem.items() if name in {"type", "title", "detail", "code"}}


@pytest.mark.parametrize(
    "text", ["", "ticket", "ticket:", "ticket:x", "ticket:1:2", "queue:", "x" * 50, 7, None]
)
def test_odd_topics_are_no_topics(text: object) -> None:
    topic = Topic.parse(text)
    assert topic is None or topic.kind not in {"ticket", "queue"}
