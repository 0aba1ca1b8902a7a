"""At the usual text size nothing an author wrote to be read vanishes, or the check says so; pictures show what is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from kiosk.authoring.dropped_text import unshown
from kiosk.authoring.findings import Finding
from kiosk.authoring.playthrough import ViewSeen, solve
from kiosk.authoring.preview import ringed
from kiosk.authoring.workspace import LessonSource, read_source
from kiosk.core.inputs import Tapped
from kiosk.core.intents import NextStep, TapElement
from kiosk.core.lessons.lesson import Context
from kiosk.core.lessons.phone_screen import BACKGROUND, Bubble, Chat, PhoneButton, PhoneScreen, Ringing
from kiosk.core.views import Action, DoneView, PhoneStepView, Progress, ShowStepView, View
from kiosk.ui.design.metrics import Metrics, Percent, metrics_for
from kiosk.ui.design.parts import Part, Picture, Ring, Text, Touch, Watermark
from kiosk.ui.screens import plan_all
from kiosk.ui.testing.gallery import PANELS
from kiosk.vision.qr_encode import qr_matrix
from tests.gallery_samples import SAMPLES
from tests.support.kivy import window_of_tests
from tests.support.lesson_folders import ASSETS, change, pack_folder

pytestmark = pytest.mark.ui

LAW = "Bộ Công an nói công an không gọi video để làm việc ạ."
Shown = TypeVar("Shown", ShowStepView, PhoneStepView)
TITLE = "Hôm nay bác tập nghe cuộc gọi lạ nhé"
ON, BACK = Action("Tiếp theo", NextStep(), "arrow-right"), Action("Lùi lại", NextStep(), "arrow-left")


@pytest.fixture(autouse=True)
def window() -> None:
    window_of_tests()


def planned(view: View, panel: str = "1280x800", percent: Percent = 100) -> tuple[Part, ...]:
    size, look = PANELS[panel], replace(view.look, text_percent=percent)
    return plan_all(replace(view, look=look), metrics_for(size.width, size.height, size.mm_per_px, look))


def words(parts: tuple[Part, ...]) -> list[str]:
    return [" ".join(part.text.split()) for part in parts if isinstance(part, Text)]


def show(*text: str, title: str = TITLE) -> ShowStepView:
    return replace(sample(ShowStepView), progress=Progress("Bước 1 trong 9", 0, 9), title=title, text=text,
                   picture="greens", primary=ON, back=BACK)


def phone(screen: PhoneScreen) -> PhoneStepView:
    plain = PhoneStepView(key="k", rail=sample(PhoneStepView).rail, look=sample(PhoneStepView).look)
    return replace(plain, instruction="Bác đọc nhé.", screen=screen, back=BACK)


def sample(kind: type[Shown]) -> Shown:
    return next(view for view in SAMPLES.values() if isinstance(view, kind))


def source(root: Path, old: str = "", new: str = "") -> LessonSource:
    folder = pack_folder(root, "bai") / "bai"
    if old:
        change(folder, old, new)
    return read_source(folder / "lesson.yaml", ASSETS)


def told(lesson: LessonSource) -> list[Finding]:
    return list(unshown(lesson, solve(lesson.lesson).seen))


# --- steps to see --------------------------------------------------------------------------------


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("text", [(LAW,), (LAW, LAW.replace("Bộ", "Sở")), ("Ngắn thôi ạ.", LAW, "Nhé bác.")])
def test_every_line_of_a_step_stands_at_the_usual_text_size(panel: str, text: tuple[str, ...]) -> None:
    drawn = words(planned(show(*text), panel))
    assert [line for line in (TITLE, *text) if line not in drawn] == []


def test_letters_shrink_and_the_picture_leaves_before_a_line_does() -> None:
    usual = planned(show("Ngắn thôi ạ."))
    full = planned(show(*(f"{number} {LAW} {LAW}" for number in range(3)), title=f"{TITLE} {TITLE}"))
    assert max(part.size for part in usual if isinstance(part, Text)) == 56
    assert any(isinstance(part, Picture) for part in usual)
    assert len([line for line in words(full) if LAW in line]) == 3
    assert max(part.size for part in full if isinstance(part, Text)) < 56
    assert not any(isinstance(part, Picture) for part in full)


def test_a_lesson_that_stands_has_no_such_finding(tmp_path: Path) -> None:
    old, new = "title: Bác làm được rồi ạ,", f'title: Bác làm được rồi ạ, text: ["{LAW}"],'
    assert told(source(tmp_path, old, new)) == []


@pytest.mark.parametrize(("panel", "level"), [("1280x800", "error"), ("1024x600", "warning")])
def test_a_line_that_does_not_stand_is_told_by_the_panel_it_is_missing_on(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, panel: str, level: str) -> None:
    lesson = source(tmp_path, "title: Bác làm được rồi ạ,", f'title: Bác làm được rồi ạ, text: ["{LAW}"],')

    def without_it(view: View, m: Metrics) -> tuple[Part, ...]:
        parts = plan_all(view, m)
        return tuple(p for p in parts if not isinstance(p, Text) or f"{m.width}x{m.height}" != panel)

    monkeypatch.setattr("kiosk.authoring.dropped_text.plan_all", without_it)
    found = [one for one in told(lesson) if LAW in one.sentence]
    assert [(one.code, one.level, one.line) for one in found] == [
        ("tran-chu", level, lesson.text.line_of("$.steps[3].text[0]"))]
    assert panel in found[0].sentence


# --- the note beside the phone -------------------------------------------------------------------


def beside(badge: str) -> PhoneStepView:
    """A step done alone, with a note and a question."""
    screen = PhoneScreen(title="A", elements=(PhoneButton(id="a", label="A"),))
    return replace(
        phone(screen), progress=Progress("Bước 1 trong 9", 0, 9), badge=badge, hint=ON,
        question="Chưa biết thì để sau ạ.", instruction="Bác quét tem, xem chè còn hạn không nhé.",
        context=Context(picture="greens", text="Bác mua gói chè ở", strong="quầy bà Mẫu"))


def test_the_note_beside_the_phone_stands_with_smaller_words_before_it_leaves() -> None:
    crowded = beside("Bác tự làm nhé")
    assert "Bác mua gói chè ở" in words(planned(crowded))
    said = next(part for part in planned(crowded) if isinstance(part, Text) and "quét tem" in part.text)
    alone = next(part for part in planned(replace(crowded, context=None)) if isinstance(part, Text)
                 and "quét tem" in part.text)
    assert said.size < alone.size


def test_a_note_without_room_is_a_remark_that_says_where_to_write_it(tmp_path: Path) -> None:
    context = "context: {picture: greens, text: Bác mua gói chè ở, strong: quầy bà Mẫu}"
    lesson = source(tmp_path, "    say: Bác đọc tên nhé.\n", f"    {context}\n    say: Bác đọc tên nhé.\n")
    roomy = beside("Bác tự làm nhé")
    crowded = replace(roomy, skip=BACK, again=BACK, question=f"{roomy.question} Bác cứ thong thả, không ai vội ạ.")
    found = list(unshown(lesson, [ViewSeen(0, "dau", crowded)]))
    assert [(one.code, one.level, one.line) for one in found] == [
        ("tran-chu", "warning", lesson.text.line_of("$.steps[0].context"))]
    assert "viết vào say" in found[0].fix
    assert list(unshown(lesson, [ViewSeen(0, "dau", roomy)])) == []                 # the control


# --- pictures ------------------------------------------------------------------------------------


def test_the_ring_of_a_wrong_touch_lies_where_that_thing_is_drawn(tmp_path: Path) -> None:
    played = solve(source(tmp_path).lesson).seen
    view = next(seen.view for seen in played if seen.moment == "sai-1" and isinstance(seen.view, PhoneStepView))
    assert isinstance(view, PhoneStepView)
    assert view.wrong_spot == (0.5, 0.5)
    right = ringed(view, (Tapped(TapElement("ten")),), "1280x800")
    box = next(part.box for part in planned(right) if isinstance(part, Touch) and isinstance(part.intent, TapElement)
               and part.intent.element == "ten")
    ring = next(part.box for part in planned(right) if isinstance(part, Ring) and part.dashed)
    assert box.x <= ring.x + ring.w / 2 <= box.right
    assert box.y <= ring.y + ring.h / 2 <= box.bottom


@pytest.mark.parametrize("name", [BACKGROUND, "khong-co"])
def test_there_is_no_ring_where_nothing_is_drawn(tmp_path: Path, name: str) -> None:
    played = solve(source(tmp_path).lesson).seen
    view = next(seen.view for seen in played if seen.moment == "sai-1" and isinstance(seen.view, PhoneStepView))
    assert not any(isinstance(part, Ring) and part.dashed
                   for part in planned(ringed(view, (Tapped(TapElement(name)),), "1280x800")))
    assert any(isinstance(part, Ring) and part.dashed for part in planned(view))        # the control


def test_the_code_to_take_home_is_a_real_one_in_pictures(tmp_path: Path) -> None:
    lesson = source(tmp_path).lesson
    codes = [next(seen.view.qr for seen in solve(lesson, made).seen if isinstance(seen.view, DoneView))
             for made in (qr_matrix, lambda _text: ("1", "1"))]
    assert codes[0][0].startswith("1111111")
    assert codes[0] != codes[1] == ("1", "1")


def chat_view(title: str, *bubbles: Bubble) -> PhoneStepView:
    chat = Chat(id="thu", who="Số lạ", bubbles=bubbles)
    return phone(PhoneScreen(title=title, elements=(chat,)))


def touched(view: View) -> set[str]:
    return {part.intent.element for part in planned(view)
            if isinstance(part, Touch) and isinstance(part.intent, TapElement)}


def written(view: View) -> list[str]:
    inner = [part.parts for part in planned(view) if isinstance(part, Touch)]
    return words(planned(view)) + [word for parts in inner for word in words(parts)]


def test_who_writes_stands_once_where_the_phone_has_the_same_title() -> None:
    assert written(chat_view("Số lạ", Bubble(text="Chào bác"))).count("Số lạ") == 1
    assert written(chat_view("Tin nhắn", Bubble(text="Chào bác"))).count("Số lạ") == 1


def test_a_chat_can_be_touched_whether_its_sender_is_drawn_or_not() -> None:
    for title in ("Số lạ", "Tin nhắn"):
        assert "thu" in touched(chat_view(title, Bubble(text="Chào bác")))
        assert "tin" in touched(chat_view(title, Bubble(text="Chào bác", id="tin")))


def test_the_watermark_is_light_on_a_dark_call() -> None:
    take, refuse = PhoneButton(id="nghe", label="Nghe"), PhoneButton(id="thoi", label="Từ chối")
    call = PhoneScreen(title="A", elements=(Ringing(id="goi", who="Số lạ", take=take, refuse=refuse),))
    marks = [part for part in planned(phone(call)) if isinstance(part, Watermark)]
    assert [mark.dark for mark in marks] == [True]
    plain = [part for part in planned(chat_view("A", Bubble(text="A"))) if isinstance(part, Watermark)]
    assert [mark.dark for mark in plain] == [False]
