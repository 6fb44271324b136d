# syntax=docker/dockerfile:1
# Ringside in a container. `docker compose up --build` runs it beside a PostgreSQL and a Redis; alone, it runs an embedded PostgreSQL in /data:
#
#   docker build -t ringside . && docker run -p 127.0.0.1:8080:8080 -p 127.0.0.1:8081:8081 -v ringside:/data ringside

FROM maven:3-eclipse-temurin-25 AS build
# The sources come without git: --build-arg BUILD_COMMIT=$(git rev-parse --short=10 HEAD) has the image say what it is.
ARG BUILD_COMMIT=unknown
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -q package -DskipTests -Dbuild.commit="$BUILD_COMMIT"
RUN mkdir /ringside && tar xzf target/ringside-*.tar.gz --strip-components=1 -C /ringside

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin ringside \
    && install -d -o ringside -g ringside -m 0700 /data
COPY --from=build /ringside /opt/ringside
WORKDIR /data
USER ringside

# Inside of a container the loopback address reaches nobody. Who may connect is decided by the ports that are published.
ENV RINGSIDE_HTTP_HOST=0.0.0.0 \
    RINGSIDE_SOCKET_HOST=0.0.0.0 \
    RINGSIDE_DATA_DIR=/data \
    RINGSIDE_JAVA_OPTS=-XX:MaxRAMPercentage=60 \
    XDG_CACHE_HOME=/tmp \
    PATH=/opt/ringside/bin:$PATH
VOLUME /data
EXPOSE 8080 8081

# The image holds no curl, so bash asks. /health/ready is 200 once requests can be served.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${RINGSIDE_HTTP_PORT:-8080} && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && IFS= read -r answer <&3 && [[ $answer == 'HTTP/1.1 200 '* ]]"]

ENTRYPOINT ["ringside"]
CMD ["serve"]
