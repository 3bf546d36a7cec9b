from tests.browser import watch
from tests.browser.pages import *
def test_x(site, launch_browser):
    b = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    c = b.new_context(base_url=site.url)
    page = c.new_page()
    page.add_init_script("addEventListener('pageshow', e => console.log('pageshow', location.pathname, e.persisted))")
    page.on("console", lambda m: print("console", m.type, m.text))
    page.goto("/")
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch
    expect_state(page, matomo="on")
    page.go_back()
    page.wait_for_timeout(500)
    print(page.url, banner(page).count())
    print(page.evaluate("performance.getEntriesByType('navigation')[0].notRestoredReasons"))
    b.close()
