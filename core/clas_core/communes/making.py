"""Making the list of communes anew from the folder of the npm package that publishes it:
``python -m clas_core.communes.making FOLDER``. Once a year, with the code of the year in ``EDITION``.

A line a commune: its code, its name, its postal codes, its intercommunality, and the commune that it is a part of (a
municipal arrondissement, a delegated or associated commune). The lines of one department follow one another.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def lines_of_communes(communes: Iterable[Mapping[str, Any]], epci: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each commune, by department, then by code: the one of today before what is a part of one."""
    ranked = sorted(communes, key=_rank)
    names = {each["code"]: each["nom"] for each in ranked if each["type"] == "commune-actuelle"}
    for each in ranked:
        within = each.get("chefLieu") or each.get("commune") or ""
        if within and names.get(each["code"]) == each["nom"]:
            continue  # a part that has the name and the code of its commune tells nothing more
        postcodes = " ".join(sorted(each.get("codesPostaux", ())))
        belongs = epci.get(each["code"]) or epci.get(within) or ""
        yield "\t".join((each["departement"], each["code"], each["nom"], postcodes, belongs, within))


def _rank(commune: Mapping[str, Any]) -> tuple[str, bool, str]:
    return commune["departement"], commune["type"] != "commune-actuelle", commune["code"]


def main(package: Path) -> None:
    """Write the two lists beside this module."""
    data = package / "data"
    communes, groups = (json.loads((data / f"{name}.json").read_text("utf-8")) for name in ("communes", "epci"))
    epci = {member["code"]: group["code"] for group in groups for member in group["membres"]}
    (HERE / "communes.tsv").write_text("\n".join(lines_of_communes(communes, epci)) + "\n", "utf-8")
    named = sorted(f"{group['code']}\t{group['nom']}" for group in groups)
    (HERE / "epci.tsv").write_text("\n".join(named) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
