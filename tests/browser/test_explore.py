from playwright.sync_api import expect
from tests.browser import watch
import time
def test_b(site, page):
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    expect(page.locator("#cookieprefs-panel-title")).to_be_focused()
    page.screenshot(path="/tmp/w/br0.png")
    print("opened", watch.shifts(page), page.evaluate("scrollY"))
    page.locator("#cookieprefs-switch-matomo").click()
    watch.wait_for_answers(page,1)
    print("switched", watch.shifts(page), page.evaluate("scrollY"))
    page.screenshot(path="/tmp/w/br1.png")
def test_c(site, page):
    page.goto("/preferences")
    page.set_viewport_size({"width":1280,"height":1400})
    page.screenshot(path="/tmp/w/br2.png")
    page.locator("#cookieprefs-switch-matomo").click()
    watch.wait_for_answers(page,1)
    print("switched", watch.shifts(page), page.evaluate("scrollY"))
    page.screenshot(path="/tmp/w/br3.png")
