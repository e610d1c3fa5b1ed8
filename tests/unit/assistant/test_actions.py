"""The pure parts of actions: forms of values, likeness, words, requests, and what may be kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.checking import action_fault, check_actions
from assistant.actions.configured import Input, action_json, read_action
from assistant.actions.declared import Subject
from assistant.actions.inputs import input_fault, inputs_in, mask_pattern
from assistant.actions.requests import MissingPlace, facts_in, prepared, value_at
from assistant.actions.saying import clean_fact, filled
from assistant.engines.builtin.choosing import chosen
from assistant.engines.protocol import ChooseRequest, Tool
from core.errors import Invalid

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SUBJECT = Subject(1, 2, "u-1", "c-1", 3, "en", NOW)
INVOICE = Input("invoice", kind="text", mask="INV-#+")
AMOUNT = Input("amount", kind="amount", largest=50)
CHOICE = Input("region", kind="choice", choices=("Europe", "North America"))
ROW: dict[str, Any] = {
    "key": "flag", "label": "Flag", "kind": "lookup", "is_on": True, "examples": ["Is {flag} on for us?"],
    "inputs": [{"name": "flag", "kind": "text", "mask": "beta-@+"}],
    "answers": [{"language": "en", "text": "It is {state}."}],
    "request": {
        "url": "https://api.app.test/companies/{company.external_id}/flags/{flag}", "sign_with": "app",
        "results": [{"name": "state", "path": "state"}], "owner_path": "company.id",
    },
}  # fmt: skip
SECRETS = {"app": "api.app.test"}


@pytest.mark.parametrize(
    ("text", "inputs", "values"),
    [
        ("Is INV-77 paid?", [INVOICE], {"invoice": "INV-77"}),
        ("Is (INV-77), paid.", [INVOICE], {"invoice": "INV-77"}),
        ("Is INV-77 or INV-78 paid?", [INVOICE], None),
        ("Is INV-77x paid?", [INVOICE], None),
        ("Is XINV-77 paid?", [INVOICE], None),
        ("Credit $40.00, please.", [AMOUNT], {"amount": "40.00"}),
        ("Credit 50.01", [AMOUNT], None),
        ("Credit -40", [AMOUNT], None),
        ("We are in north america.", [CHOICE], {"region": "North America"}),
        ("We are in Europeana", [CHOICE], None),
        ("Nothing", [], {}),
    ],
)
def test_values_are_taken_only_in_their_form_and_if_there_is_one(
    text: str, inputs: list[Input], values: dict[str, str] | None
) -> None:
    assert inputs_in(text, inputs) == values


@given(st.text(max_size=60))
def test_no_mask_lets_a_path_or_a_space_through(text: str) -> None:
    found = inputs_in(f"Is INV-{text} paid?", [INVOICE])
    assert found is None or found["invoice"].removeprefix("INV-").isdigit()


def test_a_value_that_is_not_in_the_message_is_refused_whoever_found_it() -> None:
    assert input_fault("Is INV-77 paid?", [INVOICE], {"invoice": "INV-77"}) == ""
    assert input_fault("Is INV-77 paid?", [INVOICE], {"invoice": "INV-78"})
    assert input_fault("Is INV-77 paid?", [INVOICE], {})
    assert input_fault("Is INV-77 paid?", [INVOICE], {"invoice": "INV-77", "company": "2"})


@pytest.mark.parametrize("mask", ["", "+", "INV", "#++", "#+@+*+#+", "x" * 61])
def test_a_mask_that_says_nothing_is_refused(mask: str) -> None:
    with pytest.raises(ValueError, match=r"mask|\+"):
        mask_pattern(mask)


def tool(key: str, *examples: str, inputs: tuple[Input, ...] = ()) -> Tool:
    return Tool(key, "", examples=examples, inputs=inputs, min_score=0.75)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Hello, which plan are we on?", "plan"),
        ("which plan do we have", "plan"),
        ("When does our subscription renew?", "renewal"),
        ("Is INV-77 paid? It is ours.", "invoice"),
        ("Which plan is best?", None),
        ("How do we cancel our plan?", None),
        ("Why is our export slow?", None),
        ("", None),
    ],
)
def test_only_what_an_example_asks_is_chosen(text: str, key: str | None) -> None:
    tools = [
        tool("plan", "Which plan are we on?"),
        tool("renewal", "When does our subscription renew?"),
        tool("invoice", "Is {invoice} paid?", inputs=(INVOICE,)),
    ]
    found = chosen(ChooseRequest(text, tools))
    assert (found.key if found is not None else None) == key


def test_of_two_that_are_as_close_neither_is_chosen() -> None:
    tools = [tool("one", "Which plan are we on?"), tool("two", "What plan do we have?")]
    assert chosen(ChooseRequest("Which plan are we on?", tools)) is None


def test_words_are_said_whole_or_not_at_all() -> None:
    assert filled("Plan {plan}, {next}", {"plan": "Pro", "next": "{plan} again"}) == "Plan Pro, {plan} again"
    assert filled("Plan {plan}, {next}", {"plan": "Pro", "next": ""}) == ""
    assert filled("", {}) == ""


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        ("Scale", "text", "Scale"), ("a\nb\u202e c", "text", "a b c"), ("**x**", "text", "x"),
        (7, "number", "7"), ("{plan}", "text", "plan"), ("x" * 201, "text", ""),
        (True, "yes_no", "yes"), (True, "number", ""), ("yes", "yes_no", ""),
        ("2026-03-02", "date", "2 March 2026"),
        ("soon", "date", ""), ("http://x.test", "text", ""), ("go to WWW.x.test", "text", ""),
        ({"a": 1}, "text", ""), (None, "text", ""),
    ],
)  # fmt: skip
def test_a_fact_is_one_plain_line(value: object, kind: str, told: str) -> None:
    assert clean_fact(value, kind, "en") == told


def test_a_request_is_filled_and_nothing_leads_elsewhere() -> None:
    action = read_action(ROW)
    one = prepared(action, SUBJECT, {"flag": "a/../b?c=d#e"}, key="k")
    assert one.url == "https://api.app.test/companies/c-1/flags/a%2F..%2Fb%3Fc%3Dd%23e"
    with pytest.raises(MissingPlace):
        prepared(action, SUBJECT, {"flag": ".."}, key="k")
    with pytest.raises(MissingPlace):
        prepared(action, Subject(1, None, "", "", 3, "en", NOW), {"flag": "beta-x"}, key="k")


def test_an_answer_about_somebody_else_gives_nothing() -> None:
    request = read_action(ROW).request
    assert facts_in(request, {"company": {"id": "c-1"}, "state": "on"}, SUBJECT).facts == {"state": "on"}
    others: list[Any] = [
        {"company": {"id": "c-2"}, "state": "on"}, {"state": "on"}, [], None, {"company": "c-1"},
    ]  # fmt: skip
    for data in others:
        assert facts_in(request, data, SUBJECT).facts == {}
    nobody = Subject(1, None, "", "", 3, "en", NOW)
    assert facts_in(request, {"company": {"id": ""}, "state": "on"}, nobody).facts == {}


def test_a_path_finds_what_is_there() -> None:
    data = {"items": [{"state": "on"}], "plan": {"name": "Pro"}}
    assert value_at(data, "plan.name") == "Pro"
    assert value_at(data, "items[0].state") == "on"
    for path in ("items[1].state", "plan.name.x", "items.state", "", "nothing"):
        assert value_at(data, path) in (None, data)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"request": {"url": "https://{company.external_id}.app.test/"}}, "request.url"),
        ({"request": {"url": "http://api.app.test/{company.id}"}}, "request.url"),
        ({"request": {"url": "https://user:x@api.app.test/{company.id}"}}, "request.url"),
        ({"request": {"url": "https://api.app.test/flags/{flag}"}}, "request.url"),
        ({"request": {"url": "https://other.test/{company.id}/{flag}"}}, "request.sign_with"),
        ({"request": {"sign_with": ""}}, "request.sign_with"),
        ({"request": {"owner_path": ""}}, "request.owner_path"),
        ({"request": {"method": "DELETE"}}, "request.method"),
        ({"request": {"method": "POST", "body": '{"a": {flag}}'}}, "request.body"),
        ({"request": {"headers": [{"name": "Host", "value": "x"}]}}, "request.headers"),
        ({"request": {"results": []}}, "request.results"),
        ({"answers": [{"language": "en", "text": "{nothing}"}]}, "answers"),
        ({"answers": []}, "answers"),
        ({"examples": []}, "examples"),
        ({"inputs": [{"name": "flag", "kind": "text", "mask": ""}]}, "inputs"),
        ({"source": "nowhere"}, "source"),
        ({"kind": "write", "request": {"method": "POST", "owner_path": ""}}, "check_with"),
    ],
)  # fmt: skip
def test_what_could_do_harm_is_not_kept(change: dict[str, Any], field: str) -> None:
    good = read_action(ROW)
    assert action_fault(good, [good], SECRETS) is None
    bad = read_action(ROW | change | {"request": ROW["request"] | change.get("request", {})})
    fault = action_fault(bad, [bad], SECRETS)
    assert fault is not None
    assert fault[0] == field
    with pytest.raises(Invalid):
        check_actions([bad], SECRETS)


def test_a_write_of_an_amount_needs_its_limit_and_automatic_its_categories() -> None:
    lookup = read_action(ROW)
    row = ROW | {
        "key": "credit", "kind": "write", "check_with": "flag",
        "inputs": [*ROW["inputs"], {"name": "sum", "kind": "amount", "largest": 9}],
        "request": ROW["request"] | {"method": "POST"},
    }  # fmt: skip
    missing = read_action(row)
    assert action_fault(missing, [lookup, missing], SECRETS) is not None
    whole = read_action(row | {"amount_input": "sum", "max_amount": 5})
    assert action_fault(whole, [lookup, whole], SECRETS) is None
    automatic = read_action(row | {"amount_input": "sum", "max_amount": 5, "approval": "automatic"})
    fault = action_fault(automatic, [lookup, automatic], SECRETS)
    assert fault is not None
    assert fault[0] == "automatic_categories"


def test_an_action_is_read_as_it_was_kept() -> None:
    action = read_action(ROW)
    assert read_action(action_json(action)) == action
