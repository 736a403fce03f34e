"""What is no character stands in nothing that an engine gives."""

import pytest

from tests.spiders.sites import engine, page, saved

HOSTILE = ["\x1b[31mred", "re\x00d", "&#27;red", "r\x9bed", "r\x7fed", "r\x08ed", "\x01red"]


@pytest.mark.parametrize("written", HOSTILE, ids=ascii)
def test_no_control_character_stands_in_a_title_or_a_post(written):
    html = saved("mybb_thread", "/").html.replace("Продано?", f"It is {written}, he said")
    shown = engine().thread(page(html)).posts[1].text
    assert shown.replace("[31m", "") == "It is red, he said"
    offer = f"<li class=stall><a class=name href='/offer?id=1'>{written}</a><i>{written}</i><b>{written}</b></li>"
    (row,) = engine("market").listing(page(offer, "/stalls")).rows
    assert {text.replace("[31m", "") for text in (row.title, row.author, row.price)} == {"red"}
