"""The first page: scan your badge, or touch a need. Knows nobody until somebody comes."""

from __future__ import annotations

from kiosk.core.codes.badge import Badge, picture_of
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import greet_scan
from kiosk.core.flows.base import Flow, IdleRule, home_rail
from kiosk.core.flows.lesson.needs import NEEDS
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, OpenNeed, StartScan, TurnPage
from kiosk.core.state import KioskState
from kiosk.core.views import Action, HomeView, Tile


class HomeFlow(Flow[routes.Home]):
    """While a session is open the camera looks here too, so that the door never closes."""

    def __init__(self, route: routes.Home, state: KioskState) -> None:
        super().__init__(route, state)
        self.page = 0

    def idle(self) -> IdleRule:
        return IdleRule.NEVER

    def camera(self, state: KioskState) -> bool:
        return state.session is not None

    def opens_for_usb(self, state: KioskState) -> bool:
        """Whoever learns, or just came, is never interrupted."""
        return state.session is None and state.visitor is None

    @property
    def title(self) -> str:
        return _("Bác muốn làm gì ạ?")

    def entered(self, state: KioskState) -> None:
        self.page = 0

    def view(self, state: KioskState) -> HomeView:
        note = self._note(state)
        tiles = tuple(Tile(need.picture, need.label(), OpenNeed(key), need.tint) for key, need in NEEDS.items())
        scan = Action(_("Quét thẻ của bác"), StartScan(), help=_("Giơ thẻ có hình cho máy xem"))
        speech = (self.title, scan.label, *(tile.label for tile in tiles))
        return HomeView(
            key=f"home-{self.page}", rail=home_rail(state.commune.thon), look=state.look,
            speech=((f"{note[0]} {note[1]}", *speech) if note else speech),
            title=self.title, note=note, scan=scan, tiles=tiles, page=self.page, more_label=_("Việc khác"),
            greeting_picture=picture_of(state.visitor.learner) if state.visitor and state.visitor.learner else "",
        )

    def _note(self, state: KioskState) -> tuple[str, str, str] | None:
        if state.nothing_kept:
            return _("Máy chưa ghi tên được:"), _("bác cứ học như thường ạ"), _("bác cứ học ạ")
        today = state.ports.calendar.today()
        if not today.trusted:
            return None
        found = next((a for a in state.commune.announcements if a.day == today.iso_day), None)
        return (found.when + ":", found.text, found.short) if found else None

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case StartScan():
                state.navigation.push(routes.Scan())
            case OpenNeed("hoi-may"):
                state.navigation.push(routes.Ask())
            case OpenNeed(need):
                state.navigation.push(routes.LessonList(need))
            case TurnPage(page):
                self.page = page

    def scan(self, found: Recognised, state: KioskState) -> None:
        if isinstance(found, Badge):
            greet_scan(found, state)
        else:
            state.play("look")
            state.say(sentence(found))

    def tick(self, state: KioskState) -> None:
        """After a while alone the first page shows again and nobody is remembered."""
        if state.now_ms - state.last_touch_ms >= state.limits.idle_ms and (self.page or state.visitor):
            self.page = 0
            state.forget()
