"""Sample views of an evening: session, summary, idle, notices, maintenance. See ``people``.

    SAMPLES["session-23"]
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.intents import (
    AddGuest,
    AskClose,
    Enrol,
    GoHome,
    HelpGiven,
    JustLearn,
    NextStep,
    NoBadge,
    OpenExport,
    OpenHealthCode,
    OpenStick,
    Rest,
    StartEnrolment,
    StartHall,
    StayHere,
)
from kiosk.core.views import (
    Action,
    Cue,
    HealthRow,
    IdleView,
    MaintenanceView,
    NoticeView,
    PersonRow,
    SessionView,
    SummaryView,
    View,
)
from kiosk.ui.testing.samples.people import FACILITATOR, LEARNER, LOOK, MAINTENANCE

LEARN = Action("Học bài như thường", JustLearn(), "play")
GO_HOME = Action("Về trang đầu", GoHome(), "home")
WITHOUT_BADGE = Action("Ghi tên không cần thẻ", NoBadge(), "address-book")

# --- the session ---------------------------------------------------------------------------------


def _needing(count: int) -> tuple[PersonRow, ...]:
    names = (("badge-trau", "Trâu Nâu", "đợi 2 phút"), ("badge-ngo", "Ngô Vàng", "vừa gọi"),
             ("badge-ca", "Cá Chép Đỏ", "vừa gọi"), ("badge-xoai", "Xoài Chín", "đợi 12 phút"),
             ("badge-buom", "Bướm Cam", "đợi 1 phút"))
    return tuple(PersonRow(p, name, line, HelpGiven(f"{n:032x}")) for n, (p, name, line) in enumerate(names[:count]))


SESSION = SessionView(
    "session", FACILITATOR, LOOK, ("Đã có 23 người đến.", "2 người đang cần giúp."), Cue(3, "kept"),
    title="Buổi học tối nay", topic="Trả tiền bằng mã QR", count=23, count_line="người đã đến",
    camera_line="Máy ảnh\nđang chờ thẻ", camera_ok=True, sync_line="Gửi xã rồi 18\nCòn chờ 5", sync_ok=True,
    arrivals_title="Mới đến",
    arrivals=(
        PersonRow("badge-sen", "Sen Hồng", "vừa xong"), PersonRow("badge-lua", "Lúa Vàng", "1 phút trước"),
        PersonRow("badge-cau", "Cau Xanh", "1 phút trước"), PersonRow("badge-ca", "Cá Chép Đỏ", "12 phút trước"),
        PersonRow("badge-rua", "Rùa Xanh", "3 phút trước"), PersonRow("badge-xoai", "Xoài Chín", "5 phút trước"),
    ),
    arrivals_empty="Chưa có ai đến. Mời bà con giơ thẻ.", help_title="Đang cần giúp", needing_help=_needing(2),
    help_empty="Chưa ai gọi ạ",
    actions=(Action("Ghi người không thẻ", AddGuest(), "user-plus"),
             Action("Cả lớp học chung", StartHall(), "chalkboard"),
             Action("Kết thúc buổi học", AskClose(), "door")),
)
SESSIONS: dict[str, View] = {
    "session-23": SESSION,
    "session-0": replace(SESSION, count=0, arrivals=(), needing_help=(), sync_line="Gửi xã rồi 1\nKhông còn gì chờ",
                         cue=None),
    "session-1-help": replace(SESSION, count=1, arrivals=SESSION.arrivals[:1], needing_help=_needing(1)),
    "session-300": replace(SESSION, count=300, needing_help=_needing(5), sync_line="Gửi xã rồi 1290\nCòn chờ 310"),
    "session-3-help": replace(SESSION, needing_help=_needing(3)),
    "session-camera-missing": replace(SESSION, camera_line="Máy ảnh\nbị tuột dây", camera_ok=False,
                                      needing_help=_needing(0)),
    "session-not-sent": replace(SESSION, sync_line="Chưa có mạng,\nmáy giữ hộ 23", sync_ok=False),
    "session-foreign-answer": replace(SESSION, sync_line="Chưa gặp đúng xã,\nmáy giữ hộ 123", sync_ok=False),
    "session-trouble": replace(SESSION, sync_line="Sổ cần bảo trì\nxem mã K21", sync_ok=False,
                               footer="Chưa ghi được, mời ghi ra giấy (K21)"),
}
SUMMARY = SummaryView(
    "summary", FACILITATOR, LOOK, ("Buổi học tối nay xong rồi ạ", "23 người đã đến"), Cue(4, "done"),
    title="Buổi học tối nay xong rồi ạ", count=23, count_line="người đã đến",
    lines=(("book", "Trả tiền bằng mã QR"), ("shield", "Sổ đã cất trong máy, mất điện vẫn còn"),
           ("cloud-check", "Gửi xã rồi 20. Còn chờ 3")),
    primary=GO_HOME,
)
SUMMARIES: dict[str, View] = {
    "summary": SUMMARY,
    "summary-not-sent": replace(SUMMARY, count=104, lines=(
        *SUMMARY.lines[:2], ("cloud-arrow-up", "Chưa có mạng, máy giữ hộ 104"))),
    "summary-nobody": replace(SUMMARY, count=0, lines=SUMMARY.lines[1:]),
}

# --- idle, notices --------------------------------------------------------------------------------

IDLE = IdleView(
    "idle", LEARNER, LOOK, ("Bác còn ở đây không?", "Bác chạm vào đâu cũng được ạ."),
    title="Bác còn ở đây không?", before="Còn ", seconds=14, unit="giây", after=" nữa máy về trang đầu",
    stay=Action("Tôi vẫn ở đây", StayHere(), "hand-waving"), leave=Action("Tôi xong rồi, cảm ơn", Rest(), "sign-out"),
)
CAMERA = NoticeView(
    "notice.M1", LEARNER, LOOK, ("Máy ảnh bị tuột dây rồi ạ.", "Không phải lỗi của bác đâu."), Cue(5, "look"),
    picture="camera-unplugged", title="Máy ảnh bị tuột dây rồi ạ", line="Không phải lỗi của bác đâu.",
    primary=LEARN, secondary=WITHOUT_BADGE, strip_bold="Người hướng dẫn:", strip="cắm lại dây là được", code="M1",
)


def _notice(code: str, title: str, line: str, strip: str, picture: str = "disk-full") -> NoticeView:
    return replace(CAMERA, key=f"notice-{code}", picture=picture, title=title, line=line, strip=strip, code=code,
                   speech=(title, line), primary=Action("Học bài như thường", NextStep(), "play"), secondary=GO_HOME)


_CARD_STRIP = "ghi là người không thẻ"
NOTICES: dict[str, View] = {
    "idle-20": replace(IDLE, seconds=20),
    "idle-14": IDLE,
    "idle-1": replace(IDLE, seconds=1),
    "notice-camera": CAMERA,
    "notice-not-kept": _notice("K21", "Cháu chưa ghi được tên bác ạ", "Bác nói với người hướng dẫn ghi ra giấy nhé.",
                               "sổ trong máy đầy rồi, gọi bảo trì"),
    "notice-not-opened": _notice("K22", "Chưa mở được sổ buổi học ạ", "Bà con vẫn học bài được như thường.",
                                 "ghi tên ra giấy, gọi bảo trì"),
    "notice-crash": replace(_notice("U1", "Máy vừa bị vấp một chút ạ", "Không phải lỗi của bác đâu.",
                                    "máy tự chạy tiếp, báo bảo trì mã này", "tools"),
                            primary=GO_HOME, secondary=None),
    "notice-foreign": _notice("T2", "Thẻ này của xã khác ạ", "Bác học ở đây vẫn được.", _CARD_STRIP, "badge-card"),
    "notice-forged": _notice("T3", "Thẻ này không phải xã mình làm ạ", "Bác hỏi người hướng dẫn nhé.",
                             "giữ lại thẻ, báo xã", "badge-card"),
    "notice-revoked": _notice("T4", "Thẻ này xã đổi thẻ mới rồi ạ", "Bác hỏi người hướng dẫn nhé.", _CARD_STRIP,
                              "badge-card"),
    "notice-damaged": _notice("T1", "Mã trên thẻ bị mờ rồi ạ", "Không phải lỗi của bác đâu.", "nhờ xã in lại thẻ",
                              "badge-card"),
    "notice-payment": replace(
        _notice("", "Đây là mã trả tiền, không phải thẻ học ạ", "Tiền vẫn còn nguyên.", "", "lesson-pay-qr"),
        strip_bold=""),
}

# --- maintenance ------------------------------------------------------------------------------------

ENROLLED = MaintenanceView(
    "maintenance", MAINTENANCE, LOOK, ("Khám máy", "Máy của xã Mẫu, thôn Mẫu"), title="Khám máy",
    rows=(
        HealthRow("seal-check", "Máy của xã Mẫu, thôn Mẫu", "ok"),
        HealthRow("camera", "Máy ảnh cắm tốt", "ok"),
        HealthRow("cloud-check", "Gửi xã rồi 118. Còn chờ 5", "ok"),
        HealthRow("book", "Có 1 bài học tốt", "ok"),
    ),
    primary=Action("Xuất dữ liệu ra USB", OpenExport(), "tray"), secondary=Action("Bài trong USB", OpenStick(), "usb"),
    more=(Action("Mã khám máy", OpenHealthCode(), "stethoscope"),),
)
HOUSEKEEPING: dict[str, View] = {
    "maintenance-enrolled": ENROLLED,
    "maintenance-bad": replace(ENROLLED, rows=(
        HealthRow("lock", "Xã đã ngừng máy này, máy vẫn dạy học", "bad"),
        HealthRow("camera", "Máy ảnh bị tuột dây (M1)", "bad"),
        HealthRow("tray", "Xã đang tạm giữ 12 dòng sổ", "warning"),
        HealthRow("cloud-slash", "Mạng này không tới máy chủ xã, máy giữ hộ 123 (S9)", "warning"),
        HealthRow("book", "Có 6 bài, 1 bài hỏng (L1)", "warning"),
        HealthRow("hard-drive", "Máy còn rộng chỗ", "ok"))),
    "maintenance-no-database": replace(ENROLLED, secondary=None, rows=(
        ENROLLED.rows[0], HealthRow("camera", "Máy ảnh đang nghỉ", "ok"),
        HealthRow("tray", "Thẻ nhớ đầy nên chưa ghi sổ được (K21), dọn bớt hoặc thay thẻ", "bad"),
        HealthRow("book", "Có 6 bài học tốt", "ok"))),
    "maintenance-set-aside": replace(ENROLLED, rows=(
        *ENROLLED.rows[:2], HealthRow("cloud-check", "Gửi xã rồi 12. Còn chờ 231", "ok"),
        HealthRow("tray", "Sổ cũ hỏng (K23), máy mở sổ mới, giữ được 231 dòng chưa gửi", "warning"),
        HealthRow("book", "Có 6 bài học tốt", "ok"))),
    "maintenance-new": replace(
        ENROLLED, rows=(HealthRow("qr", "Máy chưa ghi danh với xã", "warning"), *ENROLLED.rows[1:]),
        primary=Action("Ghi danh máy này", StartEnrolment(), "qr"),
        secondary=Action("Xuất dữ liệu ra USB", OpenExport(), "tray")),
    "maintenance-one-way": replace(ENROLLED, primary=GO_HOME, secondary=None, more=()),
    "maintenance-two-ways": replace(
        ENROLLED, rows=(HealthRow("qr", "Mã ghi danh đã dùng hoặc hết hạn", "bad"), *ENROLLED.rows[1:]),
        primary=Action("Ghi danh máy này", StartEnrolment(), "qr"), secondary=GO_HOME, more=()),
}

QUESTION = NoticeView(
    "confirm-enrolment", MAINTENANCE, LOOK, ("Ghi danh với xã Mẫu ạ?",), picture="key-unlock",
    title="Ghi danh với xã Mẫu ạ?", line="Chỉ người lắp máy của xã mới chạm “Đúng” ạ",
    primary=Action("Thôi, về trang đầu", GoHome(), "home"),
    secondary=Action("Đúng, ghi danh", Enrol(), "qr"), strip_bold="Máy sẽ gửi sổ về:",
    strip="xa-mau.example:8443",
)
ENROLMENT: dict[str, View] = {
    "enrolment-question": QUESTION,
    "enrolment-question-long": replace(
        QUESTION, title="Ghi danh với xã Mẫu Thượng Hạ Đông… ạ?",
        strip="…mau.xa-mau.xa-mau.ke-gian.example"),
}

SAMPLES: dict[str, View] = {**ENROLMENT, **SESSIONS, **SUMMARIES, **NOTICES, **HOUSEKEEPING}
