"""Between the threads and the controller: events wait until the app is there; the camera and the lessons follow.

Guarantees: events reach the controller in their order; the camera looks exactly while some place wants it; new lessons
are on the shelf before the controller hears of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.core.controller import Controller
from kiosk.core.inputs import CommuneChanged, Input, PacksChanged
from kiosk.core.views import HomeView, View
from kiosk.hardware.camera.scanner import Scanner
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue


class EventInbox:
    """Where threads post before the app exists; afterwards straight to the app."""

    def __init__(self) -> None:
        self._waiting: list[Input] = []
        self._post: Callable[[Input], None] | None = None
        self._lock = threading.Lock()

    def post(self, event: Input) -> None:
        with self._lock:
            if self._post is None:
                self._waiting.append(event)
            else:
                self._post(event)

    def open(self, post: Callable[[Input], None]) -> None:
        """From now on everything goes to ``post``; what waited goes first."""
        with self._lock:
            self._post = post
            for event in self._waiting:
                post(event)
            self._waiting.clear()


class ControllerAdapter:
    """The controller, with the camera switched on and off as its places need it and the lessons kept up to date.
    ``came_home`` is told when the first page shows again."""

    def __init__(self, controller: Controller, scanner: Scanner, lessons: LiveCatalogue,
                 came_home: Callable[[], None] = lambda: None) -> None:
        self._controller = controller
        self._scanner = scanner
        self._lessons = lessons
        self._came_home = came_home
        self._looking = False
        self._home = True
        self._lessons.settle(controller.state.commune.province)
        self._look()

    @property
    def view(self) -> View:
        return self._controller.view

    @property
    def camera_wanted(self) -> bool:
        return self._controller.camera_wanted

    def handle(self, event: Input) -> None:
        if isinstance(event, PacksChanged):
            self._lessons.reload()
        self._controller.handle(event)
        if isinstance(event, CommuneChanged):
            self._lessons.settle(self._controller.state.commune.province)
        self._look()
        home, self._home = self._home, isinstance(self._controller.view, HomeView)
        if self._home and not home:
            self._came_home()

    def _look(self) -> None:
        wanted = self._controller.camera_wanted
        if wanted == self._looking:
            return
        self._looking = wanted
        if wanted:
            self._scanner.resume()
        else:
            self._scanner.pause()
