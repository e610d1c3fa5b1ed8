"""
Cuts Linear's published schema down to what our documents use: `python -m tests.standins.linear.trim SCHEMA`.

The stand-in validates against the cut; `tests/contract/linear` holds our documents against the whole.
"""

import gzip
import sys
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldNode,
    InputObjectTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_ast_schema,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from graphql.language import TypeNode

from integrations.linear import queries

HERE = Path(__file__).parent
# Members of inputs that lead to further inputs, as far as we follow them.
DEEPER = {
    ("IssueFilter", "team"), ("IssueFilter", "state"), ("IssueFilter", "updatedAt"),
    ("TeamFilter", "id"), ("WorkflowStateFilter", "type"),
}  # fmt: skip


class _Used(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.fields, self.inputs = info, set[tuple[str, str]](), set[str]()
        self.arguments: set[tuple[str, str, str]] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent, field = self.info.get_parent_type(), self.info.get_field_def()
        if parent is not None and field is not None:
            self.fields.add((parent.name, node.name.value))
            given = {argument.name.value for argument in node.arguments or ()}
            self.arguments |= {(parent.name, node.name.value, name) for name in given}
            self.inputs |= {
                get_named_type(one.type).name for name, one in field.args.items() if name in given
            }


def _name(node: TypeNode) -> str:
    while not hasattr(node, "name"):
        node = node.type  # type: ignore[attr-defined]  # lists and non-nulls wrap another
    return str(node.name.value)


def trimmed(source: str) -> str:
    """The part of a schema that our documents use."""
    whole = parse(source)
    schema = build_ast_schema(whole)
    info = TypeInfo(schema)
    used = _Used(info)
    for document in queries.ALL.values():
        visit(parse(document), TypeInfoVisitor(info, used))
    known: dict[str, Any] = {
        one.name.value: one for one in whole.definitions if hasattr(one, "name") and one.name
    }
    fields, todo, done = used.fields, set(used.inputs), dict[str, Any]()
    for name in {parent for parent, _ in fields}:
        done[name] = _object(known[name], used, todo)
    while todo:
        name = todo.pop()
        if name in done or name not in known:
            continue
        node = known[name]
        if isinstance(node, InputObjectTypeDefinitionNode):
            done[name] = _input(node, known, todo)
        elif isinstance(node, EnumTypeDefinitionNode | ScalarTypeDefinitionNode):
            done[name] = node
    definitions = tuple(done[name] for name in sorted(done))
    return print_ast(DocumentNode(definitions=definitions)) + "\n"


def _object(node: ObjectTypeDefinitionNode, used: _Used, todo: set[str]) -> ObjectTypeDefinitionNode:
    parent = node.name.value
    kept = [_bare(one, parent, used) for one in node.fields or () if (parent, one.name.value) in used.fields]
    for one in kept:
        todo.add(_name(one.type))
        todo |= {_name(argument.type) for argument in one.arguments}
    return ObjectTypeDefinitionNode(name=node.name, fields=tuple(kept))


def _bare(field: Any, parent: str, used: _Used) -> Any:
    """A field without its words, and with the arguments that we give."""
    arguments = tuple(
        type(one)(name=one.name, type=one.type, default_value=one.default_value)
        for one in field.arguments or ()
        if (parent, field.name.value, one.name.value) in used.arguments
    )
    return type(field)(name=field.name, type=field.type, arguments=arguments)


def _input(
    node: InputObjectTypeDefinitionNode, known: dict[str, Any], todo: set[str]
) -> InputObjectTypeDefinitionNode:
    kept = []
    for one in node.fields or ():
        target = known.get(_name(one.type))
        is_deep = isinstance(target, InputObjectTypeDefinitionNode)
        if is_deep and (node.name.value, one.name.value) not in DEEPER:
            continue
        todo.add(_name(one.type))
        kept.append(type(one)(name=one.name, type=one.type, default_value=one.default_value))
    return InputObjectTypeDefinitionNode(name=node.name, fields=tuple(kept))


if __name__ == "__main__":
    given = gzip.decompress(Path(sys.argv[1]).read_bytes()).decode()
    (HERE / "schema.graphql").write_text(trimmed(given))
