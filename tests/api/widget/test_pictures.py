"""A conversation's files on the pages of the brand's product."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.widget.desk import Browser
from tests.cast import Cast

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


def test_picture_may_be_drawn_on_another_site_with_its_pass_alone(cast: Cast) -> None:
    browser, stranger = Browser(cast.brand), Browser(cast.brand)
    browser.begin()
    file = browser.client.post(
        "/api/v1/widget/attachments",
        {"file": SimpleUploadedFile("error.png", PNG)},
        headers={"x-candor-session": browser.token},
    ).json()
    shown = stranger.client.get(file["url"])
    assert b"".join(shown) == PNG
    assert shown["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert shown["Content-Type"] == "image/png"
    assert stranger.client.get(file["url"].partition("?")[0]).status_code == 404
