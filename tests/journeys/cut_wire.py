"""A wire to a server that is cut when a certain word passes, and mended when a test says so."""

import socket
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class CutWire:
    """Passes bytes on to the server at `url`; `address` is where the wire is taken hold of."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._word = b""
        self._is_cut = Event()
        Thread(target=self._accept, daemon=True).start()

    def cut_at(self, word: bytes) -> None:
        """Cut the wire as soon as this word is sent to the server, which never sees it."""
        self._word = word

    def mend(self) -> None:
        """Pass on everything again."""
        self._word = b""
        self._is_cut.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._is_cut.is_set():
                    client.close()
                    continue
                server = socket.create_connection(self._server)
                Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
                Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, here: socket.socket, there: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while block := here.recv(65_536):
                if asking and self._word and self._word in block:
                    self._is_cut.set()
                if self._is_cut.is_set():
                    break
                there.sendall(block)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
