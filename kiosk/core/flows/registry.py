"""Which flow serves which route. The only file that imports flows.

    flow = flow_for(routes.Scan(), state)       # a ScanFlow
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greeting import GreetingFlow
from kiosk.core.flows.arrival.home import HomeFlow
from kiosk.core.flows.arrival.many_guests import ManyGuestsFlow
from kiosk.core.flows.arrival.name_entry import IsItYouFlow, NameEntryFlow
from kiosk.core.flows.arrival.no_badge import NoBadgeFlow
from kiosk.core.flows.arrival.scan import ScanFlow
from kiosk.core.flows.arrival.take_back import TakeBackFlow
from kiosk.core.flows.base import Flow
from kiosk.core.flows.idle import IdleFlow
from kiosk.core.flows.lesson.ask import AnswerFlow, AskFlow, QuestionEntryFlow
from kiosk.core.flows.lesson.done import DoneFlow
from kiosk.core.flows.lesson.lesson import LessonFlow
from kiosk.core.flows.lesson.lesson_list import LessonListFlow
from kiosk.core.flows.maintenance.enrolment import ConfirmEnrolmentFlow
from kiosk.core.flows.maintenance.export import UsbExportFlow
from kiosk.core.flows.maintenance.health import HealthCodeFlow
from kiosk.core.flows.maintenance.overview import MaintenanceFlow
from kiosk.core.flows.maintenance.usb import RollBackFlow, UsbPacksFlow
from kiosk.core.flows.notice import NoticeFlow
from kiosk.core.flows.session.closing import ClosingFlow
from kiosk.core.flows.session.dashboard import DashboardFlow
from kiosk.core.flows.session.hall import HallFlow
from kiosk.core.flows.session.opening import OpeningFlow
from kiosk.core.flows.session.pin import PinFlow
from kiosk.core.flows.session.summary import SummaryFlow
from kiosk.core.flows.session.unclosed import UnclosedFlow
from kiosk.core.flows.session.voice_recording import VoiceRecordingFlow
from kiosk.core.flows.text_size import TextSizeFlow
from kiosk.core.state import KioskState

FLOWS: Mapping[type[routes.Route], type[Flow[Any]]] = MappingProxyType({
    routes.Home: HomeFlow,
    routes.Scan: ScanFlow,
    routes.NoBadge: NoBadgeFlow,
    routes.Greeting: GreetingFlow,
    routes.TakeBack: TakeBackFlow,
    routes.ManyGuests: ManyGuestsFlow,
    routes.NameEntry: NameEntryFlow,
    routes.IsItYou: IsItYouFlow,
    routes.Pin: PinFlow,
    routes.Unclosed: UnclosedFlow,
    routes.Opening: OpeningFlow,
    routes.Dashboard: DashboardFlow,
    routes.Closing: ClosingFlow,
    routes.Summary: SummaryFlow,
    routes.Hall: HallFlow,
    routes.VoiceRecording: VoiceRecordingFlow,
    routes.LessonList: LessonListFlow,
    routes.Lesson: LessonFlow,
    routes.Done: DoneFlow,
    routes.Ask: AskFlow,
    routes.QuestionEntry: QuestionEntryFlow,
    routes.Answer: AnswerFlow,
    routes.Maintenance: MaintenanceFlow,
    routes.ConfirmEnrolment: ConfirmEnrolmentFlow,
    routes.UsbPacks: UsbPacksFlow,
    routes.UsbExport: UsbExportFlow,
    routes.HealthCode: HealthCodeFlow,
    routes.RollBack: RollBackFlow,
    routes.TextSize: TextSizeFlow,
    routes.Idle: IdleFlow,
    routes.Notice: NoticeFlow,
})


def flow_for(route: routes.Route, state: KioskState) -> Flow[Any]:
    """A new visit of ``route``.

    Raises:
        LookupError: what the route names (a lesson) is not installed any more.
    """
    return FLOWS[type(route)](route, state)
