# ruff: noqa: N999 (Django names a command after its module, and this command is called "import")
"""``commune import PATH``: takes in what kiosks wrote onto a stick, and writes their receipts back onto it."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from sync.commune.base_command import CommuneCommand
from sync.commune.errors import ExportUnusable
from sync.commune.sticks.importing import ImportResult, import_export, receipt_of
from sync.commune.sticks.stick import exports_at, opened, write_receipt
from sync.commune.tenancy.current import current_commune


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", type=Path, metavar="PATH", help="USB, thư mục hoặc tệp của máy")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Raises ExportUnusable where a file, or a receipt, was not dealt with whole; all others are."""
        results: dict[Path, ImportResult] = {}
        problems: list[str] = []
        for file in exports_at(path):
            try:
                results[file] = self._one(file)
                problems += [f"{file.name}: {results[file].problem}"] if results[file].problem else []
            except ExportUnusable as error:
                problems.append(str(error))
        problems += self._receipts(results)
        if problems:
            raise ExportUnusable(" ".join(problems))

    def _one(self, file: Path) -> ImportResult:
        with opened(file) as stream:
            result = import_export(current_commune(), file.name, stream, timezone.now())
        self.stdout.write(f"{file.name}: {sentence(result)}")
        return result

    def _receipts(self, results: dict[Path, ImportResult]) -> list[str]:
        """One a device, for all its files together; what could not be written."""
        of_device: dict[str, list[Path]] = defaultdict(list)
        for file, result in results.items():
            if result.device is not None and result.runs:
                of_device[result.device.pk].append(file)
        problems = []
        for files in of_device.values():
            device, last = results[files[0]].device, results[files[-1]]
            assert device is not None
            runs = [run for file in files for run in results[file].runs]
            try:
                written = write_receipt(files[0], receipt_of(device, last.export, runs, timezone.now()))
                self.stdout.write(f"Đã ghi giấy báo {written.name}; mang USB về máy là máy biết xã đã nhận.")
            except ExportUnusable as error:
                problems.append(str(error))
        return problems


def sentence(result: ImportResult) -> str:
    """Counts of one file, as one line."""
    if result.device is None:
        return "không nhận dòng nào."
    return (f"{result.device} · {result.device.site.name}: {result.stored} dòng mới, {result.duplicate} dòng đã có, "
            f"{result.held} dòng tạm giữ. {result.note}").rstrip()
