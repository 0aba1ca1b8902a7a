"""Fakes of the core's ports: small, honest, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from itertools import permutations

from kiosk.core.lessons.curriculum import Playlist, Question, Skill
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.ports import Commune, Facilitator, LessonProgress, NewEvent, Person, Settings, Today
from kiosk.core.state import Ports
from kiosk.core.text.name_index import MIN_LETTERS, letters
from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, BADGE_MAINTENANCE, Invitation, check_data
from sync.protocol.folding import folded

OURS, NEIGHBOUR, NOBODY = b"\x01" * 64, b"\x02" * 64, b"\x03" * 64


def fake_signer(signed: bytes, signature: bytes) -> str | None:
    return {OURS: "", NEIGHBOUR: "xã Bên"}.get(signature)


def base45(raw: bytes) -> bytes:
    """Independent little encoder for tests (RFC 9285)."""
    alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    out = bytearray()
    for start in range(0, len(raw), 2):
        pair = raw[start:start + 2]
        number = int.from_bytes(pair, "big")
        for _place in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            out.append(alphabet[digit])
    return bytes(out)


def badge(secret: bytes, kind: int = BADGE_LEARNER, signature: bytes = OURS) -> bytes:
    return b"BDHVS1:" + base45(secret + bytes([kind]) + signature)


def learner_badge(number: int) -> bytes:
    return badge(number.to_bytes(16, "big"))


def facilitator_badge(secret: bytes = b"F" * 16) -> bytes:
    return badge(secret, BADGE_FACILITATOR)


def maintenance_badge(secret: bytes = b"M" * 16) -> bytes:
    return badge(secret, BADGE_MAINTENANCE)


class FakeJournal:
    """Judges events as the wire would; answers wait until the test says so."""

    def __init__(self) -> None:
        self.events: list[NewEvent] = []

    def write(self, fact: NewEvent) -> int:
        check_data(fact.kind, dict(fact.data))
        self.events.append(fact)
        return len(self.events)

    def kinds(self) -> list[str]:
        return [fact.kind for fact in self.events]


class FakeProgress:
    def __init__(self) -> None:
        self.kept: dict[str, dict[str, LessonProgress]] = {}

    def of(self, learner: str) -> Mapping[str, LessonProgress]:
        return self.kept.get(learner, {})

    def keep(self, learner: str, progress: LessonProgress) -> None:
        self.kept.setdefault(learner, {})[progress.lesson] = progress


class FakePins:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def check(self, facilitator: str, secret: bytes, pin: str) -> None:
        self.asked.append((facilitator, pin))

    def standing(self, facilitator: str) -> tuple[int, int]:
        return 5, 0


class FakeRoster:
    """``kiosk.core.ports.Roster``: looks at everybody, one after another; ``unlock`` stands for the PIN desk's."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.people = tuple(people)
        self.open = False

    def unlock(self) -> None:
        self.open = True

    def lock(self) -> None:
        self.open = False

    def find(self, text: str, limit: int, thon: str = "") -> tuple[Person, ...]:
        if not self.open or letters(text) < MIN_LETTERS:
            return ()
        asked = folded(text).split()
        found = [x for x in self.people if _any_order(asked, folded(x.name).split())]
        return tuple(sorted(found, key=lambda x: x.thon != thon)[:limit])


def _any_order(asked: Sequence[str], words: Sequence[str]) -> bool:
    return any(all(word.startswith(part) for part, word in zip(asked, order, strict=False))
               for order in permutations(words, min(len(asked), len(words)))) and len(asked) <= len(words)


class FakeCommune:
    def __init__(self, commune: Commune) -> None:
        self.commune = commune
        self.requested: list[Invitation] = []

    def read(self) -> Commune:
        return self.commune

    def request_enrolment(self, invitation: Invitation) -> None:
        self.requested.append(invitation)


class FakeCatalogue:
    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._lessons = lessons
        self.paths: tuple[Playlist, ...] = ()
        self.asked: tuple[Question, ...] = ()
        self.taught: tuple[Skill, ...] = ()
        self.translated: dict[str, dict[str, str]] = {}

    def install(self, lessons: Sequence[Lesson]) -> None:
        """From now on exactly these are offered."""
        self._lessons = lessons

    def lessons(self) -> Sequence[Lesson]:
        return self._lessons

    def playlists(self) -> Sequence[Playlist]:
        return self.paths

    def questions(self) -> Sequence[Question]:
        return self.asked

    def skills(self) -> Sequence[Skill]:
        return self.taught

    def languages(self) -> Sequence[str]:
        return ("vi", *self.translated)

    def said(self, language: str, text: str) -> str:
        return self.translated.get(language, {}).get(text, text)

    def pack_of(self, lesson: str) -> tuple[str, str]:
        return "ky-nang-so-co-ban", "1"

    def broken(self) -> Sequence[str]:
        return ()


class FakeCalendar:
    def __init__(self, today: Today) -> None:
        self._today = today
        self.confirmed: list[str] = []
        self.anchored: list[tuple[datetime, int]] = []

    def today(self) -> Today:
        return self._today

    def confirm(self, iso_day: str) -> None:
        self.confirmed.append(iso_day)

    def anchor(self, utc: datetime, plus_minus_s: int) -> None:
        self.anchored.append((utc, plus_minus_s))
        here = utc.astimezone(timezone(timedelta(hours=7)))
        self._today = Today(here.date().isoformat(), here.hour, here.minute, trusted=True)


class FakeSettings:
    def __init__(self) -> None:
        self.settings = Settings()

    def read(self) -> Settings:
        return self.settings

    def keep(self, settings: Settings) -> None:
        self.settings = settings


def fake_qr(text: str) -> tuple[str, ...]:
    return tuple("10" * 10 for _row in range(21))


def demo_commune(facilitators: Mapping[str, Facilitator], **changes: object) -> Commune:
    fields: dict[str, object] = {
        "enrolled": True, "name": "xã Mẫu", "thon": "thôn Mẫu Đông",
        "thons": ("thôn Mẫu Đông", "thôn Mẫu Đoài", "thôn Mẫu Thượng"), "facilitators": facilitators,
    }
    return Commune(**{**fields, **changes})  # type: ignore[arg-type]


def fake_ports(lessons: Sequence[Lesson], commune: Commune, today: Today) -> Ports:
    return Ports(
        journal=FakeJournal(), progress=FakeProgress(), pins=FakePins(), commune=FakeCommune(commune),
        catalogue=FakeCatalogue(lessons), signer=fake_signer, calendar=FakeCalendar(today),
        settings=FakeSettings(), make_qr=fake_qr, roster=FakeRoster(),
    )
