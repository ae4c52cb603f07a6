"""Django's backend for PostgreSQL, which looks whether a kept connection is well without a question to the server."""
