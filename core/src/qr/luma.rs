//! Grey pictures: the checked view of a camera frame, and the planes of bounded size that are read.

/// Longest side that is read at full resolution. A larger picture is reduced first, which bounds the work.
const MAX_SIDE: usize = 1920;

/// Most pixels taken from one picture; beyond every camera, and a bound for memory and time.
pub(super) const MAX_PIXELS: usize = 128 << 20;

/// The luma (Y) plane of one camera frame, checked to be as large as it says.
#[derive(Clone, Copy)]
pub struct LumaFrame<'a> {
    luma: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
    rotation: Rotation,
}

impl<'a> LumaFrame<'a> {
    /// Takes a plane of `height` rows of `width` pixels, one byte each (0 is black); rows begin `stride` bytes
    /// apart, and the last one may end at its last pixel. `rotation` is what turns the frame upright.
    ///
    /// # Errors
    /// [`FrameError`] when the plane cannot hold such a picture.
    pub fn new(luma: &'a [u8], width: usize, height: usize, stride: usize, rotation: Rotation) -> Result<Self, FrameError> {
        let pixels = width.checked_mul(height).ok_or(FrameError::TooLarge)?;
        if pixels == 0 {
            return Err(FrameError::Empty);
        }
        if pixels > MAX_PIXELS {
            return Err(FrameError::TooLarge);
        }
        if stride < width {
            return Err(FrameError::ShortStride);
        }
        let needed = stride.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
        if needed.is_none_or(|needed| luma.len() < needed) {
            return Err(FrameError::ShortPlane);
        }
        Ok(Self {
            luma,
            width,
            height,
            stride,
            rotation,
        })
    }

    /// The plane that is read: without padding, and no side longer than [`MAX_SIDE`].
    pub(super) fn to_plane(self) -> Plane {
        let factor = self.width.max(self.height).div_ceil(MAX_SIDE);
        let rows = self.luma.chunks(self.stride).filter_map(|row| row.get(..self.width));
        Plane::reduced(rows, self.width, self.height, factor)
    }

    pub(super) const fn rotation(self) -> Rotation {
        self.rotation
    }
}

/// By how much a frame must be turned clockwise to stand upright. Codes are read in any position; the rotation
/// says which of several codes comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rotation {
    /// The frame stands upright.
    #[default]
    None,
    /// 90°.
    Quarter,
    /// 180°.
    Half,
    /// 270°.
    ThreeQuarters,
}

impl Rotation {
    /// Reads the degrees that camera interfaces give.
    ///
    /// # Errors
    /// [`FrameError::Rotation`] when they are not a multiple of 90.
    pub const fn parse_degrees(degrees: i32) -> Result<Self, FrameError> {
        match degrees.rem_euclid(360) {
            0 => Ok(Self::None),
            90 => Ok(Self::Quarter),
            180 => Ok(Self::Half),
            270 => Ok(Self::ThreeQuarters),
            _ => Err(FrameError::Rotation),
        }
    }

    /// Where a point of the frame is seen in the upright picture, as (down, right) up to an offset.
    pub(super) fn upright(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Self::None => (y, x),
            Self::Quarter => (x, -y),
            Self::Half => (-y, -x),
            Self::ThreeQuarters => (-x, y),
        }
    }
}

/// Why bytes are not a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// No pixel at all.
    #[error("the frame is empty")]
    Empty,
    /// More pixels than any camera gives.
    #[error("the frame is too large")]
    TooLarge,
    /// Rows that overlap.
    #[error("the stride of the frame is shorter than its width")]
    ShortStride,
    /// Fewer bytes than width, height and stride call for.
    #[error("the frame holds fewer bytes than its size calls for")]
    ShortPlane,
    /// A rotation that is not a multiple of 90 degrees.
    #[error("the rotation of the frame is not a multiple of 90 degrees")]
    Rotation,
}

/// An owned grey picture without padding.
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Plane {
    /// The mean of each `factor` × `factor` pixels.
    pub(super) fn reduce(&self, factor: usize) -> Self {
        Self::reduced(self.rows(), self.width, self.height, factor)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width.max(1))
    }

    pub(super) fn shorter_side(&self) -> usize {
        self.width.min(self.height)
    }

    fn reduced<'r>(rows: impl Iterator<Item = &'r [u8]>, width: usize, height: usize, factor: usize) -> Self {
        let (width, height) = (width / factor, height / factor);
        let rows = rows.take(height * factor);
        let mut pixels = Vec::with_capacity(width * height);
        if factor == 1 {
            rows.for_each(|row| pixels.extend_from_slice(row));
            return Self { width, height, pixels };
        }
        let area = u32::try_from(factor * factor).unwrap_or(u32::MAX);
        let mut sums = vec![area / 2; width];
        for (y, row) in rows.enumerate() {
            for (sum, cell) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                *sum += cell.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
            }
            if (y + 1) % factor == 0 {
                pixels.extend(sums.iter().map(|sum| u8::try_from(sum / area).unwrap_or(u8::MAX)));
                sums.fill(area / 2);
            }
        }
        Self { width, height, pixels }
    }

    /// Twice the size, linear between the pixels.
    pub(super) fn doubled(&self) -> Self {
        let mut pixels = Vec::with_capacity(self.pixels.len() * 4);
        let wide: Vec<Vec<u8>> = self.rows().map(double_row).collect();
        for (at, row) in wide.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| wide.get(at)).unwrap_or(row);
            let after = wide.get(at + 1).unwrap_or(row);
            pixels.extend(row.iter().zip(before).map(|(&near, &far)| between(near, far)));
            pixels.extend(row.iter().zip(after).map(|(&near, &far)| between(near, far)));
        }
        Self {
            width: self.width * 2,
            height: self.height * 2,
            pixels,
        }
    }
}

fn double_row(row: &[u8]) -> Vec<u8> {
    let before = row.iter().take(1).chain(row);
    let after = row.iter().skip(1).chain(row.last());
    row.iter()
        .zip(before.zip(after))
        .flat_map(|(&pixel, (&before, &after))| [between(pixel, before), between(pixel, after)])
        .collect()
}

/// Three quarters of the near pixel and one of the far one.
fn between(near: u8, far: u8) -> u8 {
    let sum = 3 * u16::from(near) + u16::from(far) + 2;
    u8::try_from(sum / 4).unwrap_or(u8::MAX)
}
