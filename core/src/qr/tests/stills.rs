//! Pictures as files.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "pictures are drawn with small numbers"
)]

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Rgba, RgbaImage};

use super::reading::Canvas;
use super::*;
use crate::qr::{PictureError, read_still};

fn grey(canvas: &Canvas) -> DynamicImage {
    let (width, height) = (canvas.width as u32, canvas.height as u32);
    DynamicImage::ImageLuma8(GrayImage::from_raw(width, height, canvas.pixels.clone()).unwrap())
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn refuses_what_is_no_picture() {
    let png = file(&grey(&Canvas::code(&good(), 3)), ImageFormat::Png);
    for bytes in [&b""[..], b"GIF89a", b"<svg/>", &png[..20], &png[..png.len() / 2]] {
        assert_eq!(read_still(bytes), Err(PictureError::NotAPicture));
    }
}

#[test]
fn refuses_a_small_file_that_claims_to_be_huge() {
    let png = file(&grey(&Canvas::of(8, 8, |_, _| 0)), ImageFormat::Png);
    for (width, height) in [(10_001_u32, 8_u32), (8, 10_001), (u32::MAX >> 1, u32::MAX >> 1)] {
        let mut header = b"IHDR".to_vec();
        header.extend(width.to_be_bytes());
        header.extend(height.to_be_bytes());
        header.extend(&png[24..29]);
        let mut bytes = png.clone();
        bytes.splice(12..33, header.iter().copied().chain(crc(&header).to_be_bytes()));
        assert_eq!(read_still(&bytes), Err(PictureError::TooLarge), "{width} x {height}");
    }
}

/// The check sum of a PNG chunk (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

#[test]
fn finds_nothing_in_a_picture_without_a_code() {
    let png = file(&grey(&Canvas::of(200, 100, |x, _| x as u8)), ImageFormat::Png);
    assert_eq!(read_still(&png), Ok(Vec::new()));
}

#[test]
fn reads_a_screenshot_and_a_photograph() {
    let picture = grey(&Canvas::code(&good(), 4));
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        assert_eq!(read_still(&file(&picture, format)), Ok(vec![good()]), "{format:?}");
    }
}

#[test]
fn takes_what_is_transparent_for_paper() {
    let code = Canvas::code(&good(), 4);
    let picture = RgbaImage::from_fn(code.width as u32, code.height as u32, |x, y| {
        let dark = code.pixels[y as usize * code.width + x as usize] < 128;
        Rgba([0, 0, 0, if dark { 255 } else { 0 }])
    });
    let png = file(&DynamicImage::ImageRgba8(picture), ImageFormat::Png);
    assert_eq!(read_still(&png), Ok(vec![good()]));
}
