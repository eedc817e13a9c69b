"""The form of an action suggests the communes of its department, and takes whatever is typed."""

from bench.samples import content
from tests.api.pages.porteur.conftest import Site

HEAVIEST = 60_000
"""Of a list of communes, in bytes, in the department that has the most of them."""


def test_the_communes_of_the_department_are_suggested_and_no_other_is_refused(site: Site) -> None:
    from clas_api.pages.porteur.communes import suggested_communes

    browser = site.person("alex")
    address = site.dossier("alex", site.porteur("alex"), content())
    page = browser.open(f"{address}/actions/1")
    assert 'list="communes"' in page.html
    assert '<datalist id="communes">' in page.html
    assert "<option>Reims" in page.html
    assert "<option>Melun" not in page.html
    page.submit("save", {"actions/0/place/city": " REIMS "})
    assert page.status == 200, page.text
    assert 'value="REIMS"' in browser.open(f"{address}/actions/1").html, "the text that was typed is kept"
    assert len(suggested_communes("62").encode()) < HEAVIEST
    assert suggested_communes("") == ""
