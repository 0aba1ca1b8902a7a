"""The facilitator picks a lesson: by need first where there are many, then by picture and name."""

from __future__ import annotations

from kiosk.core.flows.base import facilitator_rail
from kiosk.core.flows.lesson.lookup import find_lesson
from kiosk.core.flows.lesson.needs import NEEDS
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Choose, Intent, TurnPage
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, ChoiceView

FEW_LESSONS = 7                         # two pages of four: no need to ask for the need first


def need_choices(state: KioskState) -> tuple[Choice, ...]:
    """The needs that some lesson serves."""
    taught = {lesson.need for lesson in state.ports.catalogue.lessons()}
    return tuple(Choice(need.label(), Choose(key), picture=need.picture) for key, need in NEEDS.items()
                 if key in taught)


def lesson_choices(state: KioskState, need: str = "") -> tuple[Choice, ...]:
    """Lessons of a need ('' = all). What nobody has walked on a real telephone yet says so."""
    unchecked = _("Chưa thử máy thật")
    return tuple(Choice(x.title, Choose(x.id), picture=x.picture, note="" if x.checked else unchecked)
                 for x in state.ports.catalogue.lessons() if not need or x.need == need)


def spoken_choices(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """What is read aloud of them: the notes too, because large letters leave no room for them."""
    return tuple(f"{choice.label}. {choice.note}" if choice.note else choice.label for choice in choices)


def many_lessons(state: KioskState) -> bool:
    return len(state.ports.catalogue.lessons()) > FEW_LESSONS


class LessonPick:
    """Which need was touched, which page is shown."""

    def __init__(self) -> None:
        self.need = ""
        self.page = 0

    def view(self, state: KioskState, name: str, title: str, extra: Action | None = None) -> ChoiceView:
        """``name`` is the place's own (for the voice)."""
        choices = need_choices(state) if self._asks_need(state) else lesson_choices(state, self.need)
        per_page = state.limits.choices_per_page
        pages = max(1, -(-len(choices) // per_page))
        page = self.page % pages
        shown = choices[page * per_page:(page + 1) * per_page]
        return ChoiceView(
            key=f"{name}-{self.need}-{page}", rail=facilitator_rail(), look=state.look,
            speech=(title, *spoken_choices(shown)), title=title, choices=shown, page=page, pages=pages,
            turn=Action(_("Xem thêm"), TurnPage(page + 1), "arrow-right") if pages > 1 else None,
            secondary=Action(_("Lùi lại"), Back(), "arrow-left"), extra=extra,
        )

    def tap(self, intent: Intent, state: KioskState) -> Lesson | None:
        """The lesson that was touched; what only turns the pages is done here."""
        match intent:
            case Choose(key) if self._asks_need(state):
                self.need, self.page = key, 0
            case Choose(key):
                return find_lesson(key, state)
            case TurnPage(page):
                self.page = page
            case Back() if self.need:
                self.need, self.page = "", 0
            case Back():
                state.navigation.back()
        return None

    def _asks_need(self, state: KioskState) -> bool:
        return not self.need and many_lessons(state)
