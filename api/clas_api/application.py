"""The application factory: settings, storage, JSON, pages and their errors, put together once."""

from collections.abc import Callable
from functools import cache, partial
from types import TracebackType
from typing import Any

from flask import Flask, Response, abort, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map, Rule

from clas_api import compression, observing, pages, v1
from clas_api.apart.code import run_apart
from clas_api.config import Settings, load_settings
from clas_api.installation import Installation, attach
from clas_api.json_provider import FastJson
from clas_api.pages.errors import error_page
from clas_api.policy import BY_TLS_ALONE, EVERYWHERE, POLICY, POLICY_OF_DATA
from clas_api.refusals import StorageUnavailable
from clas_api.statuses import SECONDS_BEFORE_RETRYING
from clas_api.store import database
from clas_api.store.database import engine_options
from clas_api.store.faults import is_unavailable
from clas_api.v1.problems import problem_of_clas, problem_of_http
from clas_core.departments import DepartmentRegistry
from clas_core.errors import ClasError, DepartmentUnavailable, InvalidInput, Problem

LARGEST_BODY = 1024 * 1024
"""In bytes: 5,000 groups fit well below it."""

MOST_FIELDS = 5_000
_A_CROWD = f"Plus de {MOST_FIELDS} champs sont envoyés à la fois : partagez la demande en plusieurs."


class AddressNumber(IntegerConverter):
    """A number of an address: nine digits, which every column of a table can hold. A longer one leads nowhere."""

    regex = "[0-9]{1,9}"

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=0, max=999_999_999)


class Address(Rule):
    """A route. What builds its addresses is compiled for the first of them: for two hundred routes, of which a worker
    builds a few, that is a tenth of its start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, append_unknown))
        return lambda rule, **values: compiled()(rule, **values)


class Service(Flask):
    """The application. None of its functions is asynchronous, and it does not ask each of them at each request; its
    templates are few enough to be all kept."""

    jinja_options: dict[str, Any] = {"cache_size": -1}  # noqa: RUF012  # as Flask declares it

    url_rule_class = Address

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> None:
        """Write an unforeseen error into our own log, which quotes nobody."""
        _log("unforeseen_error", exc_info[1])


def build(settings: Settings | None, registry: DepartmentRegistry | None) -> Flask:
    """Build the application; see `clas_api.create_app`."""
    settings = load_settings() if settings is None else settings
    app = Service("clas_api", static_folder="pages/static", template_folder="pages/templates")
    app.json = FastJson(app)
    app.url_map.converters["int"] = AddressNumber
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SQLALCHEMY_ENGINES={"default": engine_options(settings.database_url)},
    )
    # First: it sees each request before anything else does, and after.
    observing.attach(app, log_requests=settings.log == "requests")
    app.before_request(_refuse_crowds)
    installation = Installation.load(settings, registry)
    if registry is None:
        run_apart(installation.registry)
    attach(app, installation)
    database.attach(app)
    v1.attach(app)
    pages.attach(app, rehearsal=installation.is_rehearsal)
    compression.attach(app, files=pages.FILES, public=pages.OPEN_TO_ALL)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(ClasError, _answer_clas_error)
    app.register_error_handler(SQLAlchemyError, _answer_storage_error)
    app.register_error_handler(OSError, _answer_storage_error)
    app.before_request(_refuse_unwritable_address)
    app.after_request(partial(_secure, by_tls=settings.base_url.startswith("https://")))
    if settings.proxies:
        _believe_proxies(app, settings.proxies)
    return app


def _believe_proxies(app: Flask, count: int) -> None:
    """Take from the last `count` proxies the address, the scheme and the host that they speak for."""
    from werkzeug.middleware.proxy_fix import ProxyFix

    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _refuse_crowds() -> None:
    """Refuse an address or a form of more fields than any page has, before they are taken apart one by one."""
    form = request.mimetype == "application/x-www-form-urlencoded"
    if request.query_string.count(b"&") >= MOST_FIELDS or (form and request.get_data().count(b"&") >= MOST_FIELDS):
        raise InvalidInput([Problem((), _A_CROWD)], _A_CROWD)


def _refuse_unwritable_address() -> None:
    """Refuse an address that is not UTF-8, which no page could show again, or that no text of a database could hold."""
    if "\0" in request.path:
        abort(404)
    query = request.query_string
    if not query.isascii():
        try:
            query.decode()
        except UnicodeDecodeError:
            abort(400)


def _speaks_json() -> bool:
    """Tell whether the request is to the JSON service and not to a page."""
    return request.path.startswith(("/api/", "/health"))


def _answer_http_error(error: HTTPException) -> Response:
    return problem_of_http(error) if _speaks_json() else error_page(error)


def _answer_clas_error(error: ClasError) -> Response:
    answer = problem_of_clas(error) if _speaks_json() else error_page(error)
    if isinstance(error, StorageUnavailable | DepartmentUnavailable):
        answer.headers["Retry-After"] = SECONDS_BEFORE_RETRYING
    return answer


def _answer_storage_error(error: SQLAlchemyError | OSError) -> Response:
    """Say that storage is away, full or busy; any other error of it is a mistake of ours, and goes its way."""
    if not is_unavailable(error):
        raise error
    _log("storage_unavailable", error)
    return _answer_clas_error(StorageUnavailable())


def _log(event: str, error: BaseException | None) -> None:
    observing.log_failure(event, error, g.get("request_id", ""), request.url_rule.rule if request.url_rule else "")


def _secure(response: Response, *, by_tls: bool) -> Response:
    """Keep a page from loading or sending anything elsewhere, and other sites from what is answered."""
    headers = response.headers
    headers.extend(EVERYWHERE)  # nobody else says one of these: they are added, and none is looked for
    if by_tls:
        headers["Strict-Transport-Security"] = BY_TLS_ALONE
    if response.mimetype == "text/html":
        headers.setdefault("Content-Security-Policy", POLICY)
    elif response.is_json:
        headers["Content-Security-Policy"] = POLICY_OF_DATA
    if request.method in ("GET", "HEAD") and response.status_code == 200 and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-cache"
    return response
