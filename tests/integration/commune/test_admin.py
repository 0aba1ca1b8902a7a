"""The administration pages: for accounts of the server only, by the one login, audited, the log read-only."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from sync.protocol import canonical
from tests.support.commune import (
    AuditEntry,
    Badge,
    Commune,
    Kiosk,
    QuarantinedEvent,
    Staff,
    arrive,
    enrolled,
    facilitator,
    fresh_commune,
    invite,
    person_with_badge,
    staff_of,
)


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def kiosk(commune: Commune) -> Kiosk:
    return enrolled("http://testserver", commune)


@pytest.fixture
def system(commune: Commune) -> Client:
    """Logged in as an account of the whole server."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Staff.objects.create_superuser("he-thong", password="mot hai ba bon"))
    return client


def addresses() -> list[str]:
    return [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for model in admin.site._registry]


def test_the_office_does_not_come_in(commune: Commune) -> None:
    office = Client()
    office.force_login(staff_of(commune))
    for address in ("/quan-tri/", *addresses()):
        assert office.get(address, follow=True).status_code == 404, address


def test_the_only_login_is_the_one_that_counts_misses(commune: Commune) -> None:
    for address in ("/quan-tri/", "/quan-tri/login/", *addresses()):
        answer = Client().get(address, follow=True)
        assert answer.redirect_chain[-1][0].partition("?")[0] == "/dang-nhap", address
    assert Client().post("/quan-tri/login/", {"username": "x", "password": "y"}).status_code == 302


def test_every_list_and_record_opens_and_shows_no_secret(
    commune: Commune, kiosk: Kiosk, system: Client
) -> None:
    badge = person_with_badge(commune, "Lê Thị Ví", 1)
    facilitator(commune, "chị Lúa")
    invite(commune.site_set.get(), kiosk.device.created, "http://x")
    arrive(kiosk, [canonical(kiosk.event(1)), b"{}"])
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert system.get(reverse(f"{name}_changelist"), {"q": "x"}).status_code == 200, name
        for record in model._default_manager.all()[:2]:
            shown = system.get(reverse(f"{name}_change", args=[record.pk]))
            assert shown.status_code == 200, name
            assert "secret_box" not in shown.content.decode()
            assert "token_sha256" not in shown.content.decode()
    assert badge.learner in system.get(reverse("admin:people_badge_change", args=[badge.pk])).content.decode()


def test_what_kiosks_sent_and_what_staff_saw_is_never_changed(commune: Commune, kiosk: Kiosk, system: Client) -> None:
    arrive(kiosk, [b"{}"])
    kept = QuarantinedEvent.objects.get()
    system.get("/quan-tri/people/person/")
    for name, pk in (("events_quarantinedevent", kept.pk), ("audit_auditentry", AuditEntry.objects.earliest("pk").pk)):
        assert system.get(reverse(f"admin:{name}_add")).status_code == 403
        assert system.post(reverse(f"admin:{name}_change", args=[pk]), {"problem": "x"}).status_code == 403
        assert system.post(reverse(f"admin:{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert QuarantinedEvent.objects.get().problem == kept.problem


def test_a_look_at_people_leaves_an_audit_entry(commune: Commune, system: Client) -> None:
    badge = person_with_badge(commune, "Lê Thị Ví", 1)
    system.get("/quan-tri/people/person/")
    system.get(reverse("admin:people_badge_change", args=[badge.pk]))
    entries = AuditEntry.objects.exclude(page="login").order_by("pk").values_list("staff__username", "page", "about")
    assert list(entries) == [("he-thong", "admin-person", ""), ("he-thong", "admin-badge", str(badge.pk))]


def test_a_badge_can_be_revoked_and_nothing_else_of_it_changed(commune: Commune, system: Client) -> None:
    badge = person_with_badge(commune, "Lê Thị Ví", 1)
    answer = system.post(reverse("admin:people_badge_change", args=[badge.pk]), {
        "revoked_at_0": "2026-11-22", "revoked_at_1": "20:00:00", "kind": "2", "picture": "rua"})
    assert answer.status_code == 302
    changed = Badge.objects.get()
    assert changed.revoked_at is not None
    assert (changed.kind, changed.picture, bytes(changed.secret_box)) == (
        badge.kind, badge.picture, bytes(badge.secret_box))


def test_only_the_administration_may_run_scripts_and_only_our_own(commune: Commune, system: Client) -> None:
    policy = system.get("/quan-tri/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "script-src" not in system.get("/dang-nhap").headers["Content-Security-Policy"]
