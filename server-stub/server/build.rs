//! Builds the bundled pages into the server: `web/dist/manifest.txt` names each file (`constant name media-type`, one per line).

use std::{env, error::Error, fmt::Write, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("web/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=web/dist/manifest.txt");
    let Ok(manifest) = fs::read_to_string(dist.join("manifest.txt")) else {
        println!("cargo::error=the pages are not bundled: run `cargo xtask web`");
        return Ok(());
    };
    fs::write(Path::new(&env::var("OUT_DIR")?).join("assets.rs"), declarations(&dist, &manifest)?)?;
    Ok(())
}

fn declarations(dist: &Path, manifest: &str) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    let mut list = String::new();
    let mut count = 0;
    for line in manifest.lines() {
        let [constant, name, content_type] = *line.split(' ').collect::<Vec<_>>().as_slice() else {
            return Err(format!("web/dist/manifest.txt: not understood: {line}").into());
        };
        let path = dist.join(name).display().to_string();
        println!("cargo::rerun-if-changed={path}");
        writeln!(code, "pub(super) const {constant}: &str = {:?};", format!("/assets/{name}"))?;
        writeln!(
            list,
            "Asset {{ name: {name:?}, content_type: {content_type:?}, bytes: include_bytes!({path:?}) }},"
        )?;
        count += 1;
    }
    writeln!(code, "static ASSETS: [Asset; {count}] = [\n{list}];")?;
    Ok(code)
}
