"""What the other tools' own packages hold that is like an operator's file."""

import hashlib
import logging
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests import npm

WHEEL = "django_cookie_consent-1.0.0-py3-none-any.whl"
SHA_256 = "964b870ee5a9d6db6c62edb303f65671df91a5281d36cf77187dbdc5f724d971"


def klaro():
    """Klaro's annotated example."""
    return npm.read("klaro@0.7.22", "dist/config.js")


def orejime():
    """The annotated example in Orejime's README."""
    text = npm.read("orejime@3.2.1", "README.md").decode()
    return re.search(r"(?ms)^var orejimeConfig = \{.*?^\};", text)[0].encode()


def vanilla_2():
    """The annotated example in vanilla-cookieconsent's Readme; that of version 3 has none."""
    text = npm.read("vanilla-cookieconsent@2.9.2", "Readme.md").decode()
    return re.search(r"(?s)```javascript\n(.*?)```", text)[1].encode()


def tarteaucitron():
    """The page in tarteaucitron's README, which loads nothing, with its services named by a push each."""
    text = npm.read("tarteaucitronjs@1.34.0", "README.md").decode()
    page = re.search(r"(?s)```html\n(.*?)```", text)[1]
    pushes = "".join(f"tarteaucitron.job.push('{key}');" for key in tarteaucitron_services())
    return f"{page}<script>{pushes}</script>".encode()


@cache
def tarteaucitron_services():
    """The key, type and need of a yes of each service that tarteaucitron knows."""
    source = npm.read("tarteaucitronjs@1.34.0", "tarteaucitron.services.js").decode()
    found = {}
    for piece in re.split(r"\n\s*tarteaucitron\.services(?=(?:\.\w+|\[['\"].+?['\"]\]) = \{)", source)[1:]:
        key = re.match(r"\.(\w+)|\[['\"](.+?)['\"]\]", piece)
        kind = re.search(r"['\"]?type['\"]?:\s*['\"](\w+)['\"]", piece)
        need = re.search(r"['\"]?needConsent['\"]?:\s*(\w+)", piece)
        found[key[1] or key[2]] = (kind[1], need is None or need[1] != "false", piece)
    return found


def django():
    """The fixture of django-cookie-consent."""
    return _of_django("cookie_consent/fixtures/common_cookies.json")


def django_cookie(groups):
    """What django-cookie-consent's own code puts into its cookie, which it does without anything of Django's."""
    source = _of_django("cookie_consent/util.py").decode()
    alone = source[source.index("COOKIE_GROUP_SEP =") : source.index("def get_cookie_dict_from_request")]
    names = {"Iterator": Iterator, "logger": logging.getLogger(__name__)}
    exec(alone, names)  # noqa: S102  its digest is known
    return names["dict_to_cookie_str"](groups)


@cache
def _of_django(name):
    """A file of django-cookie-consent, fetched once by pip."""
    kept = npm.CACHE / WHEEL
    if not kept.exists():
        npm.CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=npm.CACHE) as folder:
            command = [sys.executable, "-m", "pip", "download", "django-cookie-consent==1.0.0", "--no-deps"]
            done = subprocess.run(
                [*command, "--quiet", "--dest", folder], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"pip could not fetch {WHEEL}: {done.stderr}"
            next(Path(folder).glob("*.whl")).replace(kept)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == SHA_256, f"{kept} is another; delete it"
    with zipfile.ZipFile(kept) as wheel:
        return wheel.read(name)
