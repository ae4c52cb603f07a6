"""The Django project. The Celery app is imported here so that every process shares one broker configuration."""

from factcheck.celery import app as celery_app

__all__ = ["celery_app"]
