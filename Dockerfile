# Two stages: everything is built in the first, the second holds only what runs.
# The tag follows the security updates of Debian and Node 24. To pin a build for good, put the digest after it
# (docker buildx imagetools inspect node:24-bookworm-slim), and renew it yourself.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
RUN chown node:node /app
USER node
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY --chown=node:node . .
# The bootstrap marks the libraries and the interface as ready, so that no command looks for them again at run time.
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
# The runner makes films and previews with it.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
# Root owns the program and another user runs it: a hole in the server cannot rewrite it.
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json /app/package-lock.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/build ./build
COPY --from=build --chown=root:root /app/migrations ./migrations
COPY --from=build --chown=root:root /app/shared ./shared
COPY --from=build --chown=root:root /app/sync-server ./sync-server
COPY --from=build --chown=root:root /app/runner ./runner
COPY --from=build --chown=root:root /app/bin ./bin
RUN install -d -o node -g node -m 700 /data
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=7420 \
    RASKADR_DATA=/data
USER node
VOLUME /data
EXPOSE 7420
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/serve-with-runner.ts"]
