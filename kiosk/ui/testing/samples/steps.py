"""Sample views of the newer steps: a call, the own phone, an answer, village voices, text size with languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.core.flows.base import facilitator_rail, learner_rail
from kiosk.core.intents import (
    AskHint,
    Back,
    Choose,
    DoneMyself,
    HandRaised,
    HearRecording,
    KeepRecording,
    NextStep,
    OpenLesson,
    SetCalm,
    SetContrast,
    SetLanguage,
    SetSlow,
    SetTextSize,
    SkipStep,
    StartRecording,
    StopRecording,
    TypeQuestion,
)
from kiosk.core.ports import QrMaker
from kiosk.core.views import (
    Action,
    AnswerView,
    CallView,
    Choice,
    ChoiceView,
    DoView,
    HallView,
    Look,
    Progress,
    RecordView,
    TextSizeView,
    View,
)
from kiosk.ui.testing.samples.phone import LIST

_BASE: dict[str, Any] = {"rail": learner_rail(), "look": Look()}
_GUIDE: dict[str, Any] = {"rail": facilitator_rail(), "look": Look()}
BACK = Action("Lùi lại", Back(), "arrow-left")
NEXT = Action("Tiếp theo", NextStep(), "arrow-right")
LATER = Action("Để sau", SkipStep(), "clock")
STEP = Progress("Bước 2 trong 6", 1, 6)

CALL = CallView(
    **_BASE, key="call", speech=("Số lạ gọi đến",), progress=STEP, who="Số lạ", note="đang nói chuyện",
    says=("“Tôi là công an. Bác chuyển 50 triệu ngay, không thì bị bắt. Cấm nói với ai!”",), loud="Loa đang bật",
    ask="Người lạ gọi như thế, bác làm gì ạ?", back=BACK, answers=(
        Choice("Cúp máy, gọi cho con cháu", Choose("cup"), "phone-down"),
        Choice("Chuyển tiền cho yên chuyện", Choose("chuyen"), "money"),
        Choice("Nói tiếp, hỏi xem có chuyện gì", Choose("noi"), "chat-dots")))
VIDEO = replace(CALL, way="video", who="Cháu Nam (hình mờ)", note="đang gọi hình",
                says=("“Bà ơi, cháu bị tai nạn. Bà chuyển gấp cho cháu 10 triệu nhé!”",), answers=CALL.answers[:2])
WRITTEN = replace(CALL, way="chat", note="", loud="", says=(
    "Chào bác, cháu ở ngân hàng ạ.", "Bác đọc mã dùng một lần cho cháu nhé.", "Nhanh kẻo bị khóa thẻ!"))
_DO = DoView(
    **_BASE, key="do", speech=("Bác mở trang này trên máy của bác",), progress=STEP,
    title="Bác mở trang này trên máy của bác", qr_line="Bác chụp mã này",
    text=("Bác mở máy ảnh của điện thoại.", "Giơ máy ra trước mã ở bên trái.", "Chạm vào dòng chữ hiện lên."),
    primary=Action("Tôi làm xong", DoneMyself(), "check"), secondary=LATER, back=BACK)
ANSWER = AnswerView(
    **_BASE, key="answer", speech=("Trả tiền bằng mã QR",), question="Làm sao trả tiền bằng điện thoại?",
    title="Trả tiền bằng mã QR", line="Bác quét mã, đọc tên người nhận rồi mới gửi tiền.", picture="lesson-pay-qr",
    primary=Action("Mở bài này", OpenLesson("a"), "play"),
    others=(Choice("Mã QR của quầy hàng", OpenLesson("b"), picture="lesson-stall"),
            Choice("Mua hàng trên mạng", OpenLesson("c"), picture="lesson-shop")),
    secondary=Action("Hỏi câu khác", TypeQuestion(), "keyboard"), back=BACK)
RECORD = RecordView(
    **_GUIDE, key="record", speech=("Thu giọng",), title="Thu giọng cho bài này", count="Câu 3 trong 41",
    line="Bác đọc tên người nhận trong máy rồi mới gửi tiền nhé.", state="empty",
    state_line="Câu này chưa có giọng người",
    primary=Action("Thu", StartRecording(), "microphone"), next=Action("Câu sau", NextStep(), "arrow-right"), back=BACK)
HEAR = Action("Nghe thử", HearRecording(), "speaker")
SIZE = TextSizeView(
    **_BASE, key="text-size", speech=("Bác muốn chữ to cỡ nào ạ?",), title="Bác muốn chữ to cỡ nào ạ?",
    sizes=tuple((Action(label, SetTextSize(percent), "text-size"), percent == 100)  # type: ignore[arg-type]
                for label, percent in (("Vừa", 100), ("To", 125), ("Rất to", 150))),
    contrast=Action("Nền đen", SetContrast(True), "contrast"), calm=Action("Ít chuyển động", SetCalm(True), "pause"),
    slow=Action("Đọc chậm", SetSlow(True), "speaker"), slow_on=True,
    language=Action("Tiếng nói", SetLanguage("tyz"), "chat-dots"), language_name="Tiếng Việt",
    primary=Action("Xong", Back(), "check"))
ASK = ChoiceView(
    **_BASE, key="ask", speech=("Bác cần gì ạ?",), title="Hỏi bác cần gì?", choices=(
        Choice("Trả tiền bằng mã QR thế nào?", Choose("a"), "qr"), Choice("Quên mật mã VNeID", Choose("b"), "lock"),
        Choice("Đặt lịch khám ở trạm", Choose("c"), "calendar"), Choice("Có người lạ gọi đến", Choose("d"), "phone")),
    pages=3, turn=Action("Xem thêm", Back(), "arrow-right"), secondary=BACK,
    extra=Action("Gõ câu hỏi", TypeQuestion(), "keyboard"))
HALL = HallView(
    **_GUIDE, key="hall", speech=("Cả lớp xem",), progress=STEP, title="Cả lớp tìm Wi-Fi của nhà văn hóa nhé",
    screen=LIST.screen, face=LIST.face, target="xom-0", next=Action("Tiếp", NextStep(), "arrow-right"),
    back=Action("Lùi", Back(), "arrow-left"), point=Action("Chỉ cho cả lớp", AskHint(), "finger"))

SAMPLES: dict[str, View] = {
    "call": CALL,
    "call-two": replace(CALL, answers=CALL.answers[:2]),
    "call-video": VIDEO,
    "call-chat": WRITTEN,
    "call-right": replace(CALL, reply_title="Bác chọn đúng rồi!", right=True, primary=NEXT,
                          reply="Công an thật không đòi tiền qua điện thoại. Bác gọi cho con cháu là hay nhất."),
    "call-kind": replace(CALL, reply_title="Không sao bác ạ!", primary=Action("Chọn lại", Back(), "undo"),
                         reply="Đây là tập nên tiền vẫn còn nguyên. Nói tiếp thì họ càng dọa thêm."),
    "answer": ANSWER,
    "answer-one": replace(ANSWER, others=ANSWER.others[:1]),
    "answer-unknown": replace(ANSWER, title="Câu này cháu chưa biết, bác hỏi chị Lúa nhé", line="", picture="need-ask",
                              primary=None),
    "record": RECORD,
    "record-recording": replace(RECORD, state="recording", state_line="Đang thu, mời chị đọc",
                                primary=Action("Dừng", StopRecording(), "stop"), next=None),
    "record-recorded": replace(RECORD, state="recorded", state_line="Thu xong, chị nghe thử nhé", hear=HEAR,
                               primary=Action("Giữ lại", KeepRecording(), "check")),
    "record-kept": replace(RECORD, state="kept", state_line="Đã giữ giọng của chị", hear=HEAR),
    "record-missing": replace(RECORD, state="missing", state_line="Chưa thấy micrô, chị cắm lại dây nhé", primary=None),
    "text-size-language": SIZE,
    "text-size-slow": replace(SIZE, language=None, language_name=""),
    "choice-extra": ASK,
    "hall-list": HALL,
    "hall-pointed": replace(HALL, rung="arrow"),
    "hall-call": replace(HALL, screen=None, point=None, title=CALL.ask, who="Số lạ", says=CALL.says),
    "hall-call-hands": replace(HALL, screen=None, point=None, title=CALL.ask, who="Số lạ", says=CALL.says, hands=tuple(
        (answer.label, count, Action(answer.label, HandRaised("a"), answer.icon))
        for answer, count in zip(CALL.answers, (17, 4, 0), strict=True))),
}


def step_samples(make_qr: QrMaker) -> dict[str, View]:
    """``SAMPLES`` and those that show a code."""
    do = replace(_DO, qr=make_qr("https://binhdanhocvuso.gov.vn"))
    return {
        **SAMPLES,
        "do": do,
        "do-picture": replace(do, qr=(), qr_line="", picture="phone-in-hand"),
        "do-confirming": replace(do, confirming=True, title="Anh chị hướng dẫn giơ thẻ vào khung nhé", text=(),
                                 advice="Thẻ này để xác nhận bác đã tự làm.", primary=None),
    }
