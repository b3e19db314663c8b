//! Samples a symbol on a surface that is not flat: a shirt, a label on a bottle, a page near its spine.
//!
//! A mesh is laid over the symbol and its nodes are moved, coarse before fine, so that the modules whose colour
//! is known (finder, timing and alignment patterns) have it and all others are clearly black or white.

use rxing::common::{BitMatrix, PerspectiveTransform, Quadrilateral};
use rxing::qrcode::cpp_port::detector::FinderPatternSet;
use rxing::{Point, point};

use super::finder::Budget;
use super::ink::{Ink, real, whole};

/// Nodes along each side of the mesh, from coarse to fine.
const LEVELS: [usize; 3] = [3, 5, 8];

/// How far a node is moved at a time, in modules.
const STEPS: [f32; 3] = [0.6, 0.3, 0.15];

/// How often a node may be moved by one step.
const MOVES: u32 = 2;

/// Where a node is moved to.
const WAYS: [Point; 4] = [point(1.0, 0.0), point(-1.0, 0.0), point(0.0, 1.0), point(0.0, -1.0)];

/// About how many modules along each side judge a node.
const JUDGES: usize = 12;

/// Largest symbol that a mesh is fitted to, in modules.
const MAX_DIMENSION: usize = 97;

/// How alike its known modules a flat symbol must be for a mesh to be worth fitting (1 is all).
const MIN_LIKENESS: f32 = 0.3;

/// Fewer pixels to a module than this show no bend.
const MIN_MODULE: f32 = 2.0;

/// The shades that the search for the alignment pattern looks at.
const ALIGNMENT_COST: u32 = 17 * 17 * 25;

/// How much more a module counts whose colour is known.
const KNOWN: f32 = 1.5;

/// The dimensions (modules along a side) that the distances in `set` allow, likeliest first.
pub(super) fn dimensions(set: &FinderPatternSet) -> impl Iterator<Item = usize> {
    let sizes: u32 = [set.bl, set.tl, set.tr].iter().map(|pattern| pattern.size.unsigned_abs()).sum();
    let side = f32::midpoint(set.tl.distance(set.tr), set.tl.distance(set.bl));
    let guess = side * 21.0 / real(usize::try_from(sizes).unwrap_or(usize::MAX)) + 7.0;
    let mut near: Vec<(f32, usize)> = (21..=MAX_DIMENSION)
        .step_by(4)
        .map(|dimension| ((real(dimension) - guess).abs(), dimension))
        .filter(|(distance, _)| *distance < 6.0)
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near.into_iter().map(|(_, dimension)| dimension).take(2)
}

/// Samples the symbol of this dimension at `set` with finer and finer meshes until `accept` takes the modules.
pub(super) fn fit(
    matrix: &BitMatrix,
    set: &FinderPatternSet,
    dimension: usize,
    budget: &mut Budget,
    mut accept: impl FnMut(&BitMatrix) -> bool,
) -> Option<()> {
    let module = f32::midpoint(set.tl.distance(set.tr), set.tl.distance(set.bl)) / real(dimension - 7);
    if module < MIN_MODULE || !Budget::spend(&mut budget.shades, ALIGNMENT_COST) {
        return None;
    }
    let grid = Grid {
        ink: Ink::around(matrix, set)?,
        module,
        dimension,
    };
    let flat = grid.flat(set)?;
    let mut mesh = Mesh::of(LEVELS[0], dimension, |at| flat.transform_point(at));
    if grid.likeness(&mesh) < MIN_LIKENESS {
        return None;
    }
    for nodes in LEVELS {
        mesh = Mesh::of(nodes, dimension, |at| mesh.place(at));
        if !Budget::spend(&mut budget.shades, grid.cost(nodes)) {
            return None;
        }
        for step in STEPS {
            grid.settle(&mut mesh, step * grid.module);
        }
        if accept(&grid.read(&mesh)?) {
            return Some(());
        }
    }
    None
}

/// One symbol: where its ink lies and what is known of it.
struct Grid {
    ink: Ink,
    module: f32,
    dimension: usize,
}

impl Grid {
    /// The projection of a flat symbol. Its fourth point is the alignment pattern nearest the corner without a
    /// finder pattern; where none is seen, the corner of the parallelogram.
    fn flat(&self, set: &FinderPatternSet) -> Option<PerspectiveTransform> {
        let far = real(self.dimension) - 3.5;
        let corner = set.tr.p + set.bl.p - set.tl.p;
        let aligned = (self.dimension > 21).then(|| self.alignment(set)).flatten();
        let (fourth, seen) = aligned.map_or((far, corner), |seen| (far - 3.0, seen));
        let modules = Quadrilateral([point(3.5, 3.5), point(far, 3.5), point(fourth, fourth), point(3.5, far)]);
        let pixels = Quadrilateral([set.tl.p, set.tr.p, seen, set.bl.p]);
        PerspectiveTransform::quadrilateralToQuadrilateral(modules, pixels).ok()
    }

    /// The middle of the alignment pattern, searched four modules around the place it has in a parallelogram.
    fn alignment(&self, set: &FinderPatternSet) -> Option<Point> {
        let span = real(self.dimension) - 7.0;
        let (right, down) = ((set.tr.p - set.tl.p) / span, (set.bl.p - set.tl.p) / span);
        let expected = set.tl.p + (right + down) * (span - 3.0);
        let at = |column: i16, row: i16| right * f32::from(column) + down * f32::from(row);
        let likeness = |middle: Point| -> f32 {
            let cells = (-2..=2_i16).flat_map(|row| (-2..=2_i16).map(move |column| (column, row)));
            cells
                .map(|(column, row)| {
                    let dark = column.abs().max(row.abs()) != 1;
                    let seen = self.ink.shade(middle + at(column, row), self.module * 0.3);
                    if dark { seen } else { -seen }
                })
                .sum()
        };
        let steps = (-8..=8_i16).flat_map(|row| (-8..=8_i16).map(move |column| (column, row)));
        steps
            .map(|(column, row)| expected + at(column, row) / 2.0)
            .map(|middle| (likeness(middle), middle))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(likeness, _)| *likeness > 14.0)
            .map(|(_, middle)| middle)
    }

    /// How alike the modules are whose colour is known: 1 when all have it, 0 by chance. The finder patterns,
    /// which were found, count no more than the timing patterns, which were not.
    fn likeness(&self, mesh: &Mesh) -> f32 {
        let timing = (8..self.dimension - 8).flat_map(|at| [(6, at), (at, 6)]);
        let finder = (0..7).flat_map(|at| [(at, at), (self.dimension - 7 + at, at), (at, self.dimension - 7 + at)]);
        let mean = |modules: &mut dyn Iterator<Item = (usize, usize)>| {
            let (sum, count) = modules.fold((0.0, 0), |(sum, count), (column, row)| {
                (sum + self.fitness(mesh, column, row), count + 1)
            });
            sum / real(count.max(1)) / KNOWN
        };
        f32::midpoint(mean(&mut timing.into_iter()), mean(&mut finder.into_iter()))
    }

    /// The most shades that settling a mesh of `nodes` × `nodes` looks at.
    fn cost(&self, nodes: usize) -> u32 {
        let judges = (2 * self.dimension / (nodes - 1)).min(self.dimension).min(2 * JUDGES).pow(2);
        let tries = STEPS.len() * (1 + WAYS.len() * usize::try_from(MOVES).unwrap_or(1));
        u32::try_from(nodes.pow(2) * tries * judges).unwrap_or(u32::MAX)
    }

    /// Moves each node by `step` pixels as long as the modules around it become clearer.
    fn settle(&self, mesh: &mut Mesh, step: f32) {
        for node in 0..mesh.nodes.len() {
            let Some(&start) = mesh.nodes.get(node) else { continue };
            let mut best = (self.clarity(mesh, node), start);
            for _ in 0..MOVES {
                let before = best.1;
                for way in WAYS {
                    let place = before + way * step;
                    mesh.put(node, place);
                    let clarity = self.clarity(mesh, node);
                    if clarity > best.0 {
                        best = (clarity, place);
                    }
                }
                mesh.put(node, best.1);
                if best.1 == before {
                    break;
                }
            }
        }
    }

    /// How clear the modules are that `node` has a part in; of many, every second or third is asked.
    fn clarity(&self, mesh: &Mesh, node: usize) -> f32 {
        let (columns, rows) = mesh.reach(node);
        let stride = |range: &std::ops::Range<usize>| (range.len() / JUDGES).max(1);
        let (across, down) = (stride(&columns), stride(&rows));
        rows.step_by(down)
            .flat_map(|row| columns.clone().step_by(across).map(move |column| (column, row)))
            .map(|(column, row)| self.fitness(mesh, column, row))
            .sum()
    }

    /// How well a module fits where the mesh has it, from -1 to 1, and [`KNOWN`] times that for what is known.
    fn fitness(&self, mesh: &Mesh, column: usize, row: usize) -> f32 {
        let at = mesh.place(point(real(column) + 0.5, real(row) + 0.5));
        let shade = self.ink.shade(at, self.module * 0.35);
        match known(self.dimension, column, row) {
            Some(true) => KNOWN * shade,
            Some(false) => -KNOWN * shade,
            None => shade.abs(),
        }
    }

    fn read(&self, mesh: &Mesh) -> Option<BitMatrix> {
        let side = u32::try_from(self.dimension).ok()?;
        let mut modules = BitMatrix::new(side, side).ok()?;
        for (y, row) in (0..side).zip(0..self.dimension) {
            for (x, column) in (0..side).zip(0..self.dimension) {
                let at = mesh.place(point(real(column) + 0.5, real(row) + 0.5));
                if self.ink.shade(at, self.module * 0.3) > 0.0 {
                    modules.set(x, y);
                }
            }
        }
        Some(modules)
    }
}

/// The colour that every symbol of this dimension has at a module (`true` is dark), ISO/IEC 18004 §6.3.
fn known(dimension: usize, column: usize, row: usize) -> Option<bool> {
    let from_end = |at: usize| dimension - 1 - at;
    let (near_column, near_row) = (column.min(from_end(column)), row.min(from_end(row)));
    let is_finder = near_column < 8 && near_row < 8 && (column < 8 || row < 8);
    if is_finder {
        let ring = near_column.abs_diff(3).max(near_row.abs_diff(3));
        return Some(ring != 2 && ring != 4);
    }
    if row == 6 || column == 6 {
        return Some((row + column).is_multiple_of(2));
    }
    let ring = column.abs_diff(dimension - 7).max(row.abs_diff(dimension - 7));
    (dimension > 21 && ring <= 2).then_some(ring != 1)
}

/// A square mesh over a symbol; between its nodes places are interpolated.
struct Mesh {
    side: usize,
    dimension: usize,
    nodes: Vec<Point>,
}

impl Mesh {
    fn of(side: usize, dimension: usize, place: impl Fn(Point) -> Point) -> Self {
        let gap = real(dimension) / real(side - 1);
        let at = |node: usize| real(node) * gap;
        let nodes = (0..side * side)
            .map(|node| place(point(at(node % side), at(node / side))))
            .collect();
        Self { side, dimension, nodes }
    }

    /// Where a point in modules lies in the picture.
    fn place(&self, at: Point) -> Point {
        let scale = real(self.side - 1) / real(self.dimension);
        let (x, y) = (at.x * scale, at.y * scale);
        let (column, row) = (whole(x).min(self.side - 2), whole(y).min(self.side - 2));
        let (x, y) = (x - real(column), y - real(row));
        let first = row * self.side + column;
        let node = |at: usize| self.nodes.get(at).copied().unwrap_or_default();
        let above = node(first) * (1.0 - x) + node(first + 1) * x;
        let below = node(first + self.side) * (1.0 - x) + node(first + self.side + 1) * x;
        above * (1.0 - y) + below * y
    }

    fn put(&mut self, node: usize, place: Point) {
        if let Some(slot) = self.nodes.get_mut(node) {
            *slot = place;
        }
    }

    /// The columns and rows of modules that `node` has a part in.
    fn reach(&self, node: usize) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let along = |at: usize| {
            let cells = self.side - 1;
            let first = at.saturating_sub(1) * self.dimension / cells;
            let last = (at + 1).min(cells) * self.dimension / cells;
            first..last
        };
        (along(node % self.side), along(node / self.side))
    }
}
