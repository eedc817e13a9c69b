"""The script of one file that verifies a certificate, with the rules of the tests read once."""

import importlib.util
from pathlib import Path
from typing import Any

from tests.core.conftest import ESSAI

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docs" / "controle" / "verifier_certificat.py"
RULES = ROOT / "core" / "clas_core" / "national" / "data" / "2025-2026.toml"
CALL = ESSAI / "2025-2026.toml"


def loaded() -> Any:
    """Return the script as a module, which no test shares."""
    spec = importlib.util.spec_from_file_location("verifier_certificat", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Script:
    """The script, which reads each file of rules once."""

    def __init__(self, rules: Path = RULES, call: Path = CALL) -> None:
        self._module = loaded()
        self._rules, self._call = rules, call
        read, said = self._module.lire_regles(rules), self._module.lire_appel(call, [])
        self._module.lire_regles, self._module.lire_appel = lambda _: read, lambda *_: said

    def told(self, certificate: dict[str, Any], noted: str = "") -> list[str]:
        """Return what it finds in a certificate; a word of its own for one that it cannot read."""
        try:
            return list(self._module.verifier(certificate, self._rules, self._call, noted))
        except (
            self._module.Illisible,
            ArithmeticError,
            AttributeError,
            IndexError,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            return [f"illisible : {error!r}"]
