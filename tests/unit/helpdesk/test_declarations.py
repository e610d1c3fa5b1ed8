"""Systems declare themselves: the roof puts together what they tell, and names none of them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from core.declarations import Declaration, Variable, declared, merged, values_of
from core.variables import number
from people.models import Role
from people.policy import VERBS
from people.scopes import AREAS
from tests.architecture.modules import ROOT, own_apps, sources

SYSTEMS = [app.name for app in own_apps() if app.name.startswith("integrations.")]
READERS = (
    "helpdesk/settings.py", "helpdesk/celery.py", "helpdesk/urls.py", "people/policy.py", "people/scopes.py",
    "tickets/channels.py",
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_nobody_who_reads_declarations_names_a_system(reader: str) -> None:
    text = (ROOT / reader).read_text()
    if reader == "helpdesk/settings.py":
        # That an app is installed is said there, once.
        text = re.sub(r"OWN_APPS = \[.*?\]", "", text, flags=re.DOTALL)
    assert re.findall(r"integrations\.\w+", text) == []


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_declares_itself(name: str) -> None:
    assert len(declared([name])) == 1


def test_what_is_declared_arrives() -> None:
    from helpdesk.celery import app

    for system in settings.DECLARED:
        assert AREAS.items() >= system.scopes.items()
        for role, verbs in system.verbs.items():
            assert verbs <= VERBS[role]
        for variable in system.variables:
            assert hasattr(settings, variable.name)
        queues = {queue.name for queue in settings.CELERY_TASK_QUEUES}
        assert queues >= {*system.queues, *system.routes.values()}
        assert app.conf
        assert set(app.steps["worker"]) >= set(system.worker_steps)


def test_what_runs_by_the_clock_is_a_task() -> None:
    from helpdesk.celery import app

    app.finalize()
    for system in settings.DECLARED:
        for task in system.beat:
            assert task in app.tasks, task
            assert task in app.conf.beat_schedule


def test_a_verb_of_a_role_is_not_one_of_a_weaker() -> None:
    weakest_first = list(reversed(Role.values))
    for system in settings.DECLARED:
        for role, verbs in system.verbs.items():
            for weaker in weakest_first[: weakest_first.index(role)]:
                assert not verbs & VERBS[weaker]


@pytest.mark.parametrize(
    ("variable", "given", "value"),
    [
        (Variable("A"), None, ""),
        (Variable("A", "eu"), None, "eu"),
        (Variable("A", "eu"), "us", "us"),
        (Variable("A", 5), None, 5),
        (Variable("A", 5), "7", 7),
        (Variable("A", 5), " 7 ", 7),
        (Variable("A", 5), "", 5),
        (Variable("A", 5), "  ", 5),
        (Variable("A", True), "", True),
        (Variable("A", "eu"), "", "eu"),
        (Variable("A", True), "off", False),
        (Variable("A", False), " Yes ", True),
        (Variable("A", is_url=True), "https://a.test//", "https://a.test"),
    ],
)
def test_a_variable_has_the_type_of_its_default(
    variable: Variable, given: str | None, value: str | int | bool
) -> None:
    assert variable.read({} if given is None else {"A": given}) == value


@pytest.mark.parametrize("given", ["many", "5.5", "5 MB", "0x10", "1e3", "\u2028", "x" * 5000])
def test_a_number_that_is_none_stops_the_start_and_says_which(given: str) -> None:
    with pytest.raises(ValueError, match=r"^MAIL_CAP is “.*”, which is not a whole number. Set it .* 5,"):
        Variable("MAIL_CAP", 5).read({"MAIL_CAP": given + "y"})


@pytest.mark.parametrize("given", ["nan", "inf", "-inf", "ten", "1,5"])
def test_a_number_of_the_settings_is_told_alike(given: str) -> None:
    with pytest.raises(
        ValueError, match=r"^BUDGET is “.*”, which is not a number\. Set it to one, such as 2"
    ):
        number("BUDGET", 25.0, {"BUDGET": given})
    assert number("BUDGET", 25.0, {"BUDGET": ""}) == 25.0


def test_every_number_of_the_environment_is_read_alike() -> None:
    bare = re.compile(r"(?:int|float)\((?:os\.)?environ")
    assert [str(path) for path in sources() if bare.search(path.read_text())] == []


def test_two_systems_cannot_declare_the_same() -> None:
    with pytest.raises(ValueError, match="Declared twice: mail"):
        merged([{"mail": "a"}, {"mail": "b"}])
    one = Declaration(variables=(Variable("A"),))
    with pytest.raises(ValueError, match="Declared twice: A"):
        values_of([one, one])


def test_a_module_without_a_declaration_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "halfway"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "system.py").write_text("SYSTEMS = []\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(TypeError, match=r"halfway/system\.py"):
        declared(["halfway"])
    monkeypatch.delitem(sys.modules, "halfway.system", raising=False)


def test_a_declaration_needs_no_settings() -> None:
    """The settings read it: what it imports must not read them."""
    modules = [f"{name}.system" for name in SYSTEMS]
    code = "import sys\n" + "\n".join(f"import {name}" for name in modules)
    code += "\nassert 'helpdesk.settings' not in sys.modules\nassert 'people.models' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
