"""What the commune told this kiosk: roster, thôns, announcements.

Guarantees: reads what the sync process kept; something unreadable is logged with its code and the last good
answer stands. Does not speak with the commune: it leaves requests for the sync process.

    commune = SqliteCommune(identity, reader, writer)
    commune.read().thons
    commune.request_enrolment("BDHVSEN1:…")

Source of the rules: docs/protocol.md ("the way down", enrolment).
"""

from __future__ import annotations

import logging

import msgspec

from kiosk.core.errors import EventRefused, StoreError
from kiosk.core.ports import Announcement, Commune, Facilitator
from kiosk.store.identity import Identity
from kiosk.store.reader import Reader
from kiosk.store.writer import Writer
from sync import protocol
from sync.protocol import Changes, Enrolment
from sync.protocol.errors import Malformed

_log = logging.getLogger(__name__)

_REQUEST = """INSERT INTO sync_state VALUES ('enrol_request', ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value"""


class SqliteCommune:
    """``kiosk.core.ports.CommuneStore`` on ``sync_state`` and ``enrolment.json``."""

    def __init__(self, identity: Identity, reader: Reader, writer: Writer) -> None:
        self._identity = identity
        self._reader = reader
        self._writer = writer
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

    def request_enrolment(self, invitation: str) -> None:
        """Hands the scanned invitation to the sync process, durably.

        Raises:
            EventRefused: the text is no invitation.
            StoreError: it could not be written.
        """
        try:
            asked = protocol.decode_invitation(invitation)
        except Malformed as error:
            raise EventRefused("not an invitation") from error
        self._writer.do("DELETE FROM sync_state WHERE key = ?", ("enrol_problem",))
        self._writer.do(_REQUEST, (msgspec.json.encode(asked).decode(),))

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
