"""The list of a Caf as each of its people has it: columns, saved filters, labels, the way from dossier to dossier."""

from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.porteur.conftest import AGENT
from tests.api.pages.test_sound_html import _faults
from tests.readings import Asked, expect_few_statements

LIST = f"{CALL}/dossiers"


def test_columns_and_filters_are_kept_for_each_person(caf: Caf, one_reading: list[tuple[str, Asked]]) -> None:
    agent = caf.agent.open(f"{LIST}?etat=deposited&tri=-asked")
    assert "SIRET</th>" not in agent.html
    agent.submit("columns", {"columns": ["siret", "cities", "amount"]})
    assert "SIRET</th>" in agent.html
    assert "État</th>" not in agent.html
    agent.send("save_filter", name="")
    assert (agent.status, agent.form("save_filter").values["name"]) == (422, "")
    agent.send("save_filter", name="À voir <b>")
    assert "etat=deposited&tri=-asked" in " ".join(agent.open(LIST).links)
    assert "À voir &lt;b&gt;" in agent.html
    assert _faults(agent.response) == []
    other = caf.site.person("collegue", AGENT).open(LIST)
    assert "À voir" not in other.text
    assert "État</th>" in other.html
    agent.send("remove_filter")
    assert "À voir" not in agent.open(LIST).text
    expect_few_statements(one_reading)


def test_labels_are_made_given_filtered_by_and_taken_away(caf: Caf) -> None:
    labels = "/espace/caf/marne/etiquettes"
    caf.agent.open(labels).send("make", name="À visiter")
    assert caf.agent.send("make", name="à VISITER").status == 422
    assert "existe déjà" in caf.agent.text
    label = next(each for each in caf.agent.links if "retirer=" in each).rpartition("=")[2]
    caf.agent.open(caf.work).submit("label", {"labels": [label]})
    assert "Les étiquettes sont enregistrées" in caf.agent.text
    assert '<span class="tag">À visiter</span>' in caf.agent.open(f"{LIST}?etiquette={label}").html
    assert "Porteur 732" in caf.agent.text
    assert caf.site.browser("alex").open(caf.reading).text.count("visiter") == 0
    caf.agent.open(f"{labels}?retirer={label}")
    assert "Un dossier la porte" in caf.agent.text
    caf.agent.send("remove")
    assert "est retirée" in caf.agent.text
    assert "Porteur 732" in caf.agent.open(LIST).text
    assert caf.agent.open(f"{LIST}?etiquette={label}").text.count("Porteur 732") == 0


def test_what_is_due_and_where_groups_are_is_filtered_by(caf: Caf) -> None:
    def shown(query: str) -> bool:
        return "Porteur 732" in caf.agent.open(f"{LIST}?{query}").html.partition('id="dossiers"')[2]

    assert not shown("echeance=mois")
    caf.agent.open(f"{caf.work}/complements").send("ask", text="Les statuts.", due_on="11/07/2025")
    assert shown("echeance=mois")
    assert not shown("echeance=retard")
    assert "11 juillet 2025" in caf.agent.open(LIST).text
    assert shown("commune=Reims") != shown("commune=Nulle-Part")


def test_one_goes_from_dossier_to_dossier_within_the_filter_and_back(
    caf: Caf, one_reading: list[tuple[str, Asked]]
) -> None:
    for person, siret in (("bo", "55208131766522"), ("charlie", "44306184100047")):
        caf.site.person(person)
        caf.site.dossier(person, caf.site.porteur(person, siret), deposited=True)
    agent = caf.agent.open(f"{LIST}?etat=deposited")
    agent.open(next(each for each in agent.links if "/caf/dossiers/" in each and "recevabilite" in each))
    assert "Précédent" not in agent.text
    first = agent.address
    agent.send("judge_next", verdict="met")
    assert "est déclaré recevable" in agent.text
    assert agent.address != first
    assert agent.response.request.url.endswith("/recevabilite?liste=etat%3Ddeposited")
    assert "Suivant" in agent.text
    assert f"{LIST}?etat=deposited" in agent.links
    agent.send("judge_next", verdict="met")
    agent.send("judge", verdict="met")
    assert agent.response.request.url.endswith("/etude?liste=etat%3Ddeposited")
    assert caf.row().state == "admissible"
    agent.open(f"{caf.work}?liste=tout")
    assert ("Précédent" in agent.text) or ("Suivant" in agent.text)
    assert "liste=tout" in next(each for each in agent.links if each.startswith(caf.work) and "etude" in each)
    expect_few_statements(one_reading)
