# The image of rolecall: the program, the roots of TLS, and nothing else. It has no shell, and runs as no
# known user. Mount the configuration, or a bundle, at /etc/rolecall; any command can stand behind the image:
#
#	docker run --rm -v "$PWD/access:/etc/rolecall:ro" rolecall validate
#
# By itself it serves: to clients that have one of the tokens in the file, and to probes on port 8282.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
# With .git, so that Go writes the commit and its time into the program.
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/rolecall ./cmd/rolecall

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/rolecall /usr/bin/rolecall
USER 65532:65532
WORKDIR /etc/rolecall
EXPOSE 8181 8282
ENTRYPOINT ["/usr/bin/rolecall"]
CMD ["serve", "--addr", "0.0.0.0:8181", "--diagnostic-addr", "0.0.0.0:8282", "--token-file", "/run/secrets/tokens"]
