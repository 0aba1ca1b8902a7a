"""The badges' pictures: no secret, the same for everybody."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from sync.protocol import BADGE_PICTURES


@login_not_required
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    path = Path(settings.ASSETS_DIR) / "pictures" / f"badge-{name}.png"
    if name not in BADGE_PICTURES or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
