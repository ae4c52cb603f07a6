"""A property must hold on a loaded machine too: no example is failed for its time alone."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
