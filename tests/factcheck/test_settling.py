"""What a web process has loaded once it has settled in."""

import subprocess
import sys

LOOK = """
import os, sys, gc
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
import django
django.setup()
from factcheck.settling import settle
settle()
from django.template import engines
loader = engines["django"].engine.template_loaders[0]
from claims.admin.base import QUICKLY
print(gc.get_freeze_count() > 100_000, len(loader.get_template_cache) > 100, "claims.admin.claim_workspace" in sys.modules,
      len(QUICKLY.engine.env.cache) > 15)
"""


def test_views_templates_and_models_are_loaded_and_left_alone_by_the_collector() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout.split() == ["True"] * 4, told.stderr
