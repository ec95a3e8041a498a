# One image for every process of the service. Which one it is, the last word says: serve, migrate, work …

FROM node:22-bookworm-slim AS typefaces
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin alongside \
 && install -d -o alongside -g alongside -m 0700 /var/lib/alongside
WORKDIR /srv/alongside
COPY --from=packages /venv /venv
COPY --from=typefaces /build/node_modules node_modules
COPY LICENSE pyproject.toml ./
COPY migrations migrations
COPY modules modules
COPY templates templates
COPY app app
# Nothing here is the service's to change: what it writes goes to the data directory and the database.
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/srv/alongside \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ALONGSIDE_DATA_DIR=/var/lib/alongside \
    ALONGSIDE_HOST=0.0.0.0
USER alongside
EXPOSE 8000
# Without a proxy, which an engine may hand to every container: this asks the process beside it.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-P", "-c", "import os, urllib.request as ask; ask.build_opener(ask.ProxyHandler({})).open('http://127.0.0.1:%s/healthz' % os.environ.get('PORT', 8000), timeout=8)"]
ENTRYPOINT ["python", "-P", "-m", "app.cli"]
CMD ["serve"]
