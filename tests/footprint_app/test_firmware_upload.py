"""Uploads on disk: what the server behind gets in place of a large one, what is refused, and what is left over."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs streamlit: the app extra")

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from footprint.errors import InputError
from footprint_app import firmware_upload, firmware_zip
from footprint_app.firmware_upload import SMALL_BYTES, SpoolUploads, claim, is_large, store
from footprint_app.firmware_zip import unpacked

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


class Refusing:
    """What stands behind, and does not know the session: like Streamlit it says so before it asks for the body."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await Response(status_code=400)(scope, receive, send)


def put(
    behind: Any, data: bytes, name: str = "a.csv", *, length: bool = True, session: str = "session",
    spool: SpoolUploads | None = None, unread: list[bytes] | None = None,
) -> int:  # fmt: skip
    """Send a file as a browser does; gives the status of the answer, and what was not read of it in `unread`."""
    body = (
        b'--mark\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() +
        b'"\r\nContent-Type: text/csv\r\n\r\n' + data + b"\r\n--mark--\r\n"
    )  # fmt: skip
    headers = [(b"content-type", b"multipart/form-data; boundary=mark"), (b"x-xsrftoken", b"kept")]
    if length:
        headers.append((b"content-length", str(len(body)).encode()))
    scope = {"type": "http", "method": "PUT", "path": f"/_stcore/upload_file/{session}/file", "headers": headers,
             "query_string": b""}  # fmt: skip
    blocks = [] if unread is None else unread
    blocks += [body[i : i + 65_536] for i in range(0, len(body), 65_536)]
    told: list[int] = []

    async def receive() -> dict[str, Any]:
        block = blocks.pop(0) if blocks else b""
        return {"type": "http.request", "body": block, "more_body": bool(blocks)}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    asyncio.run((spool or SpoolUploads(behind, MOST))(scope, receive, send))  # type: ignore[arg-type]
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


def test_nothing_is_read_for_a_session_that_is_not_known() -> None:
    """Who has no session cannot fill the disk, not even for the time of a request."""
    unread: list[bytes] = []
    assert put(Refusing(), LARGE, unread=unread) == 400
    assert sum(map(len, unread)) > len(LARGE)
    assert left() == []


def test_a_length_over_the_limit_is_refused_unread() -> None:
    unread: list[bytes] = []
    assert put(Behind(), b"\0" * (MOST + 3 * firmware_upload.BLOCK), unread=unread) == 413
    assert sum(map(len, unread)) > MOST


def test_a_session_has_one_upload_that_waits() -> None:
    """The other session's stays; what was claimed stays too."""
    behind = Behind()
    spool = SpoolUploads(behind, MOST)
    for session in ("one", "two", "one"):
        assert put(behind, LARGE, session=session, spool=spool) == 204
    first, of_two, second = behind.files
    with pytest.raises(OSError, match="No such file"):
        claim(first)
    kept = [claim(of_two), claim(second)]
    assert put(behind, LARGE, session="one", spool=spool) == 204
    assert all(one.path.stat().st_size == len(LARGE) for one in kept)


def test_several_uploads_of_a_session_wait_together_up_to_the_largest_one() -> None:
    """Four files of 3 MB where 10 MB may wait: the three newest are there."""
    behind = Behind()
    spool = SpoolUploads(behind, 10_000_000)
    for _ in range(4):
        assert put(behind, LARGE, spool=spool) == 204
    with pytest.raises(OSError, match="No such file"):
        claim(behind.files[0])
    kept = [claim(one) for one in behind.files[1:]]
    assert [one.path.stat().st_size for one in kept] == 3 * [len(LARGE)]


def test_what_nobody_claims_is_removed_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = Behind()
    spool = SpoolUploads(behind, MOST)
    put(behind, LARGE, session="gone", spool=spool)
    assert len(left()) == 1
    monkeypatch.setattr(firmware_upload, "LONGEST_WAIT_S", -1.0)
    put(behind, LARGE, session="other", spool=spool)
    assert len(left()) == 1
    with pytest.raises(OSError, match="No such file"):
        claim(behind.files[0])


def test_all_uploads_together_are_bounded() -> None:
    """Eight times 4 MB are 32 MB: ten files of 3 MB fit, and an eleventh does not."""
    behind = Behind()
    spool = SpoolUploads(behind, MOST)
    answers = [put(behind, LARGE, session=str(n), spool=spool) for n in range(11)]
    assert answers == [204] * 10 + [507]
    assert len(left()) == 10
    assert spool.coming == 0


def test_a_disk_that_is_nearly_full_takes_no_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firmware_upload.shutil, "disk_usage", lambda _path: SimpleNamespace(free=300 << 20))
    behind = Behind()
    assert put(behind, LARGE) == 204
    monkeypatch.setattr(firmware_upload.shutil, "disk_usage", lambda _path: SimpleNamespace(free=200 << 20))
    assert put(behind, LARGE) == 507
    assert len(left()) == 1


def zipped(tmp_path: Path, members: dict[str, bytes]) -> Path:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip_of_anything_else_stays_as_it_is(tmp_path: Path) -> None:
    assert unpacked(zipped(tmp_path, {"session.raw": b"", "metadata.json": b"{}"}), "a.ppk2") is None


def test_what_a_zip_names_stays_in_its_place(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"../../../out.txt": b"x", "/etc/out.txt": b"x", "results.json": b"[]"})
    found = unpacked(path, "../run.zip")
    assert found is not None
    assert {p.relative_to(found.path).as_posix() for p in found.path.rglob("*") if p.is_file()} == {
        "out.txt", "etc/out.txt", "results.json",
    }  # fmt: skip
    assert found.path.name == "run"
    place = found.path
    del found
    gc.collect()
    assert not place.exists()


def test_a_zip_that_unpacks_to_more_than_a_capture_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, {"run/results.json": b"[]" * 600_000, "run/log.txt": b"x" * 900_000})
    assert unpacked(path, "a.zip") is not None
    monkeypatch.setattr(firmware_zip, "CAPTURE_MB", 1)
    with pytest.raises(InputError, match="more than 1000 files or 1 MB"):
        unpacked(path, "a.zip")
    assert left() == []
