"""The pages that anybody opens: departments and their calls, documents, national rules, the simulator."""

from clas_api.pages.public import calls, logos, simulator

__all__ = ["blueprints", "calls", "logos", "simulator"]

blueprints = (calls.blueprint, simulator.blueprint)
