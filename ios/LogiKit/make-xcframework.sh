#!/usr/bin/env bash
# Makes LogiCoreFFI.xcframework beside this file: the core for iPhones and simulators, with the header that Swift reads.
# Needs a Mac with Xcode, and rustup with `rustup target add aarch64-apple-ios aarch64-apple-ios-sim`. It was written without
# one and has never been run.
set -euo pipefail

kit=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$kit/../.." && pwd)
framework=$kit/LogiCoreFFI.xcframework

if [ "$(uname)" != Darwin ]; then
  echo "make-xcframework: this needs a Mac with Xcode" >&2
  exit 1
fi

cd "$root"
cargo xtask swift sources
for target in aarch64-apple-ios aarch64-apple-ios-sim; do
  IPHONEOS_DEPLOYMENT_TARGET=17.0 cargo rustc --locked --profile mobile --package logi-bindings --lib --crate-type staticlib --target "$target"
done

headers=$(mktemp -d)
trap 'rm -rf "$headers"' EXIT
cp "$kit/Sources/LogiCoreFFI/LogiCoreFFI.h" "$kit/Sources/LogiCoreFFI/module.modulemap" "$headers/"

rm -rf "$framework"
xcodebuild -create-xcframework \
  -library "${CARGO_TARGET_DIR:-target}/aarch64-apple-ios/mobile/liblogi_bindings.a" -headers "$headers" \
  -library "${CARGO_TARGET_DIR:-target}/aarch64-apple-ios-sim/mobile/liblogi_bindings.a" -headers "$headers" \
  -output "$framework"
echo "made $framework"
