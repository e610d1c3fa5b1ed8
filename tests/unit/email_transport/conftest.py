"""One of each mail server for the whole run; every test starts with an empty folder of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mailservers import DOVECOT, Certificates, Dovecot, ImapServer, Pymap, SmtpSink, make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder: Path = tmp_path_factory.mktemp("certificates")
    return make_certificates(folder)


@pytest.fixture
def trusted(certificates: Certificates, settings: Any) -> Certificates:
    """The test's authority counts as one of the world's."""
    settings.MAIL_CA_FILE = str(certificates.authority)
    return certificates


@pytest.fixture(scope="session")
def dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    if DOVECOT is None:
        pytest.skip("needs dovecot-imapd")
    with Dovecot(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def pymap() -> Iterator[Pymap]:
    with Pymap() as server:
        yield server


@pytest.fixture(params=["pymap", "dovecot"])
def imap(request: pytest.FixtureRequest) -> ImapServer:
    """Each test that uses it runs against both servers."""
    server: ImapServer = request.getfixturevalue(request.param)
    server.clear()
    return server


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server
