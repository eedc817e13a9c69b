"""The script of one file that verifies a certificate, with the rules of the tests read once."""

import importlib.util
import json
import zlib
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


UNREADABLE = (ArithmeticError, AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError, zlib.error)
"""What the script says of by « Rien ne peut être vérifié », beside what it refuses by itself."""


class Script:
    """The script, which reads each file of rules once."""

    def __init__(self, rules: Path = RULES, call: Path = CALL) -> None:
        self._module = loaded()
        self._rules, self._call = rules, call
        read, once = self._module.lire_regles(rules), self._module.lire_appel
        said: dict[str, Any] = {}

        def call_once(call: Path, amendments: list[Any]) -> Any:
            if (key := json.dumps(amendments)) not in said:
                said[key] = once(call, amendments)
            return said[key]

        self._module.lire_regles, self._module.lire_appel = lambda *_: read, call_once

    def told(self, certificate: dict[str, Any], noted: str = "") -> list[str]:
        """Return what it finds in a certificate; a word of its own for one that it cannot read."""
        try:
            return list(self._module.verifier(certificate, self._rules, self._call, noted))
        except (self._module.Illisible, *UNREADABLE) as error:
            return [f"illisible : {error!r}"]

    def says_yes(self, body: bytes) -> bool:
        """Tell whether it says yes to a certificate, as the bytes of its file."""
        try:
            certificate = self._module.certificat_de(body)
        except (self._module.Illisible, *UNREADABLE):
            return False
        return not self.told(certificate)
