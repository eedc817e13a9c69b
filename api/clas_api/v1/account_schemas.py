"""The shapes of answers about accounts, roles, keys and people."""

from clas_api.security.principal import ROLES
from clas_api.services.people.listing_accounts import ACCOUNT_SORTS
from clas_api.v1.filters import department_filter
from clas_api.v1.paging import PageQuerySchema
from clas_core.fields import Choice, Line
from clas_core.limits import LONGEST_EMAIL


class AccountQuerySchema(PageQuerySchema):
    role = Choice(ROLES, load_default=None)
    department = department_filter()
    email = Line(load_default=None, longest=LONGEST_EMAIL, metadata={"description": "in the address"})
    sort = Choice([sign + name for name in ACCOUNT_SORTS for sign in ("", "-")], load_default="email")
