//! How many of the photographs are read, each at 0°, 90°, 180° and 270°: as a still picture, and live, that is in
//! any of six consecutive frames of one reader.

use image::imageops::rotate90;
use logi_core::qr::{FrameReader, read_picture};

use crate::figure::{Figure, Goal};
use crate::photographs::{self, frame, normal};

pub fn measure() -> Result<Vec<Figure>, String> {
    let (mut all, mut still, mut live) = (0, 0, 0);
    for photograph in photographs::load()? {
        let is_read = |texts: Vec<String>| texts.iter().any(|text| normal(text) == photograph.text);
        let mut picture = photograph.picture.clone();
        for _ in 0..4 {
            all += 1;
            still += u32::from(is_read(read_picture(frame(&picture))));
            let mut reader = FrameReader::new();
            live += u32::from((0..6).any(|_| is_read(reader.read(frame(&picture)))));
            picture = rotate90(&picture);
        }
    }
    let rate = |read: u32| f64::from(read) * 100.0 / f64::from(all);
    Ok(vec![
        Figure {
            name: "qr_rate_still",
            value: rate(still),
            unit: "%",
            goal: Goal::AtLeast(95.0),
        },
        Figure {
            name: "qr_rate_live",
            value: rate(live),
            unit: "%",
            goal: Goal::AtLeast(93.0),
        },
    ])
}
