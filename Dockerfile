FROM python:3.13-slim
RUN useradd --uid 10001 --create-home forum
WORKDIR /srv
COPY requirements/run.txt requirements/run.txt
RUN python -m pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements/run.txt
COPY forum forum
COPY moderation moderation
COPY search search
COPY vietnamese vietnamese
RUN python -m compileall -q forum moderation search vietnamese && install -d -o forum -g forum -m 711 var && install -d -o forum -g forum -m 700 backups
USER forum
ENV PYTHONUNBUFFERED=1 FORUM_VAR=/srv/var
EXPOSE 8000
ENTRYPOINT ["python", "-m", "forum"]
CMD ["serve"]
