"""The part of the site where the national team works: ``/espace/nation``."""

from flask import Blueprint

blueprint = Blueprint("national", __name__, url_prefix="/espace/nation")
