FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# The same packages as in script/prepare: what WeasyPrint draws with, and the fonts that a print may use.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-liberation2 fonts-noto-cjk fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/returns
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY . .

# Nothing of the program may be written by the program; var/ holds SQLite where DATABASE_URL is not set.
RUN useradd --create-home --uid 10001 returns \
    && SECRET_KEY="only to collect static files" python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p var \
    && chown returns: var
USER returns
VOLUME /srv/returns/var
EXPOSE 8000

CMD ["gunicorn", "returns.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
