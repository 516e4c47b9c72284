# ruff: noqa: E501  (tables read better in long lines)
"""Addresses as pages spell them, and as no page should."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.material.changing import changed, joined
from tests.fuzz.text import write_text

_SCHEMES = (
    "http://", "https://", "HTTP://", "//", "http:", "http:/", "https:///", "http:\\\\", "javascript:", "mailto:", "ftp://", "", "data:,", "hTTps://", " http://", "http://http://", "\thttp://",
)  # fmt: skip
_HOSTS = (
    "commune.ma", "www.commune.ma", "WWW.Commune.MA.", "www.www.commune.ma", "www.ma", "www.", "جماعة-مكناس.المغرب", "xn--mgbc0a9azcg.xn--ygbi2ammx", "xn--a", "xn--", "commune。ma", "faß.de",
    "[::1]", "[::1", "::1", "[fe80::1%25eth0]", "[v1.a]", "127.0.0.1", "0x7f.1", "2130706433", "user:pass@commune.ma", "a@b@c", "commune.ma:80", "commune.ma:443", "commune.ma:8080", "commune.ma:", "commune.ma:0", "commune.ma:99999",
    "commune.ma:٨٠", "commune.ma:-1", "commune.ma: 80", "com mune.ma", "commune%2ema", "%00", "..", "a..b", ".", "-", "_", "é.ma", "e\u0301.ma", "ℂ.ma", "ﷺ.ma", "K.ma", "\u200d.ma", "\u0640.ma", "a" * 70 + ".ma", "a." * 200, "\ud800.ma", "①.ma", "İ.ma", "",
)  # fmt: skip
PATHS = (
    "/", "//", "/./", "/../", "/..", "/%2e%2e/", "/%2E./", "/a", "/A", "/a/", "/index.aspx", "/Details.ASPX", "/x.ashx", "/(S(abc123))", "/(X(1)S(a))/", ";jsessionid=1A", ";JSESSIONID=x;v=1", "/%2f", "/%", "/%zz", "/%C3%A9", "/%c3%a9", "/é", "/e%CC%81", "/e\u0301",
    "/%FF", "/%00", "/\0", "/بلاغ", "/%D8%A8%D9%84", "/%25", "/%2525", "/+", "/ ", "/%20", "/~a", "/%7Ea", "/a;b=c", "/a:b", "/@", "/[x]", "/{slug}", "/|", "/\\", "\\..\\", "/<b>", "/\"", "/'", "/%E2%80%8F", "/\u200f", "/\ud800", "/&amp;", "/İ", "/ß.aspx", "/K.aspx", "/%e2%84%aa.aspx", "/ﬁ", "/%EF%AC%81.aspx", "/%5B", "/%3B", "/%3f", "/%23",
)  # fmt: skip
QUERIES = (
    "?", "?id=1", "?ID=1&id=2", "?b=2&a=1", "?a=1&a=1", "?a", "?a=", "?=a", "?&&", "?a=%26", "?a=b=c", "?a=+b", "?a=%2B", "?a=%20", "?utm_source=x", "?UTM_Source=x&id=3", "?fbclid=x", "?PHPSESSID=a", "?amp;a=1", "?amp;amp;b=2", "?amp;", "?amp;=1", "?%61mp;a=1", "?a%3D1", "?é=é", "?%C3%A9=e%CC%81",
    "?%FF=%fe", "?[]=1", "?a[0]=x", "?q=بلاغ", "?\ud800", "?%00", "?a=?b?", "?;a=1;b=2", "?id=1%23", "?%2526", "?a=%E2%84%AA", "?sid=1", "?ﬁ=1", "?İ=1&i=2", "?A=%c3", "?a=\u0301", "?a=%CC%81", "?&a=\u0301e",
)  # fmt: skip
_ENDS = ("", "", "", "#", "#a", "#/a/b", "#!/news/1", " ", "\n", "\u00a0", "\u3000", "#\ud800", "\x1f")
_BUILT = st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from(_SCHEMES[:3] * 4 + _SCHEMES),
    st.sampled_from(_HOSTS[:4] * 6 + _HOSTS),
    st.lists(st.one_of(st.sampled_from(PATHS), st.text(max_size=3)), max_size=5).map("".join),
    st.lists(
        st.one_of(st.sampled_from(QUERIES), st.sampled_from([one.replace("?", "&") for one in QUERIES])),
        max_size=4,
    ).map("".join),
    st.sampled_from(_ENDS),
)
_ANY = joined(_SCHEMES + _HOSTS + PATHS + QUERIES + _ENDS, 10)
ADDRESS = _BUILT
ADDRESSES = changed(st.one_of(_BUILT, _BUILT, _ANY, st.text(max_size=30)).map(write_text))
