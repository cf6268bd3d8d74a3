"""Large uploads go to disk block by block: the server never holds one in memory.

Streamlit keeps every upload in memory. `SpoolUploads` stands before it, writes an upload that is larger than the small
files of the other pages to a folder of this process, and hands Streamlit a short note in its place. `claim` turns the
note into the file. A file goes with the session that claimed it, and the folder with the process.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from footprint.errors import printable
from footprint_app.settings import UPLOAD_MB

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BLOCK = 1 << 20
SMALL_BYTES = UPLOAD_MB * 1_000_000
"""Uploads up to this length stay in memory, as Streamlit does it."""
_ROUTE = "/_stcore/upload_file/"
_NOTE = b"\0footprint-upload "
_MOST_NAME = 100

_folder: tempfile.TemporaryDirectory[str] | None = None


def folder() -> Path:
    """The folder of this process for uploads; it is removed when the process ends."""
    global _folder
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(prefix="footprint-uploads-", ignore_cleanup_errors=True)
    return Path(_folder.name)


def clear() -> None:
    """Remove the folder with everything in it."""
    global _folder
    if _folder is not None:
        _folder.cleanup()
        _folder = None


class Stored:
    """A file on disk for as long as this object lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        weakref.finalize(self, shutil.rmtree, path.parent, ignore_errors=True)


def store(name: str, write: Callable[[Path], object]) -> Stored:
    """A new file of that name, in a folder of its own, with what `write` puts into it."""
    place = folder() / uuid.uuid4().hex
    place.mkdir()
    kept = printable(Path(name.replace("\\", "/")).name)[-_MOST_NAME:].strip(". ") or "upload"
    stored = Stored(place / kept)
    write(stored.path)
    return stored


def claim(file: Any) -> Stored:
    """The file of an upload, which now belongs to the caller.

    Parameters
    ----------
    file : UploadedFile
        As Streamlit's uploader gives it.
    """
    noted = _noted(file)
    if noted is None:
        return store(file.name, lambda path: path.write_bytes(file.getbuffer()))
    with noted.open("rb"):  # it may have been claimed before, by a session that is over
        pass
    return store(file.name, lambda path: noted.replace(path))


def is_large(file: Any) -> bool:
    """Whether an upload was too large to be kept in memory."""
    return _noted(file) is not None


def _noted(file: Any) -> Path | None:
    data = bytes(file.getbuffer()[:200])
    if not data.startswith(_NOTE):
        return None
    name = data.removeprefix(_NOTE).decode("ascii", "replace")
    return folder() / name if len(name) == 32 and name.isalnum() else None


class SpoolUploads:
    """ASGI middleware: a large upload is written to disk, and a note of where it is goes on in its place.

    What Streamlit checks of an upload (its session, its token against forged requests, `server.maxUploadSize`) it
    checks of the note too; where it refuses, the file is removed.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] != "PUT" or _ROUTE not in scope["path"]:
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"")
        if length.isdigit() and int(length) <= SMALL_BYTES:
            await self.app(scope, receive, send)
            return
        await self._spooled(scope, receive, send)

    async def _spooled(self, scope: Scope, receive: Receive, send: Send) -> None:
        from anyio import to_thread
        from starlette.datastructures import UploadFile
        from starlette.requests import Request
        from starlette.responses import PlainTextResponse

        held = 0

        async def limited() -> Message:
            nonlocal held
            message = await receive()
            held += len(message.get("body", b""))
            if held > self.most_bytes + BLOCK:
                raise _TooLargeError
            return message

        path = folder() / uuid.uuid4().hex
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            form = await Request(scope, limited).form(max_files=1, max_fields=1)
            try:
                file = next((f for f in form.values() if isinstance(f, UploadFile)), None)
                if file is not None:  # python-multipart has it on disk, in a file without a name
                    await to_thread.run_sync(_copy, file.file, path)
            finally:
                await form.close()
            if file is None or path.stat().st_size > self.most_bytes:
                raise _TooLargeError
            await self.app(*_with_note(scope, file.filename or "", path.name), watched)
        except _TooLargeError:
            await PlainTextResponse("File too large", 413)(scope, receive, send)
        finally:
            if status >= 400:
                path.unlink(missing_ok=True)


class _TooLargeError(Exception):
    """More bytes than an upload may have."""


def _copy(source: Any, path: Path) -> None:
    source.seek(0)
    with path.open("wb") as target:
        shutil.copyfileobj(source, target, BLOCK)


def _with_note(scope: Scope, filename: str, note: str) -> tuple[Scope, Receive]:
    """The same request with a note for a body."""
    mark = uuid.uuid4().hex
    quoted = filename.replace("\\", "\\\\").replace('"', "%22").replace("\r", " ").replace("\n", " ")
    body = b"\r\n".join([
        f"--{mark}".encode(),
        f'Content-Disposition: form-data; name="file"; filename="{quoted}"'.encode(),
        b"Content-Type: application/octet-stream",
        b"",
        _NOTE + note.encode(),
        f"--{mark}--".encode(),
        b"",
    ])  # fmt: skip
    replaced = {b"content-length", b"content-type", b"transfer-encoding"}
    headers = [(k, v) for k, v in scope["headers"] if k not in replaced]
    headers += [
        (b"content-type", f"multipart/form-data; boundary={mark}".encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return {**scope, "headers": headers}, receive
