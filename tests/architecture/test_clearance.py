"""Whoever can reach an engine or vectors is named here, and shows at a door that it may read (X4)."""

import ast

from tests.architecture.modules import ROOT, parsed, sources

DOORS = {
    "kb.embedding": {
        "assistant/engines": "an engine is only reached through its door; so is `meanings_of`",
        "integrations/issues/selectors/candidates.py": "asks for the leave itself",
        "kb/grouping.py": "the vectors of what is given to it: see below",
        "kb/services/indexing.py": "articles",
        "kb/services/encoding.py": "articles",
        "kb/services/trying.py": "articles",
        "kb/selectors/meaning.py": "what is searched for: of a ticket only through `passages_for`, see below",
        "kb/models/passages.py": "a dimension",
        "kb/apps.py": "nothing is embedded",
        "integrations/issues/models/issue.py": "a dimension",
    },
    "kb.grouping": {
        "assistant/gap_vectors.py": "what `finding_gaps` has asked the gate about",
        "assistant/services/finding_gaps.py": "a function of vectors",
        "assistant/services/drafting_gaps.py": "answers in tickets that were all cleared",
        "assistant/selectors/gaps.py": "questions that were cleared, and what was searched for",
        "kb/selectors/searching.py": "what was searched for",
        "assistant/models/gaps.py": "a dimension",
    },
    "assistant.engines.builtin.meaning": {
        "assistant/engines": "an engine is only reached through its door",
        "assistant/evaluation": "files that somebody evaluates",
        "assistant/selectors/alike.py": "through the door `meanings_of`",
        "assistant/selectors/history.py": "through the door `meanings_of`",
        "assistant/services/judging_drafts.py": "through the door `meanings_of`",
    },
    "assistant.engines.builtin": {
        "assistant/engines": "an engine is only reached through its door",
        "assistant/services/learning.py": "classifiers, which train from tickets that may be read alone",
        "assistant/evaluation": "files that somebody evaluates",
    },
}
MAKERS = {"tickets/selectors/clearing.py", "tickets/clearance.py"}
NO_TICKET = {
    "assistant/evaluation/answers.py": "questions of a file",
    "assistant/evaluation/several.py": "messages of a file",
    "assistant/services/acting.py": "what a colleague tries",
    "assistant/services/asking.py": "what a colleague asks, apart from any ticket",
    "assistant/services/replaying.py": "a question of the bench that came from no ticket",
    "assistant/services/reporting.py": "the names of the engines",
    "assistant/services/trying.py": "what a colleague tries",
    "insights/services/asking.py": "what a colleague asks about figures",
    "integrations/issues/evaluation.py": "files that somebody evaluates",
    "integrations/issues/services/following.py": "an issue that no ticket is linked with",
}


def _path(path: object) -> str:
    return str(path).removeprefix(f"{ROOT}/")


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return found


def test_everybody_behind_a_door_is_named() -> None:
    strangers = [
        (module, name)
        for path in sources()
        for module in DOORS
        if module in _imports(parsed(path))
        and not (name := _path(path)).startswith(tuple(DOORS[module]))
        and not name.startswith(("demo/", "tests/"))
    ]
    assert strangers == [], "give the words of tickets through a door, and say here what reaches it"


def test_only_the_gate_gives_leave() -> None:
    makers, free = set(), set()
    for path in sources():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Cleared":
                makers.add(_path(path))
            if isinstance(node, ast.Name) and node.id == "NO_TICKET":
                free.add(_path(path))
    assert makers <= MAKERS
    assert free - {"tickets/clearance.py"} == set(NO_TICKET)
