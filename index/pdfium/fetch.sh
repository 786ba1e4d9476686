#!/bin/sh
# Fetches the PDFium module again from its npm package and packs it beside this
# script. Needs npm, tar, sha256sum and zstd. A new version: change both values
# here and Checksum in module.go, then run the tests with VAUGHN_DATA set.
set -eu
version=2.1.13
checksum=71aec412a303a0405baee21c3d6d3f30ad2033dc02444130fe476be3976e2d09

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "@hyzyla/pdfium@$version"
tar -xzf "hyzyla-pdfium-$version.tgz" package/dist/pdfium.wasm
echo "$checksum  package/dist/pdfium.wasm" | sha256sum -c -
zstd --quiet --ultra -22 --force package/dist/pdfium.wasm -o "$here/pdfium.wasm.zst"
chmod 644 "$here/pdfium.wasm.zst"
