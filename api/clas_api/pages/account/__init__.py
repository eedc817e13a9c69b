"""The pages of an account: asking for one, signing in, by a password or elsewhere, and joining a porteur."""

from clas_api.pages.account import accounts, agenda, identity_provider, invitations, own, second_factor

blueprints = tuple(each.blueprint for each in (accounts, second_factor, invitations, identity_provider, own, agenda))
