"""Makes datanommer's tables in an empty database without TimescaleDB."""

import sys

import datanommer.models as models
from datanommer.models.view import create_view
from sqlalchemy import create_engine, text

# Debian has no TimescaleDB. The tables become plain ones, and the row count comes from PostgreSQL's own estimate.
INSTEAD_OF_TIMESCALEDB = """
CREATE FUNCTION create_hypertable(regclass, name) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION approximate_row_count(relation regclass) RETURNS bigint LANGUAGE sql STABLE AS
  'SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = relation';
"""

engine = create_engine(sys.argv[1], future=True)
with engine.begin() as connection:
    connection.execute(text(INSTEAD_OF_TIMESCALEDB))
models.DeclarativeBase.metadata.create_all(engine)
with engine.begin() as connection:
    create_view(connection)
