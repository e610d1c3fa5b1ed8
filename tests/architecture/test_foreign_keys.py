"""The database keeps to the floors: no table points up, and nobody's leaving deletes a record."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.modules import floor_of, own_apps

FLOORS = {app.label: floor_of(app) for app in own_apps()}
PEOPLE_WHO_LEAVE = {"people.User", "people.Contact", "people.Company"}


def relations() -> list[Any]:
    """Every foreign key, one-to-one and many-to-many field of our own models."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in FLOORS:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                found.append(pytest.param(field, id=f"{model._meta.label}.{field.name}"))
    return found


@pytest.mark.parametrize("field", relations())
def test_foreign_keys_point_down(field: Any) -> None:
    source, target = field.model._meta.app_label, field.related_model._meta.app_label
    if target in FLOORS:
        assert source == target or FLOORS[target] < FLOORS[source]


@pytest.mark.parametrize("field", relations())
def test_foreign_keys_leave_no_reverse_name(field: Any) -> None:
    # Fields that Django's own user brings along name their reverse side themselves.
    is_ours = field.related_model._meta.app_label != "auth" and not field.model._meta.auto_created
    if is_ours:
        assert field.remote_field.hidden, 'Give it related_name="+".'


@pytest.mark.parametrize("field", relations())
def test_a_person_who_leaves_takes_no_record_along(field: Any) -> None:
    """What is only about that person (identities, tokens, memberships, drafts) may go; records may not."""
    source, target = field.model._meta, field.related_model._meta
    is_about_the_person = source.app_label == "people" or source.auto_created
    if (
        target.label in PEOPLE_WHO_LEAVE
        and not is_about_the_person
        and hasattr(field.remote_field, "on_delete")
    ):
        assert field.remote_field.on_delete is not models.CASCADE
