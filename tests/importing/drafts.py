"""Files to read, what comes of them, and an operator who writes what is marked."""

import re
from dataclasses import dataclass
from pathlib import Path

from cookieprefs.importing.draft import Wish
from cookieprefs.importing.formats import read
from cookieprefs.importing.writing import written
from cookieprefs.sitefile.read import read as read_folder
from cookieprefs.sitefile.yaml_tree import Tree

GIVEN = Path(__file__).parent / "given"
MARKED = re.compile(r'^(?P<before>\s*(?:- )?(?P<key>[a-z_-]+):) (?:""|\[\])  # WRITE: .*$')
POLICY = "# Cookie policy\n\nLast updated: 23 November 2026\n\n[[services]]\n\n[[domains]]\n\n[[how]]\n"
# What somebody might write at each key.
ANSWERS = {
    "domains": "[shop.fr, www.shop.fr]",
    "privacy_policy": "https://shop.fr/privacy",
    "website": "https://www.cnil.fr",
    "email": "privacy@shop.fr",
    "lifetime": "13 months",
}
TEXT = "Counts which pages are opened, and keeps the number for a week"


@dataclass(frozen=True)
class Outcome:
    """The text of a site file, its values, and the numbers of the lines that are marked."""

    text: str
    marks: int

    @property
    def data(self):
        tree = Tree("site.yaml", self.text)
        assert not tree.faults
        return tree.data

    @property
    def lines(self):
        return {number for number, line in enumerate(self.text.split("\n"), 1) if MARKED.match(line)}

    @property
    def services(self):
        return {one.get("key", one.get("use")): one for one in self.data["services"]}

    @property
    def purposes(self):
        return {one["key"]: one for one in self.data["purposes"]}

    def above(self, line):
        """The comments that stand right above the last such line."""
        lines = [one.strip() for one in self.text.split("\n")]
        place, found = len(lines) - 1 - lines[::-1].index(line), []
        while lines[place - 1].startswith("#"):
            place -= 1
            found.insert(0, lines[place].removeprefix("# "))
        return found


def imported(content, *languages, only=(), tool=None):
    """What comes of a file's content."""
    content = content.encode() if isinstance(content, str) else content
    draft = read(content, Wish(languages=languages, only=tuple(only)), tool=tool)
    found = written(draft, "a file")
    return Outcome(text=found.text, marks=found.marks)


def given(name, *languages, **more):
    """What comes of one of the files beside this one."""
    return imported((GIVEN / name).read_bytes(), *languages, **more)


def checked(text, folder):
    """What reading a folder gives in which this text is the site file, and each language has its policy."""
    (folder / "site.yaml").write_text(text, "utf-8")
    for code in re.search(r"(?m)^languages: \[(.*)\]$", text)[1].split(", "):
        (folder / f"policy.{code}.md").write_text(POLICY, "utf-8")
    return read_folder(folder)


def filled(text):
    """The text once somebody has written all that is marked."""
    purpose = re.search(r"(?m)^  - key: (\S+)", text)[1]
    seen = iter(range(10_000))

    def answer(line):
        found = MARKED.match(line)
        if not found:
            return line
        if found["before"].strip() == "- name:":
            return f'{found["before"]} "cookie{next(seen)}_*"'
        value = purpose if found["key"] == "purpose" else ANSWERS.get(found["key"], TEXT)
        return f"{found['before']} {value}"

    return "\n".join(answer(line) for line in text.split("\n"))
