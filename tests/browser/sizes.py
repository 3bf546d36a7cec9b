"""The windows in which our pages and the banner are looked at."""

from __future__ import annotations

from typing import Any

WINDOWS = {
    "1280x720": (1280, 720, 1),
    "320x568": (320, 568, 1),
    "320x256": (320, 256, 1),
    "zoom 200 %": (640, 360, 2),
    "zoom 400 %": (320, 180, 4),
}
"""Width and height in CSS pixels, and device pixels to each: the last two are a window of 1280x720, zoomed."""


def window(name: str) -> dict[str, Any]:
    """One of these windows, as a browser's context is told of it."""
    width, height, scale = WINDOWS[name]
    return {"viewport": {"width": width, "height": height}, "device_scale_factor": scale}
