#!/usr/bin/env bash
# Writes istio.json and envoy.json.br anew. Needs Go and, the first time, the Go module proxy.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp main.go go.mod "$folder"
(
  cd "$folder"
  export GOFLAGS=-mod=mod
  go mod download
  {
    echo 'package main'
    echo 'import ('
    for module in github.com/envoyproxy/go-control-plane/{envoy,contrib} github.com/cncf/xds/go; do
      go list "$module/..." | grep -v '/annotations$'
    done | sed 's/.*/_ "&"/'
    go list istio.io/api/... |
      grep -E 'api/(envoy|extensions/v1alpha1|networking/v1alpha3|networking/v1beta1|security/v1beta1|telemetry/v1alpha1|type)' |
      sed 's/.*/_ "&"/'
    echo ')'
  } >packages.go
  go run .
)
# That of Istio is read by most commands, and loading what decompresses takes longer than reading it.
cp "$folder/istio.json" .
node -e '
  const { readFileSync, writeFileSync } = require("node:fs");
  const { brotliCompressSync, constants } = require("node:zlib");
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync("envoy.json.br", brotliCompressSync(readFileSync(process.argv[1]), { params }));
' "$folder/envoy.json"
