"""
Whether tests notice when a module decides otherwise: `python -m tests.mutants MODULE TEST_FILE...`.

Changes one comparison, condition, `and`/`or`, `not`, `min`/`max` or `any`/`all` of the module at a time, in
memory, and runs the tests of the files on it. Prints a line for each mutant, `killed` or `survived`, and
ends with 1 if one survived that is not in `EQUIVALENT`. `--each-place` tries one change of each place
instead of all of them.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

# What a comparison becomes: its boundary first, where it has one, then its contrary.
_CONTRARY: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OTHER_CALL = {"min": "max", "max": "min", "any": "all", "all": "any"}

_OPTIONS = (
    *("-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-p", "no:django"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
# What pytest may end with: no test failed, one did, or the module could not even be imported.
_VERDICTS = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
_PATIENCE = 120
# That an example fails is enough; nobody reads the smallest one.
_PHASES = (hypothesis.Phase.explicit, hypothesis.Phase.generate)

# Mutants that decide as the module does, by module, with the reason.
EQUIVALENT = {
    "sla.clock": {
        "run.start < now -> run.start <= now": "a run that begins now has counted nothing, and adds zero",
    },
}


@dataclass(frozen=True)
class Mutant:
    """One changed place: `before` and `after` as source, and the whole changed module."""

    line: int
    before: str
    after: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"


def changes(node: ast.AST) -> list[ast.AST]:
    """What may stand in a node's place."""
    found: list[ast.AST] = []
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                for other in _CONTRARY[type(operator)]:
                    changed = copy.deepcopy(node)
                    changed.ops[place] = other()
                    found.append(changed)
        case ast.BoolOp():
            changed_bool = copy.deepcopy(node)
            changed_bool.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            found.append(changed_bool)
        case ast.UnaryOp(op=ast.Not()):
            found.append(node.operand)
        case ast.Call(func=ast.Name(id=name)) if name in _OTHER_CALL:
            changed_call = copy.deepcopy(node)
            changed_call.func = ast.Name(_OTHER_CALL[name], ast.Load())
            found.append(changed_call)
    return found


def _conditions(node: ast.AST) -> list[ast.expr]:
    """The tests of a node that are neither comparison nor logic, so that nothing else changes them."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            tests = [test]
        case ast.comprehension(ifs=tests):
            pass
        case _:
            tests = []
    return [test for test in tests if not changes(test)]


def places(tree: ast.Module) -> Iterator[tuple[ast.expr, list[ast.AST]]]:
    """Every expression that decides, with what may stand in its place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and (found := changes(node)):
            yield node, found
        for test in _conditions(node):
            yield test, [ast.UnaryOp(ast.Not(), test)]


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().visit(node)


def mutants(source: str, *, each_place: bool, step: int = 1) -> Iterator[Mutant]:
    """The changed modules, in the order of their lines; with `step` those of every so many places."""
    tree = ast.parse(source)
    count = len(list(places(tree)))
    found: list[Mutant] = []
    for number in range(0, count, step):
        amount = 1 if each_place else len(list(places(tree))[number][1])
        for choice in range(amount):
            changed = copy.deepcopy(tree)
            node, others = list(places(changed))[number]
            other = others[choice]
            before, after = ast.unparse(node), ast.unparse(other)
            module = _Replace(node, ast.copy_location(other, node)).visit(changed)
            assert isinstance(module, ast.Module)
            found.append(Mutant(node.lineno, before, after, ast.fix_missing_locations(module)))
    return iter(sorted(found, key=lambda mutant: mutant.line))


class _Finder(importlib.abc.MetaPathFinder):
    """Imports one module from a changed tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=_Loader(self))


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, finder: _Finder) -> None:
        super().__init__(finder.name, str(finder.path))
        self.tree = finder.tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec")


class _TablesFirst:
    """Runs the tests that try many examples last: a table is quicker to fail."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: hypothesis.is_hypothesis_test(getattr(item, "obj", None)))


def is_noticed(name: str, path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Whether a test fails on the changed module; a child process has it, this one never does."""
    assert name not in sys.modules, "the module was imported before its mutant"
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code not in (*_VERDICTS, -signal.SIGALRM):
            raise ChildProcessError(f"pytest ended with {code} instead of a verdict")
        return code != pytest.ExitCode.OK
    code = 70
    try:
        # A mutant may never end.
        signal.alarm(_PATIENCE)
        sys.meta_path.insert(0, _Finder(name, path, tree))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        code = int(pytest.main([*_OPTIONS, *tests], plugins=[_TablesFirst()]))
    finally:
        # Nothing of this process may go on in the child, not even its end.
        os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--each-place", action="store_true")
    parser.add_argument("--step", type=int, default=1, help="of how many places one is changed")
    options = parser.parse_args(arguments)
    # The same examples each time: whether a mutant is found must not be luck.
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=_PHASES
    )
    hypothesis.settings.load_profile("mutants")
    path = ROOT / Path(*options.module.split(".")).with_suffix(".py")
    source = path.read_text(encoding="utf-8")
    if is_noticed(options.module, path, ast.parse(source), options.tests):
        print("the tests fail on the module as it is")
        return 2
    known = EQUIVALENT.get(options.module, {})
    alive = 0
    for mutant in mutants(source, each_place=options.each_place, step=options.step):
        killed = is_noticed(options.module, path, mutant.tree, options.tests)
        word = "killed" if killed else "equivalent" if str(mutant) in known else "survived"
        alive += word == "survived"
        print(f"{word:<10} {options.module}:{mutant.line}  {mutant}", flush=True)
    return int(alive > 0)


if __name__ == "__main__":
    sys.exit(main())
