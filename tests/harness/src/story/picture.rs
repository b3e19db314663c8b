//! A code as a page draws it: black on white, with its quiet zone.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};

/// Pixels of one module.
const MODULE: u32 = 6;
/// Modules of white around a code (ISO/IEC 18004).
const QUIET: u32 = 4;

/// A drawn code in the two formats that every language reads with little code.
pub struct Picture {
    /// PNG.
    pub png: Vec<u8>,
    /// Netpbm's binary grey map: `P5`, width, height, 255, then one byte for each pixel.
    pub pgm: Vec<u8>,
}

/// Draws `text`.
///
/// # Errors
/// It is longer than a code holds.
pub fn draw(text: &str) -> Result<Picture, String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| error.to_string())?;
    let modules = u32::try_from(code.width()).map_err(|error| error.to_string())?;
    let side = (modules + 2 * QUIET) * MODULE;
    let colors = code.to_colors();
    let grey = GrayImage::from_fn(side, side, |x, y| {
        let module = |pixel: u32| (pixel / MODULE).checked_sub(QUIET).filter(|module| *module < modules);
        let dark = module(x).zip(module(y)).is_some_and(|(x, y)| {
            let at = usize::try_from(y * modules + x).unwrap_or(usize::MAX);
            colors.get(at) == Some(&Color::Dark)
        });
        Luma([if dark { 0 } else { 255 }])
    });
    let mut pgm = format!("P5\n{side} {side}\n255\n").into_bytes();
    pgm.extend_from_slice(grey.as_raw());
    let mut png = Cursor::new(Vec::new());
    grey.write_to(&mut png, ImageFormat::Png).map_err(|error| error.to_string())?;
    Ok(Picture {
        png: png.into_inner(),
        pgm,
    })
}
