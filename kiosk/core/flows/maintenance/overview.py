"""The entry for maintenance: is the machine enrolled, does it see, does the book travel."""

from __future__ import annotations

from kiosk.core.codes.recognise import Enrolment, Recognised
from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import Flow, maintenance_rail
from kiosk.core.flows.maintenance.usb import StickFlow
from kiosk.core.flows.session.dashboard import sync_line, sync_ok
from kiosk.core.i18n import _
from kiosk.core.intents import Back, GoHome, Intent, OpenStick, StartEnrolment
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import Room
from kiosk.core.views import Action, HealthRow, MaintenanceView


class MaintenanceFlow(Flow):
    """``scanning`` while it waits for the commune's enrolment QR."""

    def __init__(self) -> None:
        self.scanning = False
        self.asked = False
        self.warning = ""
        self.warning_until_ms = 0
        self._coached = Coached("enrolment")

    @property
    def camera(self) -> bool:  # type: ignore[override]
        return self.scanning

    def view(self, room: Room) -> MaintenanceView:
        title = _("Giơ mã ghi danh vào khung") if self.scanning else _("Khám máy")
        rows = () if self.scanning else self._rows(room)
        coaching = self._coached.advice
        advice = self.warning or (coaching.text if coaching else _("Mã này cán bộ xã mở trên máy tính"))
        return MaintenanceView(
            key=f"maintenance-{self.scanning}", rail=maintenance_rail(), look=room.look,
            speech=(title, *(row.text for row in rows)), title=title, rows=rows, primary=self._primary(room),
            secondary=self._secondary(room),
            camera=self.scanning, advice=advice, advice_picture=coaching.picture if coaching else "",
            advice_kind="warning" if self.warning else "kind", frame="clay" if self.warning else self._coached.frame,
            aside=(self.warning or self._coached.aside) if self.scanning else "",
        )

    def _primary(self, room: Room) -> Action | None:
        if self.scanning or room.commune.enrolled:
            return Action(_("Về trang đầu"), GoHome(), "home")
        return Action(_("Ghi danh máy này"), StartEnrolment(), "qr")

    def _secondary(self, room: Room) -> Action | None:
        if self.scanning:
            return Action(_("Lùi lại"), Back(), "arrow-left")
        return Action(_("Bài trong USB"), OpenStick(), "usb") if room.commune.enrolled else None

    def _rows(self, room: Room) -> tuple[HealthRow, ...]:
        return (self._enrolment(room), self._camera(room), self._book(room), self._lessons(room))

    def _enrolment(self, room: Room) -> HealthRow:
        if room.sync.revoked:
            return HealthRow("lock", _("Xã đã ngừng máy này, máy vẫn dạy học"), "bad")
        if room.commune.enrolled:
            return HealthRow("seal-check", _("Máy của {commune}, {thon}").format(
                commune=room.commune.name, thon=room.commune.thon), "ok")
        if room.sync.problem == "S5":
            return HealthRow("qr", _("Mã ghi danh đã dùng hoặc hết hạn"), "bad")
        if self.asked:
            return HealthRow("clock", _("Đang xin xã ghi danh, máy tự làm tiếp"), "warning")
        return HealthRow("qr", _("Máy chưa ghi danh với xã"), "warning")

    def _camera(self, room: Room) -> HealthRow:
        if room.camera == "missing":
            return HealthRow("camera", _("Máy ảnh bị tuột dây (M1)"), "bad")
        return HealthRow("camera", _("Máy ảnh cắm tốt") if room.camera == "ok" else _("Máy ảnh đang nghỉ"), "ok")

    def _book(self, room: Room) -> HealthRow:
        if room.sync.quarantined:
            return HealthRow("tray", _("Xã đang tạm giữ {n} dòng sổ").format(n=room.sync.quarantined), "warning")
        return HealthRow("cloud-check", sync_line(room).replace("\n", ". "), "ok" if sync_ok(room) else "warning")

    def _lessons(self, room: Room) -> HealthRow:
        lessons = len(room.ports.catalogue.lessons())
        broken = len(room.ports.catalogue.broken())
        if broken or not lessons:
            text = _("Có {n} bài, {broken} bài hỏng (L1)").format(n=lessons, broken=broken)
            return HealthRow("book", text, "warning")
        return HealthRow("book", _("Có {n} bài học tốt").format(n=lessons), "ok")

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case OpenStick():
                room.push(StickFlow())
            case StartEnrolment():
                self.scanning, self.warning = True, ""
                self._coached.begin(room)
            case Back():
                self.scanning = False

    def scan(self, found: Recognised, room: Room) -> None:
        if not isinstance(found, Enrolment):
            self.warning = _("Đây không phải mã ghi danh của xã ạ")
            self.warning_until_ms = room.now_ms + room.limits.advice_ms
            self._coached.aside = ""
            room.play("look")
            return
        room.ports.commune.request_enrolment(found.text)
        self.asked, self.scanning = True, False
        room.play("kept")

    def look(self, seen: FrameLook, room: Room) -> None:
        self._coached.see(seen)

    def tick(self, room: Room) -> None:
        if self.warning and room.now_ms >= self.warning_until_ms:
            self.warning = ""
        if self.scanning and not self.warning:
            self._coached.tick(room)
