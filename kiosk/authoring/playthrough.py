"""Plays a lesson through the real flows, as a learner would, and says where somebody would get stuck.

Guarantees: only what the view really offers is touched; every right way of every step is taken once, every
wrong one is tried and must not lead on, and by following what the view points at the step is done all the same;
once help is asked for until there is no more. No place on the simulated phone may be without a way to the goal.
Whatever was seen is handed back, for measuring and for pictures. Where playing itself breaks, that is told of the step
like any other place where people get stuck, and logged. Nothing is stored. The simulated screen is judged by its
elements; whether they can be touched on the glass is measured elsewhere.

    played = solve(lesson)
    played.stuck          # (Stuck(step=2, sentence="…"),)
    played.seen           # (Seen(step=0, moment="dau", view=ShowStepView(…)), …)
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from kiosk.authoring.reachability import unreachable_places
from kiosk.authoring.step_actions import ActionPath, UnknownKind, Wait, offers, right_paths, wrong_paths
from kiosk.authoring.stub_ports import stub_ports, stub_qr
from kiosk.core.controller import Controller
from kiosk.core.flows import routes
from kiosk.core.inputs import Input, Tapped, Ticked
from kiosk.core.intents import AskHint, Intent, NextStep, OpenLesson, OpenNeed, ShowMe, TapElement
from kiosk.core.lessons.lesson import CallStep, Lesson, PhoneStep
from kiosk.core.phone.elements import PAD_KEYS
from kiosk.core.phone.guide import WAIT_MS
from kiosk.core.phone.typing import DIGIT_KEYS, LETTER_KEYS, SPACE
from kiosk.core.ports import OpenSession, QrMaker
from kiosk.core.views import DoneView, HallView, NoticeView, PhoneStepView, View

_QUIET_MS: Final = 16_000
_MAX_TOUCHES: Final = 600              # of one step, of a lesson before the class
_LETTERS: Final = frozenset((*LETTER_KEYS, *DIGIT_KEYS, SPACE, *PAD_KEYS))
_MAX_HINTS: Final = 6                  # times help is asked for before it must have ended
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ViewSeen:
    """``moment`` names what had just happened: dau, sai-1, giup-2, lam-mau, cho, dung, ca-lop, xong."""

    step: int
    moment: str
    view: View


@dataclass(frozen=True)
class Stuck:
    """``step`` counts from 0."""

    step: int
    sentence: str


@dataclass
class Playthrough:
    seen: list[ViewSeen] = field(default_factory=list)
    stuck: list[Stuck] = field(default_factory=list)
    _known: list[View] = field(default_factory=list, repr=False)

    def see(self, step: int, moment: str, view: View) -> None:
        """Keeps a view once; the same words in the same places are the same view."""
        plain = replace(view, key="", cue=None)
        if plain not in self._known:
            self._known.append(plain)
            self.seen.append(ViewSeen(step, moment, view))


class _Halt(Exception):
    """The play cannot go on; its ``Stuck`` is noted."""


def solve(lesson: Lesson, make_qr: QrMaker = stub_qr) -> Playthrough:
    """Plays ``lesson`` as often as it takes to go every way once. ``make_qr`` draws the code to take home."""
    played = Playthrough()
    ways = [_paths(lesson, index, played) for index in range(len(lesson.steps))]
    if not played.stuck:
        with _failures_noted(played, lambda: 0):
            _play(lesson, played, ways, make_qr)
    played.stuck = list(dict.fromkeys(played.stuck))
    return played


def _paths(lesson: Lesson, index: int, played: Playthrough) -> tuple[int, tuple[ActionPath, ...]]:
    """How many right ways a step has, and its wrong ones."""
    step = lesson.steps[index]
    with _failures_noted(played, lambda: index):
        try:
            return len(right_paths(step)), wrong_paths(step)
        except UnknownKind as unknown:
            played.stuck.append(Stuck(index, f"máy chưa biết tự làm loại bước “{unknown}”."))
    return 0, ()


def _play(lesson: Lesson, played: Playthrough, paths: list[tuple[int, tuple[ActionPath, ...]]],
          make_qr: QrMaker) -> None:
    """Helped, then every right way, every wrong one, the class, and every place of each phone."""
    def new(right: int = 0, *, helped: bool = False) -> _Play:
        return _Play(lesson, played, right, helped=helped, make_qr=make_qr)

    new(helped=True).run()
    for right in range(max(rights for rights, _wrongs in paths)):
        new(right).run()
    for index, (_rights, wrongs) in enumerate(paths):
        for number, way in enumerate(wrongs):
            new().astray(index, way, f"sai-{number + 1}")
    last = len(lesson.steps) - 1
    with _failures_noted(played, lambda: played.seen[-1].step if played.seen else last):
        _hall(lesson, played)
    for index, step in enumerate(lesson.steps):
        if isinstance(step, PhoneStep):
            _find_unreachable_places(index, step, played)


def _find_unreachable_places(index: int, step: PhoneStep, played: Playthrough) -> None:
    with _failures_noted(played, lambda: index):
        played.stuck += [Stuck(index, sentence) for sentence in unreachable_places(step)]


@contextmanager
def _failures_noted(played: Playthrough, at: Callable[[], int]) -> Iterator[None]:
    """What breaks inside is noted as a place where people get stuck; its trace is in the log."""
    try:
        yield
    except Exception as broken:
        log.exception("playing step %d broke", at())
        played.stuck.append(Stuck(at(), f"máy tự học thì dừng giữa chừng ở bước này ({type(broken).__name__})."))


class _Play:
    """One time through the lesson. ``right`` chooses among the ways of each step; ``helped`` waits and asks for all
    help first."""

    def __init__(self, lesson: Lesson, played: Playthrough, right: int = 0, *, helped: bool = False,
                 make_qr: QrMaker = stub_qr) -> None:
        self.lesson, self.played = lesson, played
        self._right, self._helped = right, helped
        self.controller = Controller(stub_ports(lesson, make_qr=make_qr))
        self.index = 0
        self.ms = 0

    def run(self) -> None:
        """Until the end, or where it stops."""
        with _failures_noted(self.played, lambda: self.index):
            try:
                self._through()
            except _Halt:
                return

    def _through(self) -> None:
        self._open()
        while self.index < len(self.lesson.steps):
            self._step()
            self.index += 1
        if not isinstance(self.controller.view, DoneView):
            self.index = len(self.lesson.steps) - 1
            self._stuck("hết các bước mà không tới trang “Bác làm được rồi!”.")

    def _open(self) -> None:
        self._on(Tapped(OpenNeed(self.lesson.need)))
        self._on(Tapped(OpenLesson(self.lesson.id)))
        self._see("dau")
        if self._at() != 0:
            self._halt("không mở được bài này.")

    def _step(self) -> None:
        if self._helped:
            self._wait(_QUIET_MS)
            self._see("cho")
            self._ask_for_help()
        ways = right_paths(self.lesson.steps[self.index])
        self._go(ways[self._right % len(ways)], "dung")
        if self._at() != self.index + 1:
            self._halt("làm đúng mà bước này không đi tiếp được.")

    def astray(self, index: int, way: ActionPath, moment: str) -> None:
        """Begins at one step, goes a wrong way, then does it right."""
        self.index = index
        with _failures_noted(self.played, lambda: index):
            try:
                self.controller.open(routes.Lesson(self.lesson.id, index))
                self._wait(0)
                self._go(way, moment)
                if self._at() != index:
                    self._halt("chạm sai mà bước này vẫn đi tiếp.")
                self._still_done(way)
            except _Halt:
                return

    def _still_done(self, way: ActionPath) -> None:
        """Whoever follows the pointing, or answers right from there on, is done after all."""
        step = self.lesson.steps[self.index]
        if not isinstance(step, PhoneStep):
            gone = len(way) - 2 if isinstance(step, CallStep) else 0    # the turns that were answered right
            self._go(right_paths(step)[0][gone:], "dung")
        for _touch in range(_MAX_TOUCHES if isinstance(step, PhoneStep) else 0):
            if self._at() != self.index:
                return
            view = self.controller.view
            target = view.target if isinstance(view, PhoneStepView) else ""
            self._go((Tapped(TapElement(target)) if target else Wait(WAIT_MS),), "dung")
        if self._at() == self.index:
            self._halt("chạm sai rồi thì không quay lại đường đúng được.")

    def _ask_for_help(self) -> None:
        for number in range(_MAX_HINTS):
            if not offers(self.controller.view, AskHint()):
                break
            self._go((Tapped(AskHint()),), f"giup-{number + 1}")
        else:
            self._stuck("hỏi mãi mà lời giúp không hết.")
        if offers(self.controller.view, ShowMe()):
            self._go((Tapped(ShowMe()),), "lam-mau")
            self._wait(self.controller.state.limits.demo_ms)
            self._see("lam-mau-xong")

    # --- one thing after another --------------------------------------------------------------

    def _go(self, way: ActionPath, moment: str) -> None:
        for event in way:
            if isinstance(event, Wait):
                self._wait(event.ms)
            else:
                if isinstance(event, Tapped) and not offers(self.controller.view, event.intent):
                    self._halt(f"cần chạm {_named(event.intent)} mà trên màn hình không có.")
                self._on(event)
            if not _is_letter(event):
                self._see(moment)

    def _on(self, event: Input) -> None:
        self.controller.handle(event)
        view = self.controller.view
        if isinstance(view, NoticeView):
            self._halt(f"màn hình hỏng ở bước này (mã {view.code}).")

    def _wait(self, ms: int) -> None:
        self.ms += ms
        self._on(Ticked(self.ms))

    def _at(self) -> int:
        """Which step is on the screen; one more than the last at the end."""
        view = self.controller.view
        if isinstance(view, DoneView):
            return len(self.lesson.steps)
        progress = getattr(view, "progress", None)
        return progress.done if progress else -1

    def _see(self, moment: str) -> None:
        at = self._at()
        self.played.see(min(max(at, 0), len(self.lesson.steps) - 1), moment if at <= self.index else (
            "xong" if at == len(self.lesson.steps) else "dau"), self.controller.view)

    def _stuck(self, sentence: str) -> None:
        self.played.stuck.append(Stuck(self.index, sentence))

    def _halt(self, sentence: str) -> None:
        self._stuck(sentence)
        raise _Halt(sentence)


def _hall(lesson: Lesson, played: Playthrough) -> None:
    """Once through in hall mode, led by "Tiếp"."""
    controller = Controller(stub_ports(lesson), resumed=OpenSession("k1/0/1", lesson.id, "thôn Mẫu", "", 0))
    controller.open(routes.Hall())
    controller.handle(Ticked(0))
    for _count in range(_MAX_TOUCHES):
        view = controller.view
        if not isinstance(view, HallView) or view.progress is None:
            break
        if not view.face.focus:
            played.see(view.progress.done, "ca-lop", view)
        controller.handle(Tapped(NextStep()))
    if isinstance(controller.view, HallView | NoticeView):
        played.stuck.append(Stuck(len(lesson.steps) - 1, "dạy cả lớp thì không tới được cuối bài."))


def _is_letter(event: Input | Wait) -> bool:
    """One letter more is no new picture."""
    intent = event.intent if isinstance(event, Tapped) else None
    return isinstance(intent, TapElement) and intent.element in _LETTERS


def _named(intent: Intent) -> str:
    name = getattr(intent, "element", "") or getattr(intent, "key", "")
    return f"“{name}”" if name else f"nút {type(intent).__name__}"
