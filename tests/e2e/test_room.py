"""Everything on a screen fits, and the focused element is in view."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Open

pytestmark = pytest.mark.e2e

OVERLAPS = """() => {
  const box = (one) => [one.textContent, one.getBoundingClientRect()];
  const boxes = (css) => [...document.querySelectorAll(css)].map(box);
  const shared = (a, b, start, end) => Math.min(a[end], b[end]) - Math.max(a[start], b[start]);
  const found = [];
  for (const [name, a] of boxes('.props .pl > *'))
    for (const [timer, b] of boxes('.props .tm'))
      if (shared(a, b, 'left', 'right') > 1 && shared(a, b, 'top', 'bottom') > 1)
        found.push(`${name} / ${timer}`);
  return found;
}"""
FOCUS = """() => {
  const row = document.activeElement.getBoundingClientRect();
  const view = document.activeElement.closest('.scroll').getBoundingClientRect();
  const head = document.querySelector('.qt thead').getBoundingClientRect();
  return [row.top - head.bottom, view.bottom - row.bottom];
}"""


@pytest.mark.parametrize("width", [1000, 1280, 1366, 1440])
def test_the_head_of_a_ticket_has_room(open_page: Open, signed_in: Any, width: int) -> None:
    page = open_page("/app/inbox/48213", state=signed_in)
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator(".props .tm").first).to_be_visible()
    assert page.evaluate(OVERLAPS) == []


def test_the_focused_row_of_the_table_stays_in_view(open_page: Open, signed_in: Any) -> None:
    page = open_page("/app/tickets", state=signed_in)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator(".qt tbody a").first).to_be_visible()
    for _ in range(32):
        page.keyboard.press("j")
        page.wait_for_timeout(60)
        expect(page.locator(".qt tbody a:focus")).to_have_count(1)
        above, below = page.evaluate(FOCUS)
        assert above >= 0
        assert below >= 0


def test_on_a_phone_the_menus_of_the_composer_lie_above_it(open_page: Open, signed_in: Any) -> None:
    page = open_page("/app/inbox/48213", state=signed_in, viewport=PHONE)
    page.get_by_role("textbox", name="Reply", exact=True).click()
    page.get_by_role("button", name="Other ways to send").click()
    # A click says whether anything lies over it.
    page.get_by_role("menuitemradio").last.click()
    expect(page.get_by_role("menu")).to_have_count(0)
