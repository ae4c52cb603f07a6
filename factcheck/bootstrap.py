"""The first command: makes the project's own environment from a lock file, and goes on inside it.

Standard library only, because nothing is installed yet. `python3 factcheck/bootstrap.py dev` makes the
environment that the tests and `make sure` need, and does nothing else.

An environment is complete when it carries a stamp, which is written last: its kind, and a digest of the
lock, the interpreter and the path. What has no valid stamp is never repaired, because nobody can say what is
missing from it: it is removed and made again.
"""

import contextlib
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / ".complete"
# The second lock holds all of the first, in the same versions: a "dev" environment serves as a "product" one.
LOCKS = {"product": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}
# Nothing is built on the user's machine, but for pure Python that tests need and that comes as source alone.
WHEELS_ONLY = ["--only-binary", ":all:", "--no-binary", "jstyleson"]
MISLEADING = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV", "UV_SYSTEM_PYTHON"}


class InstallationFailed(Exception):
    """The environment could not be made; the text says why and what to do."""


def enter_environment(argv: list[str]) -> None:
    """Return inside a complete environment, or replace this process by the same command in one.

    Exits with a plain sentence when there can be none. With NO_VENV=1, as in an image, none is made.
    """
    if os.environ.get("NO_VENV", "0") not in ("", "0"):
        return
    ensure_environment("dev" if argv[1:2] == ["test"] else "product")
    if pathlib.Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    command = [str(PYTHON), str(ROOT / "manage.py"), *argv[1:]]
    # These two would lead the environment's Python to another set of packages.
    variables = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")
    }
    try:
        os.execve(PYTHON, command, variables)
    except OSError as error:
        sys.exit(
            f"{PYTHON} cannot be started by this user ({error.strerror}). "
            "Remove the folder .venv, or use a clone of your own, and run the same command again."
        )


def ensure_environment(kind: str) -> None:
    """Make the environment unless a complete one of this kind is there; exits with a sentence on failure."""
    try:
        if not is_complete(kind):
            make_environment(kind)
    except InstallationFailed as failure:
        sys.exit(str(failure))
    except PermissionError as error:
        sys.exit(f"This user may not write {error.filename} ({error.strerror}).")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Run the same command again to start over.")


def is_complete(kind: str) -> bool:
    """Whether the environment carries a valid stamp of this kind, or of the kind that includes it."""
    try:
        stamp = STAMP.read_text()
    except OSError:
        return False
    kinds = ["dev"] if kind == "dev" else ["product", "dev"]
    return PYTHON.exists() and any(stamp == expected_stamp(each) for each in kinds)


def expected_stamp(kind: str) -> str:
    """The stamp of a complete environment. The interpreter counts: an upgraded one finds no packages."""
    digest = hashlib.sha256()
    for name in LOCKS[kind]:
        with contextlib.suppress(FileNotFoundError):  # an image may hold the product's lock alone
            digest.update((ROOT / name).read_bytes())
    digest.update(repr((str(PYTHON.resolve()), str(ENVIRONMENT))).encode())
    return f"{kind} {digest.hexdigest()}\n"


def make_environment(kind: str) -> None:
    """Install the lock into a new environment, or add the developers' part to a complete product one."""
    with only_one_at_a_time() as lock:
        if is_complete(kind):
            return  # another process made it while this one waited
        fresh = not (kind == "dev" and is_complete("product"))
        with contextlib.suppress(FileNotFoundError):
            STAMP.unlink()
        if fresh:
            remove_environment()
        install(LOCKS[kind][-1], lock, fresh=fresh)
        write_stamp(expected_stamp(kind))


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[int]:
    """Hold the installation lock; gives its descriptor, which the installers inherit.

    They hold it too: if this process alone is killed, the next one waits for the orphaned installer's end.
    """
    import fcntl  # here, because Windows has none

    descriptor = os.open(ROOT / ".venv.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another installation in this folder ...")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def remove_environment() -> None:
    if ENVIRONMENT.is_symlink():
        ENVIRONMENT.unlink()
    elif ENVIRONMENT.exists():
        say("Removing .venv: it is unfinished, or made for another lock file, Python or folder.")
        shutil.rmtree(ENVIRONMENT)


def install(lock_file: str, lock: int, *, fresh: bool) -> None:
    """With uv where there is one, because it takes a quarter of the time; else with the Python's own pip."""
    uv = None if os.environ.get("NO_UV") else shutil.which("uv")
    if uv:
        say(f"Installing {lock_file} into .venv with uv (once) ...")
        if install_with_uv(uv, lock_file, lock, fresh=fresh):
            return
        say("uv could not do it, trying pip ...")
        remove_environment()
        fresh = True
    say(f"Installing {lock_file} into .venv with pip (once, about half a minute) ...")
    if not install_with_pip(lock_file, lock, fresh=fresh):
        raise InstallationFailed(
            "The installation failed, for the reason above. Then run the same command again."
        )


def install_with_uv(uv: str, lock_file: str, lock: int, *, fresh: bool) -> bool:
    make = [uv, "venv", "--quiet", "--no-project", "--python", base_python(), str(ENVIRONMENT)]
    fill = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]
    return (not fresh or run(make, lock)) and run([*fill, "--require-hashes", "-r", lock_file], lock)


def install_with_pip(lock_file: str, lock: int, *, fresh: bool) -> bool:
    if fresh:
        refuse_python_without_pip()
    python = [str(PYTHON), "-I", "-m"]
    # An environment that uv made has no pip of its own; for one that has it, ensurepip changes nothing.
    make = [base_python(), "-I", "-m", "venv", str(ENVIRONMENT)] if fresh else [*python, "ensurepip"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    fill = [*python, "pip", "install", *quiet, *WHEELS_ONLY, "--require-hashes", "-r", lock_file]
    return run(make, lock) and run(fill, lock)


def refuse_python_without_pip() -> None:
    """Debian keeps a part of `venv` in a package of its own; its own message is long and easily missed."""
    import importlib.util

    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise InstallationFailed(
            "This Python cannot make environments, because a part of it is missing.\n"
            f"On Debian or Ubuntu: apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv\n"
            "Then run the same command again."
        )


def base_python() -> str:
    """The interpreter outside any environment: one that is being removed cannot make its own successor."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def run(command: list[str], lock: int) -> bool:
    """Run an installer, which holds the lock as well; true on success. Its messages reach the terminal."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in MISLEADING and not name.startswith("PYTHON")
    }
    done = subprocess.run(
        command, env=variables, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=(lock,), check=False
    )
    return done.returncode == 0


def write_stamp(text: str) -> None:
    """Whole or not at all, also when the power fails."""
    unfinished = STAMP.with_name(STAMP.name + ".new")
    with unfinished.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(STAMP)


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    ensure_environment(sys.argv[1] if len(sys.argv) > 1 else "product")
