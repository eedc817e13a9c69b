"""The code of departments, which runs in processes of its own: what it does there is felt by nobody else."""

from clas_api.apart.code import DepartmentCode, run_apart
from clas_api.apart.trial import refused_departments, try_departments

__all__ = ["DepartmentCode", "refused_departments", "run_apart", "try_departments"]
