"""The code of departments, which runs in processes of its own: what it does there is felt by nobody else."""

from clas_api.apart.trial import refused_departments, try_departments

__all__ = ["refused_departments", "try_departments"]
