"""Static files in production: hashed names, also where one script imports another."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Without this, a visitor could run an old module beside a new one for a while after every deployment."""

    support_js_module_import_aggregation = True
