"""A database backend for tests: it can empty append-only tables, in a test database only."""
