"""The part of the site that one signs in to: ``/espace``."""

from flask import Blueprint

blueprint = Blueprint("porteur", __name__, url_prefix="/espace")
