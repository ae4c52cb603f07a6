"""Starts processes, repeats what they say, starts those that die again, and leaves none behind.

One thread and one loop: the kernel takes the end of the thread that forked for the parent's death, and
forking beside other threads is unsafe. Signals only set a flag, looked at where nothing is half done.
"""

from __future__ import annotations

import contextlib
import os
import resource
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Self

from factcheck.embedded import processes, screen, services, watchdog

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOMENT = 0.03  # seconds between looks while something is waited for
HARSH = 5.0  # seconds given to the harsher means of ending a process


class Stopped(Exception):
    """A stop signal has come."""


class Failed(Exception):
    """Something could not be started or kept running; the text says what."""


class Supervisor:
    """Use it as a context manager: leaving it ends every process that was started, whatever has happened."""

    def __init__(self, words: screen.Screen) -> None:
        self.screen = words
        self._supervised: dict[str, services.Supervised] = {}
        self._selector = selectors.PollSelector()
        self._stop_signals = 0
        self._is_stopping = False
        self._watchdog = None if processes.IS_LINUX else watchdog.Watchdog()

    def __enter__(self) -> Self:
        processes.adopt_orphans()
        # SIGQUIT to a process that does not listen for it yet would leave its memory in the project's folder.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._selector.register(self._wake_reader, selectors.EVENT_READ, self._drain_wakeups)
        signal.set_wakeup_fd(self._wake_writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler, however empty, so that the loop wakes up
        for number in STOP_SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # as nohup wants it
                signal.signal(number, self._note_stop_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_everything()
        if self._watchdog is not None:
            self._watchdog.close()
        self.screen.flush(within=1.0)

    # --- what others call -------------------------------------------------------------------------------

    def start(self, service: services.Service, *, keep: bool = False) -> None:
        """Start a service. It is kept running from now on (``keep``), or once it has been ready."""
        supervised = services.Supervised(service, is_kept=keep)
        self._supervised[service.name] = supervised
        self._spawn(supervised)

    def wait_until_ready(self, name: str, *, within: float) -> None:
        """Wait until a service answers, and keep it running from then on.

        Raises Failed if it ends first or takes longer than so many seconds, Stopped on a signal.
        """
        supervised = self._supervised[name]
        is_ready = supervised.service.is_ready
        in_time = self._loop_until(lambda: not supervised.is_running() or is_ready(), within)
        self._settle(supervised, is_well=in_time and supervised.is_running())
        if not supervised.is_running():
            raise Failed(f"{name} did not start; what it said is above, and in {name}.log.")
        if not in_time:
            raise Failed(f"{name} did not answer within {within:.0f} seconds.")

    def _settle(self, supervised: services.Supervised, *, is_well: bool) -> None:
        supervised.is_kept = is_well
        if supervised.lines is None:
            return
        if supervised.output is not None:
            supervised.output.drain()  # what it said before it was ready belongs to its start
        supervised.lines.is_quiet = False
        if not is_well:
            supervised.lines.reveal()

    def run(self, service: services.Service, *, within: float) -> list[str]:
        """Run a process to its end; gives the lines of its standard output, the rest goes to the screen.

        Raises Failed if it fails or takes longer than so many seconds, Stopped on a signal.
        """
        answer: list[bytes] = []
        result = screen.Output(self._selector, answer.append)
        supervised = self._supervised[service.name] = services.Supervised(service)
        self._spawn(supervised, result.writer)
        result.close_writer()
        in_time = self._loop_until(lambda: not supervised.is_running(), within)
        if not in_time:
            raise Failed(f"{service.name} was not done within {within:.0f} seconds.")
        result.drain()
        result.close()
        del self._supervised[service.name]
        if supervised.code() != 0:
            raise Failed(f"{service.name} {services.how_it_ended(supervised.code())}; what it said is above.")
        return b"".join(answer).decode(errors="replace").splitlines()

    def watch(self) -> None:
        """Keep everything running until a signal comes (Stopped) or a service can't be kept (Failed)."""
        self._loop_until(lambda: False, float("inf"))

    # --- the loop ---------------------------------------------------------------------------------------

    def _loop_until(self, condition: Callable[[], bool], within: float) -> bool:
        """Turn the loop until the condition holds (true) or the seconds are over (false)."""
        end = time.monotonic() + within
        patience = 1.0 if within == float("inf") else MOMENT
        while not condition():
            if time.monotonic() > end:
                return False
            self._turn(patience)
            if self._stop_signals and not self._is_stopping:
                self.screen.say("Stopping ...")
                raise Stopped
            self._start_what_is_due()
        return True

    def _turn(self, patience: float) -> None:
        dues = [each.due - time.monotonic() for each in self._supervised.values() if each.due is not None]
        with self._screen_watched():
            for key, _ in self._selector.select(max(0.0, min([patience, *dues]))):
                key.data()
        self._collect_the_dead()

    @contextlib.contextmanager
    def _screen_watched(self) -> Iterator[None]:
        """Let the loop wake up when the terminal can take what is waiting for it."""
        if not self.screen.has_backlog():
            yield
            return
        self._selector.register(self.screen.descriptor, selectors.EVENT_WRITE, self.screen.flush)
        try:
            yield
        finally:
            self._selector.unregister(self.screen.descriptor)

    def _note_stop_signal(self, *_: object) -> None:
        self._stop_signals += 1

    def _drain_wakeups(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake_reader.recv(4096):
                pass

    # --- births and deaths ------------------------------------------------------------------------------

    def _spawn(self, supervised: services.Supervised, answer: int | None = None) -> None:
        service = supervised.service
        lines = screen.Lines(
            service.name, self.screen, is_quiet=service.has_quiet_start and not supervised.is_kept
        )
        output = screen.Output(self._selector, lines.feed, lines.end)
        announce = None
        if self._watchdog is not None:
            insisting = service.at_parents_death or service.last_resort
            announce = self._watchdog.announcement(service.stop_signal, insisting)
        try:
            supervised.process = processes.spawn(
                service.command,
                folder=service.folder,
                environment=service.environment,
                output=output.writer if answer is None else answer,
                errors=output.writer,
                at_parents_death=service.at_parents_death or service.stop_signal,
                announce=announce,
                account=service.account,
            )
        except OSError as error:
            raise Failed(f"{service.name} cannot be started: {error}.") from error
        finally:
            output.close_writer()
        if service.niceness:
            processes.give_way(supervised.process.pid, service.niceness)
        supervised.output, supervised.lines, supervised.due = output, lines, None

    def _start_what_is_due(self) -> None:
        for supervised in self._supervised.values():
            if supervised.is_due():
                self._spawn(supervised)
                self.screen.say(f"{supervised.service.name} is started again.")

    def _collect_the_dead(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for supervised in self._supervised.values():
                if supervised.process is not None and supervised.process.pid == pid:
                    supervised.process.returncode = os.waitstatus_to_exitcode(status)
                    self._bury(supervised, pid)
                    break  # any other was an adopted orphan

    def _bury(self, supervised: services.Supervised, pid: int) -> None:
        """Say how it ended, end what it left behind, and settle when it is started again."""
        name = supervised.service.name
        processes.end_group(pid)
        if self._watchdog is not None:
            self._watchdog.remove(pid)
        if supervised.output is not None:
            supervised.output.drain()
        if self._is_stopping or not supervised.is_kept:
            return
        self._end_strangers()
        pause = supervised.deaths.record(time.monotonic())
        ended = f"{name} {services.how_it_ended(supervised.code())}"
        if pause is None:
            raise Failed(f"{ended}, for the {len(supervised.deaths)}th time within a minute: giving up.")
        self.screen.say(f"{ended}; starting it again in {pause:.1f} s.")
        supervised.due = time.monotonic() + pause

    def _end_strangers(self, patience: float = HARSH) -> None:
        """End adopted orphans: processes of ours that left their group, like a dead PostgreSQL's backends.

        These notice by themselves that their server is gone, and are given a moment for it.
        """
        if processes.wait_for(lambda: not self._strangers(), patience):
            return
        processes.signal_all(self._strangers(), signal.SIGKILL)
        processes.wait_for(lambda: not self._strangers(), HARSH)

    def _strangers(self) -> list[int]:
        groups = {
            each.process.pid for each in self._supervised.values() if each.process and each.is_running()
        }
        strangers = []
        for pid in processes.children():
            with contextlib.suppress(ProcessLookupError):
                if pid not in groups and os.getpgid(pid) not in groups:
                    strangers.append(pid)
        for pid in strangers:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        return strangers

    # --- the end ----------------------------------------------------------------------------------------

    def _stop_everything(self) -> None:
        """What the processes say of their end goes to the files: this end is wanted."""
        self._is_stopping = True
        for supervised in self._supervised.values():
            if supervised.lines is not None:
                supervised.lines.is_quiet = True
        for layer in sorted({each.service.layer for each in self._supervised.values()}, reverse=True):
            self._stop([each for each in self._supervised.values() if each.service.layer == layer])
        self._end_strangers(patience=0.5)

    def _stop(self, layer: list[services.Supervised]) -> None:
        """Ask, wait, insist. A second Ctrl-C shortens the wait."""
        asked = self._stop_signals
        self._signal(layer, lambda service: service.stop_signal)
        grace = max(each.service.grace for each in layer)
        self._loop_until(lambda: self._all_ended(layer) or self._stop_signals > max(asked, 1), grace)
        if not self._all_ended(layer):
            slow = ", ".join(each.service.name for each in layer if each.is_running())
            self.screen.say(f"{slow}: still busy, insisting.")
            self._signal(layer, lambda service: service.last_resort)
            self._loop_until(lambda: self._all_ended(layer), HARSH)
        for supervised in layer:
            if supervised.is_running():
                self._signal([supervised], lambda _: signal.SIGKILL)
        self._loop_until(lambda: self._all_ended(layer), HARSH)

    @staticmethod
    def _all_ended(layer: list[services.Supervised]) -> bool:
        return not any(each.is_running() for each in layer)

    @staticmethod
    def _signal(
        layer: list[services.Supervised], which: Callable[[services.Service], signal.Signals]
    ) -> None:
        for supervised in layer:
            supervised.due = None
            if supervised.is_running() and supervised.process is not None:
                processes.signal_all([supervised.process.pid], which(supervised.service))
