//! How black a small box of a black and white picture is, at the cost of four look-ups.

use rxing::Point;
use rxing::common::BitMatrix;
use rxing::qrcode::cpp_port::detector::FinderPatternSet;

/// The black pixels in a part of the picture, summed so that any box costs four look-ups.
pub(super) struct Ink {
    left: f32,
    top: f32,
    width: usize,
    height: usize,
    sums: Vec<u32>,
}

impl Ink {
    /// The part of the picture that a symbol at `set` covers, with a margin of a quarter.
    pub(super) fn around(matrix: &BitMatrix, set: &FinderPatternSet) -> Option<Self> {
        let corner = set.tr.p + set.bl.p - set.tl.p;
        let corners = [set.tl.p, set.tr.p, set.bl.p, corner];
        let margin = (set.tl.distance(set.tr) + set.tl.distance(set.bl)) * 0.25;
        let range = |values: [f32; 4], limit: u32| {
            let low = values.into_iter().fold(f32::INFINITY, f32::min) - margin;
            let high = values.into_iter().fold(0.0, f32::max) + margin;
            let limit = usize::try_from(limit).unwrap_or(0);
            whole(low).min(limit)..whole(high).min(limit)
        };
        let columns = range(corners.map(|corner| corner.x), matrix.getWidth());
        let rows = range(corners.map(|corner| corner.y), matrix.getHeight());
        let (width, height) = (columns.len(), rows.len());
        let (left, top) = (real(columns.start), real(rows.start));
        let mut sums = vec![0; width + 1];
        sums.reserve((width + 1) * height);
        for row in rows {
            let y = u32::try_from(row).ok()?;
            let above = sums.len() - width - 1;
            sums.push(0);
            let mut sum = 0;
            for (at, column) in columns.clone().enumerate() {
                sum += u32::from(matrix.get(u32::try_from(column).ok()?, y));
                sums.push(sum + sums.get(above + at + 1)?);
            }
        }
        Some(Self {
            left,
            top,
            width,
            height,
            sums,
        })
    }

    /// The shade of the box that reaches `half` to each side of `middle`: -1 is white, 1 is black.
    pub(super) fn shade(&self, middle: Point, half: f32) -> f32 {
        let edges = |middle: f32, limit: usize| {
            let first = whole(middle - half + 0.5).min(limit.saturating_sub(1));
            let last = whole(middle + half + 0.5).clamp(first + 1, limit.max(first + 1));
            (first, last)
        };
        let (left, right) = edges(middle.x - self.left, self.width);
        let (top, bottom) = edges(middle.y - self.top, self.height);
        let sum = |x: usize, y: usize| self.sums.get(y * (self.width + 1) + x).copied().unwrap_or(0);
        let black = (sum(right, bottom) + sum(left, top)).saturating_sub(sum(left, bottom) + sum(right, top));
        let area = (right - left) * (bottom - top);
        2.0 * real(usize::try_from(black).unwrap_or(0)) / real(area) - 1.0
    }
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts below 2^24")]
pub(super) fn real(count: usize) -> f32 {
    count as f32
}

/// The whole part; 0 for what is negative or not a number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates by definition"
)]
pub(super) fn whole(value: f32) -> usize {
    value as usize
}
