"""What the commune told this kiosk: roster, thôns, announcements.

Guarantees: reads what the sync process kept; something unreadable is logged with its code and the last good
answer stands. Does not speak with the commune: it leaves requests for the sync process.

    commune = SqliteCommune(identity, reader, writer, post)
    commune.read().thons
    commune.request_enrolment(invitation)       # EnrolmentRequested follows

Source of the rules: docs/protocol.md ("the way down", enrolment).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

import msgspec

from kiosk.core.errors import StoreError
from kiosk.core.inputs import EnrolmentRequested
from kiosk.core.ports import Announcement, Commune, Facilitator
from kiosk.store.identity import Identity
from kiosk.store.reader import Reader
from kiosk.store.writer import Writer
from sync import protocol
from sync.protocol import Changes, Enrolment, Invitation

_log = logging.getLogger(__name__)

Post = Callable[[EnrolmentRequested], None]

_REQUEST = """INSERT INTO sync_state VALUES ('enrol_request', ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value"""


class SqliteCommune:
    """``kiosk.core.ports.CommuneStore`` on ``sync_state`` and ``enrolment.json``. ``post`` is called from the writer's
    thread."""

    def __init__(self, identity: Identity, reader: Reader, writer: Writer, post: Post) -> None:
        self._identity = identity
        self._reader = reader
        self._writer = writer
        self._post = post
        self._kept: tuple[str, Changes] = ("", Changes(version=0))

    def read(self) -> Commune:
        """As the commune told it last; where the file cannot be read, as it was read last."""
        changes = self._changes()
        return _commune(self._identity.enrolment(), changes)

    def facilitator(self, person: str) -> protocol.Facilitator | None:
        """The roster's own record of ``person``, with what a PIN is judged by."""
        return next((each for each in self._changes().facilitators if each.id == person), None)

    def neighbours(self) -> dict[str, str]:
        """Base64 badge keys of the communes around, by name."""
        return {each.name: each.badge_key for each in self._changes().neighbours}

    def roster(self) -> str:
        """Everybody's names as they came: sealed, "" where none came."""
        return self._changes().roster

    def mark(self) -> str:
        """Changes whenever ``read`` would answer something new."""
        return f"{self._identity.mark()}|{hash(self._text())}"

    def request_enrolment(self, invitation: Invitation) -> None:
        """Hands the invitation to the sync process; never waits. ``EnrolmentRequested`` is posted once it is durable,
        or cannot be kept."""
        self._writer.submit(_Request(invitation, self._post))

    def _text(self) -> str:
        """Raises StoreError where the file cannot be read."""
        return self._reader.one("SELECT value FROM sync_state WHERE key = 'changes'") or ""

    def _changes(self) -> Changes:
        try:
            text = self._text()
        except StoreError as error:
            _log.warning("%s: what the commune told cannot be read, the last stands", error.code)
            return self._kept[1]
        if text and text != self._kept[0]:
            self._kept = (text, self._decoded(text))
        return self._kept[1]

    def _decoded(self, text: str) -> Changes:
        try:
            return msgspec.json.decode(text, type=Changes)
        except msgspec.DecodeError as error:
            _log.error("S6: what the commune sent cannot be read: %s", error)
            return self._kept[1]


class _Request:
    """An invitation on its way to the sync process; what was said of the one before is forgotten with it."""

    def __init__(self, invitation: Invitation, post: Post) -> None:
        self._invitation = invitation
        self._post = post

    def apply(self, database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM sync_state WHERE key = 'enrol_problem'")
        database.execute(_REQUEST, (msgspec.json.encode(self._invitation).decode(),))

    def kept(self) -> None:
        self._post(EnrolmentRequested())

    def refused(self, error: StoreError) -> None:
        _log.warning("%s: an invitation was not kept", error.code)
        self._post(EnrolmentRequested(error.code))


def _commune(enrolment: Enrolment | None, changes: Changes) -> Commune:
    return Commune(
        enrolled=enrolment is not None,
        name=enrolment.reply.commune if enrolment else "",
        thon=enrolment.reply.site.thon if enrolment else "",
        thons=tuple(changes.thons),
        facilitators={each.id: Facilitator(each.id, each.label, each.role) for each in changes.facilitators},
        revoked=frozenset(changes.revoked),
        announcements=tuple(
            Announcement(note.day, note.when, note.text, note.short) for note in changes.announcements
        ),
        address=changes.address,
        province=changes.province,
    )
