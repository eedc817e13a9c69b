"""A title of a page: it is cut at the end of a line between two years, and never within one."""

from clas_api.rendering.html import whole_years


def test_a_school_year_of_a_title_stays_on_its_line_and_the_rest_is_escaped() -> None:
    assert whole_years("De 2025-2026 à <b>") == 'De <span class="nowrap">2025-2026</span> à &lt;b&gt;'


def test_a_title_without_a_year_stays_as_it_is() -> None:
    assert whole_years("51-2025-00002 : l'aide") == "51-2025-00002 : l&#39;aide"
