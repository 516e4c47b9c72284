"""How portals fare, what broke together, and the ledger of requests."""

from __future__ import annotations

from monitor.advice import read_advice
from monitor.saying import Language
from storage.model import PortalState
from tests.web.board.conftest import Reader, say


def test_the_broken_come_first_with_evidence_and_advice(reader: Reader) -> None:
    page = reader.read("/health")
    states = [say(one) for one in page.xpath("//li[starts-with(@id, 'portal-')]/h3")]
    assert states == [
        "✗ <b>Fès</b>: blocked",
        "✗ Sefrou: unreachable",
        "… Oujda: quiet",
        "✓ Commune de Meknès: read as usual",
        "✓ Région de l'Oriental: read as usual",
    ]
    sefrou = say(page.xpath("//li[@id='portal-sefrou']")[0])
    assert "the connection was refused" in sefrou and "no web server does" in sefrou
    assert "the last of 1" not in say(page) and "it was paused" in say(
        page.xpath("//li[@id='portal-meknes']")[0]
    )
    assert "The news of 2 portals cannot be seen now of 5 that are watched." in say(page)
    french = say(reader.read("/health?lang=fr&portal=sefrou"))
    assert "Sa machine répond" in french and "Oujda" not in french
    arabic = reader.read("/health?lang=ar&portal=fes")
    assert "الموقع يرد بلاغا" in say(arabic) and "poll_seconds" in [
        one.text for one in arabic.xpath("//code")
    ]


def test_portals_that_broke_together_are_told_once(reader: Reader) -> None:
    outages = reader.read("/health").xpath("//section[h2[@id='outages']]/ul/li")
    assert [say(one.xpath("h3")[0]) for one in outages] == ["✗ Platform: joomla"]
    # Since the last of the two broke.
    assert "2 of 2, all of them since 14 June 2026" in say(outages[0])


def test_states_are_chosen_by_links(reader: Reader) -> None:
    page = reader.read("/health")
    for state, count in (("blocked", 1), ("healthy", 2)):
        link = page.xpath(f"//a[contains(@href, 'state={state}')]/@href")[0]
        assert len(reader.read(link).xpath("//li[starts-with(@id, 'portal-')]")) == count


def test_the_ledger_shows_requests_newest_first(reader: Reader) -> None:
    page = reader.read("/health/requests?portal=fes")
    rows = [say(one) for one in page.xpath("//table/tbody/tr")]
    assert ["✗no answer" in rows[0], "✗403" in rows[1]] == [True, True]
    assert "https://fes.example/<script>" in rows[1]
    assert not page.xpath("//tbody//script")
    assert "Nothing was asked yet." in say(reader.read("/health/requests?portal=oujda"))


def test_every_state_has_its_advice_in_every_language() -> None:
    english = read_advice(Language.EN)
    assert set(PortalState) <= set(english)
    for language in Language:
        sentences = read_advice(language)
        assert set(sentences) == set(english)
        for name, sentence in sentences.items():
            places = {part.partition("}")[0] for part in sentence.split("{")[1:]}
            assert places == {part.partition("}")[0] for part in english[name].split("{")[1:]}, name
