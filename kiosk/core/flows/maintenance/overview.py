"""The entry for maintenance: is the machine enrolled, does it see, does the database travel."""

from __future__ import annotations

from kiosk.core.codes.own import Enrolment, OwnRefusal
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import Flow, maintenance_rail
from kiosk.core.flows.sync_line import sync_line, sync_ok
from kiosk.core.i18n import _
from kiosk.core.intents import Back, GoHome, Intent, OpenExport, OpenHealthCode, OpenStick, StartEnrolment
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import KioskState
from kiosk.core.views import Action, HealthRow, MaintenanceView


class MaintenanceFlow(Flow[routes.Maintenance]):
    """``scanning`` while it waits for the commune's enrolment QR."""

    def __init__(self, route: routes.Maintenance, state: KioskState) -> None:
        super().__init__(route, state)
        self.scanning = False
        self.warning = ""
        self.warning_until_ms = 0
        self._coached = Coached("enrolment")

    def camera(self, state: KioskState) -> bool:
        return self.scanning

    def view(self, state: KioskState) -> MaintenanceView:
        title = _("Giơ mã ghi danh vào khung") if self.scanning else _("Khám máy")
        rows = () if self.scanning else self._rows(state)
        coaching = self._coached.advice
        advice = self.warning or (coaching.text if coaching else _("Mã này cán bộ xã mở trên máy tính"))
        return MaintenanceView(
            key=f"maintenance-{self.scanning}", rail=maintenance_rail(), look=state.look,
            speech=(title, *(row.text for row in rows)), title=title, rows=rows, primary=self._primary(state),
            secondary=self._secondary(state), more=self._more(state),
            camera=self.scanning, advice=advice, advice_picture=coaching.picture if coaching else "",
            advice_kind="warning" if self.warning else "kind", frame="clay" if self.warning else self._coached.frame,
            aside=(self.warning or self._coached.aside) if self.scanning else "",
        )

    def _primary(self, state: KioskState) -> Action | None:
        """The first page is one touch away in the rail."""
        if self.scanning or state.nothing_kept:
            return Action(_("Về trang đầu"), GoHome(), "home")
        if state.commune.enrolled:
            return Action(_("Xuất dữ liệu ra USB"), OpenExport(), "tray")
        return Action(_("Ghi danh máy này"), StartEnrolment(), "qr")

    def _secondary(self, state: KioskState) -> Action | None:
        if self.scanning:
            return Action(_("Lùi lại"), Back(), "arrow-left")
        if state.nothing_kept:          # nobody gave a PIN where none can be judged
            return None
        if state.commune.enrolled:
            return Action(_("Bài trong USB"), OpenStick(), "usb")
        return Action(_("Xuất dữ liệu ra USB"), OpenExport(), "tray")

    def _more(self, state: KioskState) -> tuple[Action, ...]:
        return () if self.scanning else (Action(_("Mã khám máy"), OpenHealthCode(), "stethoscope"),)

    def _rows(self, state: KioskState) -> tuple[HealthRow, ...]:
        return (self._enrolment(state), self._camera(state), self._book(state), *_set_aside(state),
                self._lessons(state))

    def _enrolment(self, state: KioskState) -> HealthRow:
        if state.sync.revoked:
            return HealthRow("lock", _("Xã đã ngừng máy này, máy vẫn dạy học"), "bad")
        if state.commune.enrolled:
            return HealthRow("seal-check", _("Máy của {commune}, {thon}").format(
                commune=state.commune.name, thon=state.commune.thon), "ok")
        return self._request(state)

    def _request(self, state: KioskState) -> HealthRow:
        """How far this machine's wish to be enrolled came."""
        request = state.enrolment_request
        if request.code:
            return HealthRow("qr", _("Sổ đang bận, mời giơ mã lần nữa ({code})").format(code=request.code), "bad")
        if request.stage == "keeping":
            return HealthRow("clock", _("Đang cất mã, chờ chút nhé"), "warning")
        if state.sync.problem == "S5":
            return HealthRow("qr", _("Mã ghi danh đã dùng hoặc hết hạn"), "bad")
        if request.stage == "kept":
            return HealthRow("clock", _("Đang xin xã ghi danh, máy tự làm tiếp"), "warning")
        return HealthRow("qr", _("Máy chưa ghi danh với xã"), "warning")

    def _camera(self, state: KioskState) -> HealthRow:
        if state.camera == "missing":
            return HealthRow("camera", _("Máy ảnh bị tuột dây (M1)"), "bad")
        return HealthRow("camera", _("Máy ảnh cắm tốt") if state.camera == "ok" else _("Máy ảnh đang nghỉ"), "ok")

    def _book(self, state: KioskState) -> HealthRow:
        if state.database.problem:
            return HealthRow("tray", database_problem(state.database.problem), "bad")
        if state.sync.quarantined:
            return HealthRow("tray", _("Xã đang tạm giữ {n} dòng sổ").format(n=state.sync.quarantined), "warning")
        if state.sync.pending and state.sync.problem == "S9":
            return HealthRow("cloud-slash", _("Mạng này không tới máy chủ xã, máy giữ hộ {n} (S9)").format(
                n=state.sync.pending), "warning")
        return HealthRow("cloud-check", sync_line(state).replace("\n", ". "), "ok" if sync_ok(state) else "warning")

    def _lessons(self, state: KioskState) -> HealthRow:
        lessons = len(state.ports.catalogue.lessons())
        broken = len(state.ports.catalogue.broken())
        if broken or not lessons:
            text = _("Có {n} bài, {broken} bài hỏng (L1)").format(n=lessons, broken=broken)
            return HealthRow("book", text, "warning")
        return HealthRow("book", _("Có {n} bài học tốt").format(n=lessons), "ok")

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case OpenStick():
                state.navigation.push(routes.UsbPacks())
            case OpenExport():
                state.navigation.push(routes.UsbExport())
            case OpenHealthCode():
                state.navigation.push(routes.HealthCode())
            case StartEnrolment():
                self.scanning, self.warning = True, ""
                self._coached.begin(state)
            case Back():
                self.scanning = False

    def scan(self, found: Recognised, state: KioskState) -> None:
        if not isinstance(found, Enrolment):
            self.warning = _not_enrolment(found)
            self.warning_until_ms = state.now_ms + state.limits.advice_ms
            self._coached.aside = ""
            state.play("look")
            return
        self.scanning = False
        state.navigation.push(routes.ConfirmEnrolment(found.invitation))

    def look(self, seen: FrameLook, state: KioskState) -> None:
        self._coached.see(seen)

    def tick(self, state: KioskState) -> None:
        if self.warning and state.now_ms >= self.warning_until_ms:
            self.warning = ""
        if self.scanning and not self.warning:
            self._coached.tick(state)


def database_problem(code: str) -> str:
    """Why nothing can be kept now, and what maintenance does about it."""
    sentences = {
        "K21": _("Thẻ nhớ đầy nên chưa ghi sổ được (K21), dọn bớt hoặc thay thẻ"),
        "K22": _("Sổ đang bận, máy tự thử lại (K22)"),
        "K26": _("Sổ do bản phần mềm mới hơn ghi (K26), cài bản mới"),
        "K28": _("Thẻ nhớ chỉ đọc được (K28), khởi động lại hoặc thay thẻ"),
    }
    return sentences.get(code, _("Chưa mở được sổ ({code}), máy tự thử lại, xin xem sổ tay").format(code=code))


def _set_aside(state: KioskState) -> tuple[HealthRow, ...]:
    if not state.database.set_aside:
        return ()
    text = _("Sổ cũ hỏng (K23), máy mở sổ mới, giữ được {n} dòng chưa gửi").format(n=state.database.salvaged)
    return (HealthRow("tray", text, "warning"),)


def _not_enrolment(found: Recognised) -> str:
    if isinstance(found, OwnRefusal) and found.of == "enrolment":
        return sentence(found)
    return _("Đây không phải mã ghi danh của xã ạ")
