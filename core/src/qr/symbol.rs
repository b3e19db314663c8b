//! From a black and white picture to the texts of its symbols: finder patterns, triples of them, modules, text.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult as _};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR};
use rxing::{BarcodeFormat, Point, RXingResult};

use super::finder::{self, Budget};
use super::mesh;

/// Most symbols read from one picture.
pub(super) const MAX_SYMBOLS: usize = 16;

/// Triples tried in one black and white picture, likeliest first.
const MAX_TRIPLES: usize = 24;

/// Triples of one such picture that a mesh is fitted to.
const MAX_MESHES: usize = 2;

/// A symbol read.
pub(super) struct Symbol {
    pub(super) text: String,
    /// Its middle, in the pixels of the picture it was read from.
    pub(super) middle: Point,
}

/// The symbols in `matrix`, each once.
pub(super) fn read(matrix: &BitMatrix, budget: &mut Budget) -> Vec<Symbol> {
    let mut patterns = finder::find(matrix, budget);
    let triples = GenerateFinderPatternSets(&mut patterns);
    let mut reader = Reader {
        matrix,
        used: Vec::new(),
        symbols: Vec::new(),
    };
    let likely = triples.get(..MAX_TRIPLES).unwrap_or(&triples);
    for triple in likely {
        if reader.is_open(triple) && Budget::spend(&mut budget.samples, 1) {
            reader.read_flat(triple);
        }
    }
    for triple in likely.iter().take(MAX_MESHES) {
        if reader.is_open(triple) {
            reader.read_bent(triple, budget);
        }
    }
    reader.symbols
}

struct Reader<'a> {
    matrix: &'a BitMatrix,
    /// The patterns of the symbols read.
    used: Vec<ConcentricPattern>,
    symbols: Vec<Symbol>,
}

impl Reader<'_> {
    /// Whether the triple may still belong to a symbol that is not read.
    fn is_open(&self, triple: &FinderPatternSet) -> bool {
        let parts = [triple.bl, triple.tl, triple.tr];
        self.symbols.len() < MAX_SYMBOLS && !parts.iter().any(|part| self.used.contains(part))
    }

    fn read_flat(&mut self, triple: &FinderPatternSet) {
        if let Ok(sampled) = SampleQR(self.matrix, triple) {
            self.decode(triple, sampled.getBits());
        }
    }

    fn read_bent(&mut self, triple: &FinderPatternSet, budget: &mut Budget) {
        for dimension in mesh::dimensions(triple) {
            let matrix = self.matrix;
            let read = mesh::fit(matrix, triple, dimension, budget, |modules| self.decode(triple, modules));
            if read.is_some() {
                return;
            }
        }
    }

    fn decode(&mut self, triple: &FinderPatternSet, modules: &BitMatrix) -> bool {
        let Some(read) = Decode(modules).ok().filter(rxing::common::cpp_essentials::DecoderResult::isValid) else {
            return false;
        };
        let read = RXingResult::with_decoder_result(read, &[], BarcodeFormat::QR_CODE);
        self.used.extend([triple.bl, triple.tl, triple.tr]);
        self.symbols.push(Symbol {
            text: read.getText().to_owned(),
            middle: (triple.bl.p + triple.tr.p) / 2.0,
        });
        true
    }
}
