"""The browser of the browser tests, for the examples; each test's profile is a fresh one."""

from __future__ import annotations

import pytest

from tests.browser import watch
from tests.browser.conftest import base_url, browser_type_launch_args  # noqa: F401  they are fixtures


@pytest.fixture
def context(context):
    """A browser that waits as long as those of the browser tests."""
    context.set_default_timeout(watch.PATIENCE)
    return context
