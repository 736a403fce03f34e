"""Bodies to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.text import MAX_HTML, own_words, read_body

BODIES = [
    ("line breaks", "<div>\n\t\ta<br />\nb<br />\n<br />\nc\n</div>", "a\nb\n\nc"),
    ("many empty lines", "a<br><br><br><br><br>b", "a\n\nb"),
    ("blocks", "<p>a</p><p>b <b>c</b></p><ul><li>d</li><li>e</li></ul>", "a\nb c\nd\ne"),
    ("spaces", "a \t\n  b&nbsp;&nbsp;c", "a b  c"),
    ("spaces around elements", "a <b> b</b> <!-- c --> d", "a b d"),
    ("pre keeps lines", "<pre>a\n  b\n</pre>c", "a\n  b\nc"),
    ("code without its heading", '<div class="codeblock"><div class="title">Code:</div><div class="body"><code>x = 1</code></div></div>', "x = 1"),
    ("a title that is no heading", '<div class="title">Price list</div>', "Price list"),
    ("a smiley", 'Hi <img class="smilie" alt=":)"> there', "Hi :) there"),
    ("a smiley told by its folder", 'Hi <img src="./images/smilies/grin.gif" alt=":D"><img src="a/smilies.gif" alt="no">', "Hi :D"),
    ("a smiley without a class", '<img src="x.png" alt=":D" data-emoticon="">', ":D"),
    ("a note of an edit", "<p>a</p><p data-excludequote>Edited 2 May by wren</p><p>b</p>", "a\nb"),
    ("a note of an edit in Invision 3", '<div class="entry-content"><p>a</p><p class="edit">Edited by wren</p></div>', "a"),
    ("an own paragraph with such a name", '<p class="edit">a</p>', "a"),
    ("a spoiler", '<div class="ipsSpoiler"><div class="ipsSpoiler_header">Show</div><div>a</div></div>', "a"),
    ("how often a file was fetched", '<a href="x">a.zip</a> <span class="ipsAttachLink_metaInfo">51 downloads</span>', "a.zip"),
    ("an image", '<img class="mycode_img" src="http://a.example/1.jpg" alt="[Image: 1.jpg]">x', "x"),
    ("a shortened link", '<a href="http://abcdefgh.example/path/to/file">http://abcdefgh.ex...file</a>', "http://abcdefgh.example/path/to/file"),
    ("a link cut with an ellipsis", '<a href="http://abcdefgh.example/path/to/file">http://abcdefgh.ex … file</a>', "http://abcdefgh.example/path/to/file"),
    ("a named link", '<a href="http://abc.example/">the sample...</a>', "the sample..."),
    ("a link to elsewhere", '<a href="http://evil.example/x">http://good.exam...ple/x</a>', "http://good.exam...ple/x"),
    ("scripts and styles", "a<script>alert(1)</script><style>p{}</style><!-- c --><template>t</template>b", "ab"),
    ("a table", "<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
    ("entities", "&lt;b&gt; &amp;amp; &#128512;", "<b> &amp; \U0001f600"),
    ("NUL and lone surrogates", "a\x00b\ud800c&#0;", "ab?c\ufffd"),
    ("nothing", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("html", "text"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_html_becomes_the_text_that_was_written(html, text):
    assert read_body(html).text == text


QUOTES = [
    ("MyBB", '<blockquote class="mycode_quote"><cite>X Wrote:</cite>old</blockquote>new', "old\nnew", "new"),
    ("nested", "<blockquote>a<blockquote>b</blockquote>c</blockquote>d", "a\nb\nc\nd", "d"),
    ("between own words", "one<blockquote>old</blockquote>two", "one\nold\ntwo", "one\ntwo"),
    ("a div", '<div class="quotebox"><cite>X wrote:</cite>old</div>new', "old\nnew", "new"),
    (
        "Invision",
        '<blockquote class="ipsQuote"><div class="ipsQuote_citation">X said:</div>old</blockquote>new',
        "old\nnew",
        "new",
    ),
    (
        "Invision 3",
        '<p class="citation">X said:</p><div class="blockquote"><div class="quote">old</div></div>new',
        "old\nnew",
        "new",
    ),
    ("only a quote", "<blockquote>old</blockquote>", "old", ""),
    ("as marks", "[quote=X]old[/quote] new", "[quote=X]old[/quote] new", "new"),
    ("a citation of its own", "<cite>Book</cite> text", "Book text", "Book text"),
]


@pytest.mark.parametrize(("html", "text", "own"), [row[1:] for row in QUOTES], ids=[row[0] for row in QUOTES])
def test_quoted_words_are_text_but_not_own(html, text, own):
    body = read_body(html)
    assert (body.text, body.own_text) == (text, own)


@pytest.mark.parametrize("text", ["[/quote]a", "[quote]a", "[quote]a[quote]b[/quote]"])
def test_unbalanced_marks_hide_nothing_but_marks(text):
    assert "a" in own_words(text)


HOSTILE = {
    "nested blocks": "<div>" * 100_000 + "x",
    "nested quotes": "<blockquote>" * 100_000 + "x",
    "nested bold in pre": "<pre>" + "<b>a\n" * 50_000,
    "open links": "<a href=x>" * 50_000,
    "angle brackets": "<" * 1_000_000,
    "ampersands": "&" * 1_000_000,
    "open marks": "[quote]" * 200_000,
    "white space": "\n \n" * 500_000,
    "comments": "<!--" * 100_000,
    "processing instructions": "<?php " * 100_000,
    "dots": "<a href=x>" + "x" * 500_000 + "...</a>",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(30)
def test_hostile_html_neither_stalls_nor_raises(html):
    assert len(read_body(html).text) <= MAX_HTML


@given(st.text(alphabet="<>/=\"'&;[]-! \nabrdivpqutek#x0\x00\x01\x02\x03\ud800", max_size=300))
def test_any_text_is_read(html):
    body = read_body(html)
    assert not set(body.text) & set("\x00\x01\x02\x03\ud800")
    body.own_text.encode()
