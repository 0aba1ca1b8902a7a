""""Hỏi bác cần gì?": a common question touched, or one typed; answered offline from the lessons' own steps.

Says plainly when it does not know and names a person to ask. Questions are forgotten with the place and never kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, home_action, learner_rail, text_size_action
from kiosk.core.flows.keyboard import LAID
from kiosk.core.flows.lesson.lookup import find_lesson, open_lesson
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
from kiosk.core.state import KioskState
from kiosk.core.text.typing_methods import composed
from kiosk.core.views import Action, AnswerView, Choice, ChoiceView, FoundPerson, KeyboardView, Rail

FOUND_SHOWN = 3
MIN_WORDS_LETTERS = 3                 # fewer letters ask nothing


class AskFlow(Flow[routes.Ask]):
    """Common questions, four a page, then the lessons about asking machines; or type."""

    def __init__(self, route: routes.Ask, state: KioskState) -> None:
        super().__init__(route, state)
        self.page = 0

    def view(self, state: KioskState) -> ChoiceView:
        choices, per_page = self._choices(state), state.limits.choices_per_page
        pages = max(1, -(-len(choices) // per_page))
        page = self.page % pages
        shown = choices[page * per_page:(page + 1) * per_page]
        title = _("Bác cần gì ạ?")
        typing = Action(_("Gõ câu hỏi"), TypeQuestion(), "keyboard")
        return ChoiceView(
            key=f"ask-{page}", rail=learner_rail(), look=state.look,
            speech=(title, *(choice.label for choice in shown), typing.label), title=title, choices=shown,
            page=page, pages=pages,
            turn=Action(_("Xem thêm"), TurnPage(page + 1), "arrow-right") if pages > 1 else None,
            secondary=Action(_("Lùi lại"), Back(), "arrow-left"), extra=typing,
        )

    def _choices(self, state: KioskState) -> tuple[Choice, ...]:
        catalogue = state.ports.catalogue
        asked = tuple(Choice(q.ask, AskQuestion(q.ask), q.icon) for q in catalogue.questions())
        lessons = (x for x in catalogue.lessons() if x.need == "hoi-may")
        return (*asked, *(Choice(x.title, OpenLesson(x.id), picture=x.picture) for x in lessons))

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case AskQuestion(text):
                state.navigation.push(routes.Answer(text))
            case TypeQuestion():
                state.navigation.push(routes.QuestionEntry())
            case OpenLesson(lesson):
                open_lesson(lesson, state)
            case TurnPage(page):
                self.page = page
            case Back():
                state.navigation.back()


class QuestionEntryFlow(Flow[routes.QuestionEntry]):
    """Typing: lessons that fit stand there while one types; a touch opens the answer."""

    def __init__(self, route: routes.QuestionEntry, state: KioskState) -> None:
        super().__init__(route, state)
        self._keys = ""
        self._found: Sequence[Found] = ()
        self._page = 0
        self._asked = 0

    def view(self, state: KioskState) -> KeyboardView:
        typed = self._typed()
        prompt = _("Bác gõ điều muốn hỏi nhé")
        line, icon = self._line(typed)
        return KeyboardView(
            key=f"question-{bool(self._found)}-{self._asked}",
            rail=Rail("leaf", home=home_action(), text_size=text_size_action()), look=state.look,
            speech=(_("Bác chạm vào bài hợp ý nhé"),) if self._found else (line,) if typed else (prompt, line),
            prompt=prompt, typed=typed, line="" if self._found else line, line_icon=icon,
            found=tuple(self._row(found, state) for found in self._found), page=self._page, more_label=_("Xem thêm"),
            keys=LAID, erase=Action(_("Xóa"), EraseLetter(), "backspace"),
            guest=Action(_("Lùi lại"), Back(), "arrow-left"), space=Action(_("dấu cách"), Space()),
            search=Action(_("Hỏi"), SearchName(), "magnifier", enabled=self._enough(typed),
                          why=_("Bác gõ thêm mấy chữ nữa nhé")),
        )

    def _typed(self) -> str:
        return composed(self._keys).capitalize()

    def _enough(self, typed: str) -> bool:
        return sum(char.isalpha() for char in typed) >= MIN_WORDS_LETTERS

    def _line(self, typed: str) -> tuple[str, str]:
        if not self._enough(typed):
            return _("Gõ có dấu hay không dấu đều được ạ"), "finger"
        return _("Chưa thấy bài nào, bác gõ thêm chữ nhé"), "hand-heart"

    def _row(self, found: Found, state: KioskState) -> FoundPerson:
        lesson = find_lesson(found.lesson, state)
        return FoundPerson(lesson.picture if lesson else "need-learn", found.title, "", OpenLesson(found.lesson))

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case Letter(key) if len(self._keys) < state.limits.question_keys:
                self._type(self._keys + key, state)
            case Space() if self._keys and len(self._keys) < state.limits.question_keys:
                self._type(self._keys.rstrip() + " ", state)
            case EraseLetter():
                self._type(self._keys[:-1], state)
            case TurnPage(page):
                self._page = page
            case OpenLesson(lesson):
                state.navigation.replace(routes.Answer(self._typed(), first=lesson))
            case SearchName():
                state.navigation.replace(routes.Answer(self._typed()))
            case Back():
                state.navigation.back()

    def _type(self, keys: str, state: KioskState) -> None:
        self._keys, self._page = keys, 0
        typed = self._typed()
        self._found = state.ports.finder.find(typed, FOUND_SHOWN) if self._enough(typed) else ()


class AnswerFlow(Flow[routes.Answer]):
    """The best step's sentence, the lesson it stands in, at most two others; or that it does not know."""

    def __init__(self, route: routes.Answer, state: KioskState) -> None:
        super().__init__(route, state)
        self._found: Sequence[Found] | None = None

    def view(self, state: KioskState) -> AnswerView:
        if self._found is None:
            found = state.ports.finder.find(self.route.question, FOUND_SHOWN)
            self._found = sorted(found, key=lambda each: each.lesson != self.route.first)
        return self._answer(self._found, state) if self._found else self._unknown(state)

    def _answer(self, found: Sequence[Found], state: KioskState) -> AnswerView:
        best, lesson = found[0], find_lesson(found[0].lesson, state)
        opening = Action(_("Mở bài này"), OpenLesson(best.lesson), "book")
        others = tuple(Choice(each.title, OpenLesson(each.lesson), picture=_picture(each, state)) for each in found[1:])
        return AnswerView(
            key=f"answer-{self.route.question}", rail=learner_rail(), look=state.look,
            speech=(self.route.question, best.line, _("Bài “{title}” chỉ việc này.").format(title=best.title)),
            question=self.route.question, title=best.title, line=best.line,
            picture=lesson.picture if lesson else "need-ask", primary=opening, others=others,
            secondary=self._other(), back=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def _unknown(self, state: KioskState) -> AnswerView:
        helper = state.commune.facilitators.get(state.session.facilitator) if state.session else None
        title = (_("Câu này cháu chưa biết, bác hỏi {name} nhé").format(name=helper.label) if helper
                 else _("Câu này cháu chưa biết, bác hỏi cán bộ xã nhé"))
        return AnswerView(
            key=f"answer-{self.route.question}", rail=learner_rail(), look=state.look, speech=(title,),
            question=self.route.question, title=title, picture="need-ask", secondary=self._other(),
            back=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def _other(self) -> Action:
        return Action(_("Hỏi câu khác"), TypeQuestion(), "keyboard")

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case OpenLesson(lesson):
                open_lesson(lesson, state)
            case TypeQuestion():
                state.navigation.replace(routes.QuestionEntry())
            case Back():
                state.navigation.back()


def _picture(found: Found, state: KioskState) -> str:
    lesson = find_lesson(found.lesson, state)
    return lesson.picture if lesson else "need-learn"
