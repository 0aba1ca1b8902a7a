"""Errors of the sync side, as one small tree grouped by who can act.

SyncError                       anything below; carries a stable ``code``
├── Unreachable        S1       nobody at the other end: wait, try again (network, 5xx, captive portal)
├── Refused            S2       the commune judged this device: staff must act
│   ├── NotEnrolled    S3       this kiosk has no identity yet: scan the enrolment QR
│   ├── Revoked        S4       the commune took this device off: it keeps teaching, sends nothing
│   └── EnrolmentRefused S5     token used, expired or foreign: make a new enrolment QR
├── Malformed          S6       bytes that do not follow ``sync.protocol``: a defect or an attack
│   └── Unproven       S9       an answer that does not prove to be the commune's: nothing in it counts
├── StoreUnusable      S7       the kiosk's database cannot be opened as it must be: maintenance
└── InboxUnusable      S8       the kiosk's card has no room for the commune's lesson packs, or fails

Ordinary outcomes (nothing to send, a duplicate, offline) are values, not errors.
"""

from __future__ import annotations


class SyncError(Exception):
    """Root of the tree. ``code`` is stable: logs, docs and tests rely on it."""

    code = "S0"


class Unreachable(SyncError):
    code = "S1"

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Refused(SyncError):
    code = "S2"


class NotEnrolled(Refused):
    code = "S3"


class Revoked(Refused):
    code = "S4"


class EnrolmentRefused(Refused):
    code = "S5"


class Malformed(SyncError):
    code = "S6"


class Unproven(Malformed):
    code = "S9"


class StoreUnusable(SyncError):
    code = "S7"


class InboxUnusable(SyncError):
    code = "S8"
