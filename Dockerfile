# One image for web, worker, beat and the one-time migration; docker-compose.yml says which command each runs.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
RUN python -m venv /opt/environment
COPY requirements.txt ./
RUN /opt/environment/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
    --only-binary :all: --require-hashes -r requirements.txt

FROM ${PYTHON_IMAGE}
# NO_VENV: what is installed here is the environment. PRODUCTION: the safe side, should the image be run by hand.
ENV PATH=/opt/environment/bin:$PATH \
    NO_VENV=1 \
    PRODUCTION=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin desk \
    && install --directory --owner=desk --group=desk --mode=0750 /var/lib/desk
COPY --from=packages /opt/environment /opt/environment
WORKDIR /app
COPY manage.py ./
COPY factcheck ./factcheck
COPY claims ./claims
COPY fixtures ./fixtures
COPY docs/api.md ./docs/api.md
COPY docker/healthy.py ./docker/healthy.py
# Settings want a secret and a host even for this; they are of this step alone and protect nothing.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" ALLOWED_HOSTS=build.invalid \
    python manage.py collectstatic --no-input --verbosity 0
USER desk
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["python", "docker/healthy.py", "web"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10", \
     "factcheck.wsgi:application"]
