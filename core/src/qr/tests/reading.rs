//! What a camera does to a code, done to drawn ones, and pictures made to hurt a reader.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pictures are drawn with small numbers"
)]

use qrcode::{Color, EcLevel, QrCode};

use super::super::finder::{self, Budget};
use super::super::threshold::Threshold;
use super::*;

/// A grey picture to draw on.
#[derive(Clone)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn of(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Self {
        let pixels = (0..width * height).map(|at| shade(at % width, at / width)).collect();
        Self { width, height, pixels }
    }

    /// A code with its quiet zone, `module` pixels to a module.
    pub(super) fn code(text: &str, module: usize) -> Self {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let (side, colors) = (code.width(), code.to_colors());
        let full = (side + 8) * module;
        Self::of(full, full, |x, y| {
            let (column, row) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
            let inside = column < side && row < side;
            if inside && colors[row * side + column] == Color::Dark {
                20
            } else {
                235
            }
        })
    }

    /// The picture seen through `back`, which says for a point of the result where it comes from.
    fn seen(&self, width: usize, height: usize, back: impl Fn(f32, f32) -> (f32, f32)) -> Self {
        let pixel = |x: f32, y: f32| {
            let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
            if inside {
                f32::from(self.pixels[y as usize * self.width + x as usize])
            } else {
                235.0
            }
        };
        Self::of(width, height, |x, y| {
            let quarter = |at: usize| 0.125 + 0.25 * at as f32;
            let points = (0..16).map(|at| (x as f32 + quarter(at % 4), y as f32 + quarter(at / 4)));
            let sum: f32 = points.map(|(x, y)| back(x, y)).map(|(x, y)| pixel(x, y)).sum();
            (sum / 16.0) as u8
        })
    }

    /// Every pixel changed by `change`, which is given its place.
    fn changed(&self, change: impl Fn(u8, usize, usize) -> f32) -> Self {
        Self::of(self.width, self.height, |x, y| {
            change(self.pixels[y * self.width + x], x, y).clamp(0.0, 255.0) as u8
        })
    }

    fn blurred(&self, radius: usize) -> Self {
        Self::of(self.width, self.height, |x, y| {
            let columns = x.saturating_sub(radius)..(x + radius + 1).min(self.width);
            let rows = y.saturating_sub(radius)..(y + radius + 1).min(self.height);
            let count = columns.len() * rows.len();
            let sum: usize = rows
                .flat_map(|row| columns.clone().map(move |column| (column, row)))
                .map(|(column, row)| usize::from(self.pixels[row * self.width + column]))
                .sum();
            (sum / count) as u8
        })
    }

    pub(super) fn paste(&mut self, other: &Self, left: usize, top: usize) {
        for (y, row) in other.pixels.chunks(other.width).enumerate() {
            let start = (top + y) * self.width + left;
            self.pixels[start..start + other.width].copy_from_slice(row);
        }
    }

    fn frame(&self) -> LumaFrame<'_> {
        LumaFrame::new(&self.pixels, self.width, self.height, self.width, Rotation::None).unwrap()
    }

    fn is_read_still(&self) -> bool {
        read_picture(self.frame()) == [good()]
    }

    /// Whether one of six consecutive frames is read.
    fn is_read_live(&self) -> bool {
        let mut reader = FrameReader::new();
        (0..6).any(|_| reader.read(self.frame()) == [good()])
    }

    #[track_caller]
    fn assert_read(&self) {
        assert!(self.is_read_still(), "not read as a still picture");
        assert!(self.is_read_live(), "not read in six frames");
    }
}

/// The same noise at each run.
fn noise(x: usize, y: usize) -> u8 {
    let mixed = (x as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (y as u64 + 1).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 56) as u8
}

fn nothing(_: usize, _: usize) -> u8 {
    128
}

#[test]
fn a_plane_that_cannot_hold_its_picture_is_refused() {
    let bytes = [0_u8; 100];
    let frame = |width, height, stride| LumaFrame::new(&bytes, width, height, stride, Rotation::None).err();
    assert_eq!(frame(0, 10, 10), Some(FrameError::Empty));
    assert_eq!(frame(10, 0, 10), Some(FrameError::Empty));
    assert_eq!(frame(10, 10, 9), Some(FrameError::ShortStride));
    assert_eq!(frame(10, 11, 10), Some(FrameError::ShortPlane));
    assert_eq!(frame(10, 10, 11), Some(FrameError::ShortPlane));
    assert_eq!(frame(10, 3, usize::MAX), Some(FrameError::ShortPlane));
    assert_eq!(frame(usize::MAX, 2, usize::MAX), Some(FrameError::TooLarge));
    assert_eq!(frame(1 << 20, 1 << 20, 1 << 20), Some(FrameError::TooLarge));
    assert_eq!(frame(9, 11, 9), None);
    assert_eq!(frame(5, 10, 10), None, "the last row may end at its last pixel");
}

#[test]
fn only_quarter_turns_are_rotations() {
    assert_eq!(Rotation::parse_degrees(-90), Ok(Rotation::ThreeQuarters));
    assert_eq!(Rotation::parse_degrees(450), Ok(Rotation::Quarter));
    assert_eq!(Rotation::parse_degrees(45), Err(FrameError::Rotation));
}

#[test]
fn a_carpet_of_finder_patterns_is_looked_at_only_so_far() {
    let carpet = Canvas::of(640, 480, |x, y| {
        let ring = (x / 2 % 9).abs_diff(3).max((y / 2 % 9).abs_diff(3));
        if ring <= 3 && ring != 2 { 0 } else { 255 }
    });
    let plane = carpet.frame().to_plane();
    let matrix = Threshold::Blocks.apply(&plane).unwrap();
    let mut budget = Budget {
        looks: 1_000_000,
        samples: 0,
        shades: 0,
    };
    assert_eq!(finder::find(&matrix, &mut budget).len(), 48);
    let mut poor = Budget {
        looks: 100,
        samples: 0,
        shades: 0,
    };
    assert!(finder::find(&matrix, &mut poor).len() <= 100 / 14);
    assert!(!carpet.is_read_live());
}

#[test]
fn pictures_made_to_hurt_hold_no_code() {
    let stripes = |at: usize| [0, 2, 3, 4, 6].contains(&(at % 8));
    let ink = |black: bool| if black { 0 } else { 255 };
    for (name, canvas) in [
        ("noise", Canvas::of(320, 240, noise)),
        ("coarse noise", Canvas::of(320, 240, |x, y| noise(x / 3, y / 3))),
        ("upright stripes", Canvas::of(320, 240, |x, _| ink(stripes(x)))),
        ("level stripes", Canvas::of(320, 240, |_, y| ink(stripes(y)))),
        ("leaning stripes", Canvas::of(320, 240, |x, y| ink(stripes(x + y)))),
        ("crosses", Canvas::of(320, 240, |x, y| ink(stripes(x / 2) && stripes(y / 2)))),
        (
            "rings",
            Canvas::of(320, 240, |x, y| ink((x % 64).abs_diff(32).max((y % 64).abs_diff(32)) / 2 % 2 == 0)),
        ),
        ("grey", Canvas::of(320, 240, nothing)),
        ("one pixel", Canvas::of(1, 1, nothing)),
        ("one row", Canvas::of(4000, 1, |x, _| ink(stripes(x)))),
        ("one column", Canvas::of(1, 4000, |_, y| ink(stripes(y)))),
    ] {
        assert!(!canvas.is_read_still(), "{name}");
        assert!(!canvas.is_read_live(), "{name}");
    }
}

proptest! {
    #[test]
    fn any_frame_is_answered(bytes: Vec<u8>, width in 1_usize..64, stride in 1_usize..70) {
        let height = bytes.len() / stride.max(1);
        if let Ok(frame) = LumaFrame::new(&bytes, width, height, stride, Rotation::None) {
            prop_assert!(FrameReader::new().read(frame).is_empty());
        }
    }
}

#[test]
fn reads_a_code_in_each_position() {
    let upright = Canvas::code(&good(), 3);
    upright.assert_read();
    let last = upright.width - 1;
    for (name, turned) in [
        ("a quarter", upright.seen(last + 1, last + 1, |x, y| (y, last as f32 + 1.0 - x))),
        (
            "on its head",
            upright.seen(last + 1, last + 1, |x, y| (last as f32 + 1.0 - x, last as f32 + 1.0 - y)),
        ),
        ("in a mirror", upright.seen(last + 1, last + 1, |x, y| (last as f32 + 1.0 - x, y))),
        ("inverted", upright.changed(|pixel, _, _| 255.0 - f32::from(pixel))),
    ] {
        assert!(turned.is_read_still() && turned.is_read_live(), "{name}");
    }
    let (sin, cos) = 0.4_f32.sin_cos();
    let middle = upright.width as f32 / 2.0;
    let leaning = upright.seen(260, 260, |x, y| {
        let (x, y) = (x - 130.0, y - 130.0);
        (x * cos - y * sin + middle, x * sin + y * cos + middle)
    });
    leaning.assert_read();
}

#[test]
fn reads_a_padded_frame() {
    let code = Canvas::code(&good(), 3);
    let stride = code.width + 13;
    let mut padded: Vec<u8> = code.pixels.chunks(code.width).flat_map(|row| [row, &[7; 13]].concat()).collect();
    padded.truncate(stride * (code.height - 1) + code.width);
    let frame = LumaFrame::new(&padded, code.width, code.height, stride, Rotation::Half).unwrap();
    assert_eq!(FrameReader::new().read(frame), [good()]);
}

#[test]
fn reads_a_screen_seen_from_the_side() {
    let flat = Canvas::code(&good(), 6);
    let full = flat.width as f32;
    let slanted = flat.seen(360, 300, |x, y| {
        let depth = 1.0 + 0.0012 * x;
        let (x, y) = ((x - 20.0) * 1.6 / depth, (y - 150.0) * 1.6 / depth);
        (x, y + full / 2.0)
    });
    slanted.assert_read();
}

#[test]
fn reads_a_code_on_a_bent_surface() {
    let text = "https://login.example/wrinkled-shirt";
    let flat = Canvas::code(text, 8);
    let bent = flat.seen(flat.width, flat.height, |x, y| {
        (x + 7.0 * (y / 45.0).sin(), y + 7.0 * (x / 50.0).sin())
    });
    assert_eq!(read_picture(bent.frame()), [text]);
    let mut reader = FrameReader::new();
    assert!((0..6).any(|_| reader.read(bent.frame()) == [text]));
}

#[test]
fn reads_in_bad_light() {
    let code = Canvas::code(&good(), 4);
    let far = code.width as f32;
    for (name, picture) in [
        (
            "low light",
            code.changed(|pixel, x, y| f32::from(pixel) / 7.0 + f32::from(noise(x, y)) / 32.0),
        ),
        (
            "noise",
            code.changed(|pixel, x, y| f32::from(pixel) * 0.6 + f32::from(noise(x, y)) * 0.35),
        ),
        (
            "a shadow",
            code.changed(|pixel, x, _| f32::from(pixel) * (0.15 + 0.85 * x as f32 / far)),
        ),
        (
            "glare",
            code.changed(|pixel, x, y| {
                let distance = (x as f32 - far * 0.6).hypot(y as f32 - far * 0.55);
                f32::from(pixel) + (230.0 - 6.0 * distance).max(0.0)
            }),
        ),
        ("out of focus", code.blurred(2)),
        (
            "the grid of a screen",
            code.changed(|pixel, x, y| f32::from(pixel) * if x % 3 == 0 || y % 3 == 0 { 0.6 } else { 1.0 }),
        ),
        (
            "moiré",
            code.changed(|pixel, x, y| f32::from(pixel) + 35.0 * ((x as f32 * 0.9).sin() + (y as f32 * 0.7 + x as f32 * 0.1).sin())),
        ),
    ] {
        assert!(picture.is_read_still(), "{name}, still");
        assert!(picture.is_read_live(), "{name}, live");
    }
}

#[test]
fn reads_a_small_code_in_a_large_picture() {
    let mut large = Canvas::of(2600, 700, |x, y| 180 + noise(x, y) / 8);
    large.paste(&Canvas::code(&good(), 4), 2200, 300);
    large.assert_read();
}

fn page(codes: &[(&str, usize, usize)]) -> Canvas {
    let mut page = Canvas::of(520, 520, |_, _| 235);
    for (text, left, top) in codes {
        page.paste(&Canvas::code(text, 5), *left, *top);
    }
    page
}

#[test]
fn reads_several_codes_in_reading_order_of_the_upright_picture() {
    let page = page(&[("one", 20, 20), ("two", 300, 25), ("three", 40, 300)]);
    for (rotation, order) in [
        (Rotation::None, ["one", "two", "three"]),
        (Rotation::Quarter, ["one", "three", "two"]),
        (Rotation::Half, ["three", "two", "one"]),
        (Rotation::ThreeQuarters, ["two", "three", "one"]),
    ] {
        let frame = LumaFrame::new(&page.pixels, page.width, page.height, page.width, rotation).unwrap();
        assert_eq!(read_picture(frame), order, "{rotation:?}");
        assert_eq!(FrameReader::new().read(frame), order, "{rotation:?}");
    }
}

#[test]
fn names_a_text_once() {
    let page = page(&[("one", 20, 20), ("one", 300, 25), ("two", 40, 300)]);
    assert_eq!(read_picture(page.frame()), ["one", "two"]);
}

#[test]
fn reads_what_an_independent_reader_reads() {
    let code = Canvas::code(&good(), 4);
    let mut other = rqrr::PreparedImage::prepare_from_greyscale(code.width, code.height, |x, y| code.pixels[y * code.width + x]);
    let read: Vec<String> = other.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
    assert_eq!(read_picture(code.frame()), read);
}
