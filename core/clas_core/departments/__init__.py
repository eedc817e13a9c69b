"""Departments: data about who and when, optional code, and the registry that keeps each apart from the others."""

from clas_core.departments.absent import AbsentDepartment
from clas_core.departments.calendar import Calendar
from clas_core.departments.call_name import CallName
from clas_core.departments.campaign import Campaign
from clas_core.departments.department import Caf, Department
from clas_core.departments.files import campaign_in_force, campaign_of_text, read_department, read_department_directory
from clas_core.departments.hookspecs import DepartmentEvent, LocalAid, hookimpl
from clas_core.departments.plugin import DepartmentPlugin, PluginFault
from clas_core.departments.registry import DepartmentFault, DepartmentRegistry

__all__ = [
    "AbsentDepartment",
    "Caf",
    "Calendar",
    "CallName",
    "Campaign",
    "Department",
    "DepartmentEvent",
    "DepartmentFault",
    "DepartmentPlugin",
    "DepartmentRegistry",
    "LocalAid",
    "PluginFault",
    "campaign_in_force",
    "campaign_of_text",
    "hookimpl",
    "read_department",
    "read_department_directory",
]
