"""``commune demo``: xã Mẫu with invented people, their badges, kiosks enrolled, one staff account.

Guarantees: run again on the same DIR it keeps every record, key and file that is there and adds what is
missing; the commune is made whole or not at all. For trying out only: badge secrets come from a known seed.
"""

from __future__ import annotations

import argparse
import base64
import json
import secrets
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from nacl.signing import SigningKey

from sync.commune.accounts.models import Staff
from sync.commune.base_command import DEFAULT_PORT, LOOPBACK, CommuneCommand
from sync.commune.devices.enrolment import add_device, reply_for
from sync.commune.devices.models import Device
from sync.commune.errors import OptionRefused
from sync.commune.people.badges import add_badge, add_facilitator
from sync.commune.people.card_files import save_cards
from sync.commune.people.demo_people import SITES, Invented, Steward, invented
from sync.commune.people.models import Person
from sync.commune.tenancy.current import checked_url, current_data_dir
from sync.commune.tenancy.models import Announcement, Commune, Site
from sync.commune.tenancy.setup import create_commune
from sync.durable import write_whole
from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, Enrolment, learner_id

MAX_KIOSKS = 99
CODE, NAME, STAFF = "mau", "xã Mẫu", "canbo"


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kiosks", type=int, default=1, help="số máy ghi danh sẵn")
        parser.add_argument(
            "--url", help=f"địa chỉ máy chủ ghi vào các máy, mặc định http://{LOOPBACK}:{DEFAULT_PORT}")

    def handle(self, *args: Any, kiosks: int, url: str | None, **options: Any) -> None:
        """Raises OptionRefused, PictureMissing, FolderUnusable, OSError."""
        if not 0 <= kiosks <= MAX_KIOSKS:
            raise OptionRefused(f"--kiosks phải từ 0 đến {MAX_KIOSKS}.")
        url = checked_url(url)
        data_dir = current_data_dir()
        people, stewards = invented()
        commune = _commune(people, stewards, url)
        _announce(commune)
        for number in range(1, kiosks + 1):
            _kiosk(commune, number, data_dir.root / f"kiosk-{number}")
        names = save_cards(commune, data_dir.badges, redraw=False)
        password = _password(commune)
        write_whole(data_dir.demo, _summary(people, stewards, names, password))
        self.stdout.write(f"Xã Mẫu ở {data_dir.root}: {len(people)} người, {kiosks} máy, thẻ trong {data_dir.badges}.")
        self.stdout.write(f"Cán bộ đăng nhập: {STAFF} / {password}")


def _commune(people: list[Invented], stewards: list[Steward], url: str | None) -> Commune:
    with transaction.atomic():
        commune = Commune.objects.filter(code=CODE).first()
        if commune is None:
            return _create(people, stewards, url or f"http://{LOOPBACK}:{DEFAULT_PORT}")
        if url:
            commune.url = url
            commune.save(update_fields=["url"])
    return commune


def _create(people: list[Invented], stewards: list[Steward], url: str) -> Commune:
    data_dir = current_data_dir()
    commune = create_commune(data_dir, CODE, NAME, url)
    sites = [Site.objects.create(commune=commune, code=code, name=name, thon=thon) for code, name, thon in SITES]
    for one in people:
        person = Person.objects.create(
            commune=commune, site=sites[one.site], name=one.name, birth_year=one.birth_year, sex=one.sex
        )
        add_badge(commune, data_dir, one.secret, BADGE_LEARNER, person)
    for steward in stewards:
        badge = add_badge(commune, data_dir, steward.secret, steward.kind, None)
        add_facilitator(badge, data_dir, steward.label, steward.pin, steward.salt)
    return commune


def _announce(commune: Commune) -> None:
    Announcement.objects.get_or_create(commune=commune, day=timezone.localdate(), defaults={
        "when": "Tối nay 7 rưỡi", "text": "học trả tiền bằng mã QR", "short": "học trả tiền",
    })


def _kiosk(commune: Commune, number: int, data: Path) -> None:
    """Enrols kiosk ``number`` where ``data`` has no identity yet; else only follows the commune's address."""
    path = data / "enrolment.json"
    data.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        enrolment = msgspec.json.decode(path.read_bytes(), type=Enrolment)
        enrolment = msgspec.structs.replace(enrolment, url=commune.url)
    else:
        enrolment = _enrolment(commune, number)
    write_whole(path, msgspec.json.encode(enrolment))


def _enrolment(commune: Commune, number: int) -> Enrolment:
    key = SigningKey.generate()
    public = base64.b64encode(bytes(key.verify_key)).decode()
    name = f"kiosk-{number}"
    sites = list(Site.objects.for_commune(commune))
    with transaction.atomic():
        device = Device.objects.for_commune(commune).select_related("site", "commune").filter(name=name).first()
        if device is None:
            device = add_device(sites[(number - 1) % len(sites)], public, name, timezone.now())
        device.public_key = public
        device.save(update_fields=["public_key"])
    return Enrolment(commune.url, "", base64.b64encode(bytes(key)).decode(), reply_for(device))


def _password(commune: Commune) -> str:
    """The demo account's password: kept from the last time, or a new one."""
    data_dir = current_data_dir()
    staff = Staff.objects.filter(username=STAFF).first()
    if staff is not None and data_dir.demo.exists():
        return str(json.loads(data_dir.demo.read_text("utf-8"))["staff"]["password"])
    password = secrets.token_urlsafe(9)
    staff = staff or Staff(username=STAFF, commune=commune)
    staff.set_password(password)
    staff.save()
    return password


def _summary(
    people: list[Invented], stewards: list[Steward], names: dict[str, str], password: str
) -> bytes:
    summary: dict[str, Any] = {
        "commune": NAME,
        "staff": {"name": STAFF, "password": password},
        "facilitators": _stewards(stewards, names, facilitators=True),
        "maintenance": _stewards(stewards, names, facilitators=False),
        "people": [
            {
                "name": one.name, "thon": SITES[one.site][2], "learner": learner_id(one.secret),
                "badge_png": f"badges/{names[learner_id(one.secret)]}",
            }
            for one in people
        ],
    }
    return (json.dumps(summary, ensure_ascii=False, indent=2) + "\n").encode()


def _stewards(stewards: list[Steward], names: dict[str, str], *, facilitators: bool) -> list[dict[str, str]]:
    return [
        {
            "label": one.label, "pin": one.pin, "learner": learner_id(one.secret),
            "badge_png": f"badges/{names[learner_id(one.secret)]}",
        }
        for one in stewards if (one.kind == BADGE_FACILITATOR) == facilitators
    ]
