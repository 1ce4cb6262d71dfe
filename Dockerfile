# Builds an image with the binary alone. Not built by the checks of this repository, which run
# without a container engine.
#   docker build -t stockade . && docker run --rm -v "$PWD:/src:ro" stockade check /src
FROM rust:1-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --release --locked -p stockade

FROM debian:bookworm-slim
# `--changed-since` asks git, about a folder that belongs to somebody else. Debian keeps one version of
# a package at a time, so none is named.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /src
COPY --from=build /build/target/release/stockade /usr/local/bin/stockade
RUN useradd --uid 10001 --create-home stockade
USER 10001
WORKDIR /src
ENTRYPOINT ["stockade"]
CMD ["check", "."]
