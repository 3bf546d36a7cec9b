"""Statistics as a picture: SVG that loads nothing, runs nothing and has no style of its own (R-27)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import leather
from leather import theme

from cookieprefs.cli.numbers import Printable

WIDTH, HEIGHT = 960, 420
FONT = "system-ui, sans-serif"
_MOST_TICKS = 8
_LOOK = {
    "background_color": "#ffffff",
    "title_color": "#202124",
    "legend_color": "#202124",
    "label_color": "#5f6368",
    "tick_color": "#e8eaed",
    **dict.fromkeys(
        ("title_font_family", "legend_font_family", "tick_font_family", "axis_title_font_family"), FONT
    ),
}
# Dark enough on white, and told apart by their dashes too where they cross.
_CURVES = {
    ("shown",): ("banner shown", "#5f6368", "2 4"),
    ("decisions",): ("decisions", "#174ea6", "none"),
    ("how", "accept_all"): ("accept all", "#0d652d", "8 4"),
    ("how", "refuse_all"): ("refuse all", "#a50e0e", "12 3 3 3"),
}

_GAPS = "Gaps are numbers that are kept back: small ones, and those that would give a small one away."


class NothingToDrawError(Exception):
    """Every number that would be drawn is kept back, or there is none."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of the chart; `None` where a number is kept back, and the line has a gap."""

    name: str
    color: str
    dashes: str
    points: tuple[tuple[datetime, int | None], ...]


class _Dotted(leather.Shape):  # type: ignore[misc]  # it brings no types
    """A line with a dot at each number, for one between two gaps has no line."""

    def __init__(self, curve: Curve) -> None:
        self._fill_color = curve.color
        self._parts = leather.Line(curve.color, stroke_dasharray=curve.dashes), leather.Dots(curve.color)

    def validate_series(self, series: Any) -> None:
        for one in self._parts:
            one.validate_series(series)

    def to_svg(self, *given: Any) -> ET.Element:
        group = ET.Element("g")
        group.extend(one.to_svg(*given) for one in self._parts)
        return group


def drawn(found: Printable, title: str) -> str:
    """The chart as the text of an SVG file. Raises `NothingToDrawError`."""
    curves = tuple(_curves(found))
    if not curves:
        raise NothingToDrawError("there is nothing to draw: every number is so small that it is kept back")
    for name, value in _LOOK.items():
        setattr(theme, name, value)
    chart = leather.Chart(title)
    for one in curves:
        chart.add_series(leather.Series(one.points, name=one.name), _Dotted(one))
    days = [day for day, _ in curves[0].points]
    chart.add_x_scale(days[0] - timedelta(days=1), days[-1] + timedelta(days=1))
    chart.add_y_scale(0, max(number or 0 for one in curves for _, number in one.points))
    chart.add_x_axis(days[:: -(-len(days) // _MOST_TICKS)], lambda day, *_: found.found.periods[days.index(day)])
    return _written(chart, title)


def _curves(found: Printable) -> Iterator[Curve]:
    for name, (title, color, dashes) in _CURVES.items():
        points = tuple(
            (datetime.fromisoformat(f"{span}-01"[:10]), found.number(span, *name))
            for span in found.found.periods
            if (span, *name) in found.found.counts
        )
        if any(number is not None for _, number in points):
            yield Curve(name=title, color=color, dashes=dashes, points=points)


def _written(chart: Any, title: str) -> str:
    """An image with a name, for whoever has it read to them; it names no address, not even that of a DTD."""
    size = {"width": str(WIDTH), "height": str(HEIGHT), "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    ET.SubElement(root, "title").text = title
    root.append(chart.to_svg_group(WIDTH, HEIGHT))
    look = {"fill": _LOOK["label_color"], "font-family": FONT, "font-size": "13"}
    ET.SubElement(root, "text", {"x": "80", "y": str(HEIGHT - 16), **look}).text = _GAPS
    return ET.tostring(root, encoding="unicode") + "\n"
