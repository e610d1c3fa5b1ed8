"""Tests talk to this machine only: a connection or name lookup beyond loopback fails at once."""

import ipaddress
import socket
from typing import Any

import pytest

_LOCAL_NAMES = {"", "localhost", "ip6-localhost", socket.gethostname()}


class OutsideWorld(RuntimeError):
    """A test tried to leave the machine. Use a fake server on loopback."""


def is_local(host: object) -> bool:
    """Whether `host`, a name or an address, is this machine; None and wildcards count as such."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in _LOCAL_NAMES or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _is_number(host: object) -> bool:
    """Whether the resolver reads `host` as an address by itself, in any of the classic notations."""
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        try:
            socket.inet_aton(str(host))
        except OSError:
            return False
    return True


def block(patch: pytest.MonkeyPatch) -> None:
    """Replace what leads out of the machine in `socket` until `patch` is undone."""
    real_connect = socket.socket.connect
    real_connect_ex = socket.socket.connect_ex
    real_getaddrinfo = socket.getaddrinfo

    def check(own: socket.socket, address: Any) -> None:
        if own.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            own.close()
            raise OutsideWorld(f"A test tried to connect to {address[0]}:{address[1]}.")

    def connect(own: socket.socket, address: Any) -> None:
        check(own, address)
        real_connect(own, address)

    def connect_ex(own: socket.socket, address: Any) -> int:
        check(own, address)
        return real_connect_ex(own, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_local(host) and not _is_number(host):
            raise OutsideWorld(f"A test tried to look up {host}.")
        return real_getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
