"""Large uploads go to disk block by block: the server never holds one in memory.

Streamlit keeps every upload in memory. `SpoolUploads` stands before it, writes an upload that is larger than the small
files of the other pages to a folder of this process, and hands Streamlit a short note in its place. `claim` turns the
note into the file. A file goes with the session that claimed it, and the folder with the process.
"""

from __future__ import annotations

import shutil
import tempfile
import time
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
_MOST_DIGITS = 20
_SPARE_BYTES = 256 << 20
"""An upload leaves at least so much of the disk free."""
LONGEST_WAIT_S = 600.0
"""An upload that no page has claimed after this time belongs to nobody. [s]"""
_TOO_LARGE = "The file is too large"

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
        """The file, or what was unpacked there."""
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

    Nothing is read before Streamlit has checked the session and the token against forged requests: it asks for the
    body only then. What it refuses later is removed. What waits of a session to be claimed is together no more than
    the largest upload, the newest first, and all uploads together have `TOTAL` times that.
    """

    TOTAL = 8

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.coming = 0
        self.waiting: dict[Path, tuple[str, float]] = {}
        """File to its session and since when, the oldest first."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] != "PUT" or _ROUTE not in scope["path"]:
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"")
        expected = int(length) if length.isdigit() and len(length) < _MOST_DIGITS else None
        if expected is not None and expected <= SMALL_BYTES:
            await self.app(scope, receive, send)
            return
        from starlette.exceptions import HTTPException
        from starlette.responses import PlainTextResponse

        upload = _Upload(scope, receive, self.most_bytes)
        session = scope["path"].partition(_ROUTE)[2].partition("/")[0]

        async def noted() -> Message:
            """The body as Streamlit gets it: what the browser sends is stored first."""
            if upload.asked:
                return {"type": "http.disconnect"}
            upload.asked = True
            held = min(self.most_bytes if expected is None else expected, self.most_bytes)
            self._make_room(session, held)
            self.coming += held
            try:
                name = await upload.store()
            finally:
                self.coming -= held
            self.waiting[upload.path] = (session, time.monotonic())
            return {"type": "http.request", "body": upload.note(name), "more_body": False}

        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            if expected is not None and expected > self.most_bytes + BLOCK:
                raise HTTPException(413, _TOO_LARGE)
            await self.app({**scope, "headers": upload.headers()}, noted, watched)
        except HTTPException as error:  # one that nothing behind has answered
            await PlainTextResponse(error.detail, error.status_code)(scope, receive, send)
        finally:
            if status >= 400:
                upload.path.unlink(missing_ok=True)

    def _make_room(self, session: str, held: int) -> None:
        """Remove what nobody will claim any more; refuse what does not fit."""
        from starlette.exceptions import HTTPException

        now = time.monotonic()
        its = held
        for path, (owner, since) in reversed(list(self.waiting.items())):
            if path.exists() and owner == session:  # it is elsewhere once it is claimed
                its += path.stat().st_size
            if not path.exists() or now - since > LONGEST_WAIT_S or (owner == session and its > self.most_bytes):
                path.unlink(missing_ok=True)
                del self.waiting[path]
        used = sum(p.stat().st_size for p in folder().rglob("*") if p.is_file())
        free = shutil.disk_usage(folder()).free
        # It is on disk twice for a moment: as the form's file, and as the copy that is kept.
        if used + self.coming + held > self.TOTAL * self.most_bytes or free < 2 * (self.coming + held) + _SPARE_BYTES:
            raise HTTPException(507, "There is no room for this file now")


class _Upload:
    """A request that brings a large file."""

    def __init__(self, scope: Scope, receive: Receive, most_bytes: int) -> None:
        self.scope, self.receive, self.most_bytes = scope, receive, most_bytes
        self.path = folder() / uuid.uuid4().hex
        self.mark = uuid.uuid4().hex
        self.asked = False

    async def store(self) -> str:
        """Write its file to the path, and give the name that the browser says."""
        from anyio import to_thread
        from starlette.datastructures import UploadFile
        from starlette.exceptions import HTTPException
        from starlette.requests import Request

        held = 0

        async def limited() -> Message:
            nonlocal held
            message = await self.receive()
            held += len(message.get("body", b""))
            if held > self.most_bytes + BLOCK:
                raise HTTPException(413, _TOO_LARGE)
            return message

        form = await Request(self.scope, limited).form(max_files=1, max_fields=1)
        try:
            file = next((f for f in form.values() if isinstance(f, UploadFile)), None)
            if file is None:
                raise HTTPException(400, "There is no file in it")
            if (file.size or 0) > self.most_bytes:
                raise HTTPException(413, _TOO_LARGE)
            await to_thread.run_sync(_copy, file.file, self.path)  # python-multipart has it in a file without a name
        finally:
            await form.close()
        return file.filename or ""

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Those of the request, for a form of another length."""
        replaced = {b"content-length", b"content-type", b"transfer-encoding"}
        kept = [(k, v) for k, v in self.scope["headers"] if k not in replaced]
        return [*kept, (b"content-type", f"multipart/form-data; boundary={self.mark}".encode())]

    def note(self, filename: str) -> bytes:
        """A form with a note of where the file is."""
        quoted = filename.replace("\\", "\\\\").replace('"', "%22").replace("\r", " ").replace("\n", " ")
        return b"\r\n".join([
            f"--{self.mark}".encode(),
            f'Content-Disposition: form-data; name="file"; filename="{quoted}"'.encode(),
            b"Content-Type: application/octet-stream",
            b"",
            _NOTE + self.path.name.encode(),
            f"--{self.mark}--".encode(),
            b"",
        ])  # fmt: skip


def _copy(source: Any, path: Path) -> None:
    source.seek(0)
    with path.open("wb") as target:
        shutil.copyfileobj(source, target, BLOCK)
