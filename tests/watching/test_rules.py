"""The rules for alerts and the page about monitoring name the metrics that there are, and no other."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cookieprefs import metrics
from cookieprefs.meter import Fate

TOP = Path(__file__).parent.parent.parent
RULES = TOP / "deploy" / "prometheus" / "cookieprefs.rules.yml"
PAGE = (TOP / "docs" / "monitoring.md").read_text("utf-8")
DEFINED = re.compile(r"(Counter|Histogram|_gauge|GaugeMetricFamily)\(\s*\"(cookieprefs_\w+)\"")
HISTOGRAMS = ("_bucket", "_count", "_sum")


def defined():
    """Every metric as the code has it, by the name that is scraped."""
    code = "".join(one.read_text("utf-8") for one in Path(metrics.__file__).parent.glob("*.py"))
    return {name + ("_total" if kind == "Counter" else ""): kind for kind, name in DEFINED.findall(code)}


def rules():
    (group,) = YAML(typ="safe").load(RULES.read_text("utf-8"))["groups"]
    return group["rules"]


def test_there_are_metrics():
    assert len(defined()) == 11


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_a_rule_is_whole_and_names_metrics_that_there_are(rule):
    assert rule.keys() - {"for"} == {"alert", "expr", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"].endswith((".", "?"))
    expression = rule["expr"]
    assert [expression.count(one) for one in "({["] == [expression.count(one) for one in ")}]"]
    known = {
        name + end for name, kind in defined().items() for end in (HISTOGRAMS if kind == "Histogram" else ("",))
    }
    named = set(re.findall(r"\bcookieprefs_\w+", expression))
    assert named <= known
    assert named or expression.startswith("up{")


def test_what_rules_say_of_outcomes_is_an_outcome():
    written = set(re.findall(r'decisions_total{outcome="(\w+)"}', RULES.read_text("utf-8")))
    assert written
    assert written <= {one.value for one in Fate}


def test_the_page_has_every_metric_once_and_no_other():
    rows = re.findall(r"^\| `(cookieprefs_\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(defined())


def test_the_page_has_every_outcome_and_alert_that_it_speaks_of():
    outcomes = re.findall(r"^\| `(\w+)` \| ", PAGE.partition("What an `outcome`")[2], re.MULTILINE)
    assert outcomes[: len(Fate)] == [one.value for one in Fate]
    assert set(re.findall(r"`(Cookieprefs\w+)`", PAGE)) <= {rule["alert"] for rule in rules()}
