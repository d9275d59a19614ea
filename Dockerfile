FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
# The caches spare the next build all that did not change; what they hold does not reach the image.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo xtask build --release && cp target/release/cockpit /cockpit

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin cockpit
WORKDIR /app
# A new volume takes its owner from this folder.
RUN mkdir data && chown 10001:10001 data
COPY --from=build /cockpit /usr/local/bin/cockpit
USER 10001:10001
ENV COCKPIT_LISTEN=0.0.0.0:3000
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["cockpit", "health"]
ENTRYPOINT ["cockpit"]
CMD ["serve"]
