//! A camera frame: four bytes say its width, height, padding and rotation, the rest is its plane. Whatever it shows
//! is answered.

use logi_core::qr::{FrameReader, LumaFrame, Rotation, read_picture};

/// Frames up to 64 x 64, live and still.
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
    read(frame);
}

fn read(frame: LumaFrame<'_>) {
    let mut reader = FrameReader::new();
    for _ in 0..6 {
        assert!(reader.read(frame).len() <= 16);
    }
    assert!(read_picture(frame).len() <= 16);
}
