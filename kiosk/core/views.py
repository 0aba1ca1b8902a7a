"""Immutable views: everything a screen needs to draw, already in words. Screens add only places.

A view is compared by value: an equal view is not drawn again. ``rail`` and ``speech`` are on every
view; ``speech`` is what "Nghe lại" reads, in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.intents import Intent
from kiosk.core.lesson import Context, PhoneScreen
from kiosk.core.phone_screen import PhoneFace

AimColour = Literal["lamp", "leaf", "clay"]     # aiming frame: usual, the place is right, another code
AdviceTone = Literal["kind", "busy", "warning"]
Sound = Literal["tick", "kept", "soft", "done", "look"]


@dataclass(frozen=True)
class Cue:
    """A sound to play once: a new ``serial`` plays it, the same serial does not."""

    serial: int
    sound: Sound


@dataclass(frozen=True)
class Action:
    """Something that can be touched. A disabled one still speaks: ``why`` says what it waits for."""

    label: str
    intent: Intent
    icon: str = ""
    help: str = ""
    enabled: bool = True
    why: str = ""


@dataclass(frozen=True)
class Rail:
    """The post at the right. Slots never move: 1 home or the thôn's name, 2 hear, 3 help or a sign,
    4 text size. ``post`` is its colour and says whose place this is."""

    post: Literal["leaf", "indigo", "wood"] = "leaf"
    place: str = ""                     # thôn's name in slot 1 on home; '' shows home
    home: Action | None = None
    help: Action | None = None
    sign: str = ""                      # flat sign in slot 3: "Hướng dẫn", "Bảo trì"
    sign_icon: str = ""
    text_size: Action | None = None


@dataclass(frozen=True)
class Look:
    """How to draw and speak, chosen by the person: text 100/125/150 %, high contrast, calm, slow voice, language."""

    text_percent: Literal[100, 125, 150] = 100
    high_contrast: bool = False
    calm: bool = False
    slow: bool = False
    language: str = "vi"


@dataclass(frozen=True)
class Base:
    """Common to all views. ``key`` names the place: the voice starts anew only when it changes.
    ``footer`` is a short passing line (e.g. "Cháu gọi chị Lúa rồi ạ"), '' for none. ``aside`` is said once
    when it changes, in the middle of a place."""

    key: str
    rail: Rail
    look: Look
    speech: tuple[str, ...] = ()
    cue: Cue | None = None
    footer: str = ""
    aside: str = ""


@dataclass(frozen=True)
class Tile:
    picture: str
    label: str
    intent: Intent
    tint: Literal["leaf", "clay", "indigo", "lamp"]


@dataclass(frozen=True)
class HomeView(Base):
    """``note`` is (bold, text, short text) of tonight's announcement or None. ``tiles`` are all six
    needs; the screen shows ``tiles_per_page`` of them from ``page``, turning by TurnPage."""

    title: str = ""
    note: tuple[str, str, str] | None = None
    scan: Action | None = None
    tiles: tuple[Tile, ...] = ()
    page: int = 0
    more_label: str = ""
    greeting_picture: str = ""          # badge picture of who is here, '' for nobody


@dataclass(frozen=True)
class ScanView(Base):
    """Live preview with an aiming frame. ``advice`` is the coaching line under it. ``way_out``: nothing was
    read for long, the door without a badge comes forward and ``card_text`` says so."""

    title: str = ""
    advice: str = ""
    advice_picture: str = ""
    advice_kind: AdviceTone = "kind"
    card_text: str = ""                 # "Cách máy một gang tay, giữ yên thẻ"
    no_badge: Action | None = None
    frame: AimColour = "lamp"
    way_out: bool = False


@dataclass(frozen=True)
class GreetingView(Base):
    """``kept`` is the line in the green note (shown only after COMMIT); '' while it is being kept,
    then ``waiting`` shows instead."""

    greeting: str = ""
    picture: str = ""
    kept: str = ""
    waiting: str = ""
    count_line: str = ""
    primary: Action | None = None
    secondary: Action | None = None
    foot: str = ""
    repeat: bool = False                # second scan: softer note instead of the green one


@dataclass(frozen=True)
class PinView(Base):
    greeting: str = ""
    role: str = ""
    picture: str = ""
    prompt: str = ""
    filled: int = 0
    shield_line: str = ""
    tries_line: str = ""
    erase: Action | None = None
    enter: Action | None = None
    locked: bool = False


@dataclass(frozen=True)
class Key:
    """One letter of the keyboard; ``mark`` shows what it adds in Telex ("ả" on R)."""

    letter: str
    intent: Intent
    mark: str = ""


@dataclass(frozen=True)
class FoundPerson:
    """Somebody the typed letters may mean. ``person`` is the name, ``picture`` the badge's."""

    picture: str
    person: str
    thon: str
    intent: Intent


@dataclass(frozen=True)
class KeyboardView(Base):
    """Typing one's own name. ``found`` are all that go with ``typed``; the screen shows as many as fit from
    ``page``, turning by TurnPage. ``line`` stands in their place while there are none. The rail lies down
    along the top right; its slot 3 stays empty."""

    prompt: str = ""                    # in the empty field: "Bác gõ tên mình nhé"
    typed: str = ""
    line: str = ""
    line_icon: str = ""
    found: tuple[FoundPerson, ...] = ()
    page: int = 0
    more_label: str = ""
    keys: tuple[tuple[Key, ...], ...] = ()      # three rows
    erase: Action | None = None
    guest: Action | None = None
    space: Action | None = None
    search: Action | None = None


@dataclass(frozen=True)
class Choice:
    label: str
    intent: Intent
    icon: str = ""
    picture: str = ""
    note: str = ""


@dataclass(frozen=True)
class ChoiceView(Base):
    """One question, at most four equal answers a page: topic, thôn, date, guest door."""

    title: str = ""
    line: str = ""
    picture: str = ""
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1
    turn: Action | None = None          # "Xem thêm"
    secondary: Action | None = None     # "Lùi lại"
    extra: Action | None = None         # one more way beside it: "Gõ câu hỏi", "Thu giọng"


@dataclass(frozen=True)
class PersonRow:
    picture: str
    name: str
    line: str
    intent: Intent | None = None


@dataclass(frozen=True)
class SessionView(Base):
    title: str = ""
    topic: str = ""
    count: int = 0
    count_line: str = ""                # "người đã đến"
    camera_line: str = ""
    camera_ok: bool = True
    sync_line: str = ""                 # "Gửi xã rồi 18 / Còn chờ 5" (two lines by newline)
    sync_ok: bool = True
    arrivals_title: str = ""
    arrivals: tuple[PersonRow, ...] = ()
    arrivals_empty: str = ""
    help_title: str = ""
    needing_help: tuple[PersonRow, ...] = ()
    help_empty: str = ""
    actions: tuple[Action, ...] = ()    # three: add guest, hall, close


@dataclass(frozen=True)
class SummaryView(Base):
    """After closing: how many came, what was sent, and that everything is kept."""

    title: str = ""
    count: int = 0
    count_line: str = ""
    lines: tuple[tuple[str, str], ...] = ()     # (icon, text)
    primary: Action | None = None


@dataclass(frozen=True)
class LessonRow:
    picture: str
    tint: Literal["leaf", "clay", "indigo", "lamp"]
    title: str
    state_icon: str
    state: str
    state_kind: Literal["started", "done", "new"]
    intent: Intent


@dataclass(frozen=True)
class LessonListView(Base):
    """``rows`` are all lessons of the need; the screen shows as many as fit from ``page``."""

    title: str = ""
    picture: str = ""
    rows: tuple[LessonRow, ...] = ()
    page: int = 0
    more_label: str = ""
    empty: str = ""
    foot: str = ""
    back: Action | None = None


@dataclass(frozen=True)
class Progress:
    words: str                          # "Bước 5 trong 9"
    done: int
    total: int


@dataclass(frozen=True)
class ShowStepView(Base):
    progress: Progress | None = None
    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    primary: Action | None = None
    back: Action | None = None


HintRung = Literal["none", "again", "arrow", "finger"]


@dataclass(frozen=True)
class PhoneStepView(Base):
    """Phone at the left, words at the right. ``target`` is the element to ring / point at;
    ``face`` is what changes on the phone's screen while it is used.
    ``wrong_spot`` (fractions of the phone's screen) keeps the dashed ring of a wrong tap;
    ``demo`` is True while "Làm mẫu" plays. ``camera`` is True where the viewfinder must show the
    real camera picture."""

    progress: Progress | None = None
    context: Context | None = None
    instruction: str = ""
    question: str = ""
    screen: PhoneScreen | None = None
    face: PhoneFace = field(default_factory=PhoneFace)
    rung: HintRung = "none"
    target: str = ""
    kind_title: str = ""                # "Không sao bác ạ!" ('' = no kind-words card)
    kind_text: str = ""
    wrong_spot: tuple[float, float] | None = None
    demo: bool = False
    camera: bool = False
    camera_line: str = ""
    camera_frame: AimColour = "lamp"
    back: Action | None = None
    hint: Action | None = None          # "Chỉ cho tôi" → "Chỉ rõ hơn" → "Làm mẫu"
    again: Action | None = None         # "Làm lại": the task from its first screen (only once it has left it)
    skip: Action | None = None          # "Để sau": only where the task is asked before the lesson
    badge: str = ""                     # flat sign over the words: "Bác tự làm nhé"
    sample: Action | None = None        # "Dùng mã mẫu" on a scan step


@dataclass(frozen=True)
class QuizView(Base):
    progress: Progress | None = None
    title: str = ""
    card: tuple[str, ...] = ()
    card_from: str = ""
    picture: str = ""
    ask: str = ""
    answers: tuple[Choice, ...] = ()
    reply_title: str = ""               # kind words after an answer ('' = not answered yet)
    reply: str = ""
    right: bool = False
    primary: Action | None = None       # "Tiếp" after the right answer
    practice: str = "TẬP LUYỆN"


@dataclass(frozen=True)
class CallView(Base):
    """A stranger calls or writes (look 09): the phone at the left with who it is and what is said, two or three equal
    answers at the right; after an answer its kind consequence and one way on."""

    progress: Progress | None = None
    way: Literal["call", "video", "chat"] = "call"
    who: str = ""
    note: str = ""
    says: tuple[str, ...] = ()
    loud: str = ""                      # "Loa đang bật"
    ask: str = ""
    answers: tuple[Choice, ...] = ()
    reply_title: str = ""
    reply: str = ""
    right: bool = False
    primary: Action | None = None       # "Tiếp theo", or "Chọn lại" after another answer
    back: Action | None = None
    practice: str = "TẬP LUYỆN"


@dataclass(frozen=True)
class DoView(Base):
    """Something to do on the own phone: what, a QR of the address, "Tôi làm xong". While ``confirming`` the camera
    waits for the facilitator's badge."""

    progress: Progress | None = None
    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    qr: tuple[str, ...] = ()
    qr_line: str = ""
    confirming: bool = False
    advice: str = ""
    frame: AimColour = "lamp"
    primary: Action | None = None
    secondary: Action | None = None     # "Để sau"
    back: Action | None = None


@dataclass(frozen=True)
class AnswerView(Base):
    """What the machine found for a question, or that it does not know. ``lines`` are further finds."""

    question: str = ""
    title: str = ""                     # the lesson's title, or "Câu này cháu chưa biết…"
    line: str = ""                      # the sentence that answers best
    picture: str = ""
    primary: Action | None = None       # "Mở bài này"
    others: tuple[Choice, ...] = ()     # at most two other lessons
    secondary: Action | None = None     # "Hỏi câu khác"
    back: Action | None = None


@dataclass(frozen=True)
class RecordView(Base):
    """The facilitator reads one sentence of a lesson aloud. ``state``: what the microphone does."""

    title: str = ""
    line: str = ""                      # the sentence to read
    count: str = ""                     # "Câu 3 trong 41"
    state: Literal["empty", "recording", "recorded", "kept", "missing"] = "empty"
    state_line: str = ""
    primary: Action | None = None       # "Thu" / "Dừng" / "Giữ lại"
    hear: Action | None = None          # "Nghe thử"
    next: Action | None = None
    back: Action | None = None


@dataclass(frozen=True)
class DoneView(Base):
    picture: str = ""
    title: str = ""
    how: str = ""
    learned_title: str = ""
    learned: tuple[str, ...] = ()
    qr: tuple[str, ...] = ()            # rows of '1'/'0'
    qr_line: str = ""
    primary: Action | None = None
    secondary: Action | None = None


@dataclass(frozen=True)
class IdleView(Base):
    title: str = ""
    before: str = ""                    # "Còn "
    seconds: int = 0
    unit: str = ""                      # "giây"
    after: str = ""                     # " nữa máy về trang đầu"
    total: int = 20
    stay: Action | None = None
    leave: Action | None = None


@dataclass(frozen=True)
class NoticeView(Base):
    """What happened, whose fault it is not, one or two ways on, a strip for the facilitator."""

    picture: str = ""
    title: str = ""
    line: str = ""
    primary: Action | None = None
    secondary: Action | None = None
    strip_bold: str = ""                # "Người hướng dẫn:"
    strip: str = ""
    code: str = ""


@dataclass(frozen=True)
class TextSizeView(Base):
    """Panel: three sizes shown as they are, contrast, calm."""

    title: str = ""
    sizes: tuple[tuple[Action, bool], ...] = ()     # (action, chosen)
    contrast: Action | None = None
    contrast_on: bool = False
    calm: Action | None = None
    calm_on: bool = False
    slow: Action | None = None          # "Đọc chậm"
    slow_on: bool = False
    language: Action | None = None      # turns to the next language; None where there is only one
    language_name: str = ""
    primary: Action | None = None


@dataclass(frozen=True)
class HallView(Base):
    """The whole class before the big screen. Words are larger, controls in the lower right.
    For a question ``hands`` are (label, count, action to add one)."""

    progress: Progress | None = None
    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    screen: PhoneScreen | None = None
    face: PhoneFace = field(default_factory=PhoneFace)
    rung: HintRung = "none"             # "Chỉ cho cả lớp" rings the right element
    says: tuple[str, ...] = ()          # a call's words, under who says them
    who: str = ""
    target: str = ""
    hands: tuple[tuple[str, int, Action], ...] = ()
    reply: str = ""
    next: Action | None = None
    back: Action | None = None
    point: Action | None = None         # "Chỉ cho cả lớp": on a phone step


StepState = Literal["done", "now", "ahead"]


@dataclass(frozen=True)
class StickView(Base):
    """Lesson packs by USB (look 14a, 14b). ``percent`` None = no bar. ``steps`` with their state stand on a sheet, or
    ``lines`` (icon, text) do; ``warning`` is the heaviest sentence: "Xin đừng rút USB vội"."""

    title: str = ""
    picture: str = ""
    done: bool = False                  # 14b: the big tick and the big sentence
    percent: int | None = None
    percent_words: str = ""
    steps: tuple[tuple[str, StepState], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    primary: Action | None = None
    secondary: Action | None = None
    strip: str = ""                     # at the foot, for the telephone: "Mã P3"


@dataclass(frozen=True)
class HealthRow:
    icon: str
    text: str
    state: Literal["ok", "warning", "bad"]


@dataclass(frozen=True)
class MaintenanceView(Base):
    """Entry for maintenance: enrolled or not, outbox, camera, lessons, broken files."""

    title: str = ""
    rows: tuple[HealthRow, ...] = ()
    primary: Action | None = None
    secondary: Action | None = None
    camera: bool = False                # scanning an enrolment QR: preview shown
    advice: str = ""
    advice_picture: str = ""
    advice_kind: AdviceTone = "kind"
    frame: AimColour = "lamp"


View = (
    HomeView | ScanView | GreetingView | PinView | ChoiceView | SessionView | SummaryView
    | LessonListView | ShowStepView | PhoneStepView | QuizView | DoneView | IdleView | NoticeView
    | TextSizeView | HallView | MaintenanceView | KeyboardView | CallView | DoView | AnswerView | RecordView
    | StickView
)

