"""``commune partition``: a partition of the log for every commune that has none. Needed only where communes came into
the database by another way than being founded on it."""

from __future__ import annotations

from typing import Any

from django.db import connection

from sync.commune.base_command import CommuneCommand
from sync.commune.events.partitions import is_partitioned, make_partition
from sync.commune.tenancy.models import Commune


class Command(CommuneCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        if not is_partitioned(connection):
            self.stdout.write("Sổ sự kiện ở đây không chia phần; không cần làm gì.")
            return
        communes = list(Commune.objects.order_by("pk"))
        made = [commune for commune in communes if make_partition(connection, commune.pk)]
        self.stdout.write(f"{len(communes)} xã, {len(made)} phần vừa tạo.")
