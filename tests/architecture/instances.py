"""
Whose table a name in a function stands for, as far as annotations tell.

Known are annotated parameters and variables, what an annotated function of ours returns, the elements of such
lists and querysets, and the records that foreign keys lead to from there. mypy --strict makes sure that every
function is annotated.
"""

import ast
from collections.abc import Mapping
from functools import cache

from django.db import models

from tests.architecture.modules import module_name, own_apps, parsed, sources

MODELS: dict[str, type[models.Model]] = {
    f"{model.__module__}.{model.__name__}": model for app in own_apps() for model in app.get_models()
}
Kinds = Mapping[str, type[models.Model]]


def model_of(module: str, name: str) -> type[models.Model] | None:
    """The model with this name in a module or in a package that re-exports it."""
    return _by_place().get((module, name))


@cache
def models_in(tree: ast.AST) -> dict[str, type[models.Model]]:
    """The models that a module imports, by their local names."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                model = model_of(node.module, alias.name)
                if model is not None:
                    found[alias.asname or alias.name] = model
    return found


def read(annotation: ast.AST | None, known: Kinds) -> tuple[type[models.Model] | None, bool]:
    """The only model in an annotation, and whether it is a collection: `Ticket | None`, `list[Ticket]`."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if annotation is None:
        return None, False
    named = {known[n.id] for n in ast.walk(annotation) if isinstance(n, ast.Name) and n.id in known}
    is_many = any(isinstance(node, ast.Subscript) for node in ast.walk(annotation))
    return (named.pop() if len(named) == 1 else None), is_many


@cache
def _by_place() -> dict[tuple[str, str], type[models.Model]]:
    """Each model by its name and every package that may re-export it."""
    found = {}
    for model in MODELS.values():
        parts = model.__module__.split(".")
        for end in range(1, len(parts) + 1):
            found[".".join(parts[:end]), model.__name__] = model
    return found


@cache
def returned() -> dict[str, tuple[type[models.Model], bool]]:
    """
    Our functions that return records of one model, and whether they return many, by full name, including the
    name under each package that may re-export them.
    """
    found = {}
    for path in sources():
        tree, module = parsed(path), module_name(path)
        known = models_in(tree) | {
            node.name: MODELS[f"{module}.{node.name}"]
            for node in tree.body
            if isinstance(node, ast.ClassDef) and f"{module}.{node.name}" in MODELS
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                model, is_many = read(node.returns, known)
                if model is not None:
                    parts = module.split(".")
                    for end in range(1, len(parts) + 1):
                        found[f"{'.'.join(parts[:end])}.{node.name}"] = (model, is_many)
    return found


@cache
def functions_in(tree: ast.AST) -> dict[str, str]:
    """The full names of imported modules and functions, by their local names."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


class Scope:
    """The local names in one function that stand for records."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef, tree: ast.AST) -> None:
        self._imports = functions_in(tree)
        self._models = models_in(tree)
        self.one: dict[str, type[models.Model]] = {}
        self._many: dict[str, type[models.Model]] = {}
        arguments = function.args
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            self._note(argument.arg, *read(argument.annotation, self._models))
        for _ in range(2):
            for node in ast.walk(function):
                self._take(node)

    def of(self, node: ast.AST) -> type[models.Model] | None:
        """The model of an expression, if it stands for one record."""
        match node:
            case ast.Name(id=name):
                return self.one.get(name)
            case ast.Call():
                model, is_many = self._called(node)
                return None if is_many else model
            case ast.Attribute(value=value, attr=attr):
                owner = self.of(value)
                return _followed(owner, attr) if owner is not None else None
        return None

    def _take(self, node: ast.AST) -> None:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                self._note(name, *read(annotation, self._models))
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ):
                if isinstance(value, ast.Call):
                    self._note(name, *self._called(value))
                else:
                    self._note(name, self.of(value), False)
            case (
                ast.For(target=ast.Name(id=name), iter=several)
                | ast.comprehension(target=ast.Name(id=name), iter=several)
            ):
                self._note(name, self._each_of(several), False)

    def _note(self, name: str, model: type[models.Model] | None, is_many: bool) -> None:
        if model is not None:
            (self._many if is_many else self.one)[name] = model

    def _called(self, call: ast.Call) -> tuple[type[models.Model] | None, bool]:
        match call.func:
            case ast.Name(id=name):
                full = self._imports.get(name, "")
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self._imports:
                full = f"{self._imports[module]}.{name}"
            case _:
                full = ""
        return returned().get(full, (None, False))

    def _each_of(self, node: ast.AST) -> type[models.Model] | None:
        if isinstance(node, ast.Name):
            return self._many.get(node.id)
        if isinstance(node, ast.Call):
            model, is_many = self._called(node)
            return model if is_many else None
        return None


def _followed(model: type[models.Model], attr: str) -> type[models.Model] | None:
    for field in model._meta.get_fields():
        if field.name == attr and field.many_to_one and isinstance(field.related_model, type):
            return field.related_model
    return None
