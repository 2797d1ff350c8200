"""Escaping is that of the standard library, without what that library brings along."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftcli.reports.escaping import escape


@given(st.text(alphabet="&<>\"';#amplt x27é"), st.booleans())
def test_text_is_escaped_as_the_standard_library_does(text, is_quoted):
    assert escape(text, quote=is_quoted) == html.escape(text, quote=is_quoted)


@pytest.mark.parametrize("text", ["a & b", "<script>alert('x')</script>", '"', "&amp;"])
def test_what_was_escaped_is_read_back(text):
    assert html.unescape(escape(text)) == text
