//! Where finder patterns may be: rows are searched for the widths 1:1:3:1:1, and only what also holds in the
//! other directions is kept. The search is bounded by a [`Budget`], for a picture may be made of finder patterns.

use rxing::Point;
use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::{ConcentricPattern, LocateConcentricPattern};

/// Most patterns kept from one picture, enough for a page of codes.
const MAX_FOUND: usize = 48;

/// Rows are visited in this order within each dozen: large patterns are met in the first round.
const ROUNDS: [u32; 4] = [2, 8, 5, 11];
const ROUND_STEP: usize = 12;

/// What may still be spent on one picture, over all its stages.
pub(super) struct Budget {
    /// Pixels of candidate patterns looked at closely.
    pub(super) looks: u32,
    /// Triples of patterns sampled and decoded.
    pub(super) samples: u32,
    /// Places looked at while meshes are fitted.
    pub(super) shades: u32,
}

impl Budget {
    /// Takes `cost` from `purse`, or nothing when too little is left.
    pub(super) fn spend(purse: &mut u32, cost: u32) -> bool {
        purse.checked_sub(cost).map(|left| *purse = left).is_some()
    }
}

/// The finder patterns of `matrix`, at most [`MAX_FOUND`].
pub(super) fn find(matrix: &BitMatrix, budget: &mut Budget) -> Vec<ConcentricPattern> {
    let mut found = Vec::new();
    for first in ROUNDS {
        for y in (first..matrix.getHeight()).step_by(ROUND_STEP) {
            if !search_row(matrix, y, budget, &mut found) {
                return found;
            }
        }
    }
    found
}

/// Adds the patterns that row `y` crosses; `false` when the search is over.
fn search_row(matrix: &BitMatrix, y: u32, budget: &mut Budget, found: &mut Vec<ConcentricPattern>) -> bool {
    let mut runs = [0_u16; 5];
    let mut run = 0_u16;
    let mut black = false;
    for x in 0..=matrix.getWidth() {
        let pixel = x < matrix.getWidth() && matrix.get(x, y);
        if pixel == black {
            run = run.saturating_add(1);
            continue;
        }
        runs.rotate_left(1);
        if let Some(last) = runs.last_mut() {
            *last = run;
        }
        if black && is_finder(runs) && !examine(matrix, center(runs, x, y), runs, budget, found) {
            return false;
        }
        (run, black) = (1, pixel);
    }
    true
}

/// Where the middle of the pattern lies that ends before `x`.
fn center(runs: [u16; 5], x: u32, y: u32) -> Point {
    let [_, _, core, space, bar] = runs.map(f32::from);
    Point::new(real(x) - bar - space - core / 2.0, real(y) + 0.5)
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a coordinate below 2^24")]
fn real(coordinate: u32) -> f32 {
    coordinate as f32
}

/// Looks closely at one candidate; `false` when nothing more may be looked at.
fn examine(matrix: &BitMatrix, at: Point, runs: [u16; 5], budget: &mut Budget, found: &mut Vec<ConcentricPattern>) -> bool {
    let is_known = |known: &ConcentricPattern| {
        let reach = known.size / 2;
        i64::from(reach).pow(2) > squared(at - known.p)
    };
    if found.iter().any(is_known) {
        return true;
    }
    let width: u32 = runs.into_iter().map(u32::from).sum();
    if !Budget::spend(&mut budget.looks, width) {
        return false;
    }
    let range = i32::try_from(width * 3).unwrap_or(i32::MAX);
    found.extend(LocateConcentricPattern::<true, 5, 7>(matrix, &[1, 1, 3, 1, 1], at, range));
    found.len() < MAX_FOUND
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a distance within a picture")]
fn squared(p: Point) -> i64 {
    (p.x * p.x + p.y * p.y) as i64
}

/// Whether five runs, black first, may be a cut through a finder pattern. Black and white are measured apart, for
/// exposure widens one and narrows the other.
fn is_finder(runs: [u16; 5]) -> bool {
    let [left, left_space, core, right_space, right] = runs.map(u32::from);
    if core < 3 || core < 2 * left.max(right) || core < left_space.max(right_space) {
        return false;
    }
    // In units of a tenth of a module: five black modules, two white ones.
    let (bar, space) = (2 * (left + core + right), 5 * (left_space + right_space));
    if bar > 4 * space || space > 4 * bar {
        return false;
    }
    let near = |run: u32, expected: u32, tolerance: u32| (run * 10).abs_diff(expected) <= tolerance;
    let (loose, strict) = (bar * 3 / 4 + 5, space / 3 + 5);
    near(left, bar, loose)
        && near(core, bar * 3, loose)
        && near(right, bar, loose)
        && near(left_space, space, strict)
        && near(right_space, space, strict)
}
