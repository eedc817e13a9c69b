"""The impact of other rules on groups: two sets of rules replayed over columns, on Polars, DuckDB or Spark.

Its modules are imported by name: a service that only moves the figures of a year needs none of the engines.
"""
