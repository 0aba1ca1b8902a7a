"""Sample views of coming in: greeting, PIN, choices.

Words as the kiosk says them, people and places invented ("Mẫu", "Ví Dụ"). Every hard case of a screen is
here under its own name; the names are the file names of the pictures.

    SAMPLES["greeting-kept"]
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.intents import (
    Back,
    CallHelp,
    Choose,
    CloseSession,
    CorrectDate,
    EnterPin,
    EraseDigit,
    GoHome,
    NextStep,
    NoBadge,
    NotMyBadge,
    OpenTextSize,
    TurnPage,
)
from kiosk.core.views import (
    Action,
    Choice,
    ChoiceView,
    Cue,
    DateView,
    GreetingView,
    Look,
    PinView,
    Rail,
    View,
)

HOME = Action("Về đầu", GoHome(), "home")
TEXT_SIZE = Action("Cỡ chữ", OpenTextSize(), "text-size")
LOOK = Look()
LEARNER = Rail("leaf", "", HOME, Action("Gọi giúp", CallHelp(), "hand"), text_size=TEXT_SIZE)
FACILITATOR = Rail("indigo", "", HOME, sign="Hướng dẫn", sign_icon="chalkboard", text_size=TEXT_SIZE)
MAINTENANCE = Rail("wood", "", HOME, sign="Bảo trì", sign_icon="toolbox", text_size=TEXT_SIZE)
NO_BADGE = Action("Không có thẻ cũng được", NoBadge(), "address-book")
BACK = Action("Lùi lại", Back(), "arrow-left")


# --- greeting -----------------------------------------------------------------------------------

GREETING = GreetingView(
    "greeting", LEARNER, LOOK, ("Chào bác Sen Hồng!", "Đã ghi tên bác ạ"), Cue(1, "kept"),
    greeting="Chào bác Sen Hồng!", picture="badge-sen", kept="Đã ghi tên bác ạ",
    count_line="Bác là người thứ **12** hôm nay", primary=Action("Vào học thôi", NextStep(), "play"),
    secondary=Action("Không phải thẻ của tôi", NotMyBadge(), "undo"),
    foot="Người sau cứ giơ thẻ lên, không cần chạm máy",
)
WAITING = replace(GREETING, kept="", waiting="Cháu đang ghi, bác chờ chút ạ", count_line="", cue=None)
GREETINGS: dict[str, View] = {
    "greeting-kept": GREETING,
    "greeting-waiting": WAITING,
    "greeting-unlisted": replace(WAITING, waiting="Hôm nay chưa mở sổ, bác cứ học ạ"),
    "greeting-repeat": replace(
        GREETING, kept="Cháu ghi tên bác từ nãy rồi ạ", count_line="", repeat=True, cue=Cue(2, "soft")),
    "greeting-guest": replace(
        GREETING, greeting="Chào bác khách!", picture="waving", kept="Đã ghi bác là khách ạ",
        secondary=Action("Tôi không ghi nữa", NotMyBadge(), "undo")),
    "greeting-long-name": replace(GREETING, greeting="Chào bác Nguyễn Thị Phương Nghiêng!", picture="badge-ca"),
}

# --- PIN ----------------------------------------------------------------------------------------

PIN = PinView(
    "pin", FACILITATOR, LOOK, ("Chào chị Lúa", "Mời bấm 6 số bí mật"),
    greeting="Chào chị Lúa", role="Người hướng dẫn", picture="badge-lua", prompt="Mời chị bấm 6 số bí mật",
    filled=4, shield_line="Lấy tay che khi bấm nhé", tries_line="Còn được thử 4 lần, rồi máy khóa 5 phút",
    erase=Action("Xóa", EraseDigit(), "backspace"),
    enter=Action("Xong", EnterPin(), "check", enabled=False, why="Bấm đủ 6 số rồi mới xong được ạ"),
)
PINS: dict[str, View] = {
    "pin-4": PIN,
    "pin-0": replace(PIN, filled=0, prompt="Chưa đúng số, mời bấm lại nhé"),
    "pin-6": replace(PIN, filled=6, enter=Action("Xong", EnterPin(), "check")),
    "pin-checking": replace(PIN, filled=6, prompt="Máy đang xem, chờ chút nhé"),
    "pin-locked": replace(PIN, filled=0, prompt="Mời nghỉ tay, máy mở khóa sau 5 phút", locked=True,
                          tries_line="Chờ 5 phút rồi bấm lại"),
    "pin-long-name": replace(PIN, rail=MAINTENANCE, greeting="Chào anh Trâu Nâu Nghiêng", role="Người bảo trì",
                             picture="badge-trau", filled=5),
}

# --- choices ------------------------------------------------------------------------------------

TOPIC = ChoiceView(
    "open-topic-0", FACILITATOR, LOOK, ("Buổi này học bài gì ạ?",), title="Buổi này học bài gì ạ?",
    choices=(
        Choice("Trả tiền bằng mã QR", Choose("tra-tien-qr"), picture="need-pay"),
        Choice("Sổ sức khỏe", Choose("suc-khoe"), picture="need-health"),
        Choice("Giấy tờ trên mạng", Choose("giay-to"), picture="need-paper"),
        Choice("Học tự do", Choose("tu-do"), "book"),
    ),
    page=0, pages=2, turn=Action("Xem thêm", TurnPage(1), "arrow-right"), secondary=BACK,
)
DATE = DateView(
    "open-date-day-0", FACILITATOR, LOOK, ("Hôm nay là ngày nào ạ?",), title="Hôm nay là ngày nào ạ?",
    line="Hoặc giơ mã giờ trên điện thoại",
    likely=Choice("Chủ nhật 22 tháng 11", Choose("2026-11-22"), note="2026"),
    choices=tuple(Choice(str(n), Choose(str(n))) for n in range(1, 32)), secondary=BACK,
)
DATES: dict[str, View] = {
    "date-day": DATE,
    "date-day-1970": replace(DATE, likely=None),
    "date-month": replace(DATE, stage="month", title="Ngày 22, tháng mấy ạ?", likely=None, choices=tuple(
        Choice(f"tháng {n}", Choose(str(n))) for n in range(1, 13))),
    "date-year": replace(
        DATE, stage="year", title="Ngày 22 tháng 11, năm nào ạ?", likely=None,
        choices=tuple(Choice(str(n), Choose(str(n))) for n in range(2025, 2036)),
        turn=Action("Năm khác", TurnPage(1), "arrow-right")),
}
DOOR = ChoiceView(
    "door", LEARNER, LOOK, ("Không có thẻ cũng được ạ", "Bác chọn một cách nhé"), title="Không có thẻ cũng được ạ",
    line="Bác chọn một cách nhé",
    choices=(Choice("Ghi tôi là khách buổi này", Choose("guest"), "user-circle"),
             Choice("Học luôn, không cần ghi", Choose("learn"), "play")),
    secondary=BACK,
)
UNCLOSED = ChoiceView(
    "unclosed", FACILITATOR, LOOK, ("Buổi trước chưa khép, mở buổi mới ạ?",),
    title="Buổi trước chưa khép, mở buổi mới ạ?",
    line="Trả tiền bằng mã QR, thôn Ví Dụ Nghiêng, 23 người, chị Lúa mở.", picture="book-closed",
    choices=(Choice("Mở buổi mới", Choose("new"), "book"), Choice("Học tiếp buổi ấy", Choose("go-on"), "play")),
    secondary=BACK,
)
CHOICES: dict[str, View] = {
    "choice-topic-4": TOPIC,
    "choice-topic-page-2": replace(TOPIC, choices=TOPIC.choices[:2], page=1, turn=Action(
        "Xem thêm", TurnPage(0), "arrow-right")),
    "choice-unclosed-2": UNCLOSED,
    "choice-unclosed-1": replace(UNCLOSED, choices=UNCLOSED.choices[:1]),
    "choice-ended": replace(TOPIC, line="Buổi trước quên khép, máy khép rồi: 23 người.", extra=Action(
        "22/11/2026", CorrectDate(), "calendar")),
    "choice-take-back": ChoiceView(
        "take-back", LEARNER, LOOK, ("Bỏ tên Trâu Nâu ạ?",), title="Bỏ tên Trâu Nâu Nghiêng ạ?",
        line="Mời giơ lại thẻ ấy, hoặc người hướng dẫn giơ thẻ.", picture="badge-trau",
        choices=(Choice("Thôi, cứ để tên", Back(), "undo"),)),
    "choice-many-guests": ChoiceView(
        "many-guests", LEARNER, LOOK, ("Vừa ghi 3 khách rồi ạ",), title="Vừa ghi 3 khách rồi ạ",
        line="Mời người hướng dẫn giơ thẻ để ghi thêm khách.", picture="crowd",
        choices=(Choice("Học luôn, không cần ghi", Choose("learn"), "play"),), secondary=BACK),
    "choice-thon-3": ChoiceView(
        "open-thon-0", FACILITATOR, LOOK, ("Bà con thôn nào đến học ạ?",), title="Bà con thôn nào đến học ạ?",
        choices=tuple(Choice(f"thôn {name}", Choose(name), "home")
                      for name in ("Mẫu Thượng", "Mẫu Trung", "Ví Dụ Nghiêng")), secondary=BACK),
    "choice-door-2": DOOR,
    "choice-door-1": replace(DOOR, line="Hôm nay chưa mở sổ, bác cứ học thoải mái ạ", choices=DOOR.choices[1:]),
    "choice-guest-2": replace(
        DOOR, title="Bác cho đếm vào sổ nhé?", line="Máy chỉ đếm một người, không ghi tên bác",
        picture="need-learn"),
    "choice-close-2": ChoiceView(
        "closing", FACILITATOR, LOOK, ("Kết thúc buổi học ạ?",), title="Kết thúc buổi học ạ?",
        line="Sổ đã ghi 23 người, máy giữ nguyên.",
        choices=(Choice("Kết thúc buổi học", CloseSession(), "door"), Choice("Học tiếp đã", Back(), "undo")),
    ),
}

SAMPLES: dict[str, View] = {**GREETINGS, **PINS, **CHOICES, **DATES}
