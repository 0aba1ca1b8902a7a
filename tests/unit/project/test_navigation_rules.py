"""Navigation is data: flows know routes and never each other, and nothing in the house imports in a circle."""

from __future__ import annotations

import ast
import dataclasses
import graphlib
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import grimp
import pytest

from kiosk.config import ROOT
from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow
from kiosk.core.flows.registry import FLOWS
from kiosk.core.intents import GoHome
from kiosk.core.ports import InstalledPack, Person
from kiosk.core.views import Action
from sync.protocol import Invitation
from sync.protocol.badges import learner_id

CORE = ROOT / "kiosk" / "core"
REGISTRY = "kiosk.core.flows.registry"
SECRET = b"0123456789abcdef"
# A value for every field of a route without a default.
VALUES: dict[str, object] = {
    "learner": learner_id(SECRET), "person": Person("0" * 32, "Nguyễn Thị Mẫu", "thôn Mẫu"), "facilitator": "0" * 32,
    "role": "facilitator", "secret": SECRET, "people": 3, "topic": "Học tự do", "since_ms": 1, "lesson": "tra-tien-qr",
    "title": "Trả tiền", "picture": "market", "learned": ("Đọc tên",), "take_home": ("Đọc tên",), "outcome": "unaided",
    "helps": 0, "question": "Làm sao trả tiền?", "pack": InstalledPack("goi", "Gói mẫu", "1.1.0", "1.0.0"),
    "method": "badge", "token": 1, "line": "Không sao bác ạ", "code": "U2", "strip": "gọi bảo trì",
    "primary": Action("Về đầu", GoHome()), "invitation": Invitation("https://xa-mau.example", "pin", "0f" * 16),
}


def all_routes() -> list[type[routes.Route]]:
    return [kind for _name, kind in inspect.getmembers(routes, inspect.isclass)
            if issubclass(kind, routes.Route) and kind is not routes.Route]


def made(kind: type[routes.Route]) -> routes.Route:
    """A route with values in the fields that need one."""
    needed = [f.name for f in dataclasses.fields(kind)
              if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING]
    return kind(**{name: VALUES[name] for name in needed})


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module a file imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def defines_a_flow(tree: ast.Module) -> bool:
    """Is there a class that extends Flow?"""
    bases = (ast.unparse(base) for node in tree.body if isinstance(node, ast.ClassDef) for base in node.bases)
    return any(base.split("[")[0] == "Flow" for base in bases)


@cache
def trees() -> dict[str, ast.Module]:
    return {module_name(path): ast.parse(path.read_text(encoding="utf-8"))
            for folder in ("kiosk", "sync") for path in sorted((ROOT / folder).rglob("*.py"))}


@cache
def flow_modules() -> frozenset[str]:
    return frozenset(name for name, tree in trees().items() if defines_a_flow(tree))


@cache
def graph() -> Any:
    """All imports, those inside functions and under TYPE_CHECKING too."""
    return grimp.build_graph("kiosk", "sync", exclude_type_checking_imports=False, cache_dir=None)


def circle(arrows: dict[str, set[str]]) -> list[str]:
    try:
        graphlib.TopologicalSorter(arrows).prepare()
    except graphlib.CycleError as found:
        return list(found.args[1])
    return []


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    """Trees and graph are as large as the program: they go before the next file of tests."""
    yield
    for kept in (trees, flow_modules, graph):
        kept.cache_clear()


# --- who imports whom -----------------------------------------------------------------------------


def test_the_flows_are_found() -> None:
    """The control of the tests below: they look at every registered flow."""
    assert flow_modules() == {flow.__module__ for flow in FLOWS.values()}


def test_only_the_registry_imports_flows_also_inside_functions() -> None:
    guilty = {name: sorted(flow_modules().intersection(imported(tree))) for name, tree in trees().items()}
    assert {name for name, flows in guilty.items() if flows} == {REGISTRY}


def test_no_module_of_the_core_imports_inside_a_function_or_for_types_only() -> None:
    late = [
        f"{name}:{node.lineno}" for name, tree in trees().items() if name.startswith("kiosk.core")
        for block in ast.walk(tree) if isinstance(block, ast.FunctionDef | ast.If)
        for node in ast.walk(block) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []


def test_nothing_in_kiosk_and_sync_imports_in_a_circle() -> None:
    arrows = {name: graph().find_modules_directly_imported_by(name) for name in graph().modules}
    assert len(arrows) > 300
    assert circle(arrows) == []
    assert circle({**arrows, "kiosk.core.flows.routes": {REGISTRY}})      # the control: a circle is seen


def test_imports_inside_functions_and_for_types_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the graph itself."""
    package = tmp_path / "sample_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "late.py").write_text("def f():\n    from sample_package import typed\n", encoding="utf-8")
    (package / "typed.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sample_package import late\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    found = grimp.build_graph("sample_package", exclude_type_checking_imports=False, cache_dir=None)
    assert circle({name: found.find_modules_directly_imported_by(name) for name in found.modules})


def test_the_controller_asks_flows_and_never_what_class_they_are() -> None:
    names = {flow.__name__ for flow in FLOWS.values()}
    used = {node.id for name, tree in trees().items() if name not in flow_modules() | {REGISTRY}
            for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert used & names == set()


# --- routes and their flows -----------------------------------------------------------------------


def test_every_route_has_a_flow_and_every_flow_a_route() -> None:
    assert set(FLOWS) == set(all_routes())
    assert len(set(FLOWS.values())) == len(FLOWS)
    ours = {kind for kind in Flow.__subclasses__() if kind.__module__.startswith("kiosk.")}
    assert set(FLOWS.values()) == ours


@pytest.mark.parametrize("kind", all_routes(), ids=lambda kind: kind.__name__)
def test_a_flow_says_of_which_route_it_is(kind: type[routes.Route]) -> None:
    (base,) = FLOWS[kind].__orig_bases__          # type: ignore[attr-defined]
    assert get_args(base) == (kind,)


@pytest.mark.parametrize("kind", all_routes(), ids=lambda kind: kind.__name__)
def test_routes_are_frozen_and_compare_by_value(kind: type[routes.Route]) -> None:
    route = made(kind)
    assert route == made(kind)
    assert hash(route) == hash(made(kind))
    for name in [*(f.name for f in dataclasses.fields(kind)), "other"]:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(route, name, 1)


def test_a_route_that_is_logged_tells_no_secret_name_or_question() -> None:
    logged = " ".join(repr(made(kind)) for kind in all_routes())
    assert SECRET.decode() not in logged
    assert "Nguyễn Thị Mẫu" not in logged
    assert "Làm sao" not in logged
