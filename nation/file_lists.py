"""Drop folders over HTTP: a page that lists the files of a folder, and the files themselves."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote, unquote


class FileLists:
    """Which folders are offered, each at `/holdings/NAME/`."""

    def __init__(self) -> None:
        """No folder is offered yet."""
        self._folders: dict[str, Path] = {}

    def offer(self, name: str, folder: Path) -> None:
        """Offer the files of a folder."""
        self._folders[f"/holdings/{name}/"] = folder

    def answer(self, path: str, request: BaseHTTPRequestHandler) -> bool:
        """Answer with a list or a file; False where there is neither."""
        at, _, name = path.rpartition("/")
        folder = self._folders.get(f"{at}/")
        if folder is None:
            return False
        files = {each.name: each for each in sorted(folder.iterdir())}
        if not name:
            _send_list(files, request)
            return True
        found = files.get(unquote(name))
        if found is not None:
            _send_file(found, request)
        return found is not None


def _send_list(files: Mapping[str, Path], request: BaseHTTPRequestHandler) -> None:
    lines = [f'<li><a href="{quote(name)}">{escape(name)}</a></li>' for name in files]
    body = f"<!doctype html><title>Leveringen</title><ul>{''.join(lines)}</ul>".encode()
    _send_head(request, 200, {"Content-Type": "text/html", "Content-Length": str(len(body))})
    request.wfile.write(body)


def _send_file(path: Path, request: BaseHTTPRequestHandler) -> None:
    """Send a file, or 304 to who has it already; only a piece of it is in memory at a time."""
    facts = path.stat()
    mark = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    if request.headers.get("If-None-Match") == mark:
        _send_head(request, 304, {"ETag": mark})
        return
    head = {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(facts.st_size),
        "Last-Modified": format_datetime(datetime.fromtimestamp(facts.st_mtime, UTC), usegmt=True),
        "ETag": mark,
    }
    _send_head(request, 200, head)
    with path.open("rb") as file:
        shutil.copyfileobj(file, request.wfile)


def _send_head(request: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str]) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
