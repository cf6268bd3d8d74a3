"""Uploads on disk: what the server behind gets in place of a large one, what is refused, and what is left over."""

from __future__ import annotations

import asyncio
import gc
import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs streamlit: the app extra")

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from footprint_app import firmware_upload
from footprint_app.firmware_upload import SMALL_BYTES, SpoolUploads, claim, is_large, store

LARGE = bytes(range(256)) * 12_000
"""3 MB, more than what stays in memory."""
MOST = 4_000_000


@pytest.fixture(autouse=True)
def _own_folder() -> Iterator[None]:
    firmware_upload.clear()
    yield
    firmware_upload.clear()


class Behind:
    """What stands behind the middleware: it takes one file out of a form, as Streamlit does."""

    def __init__(self, status: int = 204) -> None:
        self.status = status
        self.files: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with Request(scope, receive).form() as form:
            for file in form.values():
                assert isinstance(file, UploadFile)
                data = await file.read()
                self.files.append(SimpleNamespace(name=file.filename, getbuffer=lambda data=data: memoryview(data)))
        await Response(status_code=self.status)(scope, receive, send)


def put(behind: Behind, data: bytes, name: str = "a.csv", *, length: bool = True) -> int:
    """Send a file as a browser does; gives the status of the answer."""
    body = (
        b'--mark\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() +
        b'"\r\nContent-Type: text/csv\r\n\r\n' + data + b"\r\n--mark--\r\n"
    )  # fmt: skip
    headers = [(b"content-type", b"multipart/form-data; boundary=mark"), (b"x-xsrftoken", b"kept")]
    if length:
        headers.append((b"content-length", str(len(body)).encode()))
    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/session/file", "headers": headers,
             "query_string": b""}  # fmt: skip
    blocks = [body[i : i + 65_536] for i in range(0, len(body), 65_536)]
    told: list[int] = []

    async def receive() -> dict[str, Any]:
        block = blocks.pop(0) if blocks else b""
        return {"type": "http.request", "body": block, "more_body": bool(blocks)}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    asyncio.run(SpoolUploads(behind, MOST)(scope, receive, send))  # type: ignore[arg-type]
    return told[0]


def left() -> list[Path]:
    return [p for p in firmware_upload.folder().rglob("*") if p.is_file()]


@pytest.mark.parametrize("length", [True, False], ids=["length", "chunked"])
def test_a_large_upload_is_a_file_and_a_note(length: bool) -> None:
    behind = Behind()
    assert put(behind, LARGE, "mine.ppk2", length=length) == 204
    (file,) = behind.files
    assert file.name == "mine.ppk2"
    assert len(file.getbuffer()) < 100, "the server behind holds a note"
    assert is_large(file)
    stored = claim(file)
    assert stored.path.name == "mine.ppk2"
    assert hashlib.sha256(stored.path.read_bytes()).digest() == hashlib.sha256(LARGE).digest()
    with pytest.raises(OSError, match="No such file"):
        claim(file)
    del stored
    gc.collect()
    assert left() == [], "the file goes with its last owner"


def test_a_small_upload_passes_as_it_is() -> None:
    behind = Behind()
    assert put(behind, b"t,I\n1,2\n") == 204
    assert bytes(behind.files[0].getbuffer()) == b"t,I\n1,2\n"
    assert not is_large(behind.files[0])
    assert left() == []
    assert claim(behind.files[0]).path.read_bytes() == b"t,I\n1,2\n"


def test_a_refused_upload_leaves_nothing() -> None:
    assert put(Behind(403), LARGE) == 403
    assert left() == []


@pytest.mark.parametrize("size", [MOST + 1, MOST + 3 * firmware_upload.BLOCK], ids=["just", "far"])
def test_more_than_the_limit_is_refused(size: int) -> None:
    behind = Behind()
    assert put(behind, b"\0" * size, length=False) == 413
    assert behind.files == []
    assert left() == []


@pytest.mark.parametrize("note", [b"\0footprint-upload ../../../../etc/passwd", b"\0footprint-upload " + b"a" * 31])
def test_a_made_up_note_is_no_file(note: bytes) -> None:
    file = SimpleNamespace(name="x.csv", getbuffer=lambda: memoryview(note))
    assert not is_large(file)
    assert claim(file).path.read_bytes() == note


@pytest.mark.parametrize("name", ["../../up.csv", "C:\\data\\up.csv", "a/b/up.csv", "up.csv"])
def test_a_name_is_no_path(name: str) -> None:
    stored = store(name, lambda path: path.write_bytes(b"x"))
    assert stored.path.name == "up.csv"
    assert stored.path.parent.parent == firmware_upload.folder()


def test_what_stays_in_memory_is_what_the_other_pages_take() -> None:
    from footprint.yaml_file import MAX_BYTES

    assert SMALL_BYTES == MAX_BYTES
