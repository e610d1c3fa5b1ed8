"""
Installs what is missing; `python3 helpdesk/supervisor/install.py python frontend browser`.

Runs on a bare interpreter, before there is an environment: standard library only, and nothing imported from
this repository. Anything up to date costs only the hash of a few files.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
PYTHON_VERSIONS = ((3, 11), (3, 12))
NODE_VERSION = (20, 19)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_NOT_SOURCES = {"node_modules", "dist", "coverage", ".vite"}


class CannotInstall(Exception):
    """Something is missing that only the person at the machine can install."""


def main(parts: Sequence[str]) -> int:
    """Bring the named parts up to date, one process at a time."""
    _keep_caches_somewhere()
    lock = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        for part in parts:
            PARTS[part]()
    except CannotInstall as error:
        print(f"Cannot install: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(
            f"Cannot install: {' '.join(map(str, error.cmd))} ended with {error.returncode}", file=sys.stderr
        )
        return 1
    finally:
        os.close(lock)
    return 0


def _keep_caches_somewhere() -> None:
    """Give npm, uv and pip a cache folder if the user's home is not writable."""
    try:
        with tempfile.TemporaryDirectory(dir=Path.home()):
            return
    except (OSError, RuntimeError):
        cache = ROOT / "var" / "cache"
    for name, folder in (("npm_config_cache", "npm"), ("UV_CACHE_DIR", "uv"), ("PIP_CACHE_DIR", "pip")):
        os.environ.setdefault(name, str(cache / folder))


def install_python() -> None:
    """The environment `.venv` with exactly what requirements.txt locks."""
    stamp = VENV / "candor.stamp"
    wanted = _digest([ROOT / "requirements.txt"])
    if _reads(stamp, wanted) and _runs([PYTHON, "-c", ""]):
        return
    stamp.unlink(missing_ok=True)
    _say("Installing the Python packages …")
    if not _runs([PYTHON, "-c", ""]):
        shutil.rmtree(VENV, ignore_errors=True)
    if not (_runs(["uv", "--version"]) and _install_with_uv()):
        _install_with_pip()
    stamp.write_text(wanted)


def _install_with_uv() -> bool:
    """False if uv cannot do it here, for example because it does not understand pip's settings."""
    # Interpreters come from this machine; packages are compiled now, so that the first start is fast.
    env = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV)}
    if not PYTHON.exists():
        make = ["uv", "venv", "--quiet", "--python", _interpreter(), str(VENV)]
        if subprocess.run(make, cwd=ROOT, env=env).returncode != 0:
            return False
    sync = ["uv", "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", "--compile-bytecode"]
    return subprocess.run([*sync, "requirements.txt"], cwd=ROOT, env=env).returncode == 0


def _install_with_pip() -> None:
    if not _runs([PYTHON, "-m", "pip", "--version"]):
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run([_interpreter(), "-m", "venv", VENV], cwd=ROOT)
        if made.returncode != 0:
            raise CannotInstall(
                "Python cannot make virtual environments here. "
                "On Debian and Ubuntu: apt-get install python3-venv"
            )
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", "requirements.txt"], cwd=ROOT, check=True)


def _interpreter() -> str:
    if sys.version_info[:2] in PYTHON_VERSIONS:
        return sys.executable
    for major, minor in PYTHON_VERSIONS:
        if found := shutil.which(f"python{major}.{minor}"):
            return found
    raise CannotInstall("Python 3.11 or 3.12 is needed; neither is on PATH.")


def install_node_packages() -> None:
    """`frontend/node_modules` with exactly what package-lock.json locks."""
    _require_node()
    stamp = FRONTEND / "node_modules" / ".candor.stamp"
    wanted = _digest([FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")])
    if _reads(stamp, wanted):
        return
    _say("Installing the frontend's packages …")
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FRONTEND, check=True)
    stamp.write_text(wanted)


def build_frontend() -> None:
    """Build workspace, widget and demo page unless the last build had the same sources."""
    stamp = FRONTEND / "dist" / ".candor.stamp"
    wanted = _digest(_frontend_sources())
    if _reads(stamp, wanted):
        return
    if shutil.which("node") is None and stamp.exists():
        _say("There is no Node.js, so the workspace stays as it was last built.")
        return
    install_node_packages()
    _say("Building the frontend …")
    stamp.unlink(missing_ok=True)
    subprocess.run(["npm", "run", "--silent", "build"], cwd=FRONTEND, check=True)
    stamp.write_text(wanted)


def _frontend_sources() -> list[Path]:
    found = []
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(name for name in folders if name not in _NOT_SOURCES)
        # What a check of types leaves behind is no source.
        found += [Path(folder, name) for name in sorted(files) if not name.endswith(".tsbuildinfo")]
    return found


def _require_node() -> None:
    version = _output(["node", "--version"])
    numbers = tuple(int(number) for number in version.lstrip("v").split(".")[:2] if number.isdigit())
    if numbers < NODE_VERSION:
        wanted = ".".join(map(str, NODE_VERSION))
        have = f"found {version}" if version else "found none"
        raise CannotInstall(
            f"Node.js {wanted} or newer builds the workspace; {have}. Install it and try again."
        )


def install_browser() -> None:
    """Chromium for the browser tests: through apt if allowed, else a note on what to install."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotInstall("The browser tests need Chromium on PATH. Install the package `chromium`.")
    _say("Installing Chromium for the browser tests …")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=env, check=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-inter"]
    subprocess.run(install, env=env, check=True, stdout=subprocess.DEVNULL)


def install_mail_server() -> None:
    """
    Dovecot for the tests of fetching mail, where apt may bring it; without it they use pymap alone.

    Only for machines that live for one run: the package starts a mail server where it can.
    """
    if any(Path(folder, "dovecot").exists() for folder in ("/usr/sbin", "/usr/local/sbin")):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        _say("Without Dovecot, mail is fetched from pymap alone in the tests.")
        return
    _say("Installing Dovecot for the mail tests …")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "dovecot-imapd"]
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.run(command, env=env, stdout=subprocess.DEVNULL).returncode != 0:
            _say("Dovecot could not be installed; mail is fetched from pymap alone in the tests.")
            return


PARTS: dict[str, Callable[[], None]] = {
    "python": install_python,
    "node": install_node_packages,
    "frontend": build_frontend,
    "browser": install_browser,
    "mail-server": install_mail_server,
}


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _reads(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text


def _runs(command: Sequence[str | Path]) -> bool:
    try:
        answer = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return answer.returncode == 0


def _output(command: Sequence[str]) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return ""
    return answer.stdout.strip()


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
