#!/usr/bin/env bash
# Checks the types of what needs Apple's frameworks, against the declarations beside this file. A type check and no more.
# Usage: check-types.sh MODULES WORK, with the folder of the compiled LogiCore and one to work in.
set -euo pipefail
modules=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)
ios=$here/../../../ios
mkdir -p "$work"

# In the order in which one imports the other.
for module in Accessibility CoreFoundationTypes Security LocalAuthentication CoreVideo CoreMedia QuartzCore AVFoundation CoreGraphics ImageIO UIKit SwiftUI PhotosUI; do
  source=$here/AppleDeclarations/$module.swift
  if [ "$source" -nt "$work/$module.swiftmodule" ]; then
    swiftc -swift-version 6 -parse-as-library -emit-module -module-name "$module" -I "$work" -o "$work/$module.swiftmodule" "$source"
  fi
done

checked() {
  swiftc -swift-version 6 -parse-as-library -warnings-as-errors -I "$work" -I "$modules" \
    -Xcc "-fmodule-map-file=$ios/LogiKit/Sources/LogiCoreFFI/module.modulemap" "$@"
}

# A file behind `#if canImport(…)` of a module that is not declared would pass unseen.
mapfile -t imports < <(grep -rhoE 'canImport\(\w+\)' "$ios/LogiKit/Sources/LogiKit" | sort -u | sed 's/canImport(\(.*\))/\1/')
for import in "${imports[@]}"; do
  if [ ! -e "$work/$import.swiftmodule" ]; then
    echo "check-types: $import is not declared" >&2
    exit 1
  fi
done

mapfile -t kit < <(find "$ios/LogiKit/Sources/LogiKit" -name '*.swift')
checked -package-name logikit -emit-module -module-name LogiKit -o "$work/LogiKit.swiftmodule" "${kit[@]}"
mapfile -t app < <(find "$ios/App/Look" "$ios/App/Root" "$ios/App/Screens" -name '*.swift')
checked -typecheck -module-name LogiApp "${app[@]}"
checked -typecheck -module-name Snippets "$here/AppleSnippets.swift"
echo "types of ${#kit[@]} files of LogiKit and ${#app[@]} of the app hold"
