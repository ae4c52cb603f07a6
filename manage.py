#!/usr/bin/env python3
"""The one command of this project: `python3 manage.py up` runs the desk, `python3 manage.py test` its tests.

Every other command is Django's own. Whatever Python there is reads this file, so it keeps to a syntax that
even Python 2 understands until the version has been looked at.
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed, and this is Python %s." % sys.version.split()[0])

if __name__ == "__main__":
    import pathlib
    import runpy

    # By path, because importing the package would need Celery, which may not be installed yet.
    bootstrap = runpy.run_path(
        os.fspath(pathlib.Path(__file__).resolve().parent / "factcheck" / "bootstrap.py")
    )
    bootstrap["enter_environment"](sys.argv)

    from factcheck.embedded import commands

    sys.exit(commands.main(sys.argv))
