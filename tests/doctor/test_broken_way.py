"""What a proxy does to our answers on their way, each provoked once: exactly these findings are told."""

import pytest

from cookieprefs.web.assets import hashed

BREAKS = {}


def tells(*keys):
    """Mark what breaks a mount with all that is found because of it."""

    def mark(spoil):
        BREAKS[spoil.__name__] = (spoil, set(keys))
        return spoil

    return mark


@tells("slash-missing")
def the_path_without_a_slash_goes_elsewhere(front):
    front.says("/cookies", "not found", 404)


@tells("slash-missing")
def the_path_without_a_slash_leads_elsewhere(front):
    front.leads("/cookies", "/")


@tells("address-broken")
def a_part_of_the_mount_goes_elsewhere(front):
    front.says("/cookies/consent", "not found", 404)


@tells("static-missing")
def static_files_are_looked_for_in_the_wrong_folder(front):
    front.says(f"/cookies/static/{hashed('site.css')}", "not found", 404)


@tells("static-missing")
def static_files_are_answered_by_the_page_that_says_that_nothing_was_found(front):
    front.says(f"/cookies/static/{hashed('panel.js')}", "<h1>Not found</h1>")


@tells("address-elsewhere")
def addresses_are_rewritten_to_the_one_behind_the_proxy(front):
    def edit(path, response):
        if response.mimetype == "text/html":
            response.set_data(response.get_data().replace(b'action="/', b'action="http://127.0.0.1:8000/'))

    front.edits.append(edit)


@tells("prefix-lost")
def links_are_rewritten_to_the_root(front):
    def edit(path, response):
        if response.mimetype == "text/html":
            response.set_data(response.get_data().replace(b'href="/cookies/?lang', b'href="/?lang'))

    front.edits.append(edit)


@tells("prefix-doubled")
def the_proxy_writes_the_path_into_pages_that_have_it(front):
    def edit(path, response):
        if response.mimetype == "text/html":
            response.set_data(response.get_data().replace(b'action="/', b'action="/cookies/'))

    front.edits.append(edit)


@tells("own-post-refused")
def the_proxy_drops_the_origin(front):
    front.incoming.append(lambda environ: environ.pop("HTTP_ORIGIN", None))


@tells("foreign-post-accepted")
def the_proxy_claims_every_post_for_its_own(front):
    front.incoming.append(lambda environ: environ.update(HTTP_SEC_FETCH_SITE="same-origin"))


@tells("cookies-dropped")
def the_proxy_drops_cookies(front):
    front.header("Set-Cookie", None)


@tells("cookie-path")
def the_proxy_rewrites_the_paths_of_cookies(front):
    front.set_cookie("Path=/cookies/", "Path=/")


@tells("cookie-domain")
def the_proxy_adds_a_domain(front):
    front.set_cookie("Path=/;", "Domain=shop.test; Path=/;")
    front.set_cookie("Path=/cookies/", "Path=/cookies/; Domain=shop.test")


@tells("cookie-flags")
def the_proxy_lets_scripts_read_the_id(front):
    front.set_cookie("HttpOnly; ", "")


@tells("cookie-flags")
def the_proxy_hides_the_state_from_pages(front):
    front.set_cookie("Path=/; SameSite", "Path=/; HttpOnly; SameSite")


@tells("cookie-flags")
def the_proxy_lets_cookies_travel_from_other_sites(front):
    front.set_cookie("SameSite=Lax", "SameSite=None")


@tells("cookie-flags")
def the_proxy_makes_cookies_secure_where_there_is_no_https(front):
    front.set_cookie("SameSite=Lax", "Secure; SameSite=Lax")


@tells("cookie-early")
def the_proxy_counts_visitors(front):
    front.edits.append(lambda path, response: response.set_cookie("lb", "node-3"))


@tells("personal-cacheable")
def personal_answers_may_be_kept(front):
    front.header("Cache-Control", "public, max-age=60", "/preferences", "/consent")


@tells("personal-cacheable")
def personal_answers_say_nothing_of_caches(front):
    front.header("Cache-Control", None, "/preferences")


@tells("personal-cached")
def personal_answers_come_from_a_cache_that_says_so(front):
    front.header("X-Cache", "HIT from edge-3", "/preferences")


@tells("personal-cached")
def personal_answers_have_an_age(front):
    front.header("Age", "37", "/consent")


@tells("personal-cached")
def personal_answers_come_from_a_cache_in_silence(front):
    kept = {}

    def edit(path, response):
        if path.endswith("/preferences"):
            response.set_data(kept.setdefault(path, response.get_data()))

    front.edits.append(edit)


@tells("script-stale")
def the_script_is_kept_for_a_year(front):
    front.header("Cache-Control", "public, max-age=31536000, immutable", "embed.js")


@tells("script-uncached")
def the_script_is_never_kept(front):
    front.header("Cache-Control", "no-store", "embed.js", "effects.js")


@tells("script-uncached")
def what_the_script_says_of_caches_is_dropped(front):
    front.header("Cache-Control", None, "embed.js")


@tells("etag-dropped")
def the_etag_is_dropped(front):
    front.header("ETag", None)


@tells("etag-dropped")
def the_question_for_the_etag_is_dropped(front):
    front.incoming.append(lambda environ: environ.pop("HTTP_IF_NONE_MATCH", None))


@tells("vary-dropped")
def vary_is_dropped(front):
    front.header("Vary", None)


@tells("not-compressed")
def nothing_is_compressed(front):
    front.compresses = False


@tells("csp-removed")
def our_policy_is_taken_out(front):
    front.header("Content-Security-Policy", None)


@tells("csp-changed")
def our_policy_is_replaced(front):
    front.header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'")


@tells("csp-doubled")
def the_policy_of_the_site_is_added_to_ours(front):
    front.edits.append(
        lambda path, response: response.headers.add("Content-Security-Policy", "script-src 'nonce-r4nd0m'")
    )


@tells("frame-refused")
def the_policy_that_is_added_forbids_frames(front):
    front.edits.append(
        lambda path, response: response.headers.add("Content-Security-Policy", "frame-ancestors 'none'")
    )


@tells("csp-removed", "frame-refused")
def a_header_against_frames_stands_in_for_our_policy(front):
    front.header("Content-Security-Policy", None)
    front.header("X-Frame-Options", "DENY")


@tells("frame-options")
def a_header_against_frames_stands_beside_our_policy(front):
    front.header("X-Frame-Options", "DENY")


@tells("headers-changed")
def types_may_be_guessed(front):
    front.header("X-Content-Type-Options", None)


@tells("headers-changed")
def the_referrer_is_hidden(front):
    front.header("Referrer-Policy", "no-referrer")


@tells("gpc-missing")
def the_root_says_nothing_of_global_privacy_control(front):
    del front.answers["/.well-known/gpc.json"]


@tells("gpc-missing")
def the_root_answers_everything_with_a_page(front):
    front.says("/.well-known/gpc.json", "<h1>Not found</h1>")


@tells("page-unreachable")
def the_root_of_the_site_is_shut(front):
    front.says("/", "sign in", 401)


@pytest.mark.parametrize("name", BREAKS)
def test_it_is_found(right, name):
    spoil, keys = BREAKS[name]
    spoil(right.front)
    assert right.keys() == keys


def test_whatever_is_right_besides_is_said(right):
    the_etag_is_dropped(right.front)
    found = right.examined()
    assert "its cookies arrive as they are set, and none before its time" in found.right
    assert "caches keep what is everybody's and nothing personal" not in found.right


def test_a_second_policy_that_stops_nothing_is_no_matter(right):
    right.front.edits.append(
        lambda path, response: response.headers.add("Content-Security-Policy", "upgrade-insecure-requests")
    )
    assert not right.examined().findings
