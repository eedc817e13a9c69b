"""The documents that a call asks for, joined by whoever is in a story: a page that says that it is invented."""

import io

from clas_api.scenario.cast import Part
from clas_api.scenario.story import Story
from clas_api.services.dossiers.attaching import attach
from clas_api.services.rules.campaigns import call_of
from clas_api.store.models import DossierRow

_STREAM = b"BT /F1 16 Tf 72 760 Td (Document d'exemple, sans valeur.) Tj ET"
PDF = (
    b"%%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%%%EOF\n"
) % (len(_STREAM), _STREAM)
"""A page of one sentence. It has no table of where its objects are: readers look for them."""


def join_documents(story: Story, part: Part, row: DossierRow) -> None:
    """Join each document that the call asks of the porteur of a dossier; nothing where it asks for none."""
    context = story.acting_as(part.who, story.cast.days.people)
    context.open_wholly()
    asked = call_of(context, row).campaign.deposit.attachments
    context.session.rollback()
    for each in asked:
        if not each.natures or part.organisation["nature"] in each.natures:
            writing = story.acting_as(part.who, part.begins + story.later(hours=1))
            attach(writing, row.id, each.id, f"{each.id}.pdf", io.BytesIO(PDF))
