//! Grey to black and white. No single threshold reads every photograph, so there are several.

use rxing::common::{BitArray, BitMatrix, HybridBinarizer};
use rxing::{Binarizer as _, Luma8Source};

use super::luma::Plane;

/// How a pixel is judged to be black.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Threshold {
    /// By the contrast of the blocks of 8 pixels around it.
    Blocks,
    /// By the mean of a window as wide as an eighth of the picture.
    WideWindow,
    /// By the mean of a window of 31 pixels.
    NarrowWindow,
}

impl Threshold {
    /// The black pixels of `plane`; nothing for a plane too small to hold a code.
    pub(super) fn apply(self, plane: &Plane) -> Option<BitMatrix> {
        match self {
            Self::Blocks => blocks(plane),
            Self::WideWindow => window(plane, (plane.shorter_side() / 16).max(4), 92),
            Self::NarrowWindow => window(plane, 15, 95),
        }
    }
}

fn blocks(plane: &Plane) -> Option<BitMatrix> {
    let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    let source = Luma8Source::new_with_slice(&plane.pixels, width, height).ok()?;
    HybridBinarizer::new(source).get_black_matrix().ok().cloned()
}

/// Black where a pixel is darker than `percent` of the mean of the window that reaches `radius` pixels to each
/// side (Bradley and Roth 2007), with running sums: the time does not depend on the radius.
fn window(plane: &Plane, radius: usize, percent: u32) -> Option<BitMatrix> {
    let spread = |at: usize, length: usize| at.min(radius) + 1 + (length - 1 - at).min(radius);
    let widths: Vec<u32> = (0..plane.width)
        .map(|x| u32::try_from(spread(x, plane.width)))
        .collect::<Result<_, _>>()
        .ok()?;
    let rows: Vec<&[u8]> = plane.rows().collect();
    let mut columns = vec![0_u32; plane.width];
    for row in rows.iter().take(radius) {
        columns.iter_mut().zip(*row).for_each(|(sum, &pixel)| *sum += u32::from(pixel));
    }
    let mut running = vec![0_u32; plane.width + 2 * radius + 1];
    let mut rows_out = Packed::new(plane)?;
    for (y, row) in rows.iter().enumerate() {
        if let Some(entering) = rows.get(y + radius) {
            columns.iter_mut().zip(*entering).for_each(|(sum, &pixel)| *sum += u32::from(pixel));
        }
        if let Some(leaving) = y.checked_sub(radius + 1).and_then(|y| rows.get(y)) {
            columns.iter_mut().zip(*leaving).for_each(|(sum, &pixel)| *sum -= u32::from(pixel));
        }
        let mut total = 0;
        let (inside, beyond) = running.split_at_mut_checked(radius + 1 + plane.width)?;
        for (slot, column) in inside.iter_mut().skip(radius + 1).zip(&columns) {
            total += column;
            *slot = total;
        }
        beyond.fill(total);
        let tall = u32::try_from(spread(y, plane.height)).ok()?;
        let sums = running.iter().zip(running.iter().skip(2 * radius + 1));
        let black = row
            .iter()
            .zip(&widths)
            .zip(sums)
            .map(|((&pixel, wide), (before, after))| u32::from(pixel) * wide * tall * 100 < (after - before) * percent);
        rows_out.push(black);
    }
    Some(rows_out.matrix)
}

/// Closes gaps of one pixel in the black (3 × 3 dilation, then erosion): the grid of a screen, a halftone.
pub(super) fn close(matrix: &BitMatrix) -> Option<BitMatrix> {
    morph(&morph(matrix, |a, b, c| a | b | c)?, |a, b, c| a & b & c)
}

fn morph(matrix: &BitMatrix, join: impl Fn(usize, usize, usize) -> usize) -> Option<BitMatrix> {
    let last = matrix.getHeight().checked_sub(1)?;
    let mut out = BitMatrix::new(matrix.getWidth(), matrix.getHeight()).ok()?;
    let words = |y: u32| {
        let row = matrix.getRow(y);
        let words = row.getBitArray();
        let before = std::iter::once(&0).chain(words);
        let after = words.iter().skip(1).chain(std::iter::once(&0));
        words
            .iter()
            .zip(before.zip(after))
            .map(|(&word, (&before, &after))| {
                let left = (word << 1) | (before >> (usize::BITS - 1));
                let right = (word >> 1) | (after << (usize::BITS - 1));
                join(left, word, right)
            })
            .collect::<Vec<_>>()
    };
    let mut above = words(0);
    let mut row = words(0);
    for y in 0..=last {
        let below = words((y + 1).min(last));
        let mut joined = BitArray::with_size(usize::try_from(matrix.getWidth()).ok()?);
        for (at, ((a, b), c)) in above.iter().zip(&row).zip(&below).enumerate() {
            joined.setBulk(at * WORD, join(*a, *b, *c));
        }
        out.setRow(y, &joined);
        above = std::mem::replace(&mut row, below);
    }
    Some(out)
}

/// White for black and black for white.
pub(super) fn invert(matrix: &BitMatrix) -> Option<BitMatrix> {
    let mut out = BitMatrix::new(matrix.getWidth(), matrix.getHeight()).ok()?;
    let width = usize::try_from(matrix.getWidth()).ok()?;
    for y in 0..matrix.getHeight() {
        let row = matrix.getRow(y);
        let mut inverted = BitArray::with_size(width);
        for (at, word) in row.getBitArray().iter().enumerate() {
            let used = width.saturating_sub(at * WORD).min(WORD);
            let mask = usize::MAX.checked_shr(u32::try_from(WORD - used).ok()?).unwrap_or(0);
            inverted.setBulk(at * WORD, !word & mask);
        }
        out.setRow(y, &inverted);
    }
    Some(out)
}

#[expect(clippy::as_conversions, reason = "u32 to usize in a constant")]
const WORD: usize = usize::BITS as usize;

/// A matrix that is filled row by row, a word at a time.
struct Packed {
    matrix: BitMatrix,
    row: BitArray,
    next: u32,
}

impl Packed {
    fn new(plane: &Plane) -> Option<Self> {
        let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
        let matrix = BitMatrix::new(width, height).ok()?;
        Some(Self {
            matrix,
            row: BitArray::with_size(plane.width),
            next: 0,
        })
    }

    fn push(&mut self, black: impl Iterator<Item = bool>) {
        let (mut word, mut filled, mut at) = (0_usize, 0, 0);
        for pixel in black {
            word |= usize::from(pixel) << filled;
            filled += 1;
            if filled == WORD {
                self.row.setBulk(at, word);
                at += WORD;
                (word, filled) = (0, 0);
            }
        }
        if filled > 0 {
            self.row.setBulk(at, word);
        }
        self.matrix.setRow(self.next, &self.row);
        self.next += 1;
    }
}
