"""The first page: scan your badge, or touch a need. Knows nobody until somebody comes."""

from __future__ import annotations

from kiosk.core.codes.badge import Badge, picture_of
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows.arrival.greet import greet_scan
from kiosk.core.flows.arrival.scan import ScanFlow
from kiosk.core.flows.base import Flow, home_rail
from kiosk.core.flows.lesson.ask import AskFlow
from kiosk.core.flows.lesson.lesson_list import NEEDS, LessonListFlow
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, OpenNeed, StartScan, TurnPage
from kiosk.core.state import Room
from kiosk.core.views import Action, HomeView, Tile


class HomeFlow(Flow):
    """While a session is open the camera looks here too, so that the door never closes."""

    idle_ms = None

    def __init__(self) -> None:
        self.page = 0

    @property
    def title(self) -> str:
        return _("Bác muốn làm gì ạ?")

    def entered(self, room: Room) -> None:
        self.page = 0

    def view(self, room: Room) -> HomeView:
        note = self._note(room)
        tiles = tuple(Tile(need.picture, need.label(), OpenNeed(key), need.tint) for key, need in NEEDS.items())
        scan = Action(_("Quét thẻ của bác"), StartScan(), help=_("Giơ thẻ có hình cho máy xem"))
        speech = (self.title, scan.label, *(tile.label for tile in tiles))
        return HomeView(
            key=f"home-{self.page}", rail=home_rail(room.commune.thon), look=room.look,
            speech=((f"{note[0]} {note[1]}", *speech) if note else speech),
            title=self.title, note=note, scan=scan, tiles=tiles, page=self.page, more_label=_("Việc khác"),
            greeting_picture=picture_of(room.visitor.learner) if room.visitor and room.visitor.learner else "",
        )

    def _note(self, room: Room) -> tuple[str, str, str] | None:
        today = room.ports.calendar.today()
        if not today.trusted:
            return None
        found = next((a for a in room.commune.announcements if a.day == today.iso_day), None)
        return (found.when + ":", found.text, found.short) if found else None

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case StartScan():
                room.push(ScanFlow())
            case OpenNeed("hoi-may"):
                room.push(AskFlow())
            case OpenNeed(need):
                room.push(LessonListFlow(need))
            case TurnPage(page):
                self.page = page

    def scan(self, found: Recognised, room: Room) -> None:
        if isinstance(found, Badge):
            greet_scan(found, room)
        else:
            room.play("look")
            room.say(sentence(found))

    def tick(self, room: Room) -> None:
        """After a while alone the first page shows again and nobody is remembered."""
        if room.now_ms - room.last_touch_ms >= room.limits.idle_ms and (self.page or room.visitor):
            self.page = 0
            room.forget()
