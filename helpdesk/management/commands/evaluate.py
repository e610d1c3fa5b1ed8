import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from core.errors import DomainError
from core.evaluation import Evaluation
from helpdesk.migrating import Executor
from helpdesk.scratch import scratch_services
from helpdesk.supervisor.folders import ServiceError

_INSIDE = "CANDOR_EVALUATES"


def evaluations() -> dict[str, Evaluation]:
    """All measurements by name, from the apps' `evaluation` modules."""
    found: dict[str, Evaluation] = {}
    for app in settings.OWN_APPS:
        if find_spec(f"{app}.evaluation") is not None:
            found |= getattr(import_module(f"{app}.evaluation"), "EVALUATIONS", {})
    return found


class Command(BaseCommand):
    """Measure quality on files of examples; needs no installation and touches none."""

    help = "Measure quality on files of examples, with the product's own code and a database of its own."
    # A measurement must run before anything has been set up.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True, parser_class=_Parser)
        for name, evaluation in evaluations().items():
            kind = kinds.add_parser(name, help=evaluation.help)
            evaluation.add_arguments(kind)
            kind.add_argument("--json", action="store_true", help="print one JSON object")

    def run_from_argv(self, argv: list[str]) -> None:
        self.words = argv[2:]
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        evaluation = evaluations()[options["what"]]
        if evaluation.tables and _INSIDE not in os.environ:
            sys.exit(self._run_inside_scratch())
        try:
            _migrate(evaluation.tables)
            figures = evaluation.run(options)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        width = max(len(name) for name in figures)
        for name, value in figures.items():
            self.stdout.write(f"{name:<{width}}  {value}")

    def _run_inside_scratch(self) -> int:
        """The same command in a process that only knows an empty database."""
        try:
            with scratch_services() as environment:
                words = [sys.executable, str(settings.BASE_DIR / "manage.py"), "evaluate", *self.words]
                return subprocess.run(
                    words, env=os.environ | environment | {_INSIDE: "1"}, check=False
                ).returncode
        except ServiceError as error:
            raise CommandError(f"A database of its own could not be started: {error}") from error


def _migrate(labels: Sequence[str]) -> None:
    """
    The tables of these apps and of those that they build on, each app's to its newest form.

    A dependency may name an early migration, but the code reads the newest.
    """
    if not labels:
        # Some measurements need no database, and there may be none.
        return
    executor = Executor(connection)
    graph = executor.loader.graph
    built_on = {
        label for leaf in graph.leaf_nodes() if leaf[0] in labels for label, _ in graph.forwards_plan(leaf)
    }
    executor.migrate([leaf for leaf in graph.leaf_nodes() if leaf[0] in built_on])


class _Parser(ArgumentParser):
    """argparse's own parser for subcommands: Django's takes arguments that they do not have."""
