"""Sample views of the lesson's screens: a real lesson's words, and hard cases.

    LessonSamples(lesson, make_qr).views()["step-name"]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kiosk.core.flows.base import facilitator_rail, learner_rail
from kiosk.core.intents import (
    AskHint,
    Back,
    Choose,
    GoHome,
    HandRaised,
    NextStep,
    OpenLesson,
    Rest,
    ShowMe,
    UseSampleCode,
)
from kiosk.core.lessons.lesson import ChooseStep, Context, Lesson, PhoneStep, ScanStep, ShowStep
from kiosk.core.lessons.phone_screen import Field, PhoneButton, PhoneScreen
from kiosk.core.ports import QrMaker
from kiosk.core.views import (
    Action,
    Choice,
    DoneView,
    HallView,
    LessonListView,
    LessonRow,
    Look,
    PhoneStepView,
    Progress,
    QuizView,
    ShowStepView,
    View,
)

BACK = Action("Lùi lại", Back(), "arrow-left")
POINT = Action("Chỉ cho tôi", AskHint(), "finger")
CLEARER = Action("Chỉ rõ hơn", AskHint(), "finger")
DEMO = Action("Làm mẫu", ShowMe(), "play")
SAMPLE = Action("Dùng mã mẫu trong máy", UseSampleCode(), "qr")
KIND = "Không sao bác ạ!"

_BASE: dict[str, Any] = {"rail": learner_rail(), "look": Look()}
_HALL: dict[str, Any] = {"rail": facilitator_rail(), "look": Look()}

LIST = LessonListView(
    **_BASE, key="lessons-tra-tien", speech=("Trả tiền: bác chọn bài nhé",), title="Trả tiền: bác chọn bài nhé",
    picture="need-pay", back=BACK, more_label="Bài khác", foot="Bài nào cũng học lại được, sai không sao ạ",
    rows=(
        LessonRow("lesson-pay-qr", "leaf", "Trả tiền bằng mã QR", "play", "Bác học dở, còn 4 bước nữa", "started",
                  OpenLesson("a")),
        LessonRow("lesson-stall", "clay", "Mã QR của quầy hàng", "check-circle", "Bác học xong rồi", "done",
                  OpenLesson("b")),
        LessonRow("lesson-shop", "indigo", "Mua hàng trên mạng", "clock", "Bài mới, khoảng 10 phút", "new",
                  OpenLesson("c")),
    ))
_MORE = (
    LessonRow("fake-sticker", "lamp", "Nhận ra mã QR bị dán đè lên ở quầy hàng", "clock", "Bài mới, khoảng 12 phút",
              "new", OpenLesson("d")),
    LessonRow("money-20k", "clay", "Nhận tiền chuyển khoản", "clock", "Bài mới, khoảng 15 phút", "new",
              OpenLesson("e")),
)
QUIZ_3 = QuizView(
    **_BASE, key="quiz", speech=("Bác xem tin nhắn này:",), progress=Progress("Bước 3 trong 6", 2, 6),
    title="Bác xem tin nhắn này:",
    card=("“Công an báo: bác bị phạt 2 triệu. Chạm vào đây để nộp ngay: nop-phat.vidu”",),
    card_from="Từ: Số lạ", ask="Theo bác, thật hay lừa?",
    answers=(Choice("Thật", Choose("that"), "seal-check"), Choice("Lừa", Choose("lua"), "warning-octagon"),
             Choice("Chưa rõ", Choose("chua"), "question")))
FULL_PHONE = PhoneScreen(title="Ngân hàng Ví Dụ", elements=(
    Field(id="ten", label="Tên người nhận", value="NGUYỄN THỊ PHƯƠNG THƯỞNG", note="Ngân hàng Ví Dụ",
          tone="strong"),
    Field(id="tien", label="Số tiền", value="12.345.000 đ"),
    PhoneButton(id="dung", label="Đúng tên rồi", icon="check", tone="primary"),
    PhoneButton(id="sai", label="Tên này không đúng", icon="x-circle")))
NOT_MONEY = "Bác chạm vào số tiền, tiền vẫn còn nguyên."
LISTS: dict[str, View] = {
    "lessons": LIST,
    "lessons-one": replace(LIST, rows=LIST.rows[:1]),
    "lessons-many": replace(LIST, rows=(*LIST.rows, *_MORE)),
    "lessons-last-page": replace(LIST, rows=(*LIST.rows, *_MORE), page=1),
    "lessons-empty": replace(LIST, rows=(), picture="need-ask",
                             empty="Bài về việc này xã đang soạn, chưa có trong máy ạ",
                             back=Action("Về trang đầu", GoHome(), "home")),
}


@dataclass(frozen=True)
class LessonSamples:
    """``lesson`` is "Trả tiền bằng mã QR" (``tra-tien-qr``): the samples show its steps by number."""

    lesson: Lesson
    make_qr: QrMaker

    def views(self) -> dict[str, View]:
        """Every sample by its name."""
        return {**LISTS, **self._steps(), **self._quizzes(), **self._ends(), **self._halls()}

    def _steps(self) -> dict[str, View]:
        return {
            "step-show": self._shown(0),
            "step-show-last": self._shown(len(self.lesson.steps) - 1),
            "step-apps": self._phone(1),
            "step-apps-arrow": self._hinted(1, "arrow"),
            "step-apps-wrong": self._hinted(1, "again", kind_title=KIND,
                                            kind_text="Bác chạm vào Máy ảnh, máy vẫn yên ạ.",
                                            wrong_spot=(0.27, 0.62)),
            "step-bank": self._phone(2),
            "step-scan": self._phone(3),
            "step-scan-stuck": self._hinted(3, "arrow", sample=SAMPLE, kind_title=KIND,
                                            kind_text="Đây là mã trả tiền thật, bác lấy tờ mã tập nhé."),
            "step-scan-no-camera": self._phone(3, sample=SAMPLE,
                                               camera_line="Máy ảnh bị tuột dây, bác dùng mã mẫu nhé"),
            "step-name": self._phone(4),
            "step-name-again": self._hinted(4, "again"),
            "step-name-arrow": self._hinted(4, "arrow"),
            "step-name-finger": self._hinted(4, "finger", kind_title=KIND, kind_text=NOT_MONEY, wrong_spot=(0.4, 0.52)),
            "step-name-wrong": self._hinted(4, "again", kind_title=KIND, kind_text=NOT_MONEY, wrong_spot=(0.4, 0.52)),
            "step-name-demo": self._hinted(4, "finger", demo=True),
            "step-name-quiet": self._phone(4, kind_title="Bác cứ thong thả ạ",
                                           kind_text="Cần chỉ thì chạm nút vàng nhé."),
            "step-amount": self._phone(5),
            "step-amount-finger": self._hinted(5, "finger"),
            "step-confirm": self._phone(6),
            "step-confirm-arrow": self._hinted(6, "arrow"),
            "step-sent": self._phone(7),
            "step-full": self._phone(4, screen=FULL_PHONE, target="dung",
                                     progress=Progress("Bước 14 trong 18", 13, 18),
                                     context=Context(picture="market", text="Bác mua nửa cân thịt ở chợ phiên của",
                                                     strong="cô Nguyễn Thị Phương Thưởng")),
        }

    def _quizzes(self) -> dict[str, View]:
        return {
            "quiz": QUIZ_3,
            "quiz-two": replace(QUIZ_3, answers=QUIZ_3.answers[:2]),
            "quiz-four": replace(QUIZ_3, answers=(*QUIZ_3.answers, Choice("Hỏi con cháu", Choose("hoi"), "phone"))),
            "quiz-long": self._asked(8),
            "quiz-right": self._asked(8, "dung-lai"),
            "quiz-kind": self._asked(8, "cu-tra"),
        }

    def _ends(self) -> dict[str, View]:
        done = self._done()
        return {
            "done": done,
            "done-helped": replace(done, picture="lesson-pay-qr",
                                   how="Còn bước để lần sau, bác học lại lúc nào cũng được"),
            "done-one": replace(done, learned=self.lesson.learned[:1], how="Bác làm được, có nhờ chỉ một lần"),
        }

    def _halls(self) -> dict[str, View]:
        return {
            "hall-show": self._hall(0),
            "hall-phone": self._hall(4),
            "hall-scan": self._hall(3),
            "hall-hands": self._hall(8),
            "hall-reply": self._reply_of_hall(),
        }

    def _progress(self, index: int) -> Progress:
        return Progress(f"Bước {index + 1} trong {len(self.lesson.steps)}", index, len(self.lesson.steps))

    def _phone(self, index: int, **changes: Any) -> PhoneStepView:
        step = self.lesson.steps[index]
        assert isinstance(step, PhoneStep | ScanStep)
        scanning = isinstance(step, ScanStep)
        view = PhoneStepView(
            **_BASE, key=f"lesson-{index}", speech=(step.say, step.ask), progress=self._progress(index),
            context=step.context,
            instruction=step.say, question=step.ask, screen=step.screen, camera=scanning,
            camera_line="Giơ tờ mã trước máy ảnh ạ" if scanning else "", back=BACK, hint=POINT,
            target=step.screen.elements[0].id if scanning else step.right[0])  # type: ignore[union-attr]
        return replace(view, **changes)

    def _hinted(self, index: int, rung: str, **changes: Any) -> PhoneStepView:
        step = self.lesson.steps[index]
        assert isinstance(step, PhoneStep | ScanStep)
        say = {"again": step.hints.again, "arrow": step.hints.point, "finger": step.hints.show}[rung]
        hint = DEMO if rung == "finger" else CLEARER
        return self._phone(index, rung=rung, instruction=say, question="", hint=hint, **changes)

    def _shown(self, index: int) -> ShowStepView:
        step = self.lesson.steps[index]
        assert isinstance(step, ShowStep)
        last = index + 1 == len(self.lesson.steps)
        return ShowStepView(
            **_BASE, key=f"lesson-{index}", speech=(step.title, *step.text), progress=self._progress(index),
            title=step.title, text=step.text, picture=step.picture, back=BACK,
            primary=Action("Xong bài" if last else "Tiếp theo", NextStep(), "arrow-right"))

    def _asked(self, index: int, answer: str = "") -> QuizView:
        step = self.lesson.steps[index]
        assert isinstance(step, ChooseStep)
        given = next((a for a in step.answers if a.id == answer), None)
        view = QuizView(
            **_BASE, key=f"lesson-{index}", speech=(step.title, step.ask), progress=self._progress(index),
            title=step.title, card=step.card, card_from=step.card_from, picture=step.picture, ask=step.ask,
            answers=tuple(Choice(a.label, Choose(a.id), a.icon) for a in step.answers))
        if given is None:
            return view
        primary = Action("Tiếp theo", NextStep(), "arrow-right") if given.right else Action("Chọn lại", Back(), "undo")
        return replace(view, right=given.right, reply=given.reply, primary=primary,
                       reply_title="Bác chọn đúng rồi!" if given.right else KIND)

    def _hall(self, index: int, **changes: Any) -> HallView:
        step = self.lesson.steps[index]
        words: dict[str, Any] = {}
        if isinstance(step, ShowStep):
            words = {"title": step.title, "text": step.text, "picture": step.picture}
        elif isinstance(step, PhoneStep):
            words = {"title": step.say, "text": (step.ask,) if step.ask else (), "screen": step.screen,
                     "target": step.right[0]}
        elif isinstance(step, ScanStep):
            words = {"title": step.say, "text": (step.ask,), "picture": "practice-sheet"}
        elif isinstance(step, ChooseStep):
            words = {"title": step.ask, "text": step.card, "picture": step.picture, "hands": tuple(
                (a.label, count, Action(a.label, HandRaised(a.id), a.icon))
                for a, count in zip(step.answers, (17, 4, 0), strict=True))}
        view = HallView(**_HALL, key=f"hall-{index}", progress=self._progress(index), speech=(words["title"],), **words,
                        next=Action("Tiếp", NextStep(), "arrow-right"), back=Action("Lùi", Back(), "arrow-left"))
        return replace(view, **changes)

    def _reply_of_hall(self) -> HallView:
        step = self.lesson.steps[8]
        assert isinstance(step, ChooseStep)
        return self._hall(8, reply=next(a.reply for a in step.answers if a.right))

    def _done(self) -> DoneView:
        return DoneView(
            **_BASE, key="done", speech=("Bác làm được rồi!",), picture="badge-sen", title="Bác làm được rồi!",
            how="Bác tự làm, không cần ai nhắc", learned_title="Từ nay bác biết:", learned=self.lesson.learned,
            qr=self.make_qr("\n".join((self.lesson.title.upper(), *self.lesson.take_home))),
            qr_line="Chụp mã này, về nhà xem lại",
            primary=Action("Học bài tiếp theo", OpenLesson("b"), "arrow-right"),
            secondary=Action("Nghỉ thôi", Rest(), "hand-waving"))
