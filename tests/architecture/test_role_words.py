"""The screen of the roles says in words what each may do: it knows every verb of the policy."""

import json

from people.policy import VERBS
from tests.architecture.modules import ROOT


def test_the_screen_has_every_verb_of_the_policy() -> None:
    told = json.loads((ROOT / "frontend/src/features/people/settings/verbs.json").read_text())
    assert told == sorted(frozenset().union(*VERBS.values()))
