"""The part of the site that anybody reads."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
