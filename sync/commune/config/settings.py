"""Django's settings. Everything of one commune server lives in the folder named by ``COMMUNE_DIR``, but for the tables
where ``DATABASE_URL`` names a PostgreSQL.

Guarantees: importing this touches the disk only where COMMUNE_DIR is set; without it the database is in
memory and the secret key lasts as long as the process. Debug is off everywhere.

Environment (docs/settings.md): COMMUNE_DIR; DATABASE_URL; KIOSK_ASSETS (pictures on the badges); KIOSK_LESSONS
(lessons' titles); COMMUNE_TLS_PROXY=1 where a proxy that speaks TLS stands in front and sets Host, X-Forwarded-Proto
and X-Forwarded-For; COMMUNE_HOSTS (names it is called by); COMMUNE_TRUSTED_PROXIES (where it stands).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from sync.commune.config.databases import database
from sync.commune.data_dir import DataDir

COMMUNE = Path(__file__).resolve().parents[1]
ROOT = COMMUNE.parents[1]
ASSETS_DIR = Path(os.environ.get("KIOSK_ASSETS", ROOT / "assets"))
LESSONS_DIR = Path(os.environ.get("KIOSK_LESSONS", ROOT / "lessons"))
DATA_DIR = DataDir(Path(os.environ["COMMUNE_DIR"])) if os.environ.get("COMMUNE_DIR") else None
BEHIND_TLS_PROXY = os.environ.get("COMMUNE_TLS_PROXY") == "1"

DEBUG = False
SECRET_KEY = DATA_DIR.key("django").hex() if DATA_DIR else secrets.token_hex(32)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
PUBLIC_HOSTS = [host.strip() for host in os.environ.get("COMMUNE_HOSTS", "").split(",") if host.strip()]
ALLOWED_HOSTS = [*LOOPBACK_HOSTS, *PUBLIC_HOSTS]
TRUSTED_PROXIES = [
    each.strip() for each in os.environ.get("COMMUNE_TRUSTED_PROXIES", "127.0.0.0/8,::1").split(",") if each.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "sync.commune.config.apps.ServerConfig",
    "sync.commune.config.apps.ServerAdminConfig",
    "sync.commune.tenancy.apps.TenancyConfig",
    "sync.commune.accounts.apps.AccountsConfig",
    "sync.commune.audit.apps.AuditConfig",
    "sync.commune.devices.apps.DevicesConfig",
    "sync.commune.events.apps.EventsConfig",
    "sync.commune.people.apps.PeopleConfig",
    "sync.commune.packs.apps.PacksConfig",
    "sync.commune.sticks.apps.SticksConfig",
    "sync.commune.attendance.apps.AttendanceConfig",
]
MIDDLEWARE = [
    "sync.commune.config.proxy.ForwardedHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sync.commune.config.middleware.PrivatePages",
    "sync.commune.config.middleware.NoNul",
    "sync.commune.config.middleware.OfficeLanguage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "sync.commune.config.urls"
WSGI_APPLICATION = "sync.commune.config.wsgi.application"
APPEND_SLASH = False
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [COMMUNE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sync.commune.tenancy.context.page_context",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(os.environ.get("DATABASE_URL", ""), DATA_DIR.database if DATA_DIR else None),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Staff"
PASSWORD_HASHERS = ["sync.commune.accounts.hashers.BoundedArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "sync.commune.accounts.password_rules.GuessablePasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"

SESSION_COOKIE_AGE = 10 * 60 * 60  # seconds: one working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS_PROXY
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if BEHIND_TLS_PROXY else 0     # this host only: others may have no TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sync.commune.config.error_views.stale_form"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None

LANGUAGE_CODE = "vi"                                        # the source, and what nobody translated
LOCALE_PATHS = [COMMUNE / "locale"]
OFFICE_LANGUAGE = os.environ.get("COMMUNE_LANGUAGE", LANGUAGE_CODE)     # of the pages
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [COMMUNE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # seconds
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django logs every 4xx with its path; learners' ids stand in paths, so only failures of ours are kept.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "CRITICAL"}},
}
