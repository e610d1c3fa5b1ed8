"""A stand-in for ClamAV's daemon: PING and INSTREAM on loopback, and EICAR as the one thing that it knows."""

import socketserver
import struct
import threading
from types import TracebackType

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Eicar-Test-Signature"


class _Handler(socketserver.StreamRequestHandler):
    server: "Clamd"

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            piece = self.rfile.read(1)
            if not piece:
                return
            command += piece
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self._stream()
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _stream(self) -> None:
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > self.server.largest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                while self.rfile.read(65536):
                    # Closing with something unread would reset the connection before its answer is read.
                    continue
                return
        self.server.seen.append(data)
        if self.server.answer is not None:
            self.wfile.write(self.server.answer)
        elif EICAR in data:
            self.wfile.write(f"stream: {FOUND} FOUND\0".encode())
        else:
            self.wfile.write(b"stream: OK\0")


class Clamd(socketserver.ThreadingTCPServer):
    """It runs while it is entered; `answer` takes the place of its own verdicts."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[bytes] = []
        self.largest = 1_000_000
        self.answer: bytes | None = None

    @property
    def address(self) -> str:
        """For CLAMD_ADDRESS."""
        return f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "Clamd":
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()
