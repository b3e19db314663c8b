//! The photographs of codes, each with the text it must read as: `../shared/qr-images` beside the repository, or the
//! folder that `LOGI_QR_IMAGES` names. They are not part of the repository.

use std::path::{Path, PathBuf};

use image::GrayImage;
use logi_core::qr::{LumaFrame, Rotation};

pub const SETS: [&str; 4] = ["set-2", "set-3", "set-4", "set-6"];

pub struct Photograph {
    pub picture: GrayImage,
    pub text: String,
}

pub fn load() -> Result<Vec<Photograph>, String> {
    let folder = std::env::var_os("LOGI_QR_IMAGES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/qr-images"),
        PathBuf::from,
    );
    let mut photographs = Vec::new();
    for set in SETS {
        let folder = folder.join(set);
        let entries = std::fs::read_dir(&folder).map_err(|error| {
            format!(
                "no photographs at {} ({error}); set LOGI_QR_IMAGES to their folder",
                folder.display()
            )
        })?;
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        for file in files.iter().filter(|file| has_extension(file, &["png", "jpg", "jpeg"])) {
            photographs.push(read(file)?);
        }
    }
    Ok(photographs)
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    file.extension()
        .is_some_and(|found| extensions.iter().any(|extension| found == *extension))
}

fn read(file: &Path) -> Result<Photograph, String> {
    let picture = image::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let expected = ["txt", "bin"]
        .iter()
        .find_map(|extension| std::fs::read(file.with_extension(extension)).ok());
    let expected = expected.ok_or_else(|| format!("{} has no text beside it", file.display()))?;
    Ok(Photograph {
        picture: picture.to_luma8(),
        text: normal(&String::from_utf8_lossy(&expected)),
    })
}

/// A text as it is compared: line ends and the white space at the end do not count.
pub fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

pub fn frame(picture: &GrayImage) -> LumaFrame<'_> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    LumaFrame::new(picture, width, height, width, Rotation::None).expect("a picture is a frame")
}
