"""The back stack: the places somebody went through, as data.

Guarantees: the lowest place is the first page and stays; every place has its own serial, so that two visits of the same
route are told apart. Opens no flow: the controller does that for every place it finds here.

    navigation = BackStack(routes.Home())
    navigation.push(routes.Scan())
    navigation.top.route                # Scan()
    navigation.back()
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.flows.routes import Route


@dataclass(frozen=True)
class Place:
    """One visit of ``route``."""

    serial: int
    route: Route


class BackStack:
    """``root`` is the first page."""

    def __init__(self, root: Route) -> None:
        self._root = root
        self._serial = 0
        self._moves = 0
        self._places: tuple[Place, ...] = ()
        self.restart()

    @property
    def places(self) -> tuple[Place, ...]:
        """From the first page to where somebody is now."""
        return self._places

    @property
    def top(self) -> Place:
        return self._places[-1]

    @property
    def moves(self) -> int:
        """Grows with every arrival at a place, also at one that was there already."""
        return self._moves

    def push(self, route: Route) -> None:
        self._arrive((*self._places, self._visit(route)))

    def replace(self, route: Route) -> None:
        """``route`` instead of the top. The first page is never replaced: there it goes on top."""
        below = self._places[:-1] or self._places
        self._arrive((*below, self._visit(route)))

    def back(self) -> None:
        """One place down; never leaves the first page."""
        if len(self._places) > 1:
            self._arrive(self._places[:-1])

    def back_to(self, route: Route) -> None:
        """Down to the newest visit of ``route``.

        Raises:
            LookupError: nobody came through there.
        """
        for length in range(len(self._places), 0, -1):
            if self._places[length - 1].route == route:
                self._arrive(self._places[:length])
                return
        raise LookupError(f"{type(route).__name__} is not on the back stack")

    def home(self) -> None:
        self._arrive(self._places[:1])

    def start_over(self, route: Route) -> None:
        """``route`` right above the first page: everything between is forgotten."""
        self._arrive((self._places[0], self._visit(route)))

    def forget_between(self) -> None:
        """Only the first page and the top stay: from here one goes back to the first page."""
        if len(self._places) > 2:
            self._places = (self._places[0], self._places[-1])

    def restart(self) -> None:
        """As after switching on: the first page, visited anew."""
        self._arrive((self._visit(self._root),))

    def _visit(self, route: Route) -> Place:
        self._serial += 1
        return Place(self._serial, route)

    def _arrive(self, places: tuple[Place, ...]) -> None:
        self._places = places
        self._moves += 1
