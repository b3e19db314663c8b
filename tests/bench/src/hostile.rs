//! The worst of the pictures made to hurt a reader: noise, stripes, crosses, rings, carpets of finder patterns and
//! sheets of codes that cannot be decoded, at 1280x720 and at 12 megapixels.

use image::{GrayImage, Luma};
use logi_core::qr::{FrameReader, read_picture};

use crate::figure::{Figure, Goal, milliseconds};
use crate::photographs::frame;

const SIZES: [(u32, u32); 2] = [(1280, 720), (4000, 3000)];
const TURNS: usize = 6;
const ROUNDS: u32 = 2;

/// Whether the pixel is black.
type Pattern = Box<dyn Fn(u32, u32) -> bool>;

pub fn measure() -> Result<Vec<Figure>, String> {
    let (mut live, mut still) = (0.0_f64, 0.0_f64);
    for (width, height) in SIZES {
        for pattern in patterns() {
            let picture = GrayImage::from_fn(width, height, |x, y| Luma([if pattern(x, y) { 0 } else { 255 }]));
            add_live(&picture, &mut live);
            still = still.max(milliseconds(ROUNDS, || read_picture(frame(&picture))));
        }
        let grey = GrayImage::from_fn(width, height, |x, y| Luma([mixed(x, y).to_be_bytes()[0]]));
        add_live(&grey, &mut live);
        still = still.max(milliseconds(ROUNDS, || read_picture(frame(&grey))));
    }
    Ok(vec![
        Figure {
            name: "qr_hostile_frame",
            value: live,
            unit: "ms",
            goal: Goal::AtMost(100.0),
        },
        Figure {
            name: "qr_hostile_still",
            value: still,
            unit: "ms",
            goal: Goal::AtMost(100.0),
        },
    ])
}

fn add_live(picture: &GrayImage, worst: &mut f64) {
    let mut reader = FrameReader::new();
    for _ in 0..TURNS {
        *worst = worst.max(milliseconds(ROUNDS, || reader.clone().read(frame(picture))));
        reader.read(frame(picture));
    }
}

fn patterns() -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    for cell in [1, 2, 3, 5, 8] {
        patterns.push(Box::new(move |x, y| mixed(x / cell, y / cell) & 1 == 0));
    }
    for module in [1, 2, 3, 4, 6, 10] {
        patterns.push(Box::new(move |x, _| is_bar(x / module)));
        patterns.push(Box::new(move |_, y| is_bar(y / module)));
        patterns.push(Box::new(move |x, y| is_bar((x + y) / module)));
        patterns.push(Box::new(move |x, y| is_bar(x / module) && is_bar(y / module)));
        for gap in [8, 9, 12, 20] {
            patterns.push(Box::new(move |x, y| is_finder(x / module % gap, y / module % gap)));
        }
        for side in [21, 25, 29, 45, 57] {
            patterns.push(Box::new(move |x, y| is_broken_code(x / module, y / module, side)));
        }
    }
    patterns.push(Box::new(|x, y| (x + y) % 2 == 0));
    patterns.push(Box::new(|x, y| (x % 64).abs_diff(32).max((y % 64).abs_diff(32)) / 2 % 2 == 0));
    patterns
}

/// The widths 1:1:3:1:1 again and again.
fn is_bar(at: u32) -> bool {
    matches!(at % 8, 0 | 2 | 3 | 4 | 6)
}

fn is_finder(x: u32, y: u32) -> bool {
    let ring = x.abs_diff(3).max(y.abs_diff(3));
    ring <= 3 && ring != 2
}

/// A sheet of codes with right finder and timing patterns around noise.
fn is_broken_code(x: u32, y: u32, side: u32) -> bool {
    let (column, row) = (x % (side + 2), y % (side + 2));
    if column >= side || row >= side {
        return false;
    }
    let near = |at: u32| at.min(side - 1 - at);
    if near(column) < 8 && near(row) < 8 && (column < 8 || row < 8) {
        return is_finder(near(column), near(row));
    }
    if column == 6 || row == 6 {
        return (column + row) % 2 == 0;
    }
    mixed(x, y) & 1 == 0
}

/// The same noise at each run.
fn mixed(x: u32, y: u32) -> u32 {
    let mut bits = x.wrapping_mul(0x9E37_79B9) ^ y.wrapping_mul(0x85EB_CA6B).rotate_left(15);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x2C1B_3C6D);
    bits = (bits ^ (bits >> 12)).wrapping_mul(0x297A_2D39);
    bits ^ (bits >> 15)
}
