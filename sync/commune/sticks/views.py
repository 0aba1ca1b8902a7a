"""Staff's page for what kiosks wrote onto a stick: files go up, counts and receipts come back.

Guarantees: only for staff of a commune; nothing changes but by a POST of the page's own form; every import, and every
receipt that is handed out, leaves an audit entry. A body larger than ``UPLOAD_BYTES`` is refused before a byte of it
is read.
"""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from sync.commune.audit.recording import record
from sync.commune.devices.models import Device
from sync.commune.sticks.importing import ImportResult, import_export
from sync.commune.sticks.models import StickImport
from sync.commune.tenancy.context import commune_of
from sync.protocol.stick_export import RECEIPT_ENDING, STICK_FOLDER, stick_name

UPLOAD_BYTES: Final = 32 * 1024 * 1024      # of one form with all its files
MAX_FILES: Final = 60
SHOWN: Final = 20                           # imports on the page
NO_FILE: Final = gettext_lazy("Anh/chị chưa chọn tệp nào.")
TOO_LARGE: Final = format_lazy(
    gettext_lazy("Các tệp lớn quá {size} MB. Mời gửi ít tệp hơn mỗi lần, hoặc dùng lệnh commune import."),
    size=UPLOAD_BYTES >> 20)
TOO_MANY: Final = format_lazy(gettext_lazy("Mỗi lần gửi nhiều nhất {number} tệp."), number=MAX_FILES)


@csrf_exempt                # Django would read the whole body to look for the token: the length comes first
@require_http_methods(["GET", "HEAD", "POST"])
def stick_import(request: HttpRequest) -> HttpResponseBase:
    commune_of(request)
    if request.method == "POST" and _length(request) > UPLOAD_BYTES:
        return _page(request, error=str(TOO_LARGE), status=413)
    return _import(request)


@csrf_protect
def _import(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    files = request.FILES.getlist("tep")
    if not files or len(files) > MAX_FILES:
        return _page(request, error=str(NO_FILE if not files else TOO_MANY), status=400)
    commune, results = commune_of(request), []
    for file in files:
        with file.open("rb") as stream:
            result = import_export(commune, str(file.name), stream, timezone.now())
        record(request, "stick-import", f"{result.device.pk if result.device else '?'} {result.export}")
        results.append(result)
    return _page(request, results=results)


@require_safe
def stick_receipt(request: HttpRequest, device: str, export: str) -> HttpResponse:
    """The receipt as a file, to be put back onto the stick."""
    kept = StickImport.objects.for_commune(commune_of(request)).filter(device=device, export=export).first()
    if kept is None:
        raise Http404
    record(request, "stick-receipt", f"{kept.device} {kept.export}")
    name = f"{stick_name(kept.device)}{RECEIPT_ENDING}"
    return HttpResponse(bytes(kept.receipt), content_type="application/octet-stream",
                        headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _length(request: HttpRequest) -> int:
    """Bytes of the body; a body of unknown length counts as too large."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or UPLOAD_BYTES + 1)
    except ValueError:
        return UPLOAD_BYTES + 1


def _page(request: HttpRequest, *, results: list[ImportResult] | None = None, error: str = "",
          status: int = 200) -> HttpResponse:
    commune = commune_of(request)
    record(request, "stick-imports")
    known = {device.pk: device for device in Device.objects.for_commune(commune).select_related("site")}
    earlier = [(one, known.get(one.device)) for one in StickImport.objects.for_commune(commune).defer("receipt")
               .order_by("-at")[:SHOWN]]
    return render(request, "sticks/import.html", {
        "results": results, "error": error, "earlier": earlier, "folder": STICK_FOLDER}, status=status)
