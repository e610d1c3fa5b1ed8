import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integrations.importers.models import Import
    from tests.cast import Cast

Bring = Callable[..., "Import"]


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def upload(cast: "Cast") -> Bring:
    """`upload(content)` has an export read; nothing has come yet."""
    from integrations.importers import services
    from tests.cast import NOW

    def act(content: bytes, *, source: str = "zendesk", name: str = "export.zip", **more: Any) -> "Import":
        _ = cast.brand, cast.agent
        found = services.import_create(
            actor=cast.actor(cast.admin), name=name, stream=io.BytesIO(content), source=source,
            now=NOW, **more,
        )  # fmt: skip
        services.import_work(import_id=found.pk)
        found.refresh_from_db()
        return found

    return act


@pytest.fixture
def step(cast: "Cast") -> Bring:
    """`step(found, "run")` does it to the end."""
    from integrations.importers import services
    from tests.cast import NOW

    def act(found: "Import", name: str) -> "Import":
        services.import_step(actor=cast.actor(cast.admin), import_id=found.pk, step=name, now=NOW)
        services.import_work(import_id=found.pk)
        found.refresh_from_db()
        return found

    return act


@pytest.fixture
def bring(upload: Bring, step: Bring) -> Bring:
    """`bring(content)` uploads, tries and runs."""

    def act(content: bytes, **more: Any) -> "Import":
        found = upload(content, **more)
        assert found.state == "read", found.error
        return step(step(found, "check"), "run")

    return act
