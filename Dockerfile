# One image for web, worker, scheduler and the migrations; they differ in their command only.

FROM node:20.19.5-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build:app && npm run build:widget

FROM python:3.11.13-slim-bookworm AS packages
COPY requirements-prod.txt /
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements-prod.txt \
 && /venv/bin/python -m compileall -q /venv/lib

FROM python:3.11.13-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    HOME=/tmp \
    CANDOR_PRODUCTION=1 \
    CANDOR_HOME=/data \
    FORWARDED_ALLOW_IPS=127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7
# For `manage.py backup` and `restore`: the client of the server's major version, from PostgreSQL's own archive.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 candor \
 && useradd --uid 10001 --gid candor --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin candor \
 && install -d -o candor -g candor /data /data/static /data/media /data/beat /data/run
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
COPY --from=frontend /src/frontend/dist frontend/dist
RUN python -m compileall -q .
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "python:helpdesk.web", "--bind", "0.0.0.0:8000"]
