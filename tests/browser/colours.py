"""How far colours stand apart on a page as it is drawn (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

from playwright.sync_api import Locator

_SCRIPT = """(one, [front, pseudo, around]) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const view = one.ownerDocument.defaultView;
  const paint = (...colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  // What lies behind an element: every background up to one that lets nothing through, the lowest first.
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = view.getComputedStyle(at).backgroundColor;
      layers.unshift(colour);
      if (paint(colour)[3] === 255) return layers;
    }
    const isDark = view.getComputedStyle(one.ownerDocument.documentElement).colorScheme.includes("dark")
      && view.matchMedia("(prefers-color-scheme: dark)").matches;
    return [isDark ? "#121212" : "#fff", ...layers];
  };
  const light = ([r, g, b]) => {
    const linear = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const ground = behind(around === "outside" ? one.parentElement : one);
  const colour = view.getComputedStyle(one, pseudo || undefined)[front];
  const [low, high] = [light(paint(...ground, colour)), light(paint(...ground))].sort((a, b) => a - b);
  return Math.round(((high + 0.05) / (low + 0.05)) * 100) / 100;
}"""


def contrast(element: Locator, front: str = "color", *, pseudo: str = "", around: str = "inside") -> float:
    """The contrast of an element's colour, border or ring to what lies behind it, or `outside` of it."""
    found: float = element.evaluate(_SCRIPT, [front, pseudo, around])
    return found
