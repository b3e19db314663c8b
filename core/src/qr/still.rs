//! Pictures from a file: screenshots and photographs as PNG or JPEG. Size and memory are limited before a pixel
//! is decoded, for the file may be anybody's.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageError, ImageReader, Limits};

use super::ladder;
use super::luma::{LumaFrame, Rotation};

/// Longest side of a picture, in pixels.
const MAX_SIDE: u32 = 10_000;

/// Most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 256 << 20;

/// The texts of the QR codes in a PNG or JPEG picture, each once, in reading order, at most 16. No code gives an
/// empty list.
///
/// # Errors
/// [`PictureError`] when the bytes are no such picture, or it is too large.
pub fn read_still(bytes: &[u8]) -> Result<Vec<String>, PictureError> {
    let grey = to_grey(decode(bytes)?);
    let (width, height) = grey.dimensions();
    let (Ok(width), Ok(height)) = (usize::try_from(width), usize::try_from(height)) else {
        return Err(PictureError::TooLarge);
    };
    let frame = LumaFrame::new(&grey, width, height, width, Rotation::None).map_err(|_| PictureError::NotAPicture)?;
    Ok(ladder::read_picture(frame))
}

/// Why bytes are not a picture to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Not PNG or JPEG, or damaged.
    #[error("this is not a PNG or JPEG picture, or it is damaged")]
    NotAPicture,
    /// Longer than 10 000 pixels on a side, or more than 256 MiB when decoded.
    #[error("this picture is too large: cut out the code and try again")]
    TooLarge,
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PictureError::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    reader.decode().map_err(|error| {
        if matches!(error, ImageError::Limits(_)) {
            PictureError::TooLarge
        } else {
            PictureError::NotAPicture
        }
    })
}

/// Luma over white: what is transparent is paper.
fn to_grey(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let mut picture = picture.into_rgba8();
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let over = |colour: u8| {
            let sum = u16::from(colour) * u16::from(alpha) + 255 * u16::from(255 - alpha);
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [over(red), over(green), over(blue), 255];
    }
    DynamicImage::ImageRgba8(picture).into_luma8()
}
