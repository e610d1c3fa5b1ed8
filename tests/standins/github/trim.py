"""
Cuts GitHub's published descriptions down to what we ask and what it posts.

`python -m tests.standins.github.trim API WEBHOOKS`: `api.github.com.json` of the packages `@octokit/openapi`
and `@octokit/openapi-webhooks` (MIT). The stand-in checks requests, answers and webhooks against the cut.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CUT = HERE / "openapi.json.gz"
ASKED = {
    "/user": ("get",),
    "/user/repos": ("get",),
    "/repos/{owner}/{repo}/labels": ("get",),
    "/repos/{owner}/{repo}/issues": ("get", "post"),
    "/repos/{owner}/{repo}/issues/{issue_number}": ("get",),
    "/repos/{owner}/{repo}/issues/comments": ("get",),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/hooks": ("get", "post"),
    "/repos/{owner}/{repo}/hooks/{hook_id}": ("patch",),
}
POSTED = ("issues-opened", "issues-edited", "issues-closed", "issues-reopened", "issues-deleted",
          "issue-comment-created")  # fmt: skip
_WORDS = ("description", "example", "examples", "externalDocs", "summary", "tags", "x-github", "x-octokit")


def trimmed(api: dict[str, Any], webhooks: dict[str, Any]) -> dict[str, Any]:
    """The part of both that the stand-in needs, without words."""
    paths = {
        path: {method: _operation(api["paths"][path][method]) for method in methods}
        for path, methods in ASKED.items()
    }
    posted = {name: _body_of(webhooks, name) for name in POSTED}
    kept: dict[str, dict[str, Any]] = {}
    for source, root in ((api, paths), (webhooks, posted)):
        _close(root, source, kept)
    return {
        "openapi": api["openapi"],
        "info": {"title": api["info"]["title"], "version": api["info"]["version"]},
        "paths": _bare(paths),
        "webhooks": _bare(posted),
        "components": _bare(kept),
    }


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    good = {status: one for status, one in operation["responses"].items() if status.startswith("2")}
    told = {"parameters": operation.get("parameters", []), "responses": good}
    return told | ({"requestBody": operation["requestBody"]} if "requestBody" in operation else {})


def _body_of(webhooks: dict[str, Any], name: str) -> dict[str, Any]:
    found = webhooks["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return dict(found)


def _close(node: Any, source: dict[str, Any], kept: dict[str, dict[str, Any]]) -> None:
    if isinstance(node, list):
        for one in node:
            _close(one, source, kept)
    elif isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str) and target.startswith("#/components/"):
            _, _, kind, name = target.split("/")
            group = kept.setdefault(kind, {})
            if name not in group:
                group[name] = source["components"][kind][name]
                _close(group[name], source, kept)
        for name, one in node.items():
            if name not in ("examples", "example"):
                _close(one, source, kept)


def _bare(node: Any, *, are_names: bool = False) -> Any:
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _bare(one, are_names=name in ("properties", "schemas", "parameters", "headers"))
        for name, one in node.items()
        if are_names or not name.startswith(_WORDS)
    }


if __name__ == "__main__":
    given = [json.loads(Path(path).read_text()) for path in sys.argv[1:3]]
    content = json.dumps(trimmed(given[0], given[1]), separators=(",", ":"), sort_keys=True)
    CUT.write_bytes(gzip.compress(content.encode(), mtime=0))
