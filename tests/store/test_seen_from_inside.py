"""What the doctor says, from inside, of a PostgreSQL database and of whoever is connected to it (R-01)."""

import pytest
from sqlalchemy import text

from cookieprefs import schema
from cookieprefs.cli.output import engine_here
from cookieprefs.inside.examine import examine
from cookieprefs.inside.place import Place


@pytest.fixture
def app(make_app, postgresql_url):
    """An app connected as the server's superuser."""
    return make_app(public_url="https://shop.test/", database_url=postgresql_url)


def told(app):
    with app.app_context():
        runtime = app.extensions["cookieprefs"]
        return examine(Place(runtime=runtime, engine=engine_here(), now=runtime.clock()))


def test_an_account_that_may_change_everything_is_told(app):
    (found,) = told(app).findings
    assert found.key == "role-may-change"
    assert "superuser" in found.sentence


def test_a_role_that_serves_is_right(app):
    with app.app_context():
        engine = engine_here()
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS inside_web"))
        connection.execute(text("CREATE ROLE inside_web"))
    try:
        schema.grant(engine, "inside_web")
        with engine.connect() as connection:
            assert schema.rights.excess(connection, "inside_web", operates=True) == ()
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP OWNED BY inside_web"))
            connection.execute(text("DROP ROLE inside_web"))


def test_triggers_that_are_switched_off_are_named(app):
    with app.app_context():
        engine = engine_here()

    def switch(how):
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE cookieprefs_seal {how} TRIGGER USER"))

    assert schema.missing_guards(engine) == ()
    switch("DISABLE")
    try:
        (words,) = [one.sentence for one in told(app).findings if one.key == "triggers-missing"]
    finally:
        switch("ENABLE")
    lacking = ", ".join(f"cookieprefs_seal_no_{verb}" for verb in ("update", "delete", "truncate"))
    assert words.endswith(f"lacks {lacking}.")
