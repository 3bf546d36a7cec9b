"""The pattern on the state cookie: a tag is in the HTML for who said yes to its service, and for nobody else."""

from __future__ import annotations

import pytest

from cookieprefs.core import state
from tests.proxies.house import included_page

NAME = "__Host-cookieprefs"
YES = "v=1&until=4102444800&yes=matomo&no=hotjar.youtube"

ALLOWED = {
    "a yes to it alone": f"{NAME}={YES}",
    "a yes to it first": f"{NAME}=v=1&until=4102444800&yes=matomo.youtube&no=",
    "a yes to it last": f"{NAME}=v=1&until=4102444800&yes=hotjar.matomo&no=youtube",
    "a yes to it in the middle": f"{NAME}=v=1&until=4102444800&yes=hotjar.matomo.youtube&no=",
    "a later version": f"{NAME}=v=12&until=4102444800&yes=matomo&no=",
    "noes that await their record": f"{NAME}={YES}&unrecorded=1",
    "after another cookie": f"basket=3; {NAME}={YES}",
    "before another cookie": f"{NAME}={YES}; basket=3",
    "a no to one that is called alike": f"{NAME}=v=1&until=4102444800&yes=matomo&no=matomo-2.x_matomo",
}
SHUT = {
    "no cookie at all": "",
    "no cookie of ours": "basket=3",
    "a no to it": f"{NAME}=v=1&until=4102444800&yes=&no=hotjar.matomo.youtube",
    "a no to it alone": f"{NAME}=v=1&until=4102444800&yes=youtube&no=matomo",
    "no word of it": f"{NAME}=v=1&until=4102444800&yes=youtube&no=hotjar",
    "a yes and a no to it": f"{NAME}=v=1&until=4102444800&yes=matomo&no=hotjar.matomo",
    "a yes and a no to it, and more after it": f"{NAME}=v=1&until=4102444800&yes=matomo&no=matomo.youtube; a=b",
    "a yes and an unrecorded no to it": f"{NAME}=v=1&until=4102444800&yes=matomo&no=matomo&unrecorded=1",
    "a longer key": f"{NAME}=v=1&until=4102444800&yes=matomo2&no=",
    "a longer key with a dash": f"{NAME}=v=1&until=4102444800&yes=matomo-cloud&no=",
    "a key that ends like it": f"{NAME}=v=1&until=4102444800&yes=my-matomo&no=",
    "a key that ends like it, after another": f"{NAME}=v=1&until=4102444800&yes=hotjar.my_matomo&no=",
    "in capitals": f"{NAME}=v=1&until=4102444800&yes=MATOMO&no=",
    "a cookie whose name ends like ours": f"x{NAME}={YES}",
    "another whose name ends like ours": f"my-{NAME}={YES}",
    "a cookie whose name begins like ours": f"{NAME}_id={YES}",
    "the name that is ours on http": f"cookieprefs={YES}",
    "the name in capitals": f"__HOST-COOKIEPREFS={YES}",
    "our cookie inside another's value": f"note={NAME}={YES}",
    "our cookie inside another's value, after a comma": f"note=a,{NAME}={YES}",
    "a yes in another cookie": f"{NAME}=v=1&until=4102444800&yes=&no=matomo; yes=matomo",
    "version nought": f"{NAME}=v=0&until=4102444800&yes=matomo&no=",
    "no version": f"{NAME}=until=4102444800&yes=matomo&no=",
    "a version that is no number": f"{NAME}=v=1a&until=4102444800&yes=matomo&no=",
    "no end": f"{NAME}=v=1&yes=matomo&no=",
    "an end that is no number": f"{NAME}=v=1&until=never&yes=matomo&no=",
    "no list of noes": f"{NAME}=v=1&until=4102444800&yes=matomo",
    "another order": f"{NAME}=yes=matomo&no=&v=1&until=4102444800",
    "one field more": f"{NAME}={YES}&more=1",
    "a field before": f"{NAME}=a=b&{YES}",
    "escaped": f"{NAME}=v%3D1%26until%3D4102444800%26yes%3Dmatomo%26no%3D",
    "in quotes": f'{NAME}="{YES}"',
    "rubbish": f"{NAME}=matomo",
    "nothing": f"{NAME}=",
}


@pytest.fixture(params=["nginx", "apache"])
def kind(request):
    return request.param


@pytest.fixture
def mount():
    return "path"


@pytest.fixture
def is_there(house):
    """Whether the tag is in the page for who sends these cookies."""
    path = included_page(house)

    def ask(cookies):
        answer = house.wire.ask(path, **({"Cookie": cookies} if cookies else {}))
        assert answer.status == 200
        return bool(answer.soup.select(f'script[src="{house.vendors.at("/matomo.js")}"]'))

    return ask


def test_a_yes_to_the_service_opens_it(is_there):
    assert {name: is_there(cookies) for name, cookies in ALLOWED.items()} == dict.fromkeys(ALLOWED, True)


def test_nothing_else_opens_it(is_there):
    assert {name: is_there(cookies) for name, cookies in SHUT.items()} == dict.fromkeys(SHUT, False)


@pytest.mark.parametrize("cookies", ALLOWED.values(), ids=ALLOWED)
def test_what_opens_it_is_a_cookie_that_we_could_have_written(cookies):
    (value,) = [one.removeprefix(f"{NAME}=") for one in cookies.split("; ") if one.startswith(NAME)]
    decision = state.decode(value)
    assert decision is not None
    assert str(decision.answers["matomo"].choice) == "given"
