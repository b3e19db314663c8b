//! Frames that are none, and the newest frame that takes the place of one that waits.

use std::sync::{Arc, Barrier};
use std::thread;

use crate::{FrameLayout, FrameReading, FrameScanner, ScannerError, read_picture};

const fn layout(width: u32, height: u32, row_stride: u32, rotation_degrees: i32) -> FrameLayout {
    FrameLayout {
        width,
        height,
        row_stride,
        rotation_degrees,
    }
}

#[test]
fn bytes_that_are_no_frame_are_refused_by_what_is_wrong() {
    let scanner = FrameScanner::new().unwrap();
    for (bytes, layout, error) in [
        (0, layout(0, 0, 0, 0), ScannerError::Empty),
        (100, layout(10, 10, 9, 0), ScannerError::ShortStride),
        (99, layout(10, 10, 10, 0), ScannerError::ShortPlane),
        (100, layout(u32::MAX, u32::MAX, u32::MAX, 0), ScannerError::TooLarge),
        (100, layout(10, 10, 10, 45), ScannerError::Rotation),
    ] {
        let luma = vec![255; bytes];
        assert_eq!(scanner.read(&luma, layout), Err(error));
        assert_eq!(read_picture(&luma, layout), Err(error));
    }
    assert_eq!(scanner.read(&[255; 100], layout(10, 10, 10, 0)), Ok(FrameReading::Nothing));
}

/// However the threads run, frames never queue: of those that wait while one is read, the newest alone is read.
#[test]
fn of_many_frames_at_once_some_are_superseded_and_the_last_begun_is_read() {
    const FRAMES: usize = 16;
    let scanner = FrameScanner::new().unwrap();
    let luma: Arc<Vec<u8>> = Arc::new((0..1280 * 720).map(|at: usize| u8::try_from(at * 31 % 251).unwrap()).collect());
    let together = Arc::new(Barrier::new(FRAMES));
    let readings: Vec<FrameReading> = (0..FRAMES)
        .map(|_| {
            let (scanner, luma, together) = (scanner.clone(), luma.clone(), together.clone());
            thread::spawn(move || {
                together.wait();
                scanner.read(&luma, layout(1280, 720, 1280, 0)).unwrap()
            })
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|frame| frame.join().unwrap())
        .collect();
    let superseded = readings.iter().filter(|reading| **reading == FrameReading::Superseded).count();
    assert!(superseded >= 1, "every frame was read, one after the other");
    assert!(superseded < FRAMES, "no frame was read");
    assert_eq!(scanner.read(&luma, layout(1280, 720, 1280, 0)), Ok(FrameReading::Nothing));
}
