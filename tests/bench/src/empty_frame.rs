//! What a live frame of 1280x720 costs that holds no code, which is most of them: the photographs, with the code
//! painted over, filling such a frame. The 95th percentile over all photographs and all six turns of the ladder.

use image::imageops::{FilterType, crop_imm, resize};
use image::{GrayImage, Luma};
use logi_core::qr::{FrameReader, read_picture};
use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8Source, Reader as _};

use crate::figure::{Figure, Goal, milliseconds};
use crate::photographs::{self, frame};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const TURNS: usize = 6;

pub fn measure() -> Result<Vec<Figure>, String> {
    let mut times = Vec::new();
    for photograph in photographs::load()? {
        let Some(blanked) = blank(&photograph.picture) else { continue };
        let filled = fill(&blanked);
        if !read_picture(frame(&filled)).is_empty() {
            continue;
        }
        let mut reader = FrameReader::new();
        for _ in 0..TURNS {
            times.push(milliseconds(3, || reader.clone().read(frame(&filled))));
            reader.read(frame(&filled));
        }
    }
    times.sort_by(f64::total_cmp);
    let at_95 = times.get(times.len() * 95 / 100);
    let value = *at_95.ok_or("in none of the photographs the code could be painted over")?;
    Ok(vec![Figure {
        name: "qr_empty_frame_p95",
        value,
        unit: "ms",
        goal: Goal::AtMost(12.0),
    }])
}

/// The photograph with its code painted over in the shade around it; nothing where the code is not located.
fn blank(picture: &GrayImage) -> Option<GrayImage> {
    let (width, height) = picture.dimensions();
    let source = Luma8Source::new_with_slice(picture, width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let found = QrReader.decode_with_hints(
        &mut bitmap,
        &DecodeHints {
            TryHarder: Some(true),
            ..DecodeHints::default()
        },
    );
    let found = found.ok()?;
    let bounds = |values: Vec<f32>, limit: u32| {
        let low = values.iter().copied().fold(f32::INFINITY, f32::min);
        let high = values.iter().copied().fold(0.0, f32::max);
        let margin = (high - low) * 0.15;
        ((low - margin).max(0.0) as u32, ((high + margin) as u32).min(limit - 1))
    };
    let (left, right) = bounds(found.getPoints().iter().map(|point| point.x).collect(), width);
    let (top, bottom) = bounds(found.getPoints().iter().map(|point| point.y).collect(), height);
    let rim: Vec<u32> = (left..=right)
        .flat_map(|x| [(x, top), (x, bottom)])
        .map(|(x, y)| u32::from(picture.get_pixel(x, y).0[0]))
        .collect();
    let shade = rim.iter().sum::<u32>() / rim.len() as u32;
    let mut blanked = picture.clone();
    for y in top..=bottom {
        for x in left..=right {
            blanked.put_pixel(x, y, Luma([shade as u8]));
        }
    }
    Some(blanked)
}

/// The middle of the picture, filling the whole frame.
fn fill(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let scale = (f64::from(WIDTH) / f64::from(width)).max(f64::from(HEIGHT) / f64::from(height));
    let (wide, tall) = ((f64::from(width) * scale).ceil() as u32, (f64::from(height) * scale).ceil() as u32);
    let large = resize(picture, wide, tall, FilterType::Triangle);
    crop_imm(&large, (wide - WIDTH) / 2, (tall - HEIGHT) / 2, WIDTH, HEIGHT).to_image()
}
