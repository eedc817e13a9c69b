"""What the tests of departments share: whatever is installed, and the two whose documents are known."""

import pytest

from clas_core.departments import Campaign, DepartmentRegistry
from clas_core.years import SchoolYear


@pytest.fixture(scope="session")
def registry() -> DepartmentRegistry:
    return DepartmentRegistry.load()


@pytest.fixture(scope="session")
def marne(registry: DepartmentRegistry) -> Campaign:
    """Return the call of the Marne, 2025-2026."""
    return registry.get("marne").department.campaign(SchoolYear(2025))


@pytest.fixture(scope="session")
def seine_et_marne(registry: DepartmentRegistry) -> Campaign:
    """Return the call of Seine-et-Marne, 2024-2025."""
    return registry.get("seine_et_marne").department.campaign(SchoolYear(2024))
