"""django-cookie-consent in a Django project of its own: a page that answers, and the paths of the tool."""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

FILE = "BENCHMARK_DATABASE"
"""The environment variable that names the SQLite file."""
GROUPS = ("audience", "media", "support", "advertising")


def hello(_: HttpRequest) -> HttpResponse:
    """Answer, so that whoever waits for it knows that it is there."""
    return HttpResponse("hello")


urlpatterns = [path("", hello)]
"""Those of the tool follow, for they can be imported only once the project is set up."""


def create_app() -> Any:
    """The project's WSGI application, with its tables made and four groups of cookies in them."""
    settings.configure(
        SECRET_KEY="nothing is signed by it",  # noqa: S106  it is none
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "cookie_consent"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ[FILE],
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
                },
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    urlpatterns.append(path("cookies/", include("cookie_consent.urls")))
    call_command("migrate", verbosity=0)
    from cookie_consent.models import CookieGroup

    for name in GROUPS:
        CookieGroup.objects.get_or_create(varname=name, defaults={"name": name, "is_deletable": True})
    return get_wsgi_application()
