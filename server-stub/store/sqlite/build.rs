//! Rebuilds when the migrations or the checked queries change.

fn main() {
    for path in ["migrations", ".sqlx", "sqlx.toml"] {
        println!("cargo:rerun-if-changed={path}");
    }
}
