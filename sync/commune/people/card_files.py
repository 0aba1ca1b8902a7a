"""A folder of printable cards, one PNG for every badge in force.

    save_cards(commune, Path("out"))  ->  {"<learner id>": "nguoi-01-sen.png", ...}
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from sync.commune.people.badges import badge_text
from sync.commune.people.cards import CardFace, save_card
from sync.commune.people.models import Badge
from sync.commune.tenancy.current import current_data_dir
from sync.commune.tenancy.models import Commune
from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, BADGE_MAINTENANCE

_PREFIXES = {BADGE_LEARNER: "nguoi", BADGE_FACILITATOR: "huong-dan", BADGE_MAINTENANCE: "bao-tri"}


def save_cards(commune: Commune, out: Path, *, redraw: bool = True) -> dict[str, str]:
    """Draws the cards into ``out``; file name by learner id. Raises PictureMissing, OSError."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = _names(commune)
    for badge in Badge.objects.for_commune(commune).filter(learner__in=names):
        path = out / names[badge.learner]
        if redraw or not path.exists():
            face = CardFace(commune.name, badge.picture, badge.kind, badge_text(badge, current_data_dir()))
            save_card(face, Path(settings.ASSETS_DIR) / "pictures", path)
    return names


def _names(commune: Commune) -> dict[str, str]:
    """nguoi-01-sen.png, huong-dan-1.png, bao-tri-1.png: numbered by kind, revoked ones keep their number."""
    names: dict[str, str] = {}
    counted = dict.fromkeys(_PREFIXES, 0)
    for badge in Badge.objects.for_commune(commune).order_by("pk"):
        counted[badge.kind] += 1
        number = counted[badge.kind]
        numbered = f"{number:02d}-{badge.picture}" if badge.kind == BADGE_LEARNER else str(number)
        if badge.revoked_at is None:
            names[badge.learner] = f"{_PREFIXES[badge.kind]}-{numbered}.png"
    return names
