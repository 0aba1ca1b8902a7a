"""The back stack: places as data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.flows import routes
from kiosk.core.navigation import BackStack

HOME, SCAN, LIST = routes.Home(), routes.Scan(), routes.LessonList("giay-to")


def stack(*pushed: routes.Route) -> BackStack:
    navigation = BackStack(HOME)
    for route in pushed:
        navigation.push(route)
    return navigation


def shown(navigation: BackStack) -> list[routes.Route]:
    return [place.route for place in navigation.places]


def test_back_goes_down_one_place_and_never_leaves_the_first_page() -> None:
    navigation = stack(SCAN, LIST)
    navigation.back()
    assert shown(navigation) == [HOME, SCAN]
    navigation.back()
    moves = navigation.moves
    navigation.back()
    assert shown(navigation) == [HOME]
    assert navigation.moves == moves


def test_a_place_is_replaced_but_the_first_page_is_not() -> None:
    navigation = stack(SCAN)
    navigation.replace(LIST)
    assert shown(navigation) == [HOME, LIST]
    navigation.home()
    navigation.replace(SCAN)
    assert shown(navigation) == [HOME, SCAN]


def test_two_visits_of_one_route_are_two_places() -> None:
    navigation = stack(SCAN)
    first = navigation.top
    navigation.start_over(SCAN)
    assert navigation.top.route == first.route
    assert navigation.top != first


def test_starting_over_keeps_only_the_first_page_below() -> None:
    navigation = stack(SCAN, LIST)
    first = navigation.places[0]
    navigation.start_over(LIST)
    assert shown(navigation) == [HOME, LIST]
    assert navigation.places[0] == first


def test_a_restart_visits_the_first_page_anew() -> None:
    navigation = stack(SCAN)
    first = navigation.places[0]
    navigation.restart()
    assert shown(navigation) == [HOME]
    assert navigation.top != first


def test_back_to_finds_the_newest_visit_and_says_so_where_there_is_none() -> None:
    navigation = stack(LIST, SCAN, LIST, SCAN)
    newest = navigation.places[3]
    navigation.back_to(LIST)
    assert navigation.top == newest
    with pytest.raises(LookupError, match="Dashboard"):
        navigation.back_to(routes.Dashboard())
    assert navigation.top == newest


def test_coming_home_where_one_is_at_home_counts_as_arriving() -> None:
    navigation = stack()
    moves = navigation.moves
    navigation.home()
    assert navigation.moves > moves


@given(st.lists(st.sampled_from(["push", "replace", "back", "home", "start_over", "restart"])))
def test_whatever_is_done_the_first_page_lies_at_the_bottom_and_serials_are_one_a_place(done: list[str]) -> None:
    navigation = BackStack(HOME)
    for name in done:
        move = getattr(navigation, name)
        move(SCAN) if name in ("push", "replace", "start_over") else move()
    assert navigation.places[0].route == HOME
    assert len({place.serial for place in navigation.places}) == len(navigation.places)
