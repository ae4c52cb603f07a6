"""Everything `manage.py up` runs on one machine: PostgreSQL and Valkey from wheels, and their supervisor.

Standard library only, except `prepare`, which runs in a process of its own: the supervisor stays small
and starts at once.
"""
