"""The invented people of xã Mẫu. Every name says that it is invented: Mẫu, Thử, Ví, Dụ, Tập, Nháp …"""

from __future__ import annotations

import random
from dataclasses import dataclass

from sync.protocol import BADGE_FACILITATOR, BADGE_MAINTENANCE, BADGE_PICTURES, learner_id, picture_of
from sync.protocol.badges import SECRET_BYTES
from sync.protocol.unlock import SALT_BYTES

SEED = 2026
PEOPLE = 40

SITES = (
    ("mau-dong", "Nhà văn hóa thôn Mẫu Đông", "thôn Mẫu Đông"),
    ("mau-doai", "Nhà văn hóa thôn Mẫu Đoài", "thôn Mẫu Đoài"),
    ("mau-thuong", "Nhà văn hóa thôn Mẫu Thượng", "thôn Mẫu Thượng"),
)
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
_GIVEN = ("Mẫu", "Thử", "Ví", "Dụ", "Tập", "Nháp", "Bịa", "Phỏng")


@dataclass(frozen=True)
class Invented:
    """``site`` is an index into SITES."""

    name: str
    birth_year: int
    sex: str
    site: int
    secret: bytes


@dataclass(frozen=True)
class Steward:
    """Somebody who opens sessions or cares for the machine."""

    label: str
    pin: str
    kind: int
    secret: bytes
    salt: bytes


def invented() -> tuple[list[Invented], list[Steward]]:
    """The same 40 people and three stewards every time. Secrets from a seed are for a demo only."""
    rng = random.Random(SEED)
    return [_person(index, rng) for index in range(PEOPLE)], [
        Steward("chị Lúa", "246810", BADGE_FACILITATOR, _secret("lua", rng), rng.randbytes(SALT_BYTES)),
        Steward("anh Trâu", "135791", BADGE_FACILITATOR, _secret("trau", rng), rng.randbytes(SALT_BYTES)),
        Steward("anh Rùa", "112358", BADGE_MAINTENANCE, _secret("rua", rng), rng.randbytes(SALT_BYTES)),
    ]


def _secret(picture: str, rng: random.Random) -> bytes:
    """Badge bytes whose card shows ``picture``: people look different, helpers look like their names."""
    while True:
        secret = rng.randbytes(SECRET_BYTES)
        if picture_of(learner_id(secret)) == picture:
            return secret


def _person(index: int, rng: random.Random) -> Invented:
    sex = "nữ" if index % 2 == 0 else "nam"
    family, given = _FAMILIES[index % len(_FAMILIES)], _GIVEN[(index + index // 10) % len(_GIVEN)]
    name = f"{family} {'Thị' if sex == 'nữ' else 'Văn'} {given}"
    return Invented(name, rng.randint(1941, 1998), sex, index % len(SITES),
                    _secret(BADGE_PICTURES[index % len(BADGE_PICTURES)], rng))
