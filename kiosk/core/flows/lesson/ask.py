""""Hỏi bác cần gì?": a common question touched, or one typed; answered offline from the lessons' own steps.

Says plainly when it does not know and names a person to ask. Questions are forgotten with the place and never kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.flows.arrival.keyboard_keys import LAID
from kiosk.core.flows.base import Flow, home_action, learner_rail, text_size_action
from kiosk.core.i18n import _
from kiosk.core.intents import (
    AskQuestion,
    Back,
    EraseLetter,
    Intent,
    Letter,
    OpenLesson,
    SearchName,
    Space,
    TurnPage,
    TypeQuestion,
)
from kiosk.core.lessons.curriculum import Found
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.state import Room
from kiosk.core.text.typing_methods import composed
from kiosk.core.views import Action, AnswerView, Choice, ChoiceView, FoundPerson, KeyboardView, Rail

FOUND_SHOWN = 3
LEAST_WORDS_LETTERS = 3                 # fewer letters ask nothing


class AskFlow(Flow):
    """Common questions, four a page, then the lessons about asking machines; or type."""

    def __init__(self) -> None:
        self.page = 0

    def view(self, room: Room) -> ChoiceView:
        choices, per_page = self._choices(room), room.limits.choices_per_page
        pages = max(1, -(-len(choices) // per_page))
        page = self.page % pages
        shown = choices[page * per_page:(page + 1) * per_page]
        title = _("Bác cần gì ạ?")
        typing = Action(_("Gõ câu hỏi"), TypeQuestion(), "keyboard")
        return ChoiceView(
            key=f"ask-{page}", rail=learner_rail(), look=room.look,
            speech=(title, *(choice.label for choice in shown), typing.label), title=title, choices=shown,
            page=page, pages=pages,
            turn=Action(_("Xem thêm"), TurnPage(page + 1), "arrow-right") if pages > 1 else None,
            secondary=Action(_("Lùi lại"), Back(), "arrow-left"), extra=typing,
        )

    def _choices(self, room: Room) -> tuple[Choice, ...]:
        catalogue = room.ports.catalogue
        asked = tuple(Choice(q.ask, AskQuestion(q.ask), q.icon) for q in catalogue.questions())
        lessons = (x for x in catalogue.lessons() if x.need == "hoi-may")
        return (*asked, *(Choice(x.title, OpenLesson(x.id), picture=x.picture) for x in lessons))

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.lesson.lesson_list import open_lesson

        match intent:
            case AskQuestion(text):
                room.push(AnswerFlow(text))
            case TypeQuestion():
                room.push(QuestionFlow())
            case OpenLesson(lesson):
                open_lesson(lesson, room)
            case TurnPage(page):
                self.page = page
            case Back():
                room.back()


class QuestionFlow(Flow):
    """Typing: lessons that fit stand there while one types; a touch opens the answer."""

    def __init__(self) -> None:
        self._keys = ""
        self._found: Sequence[Found] = ()
        self._page = 0
        self._asked = 0

    def view(self, room: Room) -> KeyboardView:
        typed = self._typed()
        prompt = _("Bác gõ điều muốn hỏi nhé")
        line, icon = self._line(typed)
        return KeyboardView(
            key=f"question-{bool(self._found)}-{self._asked}",
            rail=Rail("leaf", home=home_action(), text_size=text_size_action()), look=room.look,
            speech=(_("Bác chạm vào bài hợp ý nhé"),) if self._found else (line,) if typed else (prompt, line),
            prompt=prompt, typed=typed, line="" if self._found else line, line_icon=icon,
            found=tuple(self._row(found, room) for found in self._found), page=self._page, more_label=_("Xem thêm"),
            keys=LAID, erase=Action(_("Xóa"), EraseLetter(), "backspace"),
            guest=Action(_("Lùi lại"), Back(), "arrow-left"), space=Action(_("dấu cách"), Space()),
            search=Action(_("Hỏi"), SearchName(), "magnifier", enabled=self._enough(typed),
                          why=_("Bác gõ thêm mấy chữ nữa nhé")),
        )

    def _typed(self) -> str:
        return composed(self._keys).capitalize()

    def _enough(self, typed: str) -> bool:
        return sum(char.isalpha() for char in typed) >= LEAST_WORDS_LETTERS

    def _line(self, typed: str) -> tuple[str, str]:
        if not self._enough(typed):
            return _("Gõ có dấu hay không dấu đều được ạ"), "finger"
        return _("Chưa thấy bài nào, bác gõ thêm chữ nhé"), "hand-heart"

    def _row(self, found: Found, room: Room) -> FoundPerson:
        lesson = _lesson(found.lesson, room)
        return FoundPerson(lesson.picture if lesson else "need-learn", found.title, "", OpenLesson(found.lesson))

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case Letter(key) if len(self._keys) < room.limits.question_keys:
                self._type(self._keys + key, room)
            case Space() if self._keys and len(self._keys) < room.limits.question_keys:
                self._type(self._keys.rstrip() + " ", room)
            case EraseLetter():
                self._type(self._keys[:-1], room)
            case TurnPage(page):
                self._page = page
            case OpenLesson(lesson):
                room.replace(AnswerFlow(self._typed(), first=lesson))
            case SearchName():
                room.replace(AnswerFlow(self._typed()))
            case Back():
                room.back()

    def _type(self, keys: str, room: Room) -> None:
        self._keys, self._page = keys, 0
        typed = self._typed()
        self._found = room.ports.finder.find(typed, FOUND_SHOWN) if self._enough(typed) else ()


class AnswerFlow(Flow):
    """The best step's sentence, the lesson it stands in, at most two others; or that it does not know."""

    def __init__(self, text: str, first: str = "") -> None:
        self._text, self._first = text, first
        self._found: Sequence[Found] | None = None

    def view(self, room: Room) -> AnswerView:
        if self._found is None:
            found = room.ports.finder.find(self._text, FOUND_SHOWN)
            self._found = sorted(found, key=lambda each: each.lesson != self._first)
        return self._answer(self._found, room) if self._found else self._unknown(room)

    def _answer(self, found: Sequence[Found], room: Room) -> AnswerView:
        best, lesson = found[0], _lesson(found[0].lesson, room)
        opening = Action(_("Mở bài này"), OpenLesson(best.lesson), "book")
        others = tuple(Choice(each.title, OpenLesson(each.lesson), picture=_picture(each, room)) for each in found[1:])
        return AnswerView(
            key=f"answer-{self._text}", rail=learner_rail(), look=room.look,
            speech=(self._text, best.line, _("Bài “{title}” chỉ việc này.").format(title=best.title)),
            question=self._text, title=best.title, line=best.line, picture=lesson.picture if lesson else "need-ask",
            primary=opening, others=others, secondary=self._other(), back=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def _unknown(self, room: Room) -> AnswerView:
        helper = room.commune.facilitators.get(room.session.facilitator) if room.session else None
        title = (_("Câu này cháu chưa biết, bác hỏi {name} nhé").format(name=helper.label) if helper
                 else _("Câu này cháu chưa biết, bác hỏi cán bộ xã nhé"))
        return AnswerView(
            key=f"answer-{self._text}", rail=learner_rail(), look=room.look, speech=(title,), question=self._text,
            title=title, picture="need-ask", secondary=self._other(),
            back=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def _other(self) -> Action:
        return Action(_("Hỏi câu khác"), TypeQuestion(), "keyboard")

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.lesson.lesson_list import open_lesson

        match intent:
            case OpenLesson(lesson):
                open_lesson(lesson, room)
            case TypeQuestion():
                room.replace(QuestionFlow())
            case Back():
                room.back()


def _lesson(name: str, room: Room) -> Lesson | None:
    return next((lesson for lesson in room.ports.catalogue.lessons() if lesson.id == name), None)


def _picture(found: Found, room: Room) -> str:
    lesson = _lesson(found.lesson, room)
    return lesson.picture if lesson else "need-learn"
