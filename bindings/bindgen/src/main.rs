//! Writes the Kotlin and Python code of a built `logi-bindings`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
