"""The examples that the settings show: the very text signs tokens that the server takes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core import clock
from tests.api.widget.desk import Browser
from tests.cast import Cast
from widget.services.configuring import settings_keep
from widget.user_token import MIN_SECRET, UserTokenInvalid, verify

EXAMPLES = Path(__file__).parents[3] / "frontend/src/features/widget-settings/examples"
EMAIL, NAME = "ines@kestrel.example", "Inès Ødegård"
# How somebody calls each of them; the text of the example stands before it, unchanged but for the key.
CALLS: dict[str, tuple[str, str, list[str]]] = {
    "py": (
        "token.py",
        '\nprint(candor_token({"id": "u-7", "email": "%E", "has_confirmed_email": True, "name": "%N"}))\n',
        [sys.executable, "{file}"],
    ),
    "js": (
        "token.mjs",
        "\nconsole.log(candorToken({ id: 'u-7', email: '%E', hasConfirmedEmail: true, name: '%N' }));\n",
        ["node", "{file}"],
    ),
    "rb": (
        "token.rb",
        '\nputs candor_token(id: "u-7", email: "%E", has_confirmed_email: true, name: "%N")\n',
        ["ruby", "{file}"],
    ),
    "php": (
        "token.php",
        "\necho candor_token(['id' => 'u-7', 'email' => '%E', 'has_confirmed_email' => true, "
        "'name' => '%N']);\n",
        ["php", "{file}"],
    ),
    "go": (
        "token.go",
        '\nfunc main() {\n\ttoken, err := Token(User{ID: "u-7", Email: "%E", Name: "%N", '
        "HasConfirmedEmail: true})\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tprintln(token)\n}\n",
        ["go", "run", "{file}"],
    ),
}
RUNNABLE = [kind for kind, (_, _, call) in CALLS.items() if shutil.which(call[0])]


def test_python_and_node_are_always_tried() -> None:
    assert {"py", "js"} <= set(RUNNABLE)
    assert {file.suffix[1:] for file in EXAMPLES.iterdir()} == set(CALLS)


@pytest.mark.parametrize("kind", RUNNABLE)
def test_the_text_signs_somebody_in(cast: Cast, kind: str, tmp_path: Path) -> None:
    token = run(kind, cast.brand.widget_key, settings_keep(cast.brand).secret, tmp_path)
    claims = verify(
        token,
        secrets=settings_keep(cast.brand).live_secrets(clock.now()),
        audience=cast.brand.widget_key,
        now=clock.now(),
    )
    assert (claims.external_id, claims.email, claims.name) == ("u-7", EMAIL, NAME)
    assert claims.is_email_verified
    assert Browser(cast.brand).begin(user_token=token)["is_verified"]


@pytest.mark.parametrize("kind", RUNNABLE)
def test_another_secret_or_brand_is_refused(cast: Cast, kind: str, tmp_path: Path) -> None:
    secrets = settings_keep(cast.brand).live_secrets(clock.now())
    forged = run(kind, cast.brand.widget_key, "x" * MIN_SECRET, tmp_path)
    elsewhere = run(kind, cast.other_brand.widget_key, secrets[0], tmp_path)
    for token in (forged, elsewhere):
        with pytest.raises(UserTokenInvalid):
            verify(token, secrets=secrets, audience=cast.brand.widget_key, now=clock.now())


@pytest.mark.parametrize("kind", CALLS)
def test_each_says_the_same_and_keeps_the_secret_out_of_the_text(kind: str) -> None:
    text = (EXAMPLES / f"token.{kind}").read_text(encoding="utf-8")
    for word in (
        "%CANDOR_KEY%",
        "CANDOR_WIDGET_SECRET",
        "HS256",
        "sub",
        "aud",
        "exp",
        "900",
        "email_verified",
    ):
        assert word in text, word


def run(kind: str, key: str, secret: str, folder: Path) -> str:
    """What the example prints for one user."""
    name, call, command = CALLS[kind]
    text = (EXAMPLES / f"token.{kind}").read_text(encoding="utf-8").replace("%CANDOR_KEY%", key)
    text = text.replace("package candor", "package main")
    file = folder / name
    file.write_text(text + call.replace("%E", EMAIL).replace("%N", NAME), encoding="utf-8")
    done = subprocess.run(
        [part.replace("{file}", str(file)) for part in command],
        env={"PATH": os.environ["PATH"], "CANDOR_WIDGET_SECRET": secret, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    # Go's println writes to the other stream.
    return (done.stdout or done.stderr).strip()
