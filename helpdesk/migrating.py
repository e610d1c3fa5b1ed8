"""
Migrations forwards, without making most models anew for each of their operations.

Django keeps classes of all models as each operation leaves them, and makes those anew that a change touches
and all that hang together with them. With us nearly everything hangs together, so that this, not the
database, is what the first start of an installation waits for.

What only adds something changes the classes in place here. Django does not, to leave the classes of the state
before as they were; an operation that adds reads nothing of that state but table names. What the database
knows nothing of, such as the choices of a column, leaves the classes as they are. Operations that alter or
take away make classes anew as ever, and code in a migration (RunPython) gets all of them new.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

# What Django's `Field.non_db_attrs` names, without what tells a relation or a column.
_OF_NO_COLUMN = frozenset({"blank", "choices", "editable", "error_messages", "help_text", "validators"})


def _is_same_column(old: "Field[Any, Any]", new: "Field[Any, Any]") -> bool:
    """Whether the database sees no difference, and no other model hangs on it."""
    if old.is_relation or new.is_relation:
        return False
    (_, path, given, options), (_, new_path, new_given, new_options) = old.deconstruct(), new.deconstruct()
    for kept in (options, new_options):
        for name in _OF_NO_COLUMN:
            kept.pop(name, None)
    return (path, given, options) == (new_path, new_given, new_options)


class GrowingState(ProjectState):
    """A state whose classes grow with it. One way: only for migrations forwards."""

    @classmethod
    def of(cls, state: ProjectState) -> "GrowingState":
        grown = cls(models=state.models, real_apps=state.real_apps)
        grown.__dict__.update(state.__dict__)
        return grown

    def add_model(self, model_state: ModelState) -> None:
        with self._set_aside() as apps:
            super().add_model(model_state)
        if apps is not None:
            apps.render_multiple([model_state])  # type: ignore[attr-defined]  # of StateApps

    def add_index(self, app_label: str, model_name: str, index: Any) -> None:
        with self._set_aside() as apps:
            super().add_index(app_label, model_name, index)
        self._tell(apps, app_label, model_name, "indexes")

    def add_constraint(self, app_label: str, model_name: str, constraint: Any) -> None:
        with self._set_aside() as apps:
            super().add_constraint(app_label, model_name, constraint)
        self._tell(apps, app_label, model_name, "constraints")

    def add_field(
        self, app_label: str, model_name: str, name: str, field: "Field[Any, Any]", preserve_default: Any
    ) -> None:
        if field.many_to_many:
            super().add_field(app_label, model_name, name, field, preserve_default)
            return
        with self._set_aside() as apps:
            super().add_field(app_label, model_name, name, field, preserve_default)
        if apps is not None:
            kept = self.models[app_label, model_name].fields[name]
            apps.get_model(app_label, model_name).add_to_class(name, kept.clone())
            apps.clear_cache()

    def alter_field(
        self, app_label: str, model_name: str, name: str, field: "Field[Any, Any]", preserve_default: Any
    ) -> None:
        if _is_same_column(self.models[app_label, model_name].fields[name], field):
            with self._set_aside():
                super().alter_field(app_label, model_name, name, field, preserve_default)
        else:
            super().alter_field(app_label, model_name, name, field, preserve_default)

    @contextmanager
    def _set_aside(self) -> Iterator[Apps | None]:
        """Without the classes a change is only written down. From here on they are Django's no longer."""
        apps = self.__dict__.pop("apps", None)
        yield apps
        if apps is not None:
            self.__dict__["apps"] = apps
            self.is_delayed = True

    def _tell(self, apps: Apps | None, app_label: str, model_name: str, option: str) -> None:
        """A class keeps its indexes and constraints in its options."""
        if apps is not None:
            options = apps.get_model(app_label, model_name)._meta
            setattr(options, option, list(self.models[app_label, model_name].options[option]))
            options.__dict__.pop("total_unique_constraints", None)


class Executor(MigrationExecutor):
    """Django's, but for the state it goes forwards with."""

    def _migrate_all_forwards(self, state: ProjectState, *args: Any, **options: Any) -> ProjectState:
        forwards: Any = super()._migrate_all_forwards  # type: ignore[misc]  # the stubs leave it out
        done: ProjectState = forwards(GrowingState.of(state), *args, **options)
        return done
