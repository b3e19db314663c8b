//! A camera frame: four bytes say its width, height, padding and the way it is read, and its rotation; the rest is its
//! plane. Whatever it shows is answered.

use logi_core::qr::{FrameReader, LumaFrame, Rotation, read_picture};

/// Frames up to 64 x 64.
pub fn run(data: &[u8]) {
    let Some((&[width, height, padding, degrees], plane)) = data.split_first_chunk() else {
        return;
    };
    let (width, height) = (usize::from(width % 65), usize::from(height % 65));
    let stride = width + usize::from(padding % 8);
    let Ok(rotation) = Rotation::parse_degrees(i32::from(degrees) * 30) else {
        return;
    };
    let Ok(frame) = LumaFrame::new(plane, width, height, stride, rotation) else {
        return;
    };
    read(frame, padding / 8 % 7);
}

/// As one of the six turns of a live reader, or as a still picture.
fn read(frame: LumaFrame<'_>, way: u8) {
    if way == 6 {
        assert!(read_picture(frame).len() <= 16);
        return;
    }
    let mut reader = FrameReader::new();
    let dot = LumaFrame::new(&[0], 1, 1, 1, Rotation::None).expect("a frame");
    for _ in 0..way {
        reader.read(dot);
    }
    assert!(reader.read(frame).len() <= 16);
}
