"""How hard a text is to read, by the formula of Flesch and Kincaid: the school year that it needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[A-Za-z0-9]+(?:[’'-][A-Za-z0-9]+)*")
_END = re.compile(r"(?<=[.!?;])[\s”)]+|:\s+(?=[A-Z])")
# What the rules below get wrong, of the words that our texts use.
_KNOWN = {
    1: "site’s",
    2: "something sometimes elsewhere being create via website websites ip id facebook youtube browser’s",
    3: "everything everywhere somebody idea ideas area areas created",
}


def syllables(word: str) -> int:
    """How many syllables an English word has, near enough: groups of vowels, without the silent ones."""
    word = word.lower()
    for count, words in _KNOWN.items():
        if word in words.split():
            return count
    stem = re.sub(r"(?<=[aeou])y(?=[aeiou])", "j", re.sub(r"[^a-z]", "", word))
    stem = re.sub(r"(?<=[aeiouy][^aeiouy])e(?=(?:ly|ment|ments|ful|less|s)$)(?<![csxz]e)", "", stem)
    if re.search(r"[^aeiouytd]ed$", stem) and not re.search(r"[^aeiou]led$", stem):
        stem = stem[:-2]
    elif re.search(r"[^aeiou]e$", stem) and not re.search(r"[^aeiou]le$", stem):
        stem = stem[:-1]
    parted = r"i(?:a|o(?!n|us)|um|er$|en[ct])|[^gq]u[ao]|ying|eo$|eos$"
    return max(1, len(re.findall(r"[aeiouy]+", stem)) + len(re.findall(parted, stem)))


def sentences(text: str) -> list[str]:
    """The sentences of a text; what a semicolon or a colon before a capital parts is read as two."""
    return [one for one in _END.split(" ".join(text.split())) if _WORD.search(one)]


def grade(texts: Sequence[str]) -> float:
    """The school year that reads these texts with ease: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    found = [one for text in texts for one in sentences(text)]
    words = [word for one in found for word in _WORD.findall(one)]
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
