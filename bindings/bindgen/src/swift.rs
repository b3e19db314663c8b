//! Writes the Swift code, the C header and the module map of a built `logi-bindings`.

fn main() {
    uniffi::uniffi_bindgen_swift();
}
