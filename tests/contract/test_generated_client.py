"""
A client generated from the API description does the commonest jobs, and the first steps of `docs/api.md` work
as they are written; both over HTTP.
"""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.answers import description

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
NAME = "candor_generated"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The generated package, importable by its name; nothing of the description may be left out of it."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(description()))
    (folder / "config.yaml").write_text("post_hooks: []\n")
    command = [
        str(Path(sys.executable).with_name("openapi-python-client")),
        "generate", "--path", "openapi.json", "--config", "config.yaml",
        "--meta", "none", "--output-path", NAME,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert "WARNING" not in done.stdout, done.stdout
    sys.path.insert(0, str(folder))
    yield NAME
    sys.path.remove(str(folder))


class Generated:
    """The client with a token; `call` names an operation by its tag and id."""

    def __init__(self, package: str, address: str, token: str) -> None:
        self.package = package
        self.client = self.part("client").AuthenticatedClient(base_url=address, token=token)

    def part(self, name: str) -> Any:
        return importlib.import_module(f"{self.package}.{name}")

    def model(self, name: str) -> Any:
        return getattr(self.part("models"), name)

    def call(self, tag: str, operation: str, *args: Any, status: int = 200, **more: Any) -> Any:
        answer = self.part(f"api.{tag}.{operation}").sync_detailed(*args, client=self.client, **more)
        assert answer.status_code == HTTPStatus(status), answer.content
        return answer


@pytest.mark.django_db(transaction=True)
def test_the_commonest_jobs(package: str, live_server: "LiveServer", cast: "Cast") -> None:
    assert cast.brand.pk
    assert cast.customer.pk
    api = Generated(package, live_server.url, cast.token(cast.supervisor))
    with api.client:
        _play(api, cast)


def _play(api: Generated, cast: "Cast") -> None:
    create = api.model("TicketCreate").from_dict({
        "subject": "Nightly export fails",
        "body": "It ends with a timeout.",
        "requester": {"email": "helen@kestrel.test"},
        "tags": ["export"],
    })  # fmt: skip
    opened = api.call("tickets", "tickets_create", body=create, idempotency_key="one", status=201).parsed
    again = api.call("tickets", "tickets_create", body=create, idempotency_key="one", status=201)
    assert again.parsed.number == opened.number
    assert again.headers["Idempotency-Replayed"] == "true"
    number = opened.number

    file = api.part("types").File(payload=b"line 1\n", file_name="export.log", mime_type="text/plain")
    upload = api.model("UploadInput")(file=file)
    attachment = api.call("attachments", "attachments_create", body=upload, status=201).parsed
    reply = api.model("ReplyCreate").from_dict(
        {"body": "We look at it.", "attachment_ids": [str(attachment.id)]}
    )
    sent = api.call("tickets", "tickets_reply", number, body=reply, status=201).parsed
    assert sent.attachments[0].name == "export.log"

    note = api.model("ReplyCreate").from_dict({"kind": "note", "body": "Restarted."})
    assert api.call("tickets", "tickets_reply", number, body=note, status=201).parsed.kind.value == "note"

    for index in range(3):
        more = create.to_dict() | {"subject": f"Import {index} fails"}
        api.call("tickets", "tickets_create", body=api.model("TicketCreate").from_dict(more), status=201)
    seen: list[int] = []
    cursor: dict[str, Any] = {}
    while True:
        page = api.call("tickets", "tickets_list", q="tag:export", limit=3, **cursor).parsed
        seen += [row.number for row in page.results]
        if page.next_ is None:
            break
        cursor = {"cursor": page.next_}
    assert len(seen) == len(set(seen)) == 4

    expand = [api.model("TicketsListExpandItem")("company")]
    first = api.call("tickets", "tickets_list", limit=1, expand=expand).parsed.results[0]
    assert first.expanded.company.name == cast.company.name

    found = api.call("search", "search", q="nightly export").parsed
    assert number in [row.to_dict().get("number") for row in found.results]

    read = api.call("tickets", "tickets_get", number)
    assert read.parsed.timeline.results[0].body_text == "It ends with a timeout."
    change = api.model("PatchedTicketChange").from_dict({"priority": "P1"})
    tag = read.headers["ETag"]
    changed = api.call("tickets", "tickets_update", number, body=change, if_match=tag).parsed
    assert changed.priority.value == "P1"
    lower = api.model("PatchedTicketChange").from_dict({"priority": "P3"})
    late = api.call("tickets", "tickets_update", number, body=lower, if_match=tag, status=412).parsed
    assert late.to_dict()["code"]

    give = api.model("PatchedTicketChange").from_dict({"assignee": cast.agent.pk})
    assert api.call("tickets", "tickets_update", number, body=give).parsed.assignee.id == cast.agent.pk

    contact = api.call("contacts", "contacts_get", changed.requester.id).parsed
    assert contact.email == "helen@kestrel.test"
    assert api.call("companies", "companies_get", contact.company.id).parsed.name == cast.company.name

    write = api.model("ArticleInput").from_dict({"title": "Exports", "body": "How an export runs."})
    article = api.call("articles", "articles_create", body=write, status=201).parsed
    listed = api.call("articles", "articles_list", q="exports").parsed
    assert [row.id for row in listed.results] == [article.id]
    assert api.call("kb", "kb_search", q="exports").parsed.results is not None


@pytest.mark.django_db(transaction=True)
def test_the_first_steps_work_as_written(live_server: "LiveServer", cast: "Cast") -> None:
    assert cast.brand.pk
    page = (ROOT / "docs" / "api.md").read_text()
    steps = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    assert len(steps) == 5
    token = cast.token(cast.agent, ["tickets:write", "people:read"])
    set_up = steps[0].replace("http://localhost:8000", live_server.url).replace("cdr_your_token", token)
    assert set_up != steps[0]
    script = "\n".join(["set -eu", set_up, *(f"{step}\necho" for step in steps[1:])])
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    me, number, note, read = [line for line in done.stdout.splitlines() if line]
    assert json.loads(me)["id"] == cast.agent.pk
    assert json.loads(note)["kind"] == "note"
    body = json.loads(read)
    assert sorted(body) == ["expanded", "number", "status", "subject"]
    assert (body["number"], body["subject"]) == (int(number), "Nightly export fails")
    assert body["expanded"]["requester"]["email"] == "jo@customer.example"


def test_the_description_begins_with_these_steps() -> None:
    assert description()["info"]["description"] == (ROOT / "docs" / "api.md").read_text()
