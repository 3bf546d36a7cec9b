"""What a visitor may post, and what is wrong with it otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, Regexp

from cookieprefs.core.consent import How, Layer

ACTIONS = (
    How.SAVE,
    How.ACCEPT_ALL,
    How.REFUSE_ALL,
    How.WITHDRAW_ALL,
    How.CONTINUED_NAVIGATION,
    How.DO_NOT_SELL,
)
_ONLY_IN = {How.CONTINUED_NAVIGATION: Layer.BANNER, How.DO_NOT_SELL: Layer.DO_NOT_SELL}
"""The acts that the words of one layer alone make what they are."""
_ONLY_OFFER = {Layer.DO_NOT_SELL: How.DO_NOT_SELL, Layer.PLACEHOLDER: How.SERVICE_SWITCH}
"""The layers that show one thing to do, and nothing of what another act would answer."""

_TOKEN = Regexp(r"[A-Za-z0-9_-]{16,64}\Z")


class UnusableFormError(Exception):
    """A form that says nothing we can act on."""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What a form says of the act and of what was shown; not yet checked against what was published."""

    version: int
    language: str
    layer: Layer
    layout: str
    once: str | None
    how: How
    seq: int | None


class _AnyKeys(SelectMultipleField):
    """Keys whose meaning the view checks against the version that was shown."""

    def pre_validate(self, form: Any) -> None:
        """Leave unknown keys to the view, which alone knows the version."""


class DecisionForm(FlaskForm):  # type: ignore[misc]  # it ships no types
    """What every decision says: what was shown, and which act it is."""

    class Meta:
        """No token: no cookie may exist before a choice, so the origin is checked instead (B-16)."""

        csrf = False

    version = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=1_000_000_000)])
    lang = StringField(validators=[InputRequired(), Length(max=20)])
    layer = StringField(
        validators=[InputRequired(), AnyOf([one.value for one in Layer if one is not Layer.OTHER_TOOL])]
    )
    layout = StringField(validators=[InputRequired(), Length(max=20)])
    once = HiddenField(validators=[Optional(), _TOKEN])
    next = HiddenField(validators=[Optional(), Length(max=2000)])

    def posted(self) -> Posted:
        """What was posted, where it is of use. Raises `UnusableFormError`, which says why."""
        if not self.validate():
            raise UnusableFormError(str(self.errors))
        layer, how = Layer(self.layer.data or ""), self.how()
        if _ONLY_IN.get(how, layer) is not layer or _ONLY_OFFER.get(layer, how) is not how:
            raise UnusableFormError(f"{how} is nothing that the {layer} offers")
        return Posted(
            version=int(self.version.data or 0),
            language=self.lang.data or "",
            layer=layer,
            layout=self.layout.data or "",
            once=self.once.data or None,
            how=how,
            seq=self.rendered_from(),
        )

    def how(self) -> How:
        """Which act the form stands for."""
        raise NotImplementedError

    def rendered_from(self) -> int | None:
        """The record that a whole form was rendered from; `None` where the act is of this moment."""
        return None


class TakeOverForm(FlaskForm):  # type: ignore[misc]  # it ships no types
    """What our script says when it asks for the other tool's cookie to be looked at: nothing of what is in it."""

    class Meta:
        """No token, as in every decision."""

        csrf = False

    lang = StringField(validators=[Optional(), Length(max=20)])
    once = HiddenField(validators=[Optional(), _TOKEN])


class ShownForm(FlaskForm):  # type: ignore[misc]  # it ships no types
    """What our script says when a banner was shown: the hidden fields of that banner's own form."""

    class Meta:
        """No token, as in every decision."""

        csrf = False

    version = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=1_000_000_000)])
    lang = StringField(validators=[InputRequired(), Length(max=20)])
    layer = StringField(validators=[InputRequired(), AnyOf([Layer.BANNER.value])])
    layout = StringField(validators=[InputRequired(), Length(max=20)])


class WholeForm(DecisionForm):
    """The whole form: one of the named buttons, and for *Save choices* what is ticked."""

    action = StringField(validators=[InputRequired(), AnyOf([one.value for one in ACTIONS])])
    services = _AnyKeys(choices=[])
    seq = IntegerField(validators=[Optional(), NumberRange(min=0, max=1_000_000_000)])

    def how(self) -> How:
        """The button that was pressed."""
        return How(self.action.data or "")

    def rendered_from(self) -> int | None:
        """Only what is ticked can be stale: a button for all means all."""
        return self.seq.data if self.how() is How.SAVE else None

    def ticked(self) -> list[str]:
        """The services that are ticked."""
        return list(self.services.data or ())


class SwitchForm(DecisionForm):
    """One switch. Its own form says `granted=yes`; the panel posts its ticked keys, this one among them or not."""

    act: How = How.SERVICE_SWITCH

    granted = StringField(validators=[Optional(), AnyOf(["yes", "no"])])
    services = _AnyKeys(choices=[])
    purposes = _AnyKeys(choices=[])

    def how(self) -> How:
        """The switch of a service, or of a purpose."""
        return self.act

    def is_on(self, key: str) -> bool:
        """Whether the switch is on; no word about it means no."""
        if self.granted.data:
            return self.granted.data == "yes"
        ticked = self.services if self.act is How.SERVICE_SWITCH else self.purposes
        return key in (ticked.data or ())


class PurposeForm(SwitchForm):
    """The switch of a purpose."""

    act = How.PURPOSE_SWITCH
