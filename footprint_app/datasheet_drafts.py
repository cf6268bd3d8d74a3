"""Datasheets that outlive their session: a reload of the page finds its own by the token in its address.

What a token opens is a copy, files too, so that two tabs never write into each other's datasheet. Nothing is on disk
but the files, which are in the folder of the uploads and go with it when the server ends.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

import streamlit as st

from footprint_app import datasheet_files
from footprint_app.datasheet_state import Work
from footprint_app.settings import DRAFT_HOURS, DRAFTS, DRAFTS_MB

TOKEN = "draft"
"""The key of the page's address, and of the session, that has the token."""
_TAB = "ds_tab"
GONE = (
    "The draft in the address of this page is not here any more, or never was: drafts are kept for "
    f"{DRAFT_HOURS} hours, at most {DRAFTS} of them, until the app is stopped. This is a new datasheet."
)
TAKEN = (
    "This draft was opened in another tab or window too. Each has a copy of its own from here on: what is changed here "
    "is not changed there."
)


class _Kept(NamedTuple):
    """A datasheet as its tab had it last."""

    work: Work
    tab: object
    used: float
    size: int


class Drafts:
    """The datasheets of a process by their tokens, the ones used last at the end."""

    def __init__(
        self, most: int, longest_s: float, most_bytes: int, now: Callable[[], float] = time.monotonic
    ) -> None:  # fmt: skip
        self.most, self.longest_s, self.most_bytes, self.now = most, longest_s, most_bytes, now
        self._kept: dict[str, _Kept] = {}
        self._lock = Lock()

    def open(self, token: str, tab: object) -> Work | None:
        """A copy of what a token stands for, which from now on stands for what this tab has; None where it is gone."""
        with self._lock:
            self._clear_out()
            kept = self._kept.get(token)
            if kept is None:
                return None
            self._kept[token] = kept._replace(tab=tab)
            return copied(kept.work)

    def keep(self, token: str | None, tab: object, work: Work) -> str:
        """Keep what a tab has under its token, or under a new one where it has none or another tab has taken it."""
        size = held(work)
        with self._lock:
            known = self._kept.get(token) if token is not None else None
            if token is None or (known is not None and known.tab is not tab):
                token = secrets.token_urlsafe(32)
            self._kept.pop(token, None)
            self._kept[token] = _Kept(_shared(work), tab, self.now(), size)
            self._clear_out()
            return token

    def _clear_out(self) -> None:
        """Forget what is too old, then the ones unused for longest that are too many or too large."""
        now = self.now()
        for token, kept in list(self._kept.items()):
            many = len(self._kept) > self.most or sum(k.size for k in self._kept.values()) > self.most_bytes
            if now - kept.used > self.longest_s or (many and len(self._kept) > 1):
                del self._kept[token]


ALL = Drafts(DRAFTS, DRAFT_HOURS * 3600.0, DRAFTS_MB << 20)


def arrive() -> tuple[Work | None, str]:
    """What the address asks for on the first run of a session, and what to say where it is gone."""
    asked = st.query_params.get(TOKEN)
    tab = st.session_state[_TAB] = object()
    if not asked:
        return None, ""
    found = ALL.open(asked, tab)
    if found is None:
        return None, GONE
    st.session_state[TOKEN] = asked
    return found, ""


def keep(work: Work) -> str:
    """Keep what this session has now; gives its token, and says it where another tab has taken the old one."""
    before = st.session_state.get(TOKEN)
    token = st.session_state[TOKEN] = ALL.keep(before, st.session_state[_TAB], work)
    if before not in (None, token):
        work.note = TAKEN
    return token


def copied(work: Work) -> Work:
    """The same datasheet with a folder of its own."""
    found = _shared(work)
    found.files = datasheet_files.copied(work.folder)
    found.before = copied(work.before) if work.before is not None else None
    return found


def _shared(work: Work) -> Work:
    """The datasheet as it is now, in the same folder; what can be read again is left out."""
    before = _shared(work.before) if work.before is not None else None
    return Work(
        work.files, work.text, work.first, work.name, list(work.history), dict(work.drafts), before, work.note,
        work.as_of, work.as_of_text, _contents=work.models(),
    )  # fmt: skip


def held(work: Work) -> int:
    """Bytes of the files and texts of a datasheet, and of the one before it."""
    files = sum(p.stat().st_size for p in work.folder.rglob("*") if p.is_file())
    texts = sum(map(len, (work.text, work.first, *work.history)))
    return files + texts + (held(work.before) if work.before is not None else 0)
