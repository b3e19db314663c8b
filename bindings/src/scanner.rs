//! Codes from camera frames and pictures. No pixel is copied on its way here.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use logi_core::qr::{self, FrameError, FrameReader, LumaFrame, Rotation};

/// How the bytes of a grey picture lie: `height` rows of `width` pixels, one byte each (0 is black).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct FrameLayout {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Bytes from the beginning of a row to that of the next one.
    pub row_stride: u32,
    /// What turns the picture clockwise to stand upright: a multiple of 90. It decides which of several codes is first.
    #[uniffi(default = 0)]
    pub rotation_degrees: i32,
}

impl FrameLayout {
    fn over(self, luma: &[u8]) -> Result<LumaFrame<'_>, ScannerError> {
        let size = |side: u32| usize::try_from(side).map_err(|_| ScannerError::TooLarge);
        let rotation = Rotation::parse_degrees(self.rotation_degrees)?;
        let stride = size(self.row_stride)?;
        Ok(LumaFrame::new(luma, size(self.width)?, size(self.height)?, stride, rotation)?)
    }
}

/// What became of a frame.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum FrameReading {
    /// It shows no code that could be read.
    Nothing,
    /// A newer frame came while it waited, and it was not looked at.
    Superseded,
    /// It shows codes.
    Codes {
        /// Which.
        seen: Arc<SeenCodes>,
    },
}

/// The codes in a frame. Whoever has the text of a login's code can answer it, and a code of somebody else may hold a
/// password: it crosses as an object, so that no language prints it; [`Self::reveal`] is the one way to the texts.
#[derive(PartialEq, Eq, uniffi::Object)]
pub struct SeenCodes {
    texts: Vec<String>,
}

impl fmt::Debug for SeenCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeenCodes({})", self.texts.len())
    }
}

#[uniffi::export]
impl SeenCodes {
    /// Their texts, each once, in reading order, at most 16.
    ///
    /// # Errors
    /// None of its own.
    pub fn reveal(&self) -> Result<Vec<String>, ScannerError> {
        Ok(self.texts.clone())
    }
}

/// Why bytes are not a picture to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ScannerError {
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
    /// Not PNG or JPEG, or damaged.
    #[error("this is not a PNG or JPEG picture, or it is damaged")]
    NotAPicture,
}

impl From<FrameError> for ScannerError {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Empty => Self::Empty,
            FrameError::TooLarge => Self::TooLarge,
            FrameError::ShortStride => Self::ShortStride,
            FrameError::ShortPlane => Self::ShortPlane,
            FrameError::Rotation => Self::Rotation,
        }
    }
}

/// Reads codes from the frames of a live camera; one for each camera session.
///
/// Frames never queue up. While one is read at most one waits, and a newer one takes its place.
#[derive(uniffi::Object)]
pub struct FrameScanner {
    turn: Mutex<Turn>,
    changed: Condvar,
}

struct Turn {
    /// The reader; nothing while a frame is read.
    reader: Option<FrameReader>,
    /// The number of the newest frame.
    newest: u64,
}

#[uniffi::export]
impl FrameScanner {
    /// A scanner before its first frame.
    ///
    /// # Errors
    /// None of its own.
    #[uniffi::constructor]
    pub fn new() -> Result<Arc<Self>, ScannerError> {
        let turn = Turn {
            reader: Some(FrameReader::new()),
            newest: 0,
        };
        Ok(Arc::new(Self {
            turn: Mutex::new(turn),
            changed: Condvar::new(),
        }))
    }

    /// Reads the luma (Y) plane of one frame, on the caller's thread.
    ///
    /// # Errors
    /// [`ScannerError`] when the plane cannot hold such a picture.
    pub fn read(&self, luma: &[u8], layout: FrameLayout) -> Result<FrameReading, ScannerError> {
        let frame = layout.over(luma)?;
        let Some(mut reading) = self.wait_for_turn() else {
            return Ok(FrameReading::Superseded);
        };
        let texts = reading.reader.read(frame);
        Ok(if texts.is_empty() {
            FrameReading::Nothing
        } else {
            FrameReading::Codes {
                seen: Arc::new(SeenCodes { texts }),
            }
        })
    }
}

impl FrameScanner {
    /// Waits until the reader is free; nothing when a newer frame came meanwhile.
    fn wait_for_turn(&self) -> Option<Reading<'_>> {
        let mut turn = self.turn();
        turn.newest = turn.newest.wrapping_add(1);
        let number = turn.newest;
        self.changed.notify_all();
        loop {
            if turn.newest != number {
                return None;
            }
            if let Some(reader) = turn.reader.take() {
                return Some(Reading { scanner: self, reader });
            }
            turn = self.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one reading in progress. It gives the reader back however it ends.
struct Reading<'a> {
    scanner: &'a FrameScanner,
    reader: FrameReader,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.scanner.turn().reader = Some(self.reader.clone());
        self.scanner.changed.notify_all();
    }
}

/// The texts of the QR codes in a single picture that the system decoded to luma, each once, in reading order, at most
/// 16. It takes more ways than [`FrameScanner`] gives one frame: there is no next one.
///
/// # Errors
/// [`ScannerError`] when the plane cannot hold such a picture.
#[uniffi::export]
pub fn read_picture(luma: &[u8], layout: FrameLayout) -> Result<Vec<String>, ScannerError> {
    Ok(qr::read_picture(layout.over(luma)?))
}

/// The texts of the QR codes in the bytes of a PNG or JPEG picture, each once, in reading order, at most 16.
///
/// # Errors
/// [`ScannerError::NotAPicture`] or [`ScannerError::TooLarge`].
#[cfg(feature = "images")]
#[uniffi::export]
pub fn read_image(bytes: &[u8]) -> Result<Vec<String>, ScannerError> {
    qr::read_still(bytes).map_err(|error| match error {
        qr::PictureError::NotAPicture => ScannerError::NotAPicture,
        qr::PictureError::TooLarge => ScannerError::TooLarge,
    })
}
