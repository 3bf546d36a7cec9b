"""Styles, scripts and pictures of ours: kept for good under the name that has their hash, else asked about."""

from __future__ import annotations

from flask import Response, send_from_directory

from cookieprefs.web import assets

FOR_GOOD = "public, max-age=31536000, immutable"
ASKED_ABOUT = "no-cache"


def show(filename: str) -> Response:
    """The file of this name, with or without a hash in it. Raises `NotFound`.

    A hash that is not the file's own is a page's of another release, beside this one while they change places: it
    gets the file as it is here, and asks again the next time.
    """
    name, asked = (filename, None) if assets.digest(filename) else assets.parted(filename)
    found = assets.digest(name)
    response = send_from_directory(assets.folder("static"), name, etag=found or False)
    response.headers["Cache-Control"] = FOR_GOOD if asked and asked == found else ASKED_ABOUT
    return response
