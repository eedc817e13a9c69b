"""The pages of an account: asking for one, signing in, by a password or elsewhere, and joining a porteur."""

from clas_api.pages.account import accounts, identity_provider, invitations, second_factor

blueprints = (accounts.blueprint, second_factor.blueprint, invitations.blueprint, identity_provider.blueprint)
