//! The ladder: one picture is looked at in several sizes and with several thresholds, cheap and likely ones first.
//! A still picture climbs all of it, a live frame the first steps and one of the others in turn.

use std::collections::BTreeSet;

use rxing::common::BitMatrix;

use super::finder::Budget;
use super::luma::{LumaFrame, Plane, Rotation};
use super::symbol::{self, MAX_SYMBOLS, Symbol};
use super::threshold::{self, Threshold};

/// One way to look at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stage {
    scale: Scale,
    threshold: Threshold,
    then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Full,
    Half,
    Third,
    Quarter,
    Double,
}

/// What is done to the black and white picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Nothing,
    Invert,
    Close,
}

const fn stage(scale: Scale, threshold: Threshold, then: Then) -> Stage {
    Stage { scale, threshold, then }
}

const HALF: Stage = stage(Scale::Half, Threshold::Blocks, Then::Nothing);
const FULL: Stage = stage(Scale::Full, Threshold::Blocks, Then::Nothing);
const WIDE: Stage = stage(Scale::Full, Threshold::WideWindow, Then::Nothing);
const NARROW: Stage = stage(Scale::Full, Threshold::NarrowWindow, Then::Nothing);
const THIRD: Stage = stage(Scale::Third, Threshold::Blocks, Then::Nothing);
const THIRD_CLOSED: Stage = stage(Scale::Third, Threshold::Blocks, Then::Close);
const HALF_INVERTED: Stage = stage(Scale::Half, Threshold::Blocks, Then::Invert);
const FULL_INVERTED: Stage = stage(Scale::Full, Threshold::Blocks, Then::Invert);
const FULL_CLOSED: Stage = stage(Scale::Full, Threshold::Blocks, Then::Close);
const QUARTER: Stage = stage(Scale::Quarter, Threshold::Blocks, Then::Nothing);
const DOUBLE: Stage = stage(Scale::Double, Threshold::Blocks, Then::Nothing);

/// Every step that reads photographs no other reads. All of the first group are taken, then single ones until a
/// code is read.
const STILL: [&[Stage]; 9] = [
    &[HALF, FULL, WIDE],
    &[THIRD_CLOSED],
    &[HALF_INVERTED],
    &[FULL_INVERTED],
    &[THIRD],
    &[QUARTER],
    &[FULL_CLOSED],
    &[NARROW],
    &[DOUBLE],
];

/// What a live frame tries beside [`HALF`] and [`FULL`], by its number.
const LIVE: [Stage; 6] = [WIDE, THIRD_CLOSED, HALF_INVERTED, NARROW, THIRD, FULL_INVERTED];

/// What one frame may cost: several times what a crowded photograph asks, and no more for a hostile one.
const LIVE_BUDGET: Budget = Budget {
    looks: 60_000,
    samples: 40,
    shades: 500_000,
};

/// The same for all stages of a still picture.
const STILL_BUDGET: Budget = Budget {
    looks: 200_000,
    samples: 120,
    shades: 1_500_000,
};

/// What a mesh may cost for each pixel: a picture too small for it is not worth one.
const SHADES_PER_PIXEL: usize = 20;

/// Reads codes from the frames of a live camera.
#[derive(Debug, Clone, Default)]
pub struct FrameReader {
    frame: usize,
}

impl FrameReader {
    /// A reader before its first frame.
    #[must_use]
    pub const fn new() -> Self {
        Self { frame: 0 }
    }

    /// The texts of the QR codes in the next frame, each once, in reading order, at most 16.
    ///
    /// Consecutive frames are looked at in different ways, so that the next one may read what this one missed.
    /// Time and memory are bounded whatever the frame shows.
    pub fn read(&mut self, frame: LumaFrame<'_>) -> Vec<String> {
        let turn = LIVE.iter().cycle().nth(self.frame % LIVE.len());
        self.frame = self.frame.wrapping_add(1);
        let mut ladder = Ladder::new(frame, LIVE_BUDGET);
        for stage in [HALF, FULL].iter().chain(turn) {
            ladder.climb(*stage);
            if !ladder.symbols.is_empty() {
                break;
            }
        }
        ladder.into_texts(frame.rotation())
    }
}

/// The texts of the QR codes in a single picture, each once, in reading order, at most 16.
///
/// It takes more ways than [`FrameReader`] gives one frame: there is no next one. Time and memory are bounded
/// whatever the picture shows.
#[must_use]
pub fn read_picture(frame: LumaFrame<'_>) -> Vec<String> {
    let mut ladder = Ladder::new(frame, STILL_BUDGET);
    for group in STILL {
        for stage in group {
            ladder.climb(*stage);
        }
        if !ladder.symbols.is_empty() {
            break;
        }
    }
    ladder.into_texts(frame.rotation())
}

/// One picture, with what was made of it so far.
struct Ladder {
    planes: Vec<(Scale, Plane)>,
    blocks: Vec<(Scale, BitMatrix)>,
    budget: Budget,
    symbols: Vec<Symbol>,
}

impl Ladder {
    fn new(frame: LumaFrame<'_>, mut budget: Budget) -> Self {
        let plane = frame.to_plane();
        let affordable = u32::try_from(plane.pixels.len() * SHADES_PER_PIXEL).unwrap_or(u32::MAX);
        budget.shades = budget.shades.min(affordable);
        Self {
            planes: vec![(Scale::Full, plane)],
            blocks: Vec::new(),
            budget,
            symbols: Vec::new(),
        }
    }

    /// Reads one stage and keeps the symbols that are new.
    fn climb(&mut self, stage: Stage) {
        let Some(matrix) = self.look(stage) else {
            return;
        };
        for symbol in symbol::read(&matrix, &mut self.budget) {
            let is_known = self.symbols.iter().any(|known| known.text == symbol.text);
            if !is_known && self.symbols.len() < MAX_SYMBOLS {
                let middle = symbol.middle * stage.scale.pixel();
                self.symbols.push(Symbol { middle, ..symbol });
            }
        }
    }

    /// The black and white picture of a stage; nothing where the picture is too small for it to help.
    fn look(&mut self, stage: Stage) -> Option<BitMatrix> {
        let matrix = self.black(stage.scale, stage.threshold)?;
        match stage.then {
            Then::Nothing => Some(matrix),
            Then::Invert => threshold::invert(&matrix),
            Then::Close => threshold::close(&matrix),
        }
    }

    fn black(&mut self, scale: Scale, threshold: Threshold) -> Option<BitMatrix> {
        let made = self.blocks.iter().find(|(made, _)| *made == scale);
        if let Some((_, matrix)) = made.filter(|_| threshold == Threshold::Blocks) {
            return Some(matrix.clone());
        }
        let matrix = threshold.apply(self.plane(scale)?)?;
        if threshold == Threshold::Blocks {
            self.blocks.push((scale, matrix.clone()));
        }
        Some(matrix)
    }

    fn plane(&mut self, scale: Scale) -> Option<&Plane> {
        if !self.planes.iter().any(|(made, _)| *made == scale) {
            let (_, full) = self.planes.first()?;
            let plane = scale.of(full)?;
            self.planes.push((scale, plane));
        }
        self.planes.iter().find(|(made, _)| *made == scale).map(|(_, plane)| plane)
    }

    /// The texts in reading order of the upright picture.
    fn into_texts(mut self, rotation: Rotation) -> Vec<String> {
        let place = |symbol: &Symbol| rotation.upright(symbol.middle.x, symbol.middle.y);
        self.symbols.sort_by(|a, b| {
            let ((down_a, right_a), (down_b, right_b)) = (place(a), place(b));
            down_a.total_cmp(&down_b).then(right_a.total_cmp(&right_b))
        });
        let mut seen = BTreeSet::new();
        let texts = self.symbols.into_iter().map(|symbol| symbol.text);
        texts.filter(|text| seen.insert(text.clone())).collect()
    }
}

impl Scale {
    /// The picture in this size; nothing where it is too small or too large for the size to help.
    fn of(self, full: &Plane) -> Option<Plane> {
        let side = full.shorter_side();
        match self {
            Self::Full => None,
            Self::Half => (side >= 160).then(|| full.reduce(2)),
            Self::Third => (side >= 240).then(|| full.reduce(3)),
            Self::Quarter => (side >= 320).then(|| full.reduce(4)),
            Self::Double => (side <= 300).then(|| full.doubled()),
        }
    }

    /// The side of one of its pixels, in pixels of the full picture.
    const fn pixel(self) -> f32 {
        match self {
            Self::Full => 1.0,
            Self::Half => 2.0,
            Self::Third => 3.0,
            Self::Quarter => 4.0,
            Self::Double => 0.5,
        }
    }
}
