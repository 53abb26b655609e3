"""Where surfaces may come by themselves: a table, and what holds for any path that a merchant may write."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.program import Manners
from widgets.places import pattern_of

ANYWHERE = Manners()
SHOP = Manners(pages_included=("/shop/*", "/"), pages_excluded=("/shop/cart", "/shop/b2b*"))

CASES = [
    (ANYWHERE, "/", True),
    (ANYWHERE, "/products/chai", True),
    (ANYWHERE, "/cart", True),
    (ANYWHERE, "/checkout", False),
    (ANYWHERE, "/checkout/", False),
    (ANYWHERE, "/en-in/checkouts/cn/abc", False),
    (ANYWHERE, "/checkout-tips", True),
    (ANYWHERE, "/checkout/order-received/7/#thanks", True),
    (ANYWHERE, "/checkout#thanks", True),
    (SHOP, "/", True),
    (SHOP, "/about", False),
    (SHOP, "/shop/tea", True),
    (SHOP, "/shop/tea/", True),
    (SHOP, "/shop/tea#thanks", True),
    (SHOP, "/shop/cart", False),
    (SHOP, "/shop/cart/", False),
    (SHOP, "/shop/cartoons", True),
    (SHOP, "/shop/b2b/tea", False),
    (SHOP, "/shop/b2b#thanks", False),
    (SHOP, "/shop/checkout", False),
]

PATHS = st.text("ab/.*+?()[]{}|^$\\চা", max_size=12).map(lambda text: f"/{text}")


@pytest.mark.parametrize(("manners", "path", "is_place"), CASES)
def test_it_says_where_surfaces_may_come(manners: Manners, path: str, is_place: bool) -> None:
    assert bool(re.search(pattern_of(manners), path)) is is_place


@given(PATHS.filter(lambda path: "*" not in path))
def test_it_means_a_path_literally(path: str) -> None:
    as_browsers_write = quote(path, safe="/%!$&'()+,;=:@~[]{}|^\\")
    assert re.search(pattern_of(Manners(pages_included=(path,))), quote(path, safe="/%!$&'()+,;=:@~"))
    assert not re.search(pattern_of(Manners(pages_excluded=(path,))), quote(path, safe="/%!$&'()+,;=:@~"))
    assert not re.search(pattern_of(Manners(pages_included=(path,))), as_browsers_write + "z")
