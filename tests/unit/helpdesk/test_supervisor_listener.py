"""The port that the supervisor opens and hands to the web server."""

import socket

from helpdesk.supervisor.__main__ import _bind


def test_answers_leave_at_once() -> None:
    """Connections inherit TCP_NODELAY: without it an answer's body waits for its headers' acknowledgement."""
    with _bind("0") as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()[:2]):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
