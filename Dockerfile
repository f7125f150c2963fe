# One image for all five services; SERVICE chooses which one a container runs.
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE}

WORKDIR /srv/aftercare
COPY requirements.lock .
RUN python3 -m venv /venv && /venv/bin/pip install -q --no-cache-dir --require-hashes -r requirements.lock
COPY libs/contracts libs/contracts
COPY libs/plumbing libs/plumbing
COPY libs/printing libs/printing
COPY services services

ENV PYTHONPATH=/srv/aftercare/libs/contracts:/srv/aftercare/libs:/srv/aftercare/services \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp/matplotlib SERVICE=intake
RUN mkdir -p /var/lib/aftercare/papers && chown -R 10001:10001 /var/lib/aftercare
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=12 \
    CMD ["/venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=3)"]
CMD ["/bin/sh", "-c", "exec /venv/bin/python -m uvicorn --factory ${SERVICE}.app:create_app --host 0.0.0.0 --port 8000 --no-access-log --log-level warning --timeout-graceful-shutdown 10 --http plumbing.hardening:Protocol --no-server-header"]
