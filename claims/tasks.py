"""Celery tasks: a few lines each. A message is only a nudge; the job is a row, and its service does the work.

All may run twice: claiming a row is the guard, and its attempt is the fence.
"""

from __future__ import annotations

from celery import current_app, shared_task

from claims.models.job import NUDGE_AGAIN
from claims.services import (
    archiving,
    auditing,
    capturing,
    carrying_out,
    cutting_passages,
    digesting,
    dispatching,
    exporting_corpus,
    extracting,
    following,
    hiding,
    looking_up,
    mailing,
    posting,
    reminding,
    repeating,
    sharding,
    sketching,
    tipping,
)


def send(task: str, key: int | list[int]) -> None:
    """Hand a key to the broker without trying again. A message that nobody takes up is void when its row is resent."""
    current_app.send_task(task, args=[key], retry=False, expires=NUDGE_AGAIN.total_seconds())


@shared_task(name="claims.tasks.dispatch")
def dispatch() -> None:
    dispatching.dispatch(send=send)


@shared_task(name="claims.tasks.capture_source")
def capture_source(job_pk: int) -> None:
    capturing.perform(job_pk)


# A shard claims for ten seconds and then waits for what it fetches; it ends before the first lease of 90 s does.
@shared_task(name="claims.tasks.capture_sources", soft_time_limit=70, time_limit=80)
def capture_sources(job_pks: list[int]) -> None:
    sharding.perform_many(job_pks)


@shared_task(name="claims.tasks.extract_page")
def extract_page(job_pk: int) -> None:
    extracting.perform(job_pk)


# A look may run twice: claiming its row is the guard, and its attempt the fence.
@shared_task(name="claims.tasks.look_at_feed")
def look_at_feed(job_pk: int) -> None:
    following.perform(job_pk)


@shared_task(name="claims.tasks.sketch_texts")
def sketch_texts() -> None:
    sketching.sketch_some()


@shared_task(name="claims.tasks.ask_archive")
def ask_archive(job_pk: int) -> None:
    archiving.perform(job_pk)


@shared_task(name="claims.tasks.prepare_digests")
def prepare_digests() -> None:
    digesting.prepare_today()
    digesting.prepare_urgent()


@shared_task(name="claims.tasks.remind")
def remind() -> None:
    reminding.remind_today()


@shared_task(name="claims.tasks.send_digest")
def send_digest(digest_pk: int) -> None:
    digesting.send(digest_pk)


@shared_task(name="claims.tasks.send_mail")
def send_mail(mail_pk: int) -> None:
    mailing.perform(mail_pk)


@shared_task(name="claims.tasks.post_webhook")
def post_webhook(delivery_pk: int) -> None:
    posting.perform(delivery_pk)


@shared_task(name="claims.tasks.forget_readers")
def forget_readers() -> None:
    tipping.forget_expired()


@shared_task(name="claims.tasks.remind_of_hidings")
def remind_of_hidings() -> None:
    hiding.remind()


@shared_task(name="claims.tasks.seal_events")
def seal_events() -> None:
    auditing.seal()


@shared_task(name="claims.tasks.carry_out_batch")
def carry_out_batch(batch_pk: int) -> None:
    carrying_out.perform(batch_pk)


@shared_task(name="claims.tasks.make_corpus")
def make_corpus(corpus_pk: int) -> None:
    exporting_corpus.perform(corpus_pk)


@shared_task(name="claims.tasks.renew_corpus")
def renew_corpus() -> None:
    exporting_corpus.renew()


@shared_task(name="claims.tasks.forget_first_answers")
def forget_first_answers() -> None:
    repeating.forget()


@shared_task(name="claims.tasks.embed_wordings")
def embed_wordings() -> None:
    looking_up.embed_some()


@shared_task(name="claims.tasks.cut_passages")
def cut_passages() -> None:
    cutting_passages.cut_some()


@shared_task(name="claims.tasks.count_words", soft_time_limit=540, time_limit=600)
def count_words() -> None:
    looking_up.count_words_if_grown()
