"""The pages that anybody opens: departments and their calls, documents, national rules, the simulator."""

from clas_api.pages.public import about, calls, help, home, logos, published, simulator, verifying
from clas_api.pages.public.site import blueprint

blueprints = (blueprint, simulator.blueprint)

__all__ = ["about", "blueprints", "calls", "help", "home", "logos", "published", "verifying"]
