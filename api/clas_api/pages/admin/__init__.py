"""The pages of whoever keeps the installation: accounts, keys of programs, departments, mails, the trace."""

from clas_api.pages.admin import account, accounts, departments, home, mails, tokens, trace
from clas_api.pages.admin.site import blueprint

__all__ = ["account", "accounts", "blueprint", "departments", "home", "mails", "tokens", "trace"]
