"""What htmx does with an answer, for tests without a browser: the target and every piece out of band."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

OOB = "data-hx-swap-oob"


def swap(page: BeautifulSoup, answer: str, target: str | None, style: str) -> None:
    """Put an answer into a page: pieces out of band by their id, what is left into the target."""
    pieces = BeautifulSoup(answer, "html5lib").body
    assert pieces is not None
    for piece in pieces.select(f"[{OOB}]"):
        how = piece[OOB]
        del piece[OOB]
        _put(page.select_one(f"#{piece['id']}"), piece.extract(), str(how))
    main = [one for one in pieces.children if isinstance(one, Tag)]
    assert main, "an answer out of band only empties the target in htmx 2 (H-04)"
    place = page.select_one(target) if target else None
    assert place is not None, f"the page has no {target}"
    assert len(main) == 1, f"more than one piece for the target: {[one.get('id') for one in main]}"
    _put(place, main[0].extract(), style)


def _put(place: Tag | None, piece: Tag, how: str) -> None:
    if place is None:
        return
    if how == "innerHTML":
        children = (
            [child.extract() for child in list(piece.children)] if piece.get("id") == place.get("id") else [piece]
        )
        place.clear()
        place.extend(children)
    else:
        assert how == "outerHTML", how
        place.replace_with(piece)
