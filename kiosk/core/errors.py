"""Errors of the kiosk, one tree grouped by who can act; every code is stable (docs/error-codes.md).

KioskError                      anything below
├── HardwareError               somebody at the site can act: a plug, a card
│   ├── CameraMissing    M1     no camera there
│   ├── CameraLost       M2     it was there and stopped answering
│   ├── SoundMissing     M3     no loudspeaker or no voice program
│   └── DisplayMissing   M4     no screen that a window could be opened on
├── StoreError                  maintenance can act
│   ├── DiskFull         K21    no room for another event
│   ├── StoreLocked      K22    somebody else holds the file
│   ├── StoreDamaged     K23    the file is not sound
│   ├── EventRefused     K24    the core wrote something the protocol does not know (a defect)
│   ├── NotEnrolled      K25    no identity yet: nothing is recorded
│   ├── StoreTooNew      K26    the file was written by a newer version of this program
│   └── StoreReadOnly    K28    the card can only be read: the system mounted it so after an error, or it is locked
├── LessonError                 the author can act
│   └── LessonRefused    L1     a lesson file is broken; the others still load
├── PackError                   who carries the stick, or who publishes, can act
│   ├── StickForeign     P1     not signed by the publishers this kiosk trusts
│   ├── StickOlder       P2     older than what this kiosk has seen already
│   ├── StickDamaged     P3     bytes differ from what was signed, or are not what they must be
│   ├── StickGone        P4     pulled out, or a read failed
│   ├── StickExpired     P5     its signatures have expired
│   ├── PackNoRoom       P6     not enough room to stage it beside the installed one
│   ├── PackUnfit        P7     well signed, but this program cannot use it (format, flaw, picture too large)
│   ├── PackUnknown      P8     nothing installed by that name, or no version to go back to
│   ├── TwoSticks        P10    two sticks at once: which one is meant?
│   ├── StickEmpty       P11    no lesson packs on it
│   ├── StickReadOnly    P12    nothing can be written on it
│   ├── StickFull        P13    no room on it
│   ├── ReceiptForeign   P14    the receipt on it is not the commune's, or not for this machine
│   ├── ExportRevoked    P15    the commune takes nothing from this machine any more
│   └── KeyTrouble       P9     publisher: a key is missing, or the passphrase does not open it
└── OptionRefused        K27    a setting or an option of the command line is not what it must be

U1 is no exception: the stage posts ``Broke("U1")`` where a screen failed; notice, home.
"""

from __future__ import annotations


class KioskError(Exception):
    code = "K0"


class HardwareError(KioskError):
    code = "M0"


class CameraMissing(HardwareError):
    code = "M1"


class CameraLost(HardwareError):
    code = "M2"


class SoundMissing(HardwareError):
    code = "M3"


class DisplayMissing(HardwareError):
    code = "M4"


class StoreError(KioskError):
    code = "K20"


class DiskFull(StoreError):
    code = "K21"


class StoreLocked(StoreError):
    code = "K22"


class StoreDamaged(StoreError):
    code = "K23"


class EventRefused(StoreError):
    code = "K24"


class NotEnrolled(StoreError):
    code = "K25"


class StoreTooNew(StoreError):
    code = "K26"


class StoreReadOnly(StoreError):
    code = "K28"


class LessonError(KioskError):
    code = "L0"


class LessonRefused(LessonError):
    code = "L1"


class PackError(KioskError):
    code = "P0"


class StickForeign(PackError):
    code = "P1"


class StickOlder(PackError):
    code = "P2"


class StickDamaged(PackError):
    code = "P3"


class StickGone(PackError):
    code = "P4"


class StickExpired(PackError):
    code = "P5"


class PackNoRoom(PackError):
    code = "P6"


class PackUnfit(PackError):
    code = "P7"


class PackUnknown(PackError):
    code = "P8"


class KeyTrouble(PackError):
    code = "P9"


class TwoSticks(PackError):
    code = "P10"


class StickEmpty(PackError):
    code = "P11"


class StickReadOnly(PackError):
    code = "P12"


class StickFull(PackError):
    code = "P13"


class ReceiptForeign(PackError):
    code = "P14"


class ExportRevoked(PackError):
    code = "P15"


class OptionRefused(KioskError):
    code = "K27"
