//! A camera frame of up to 1280 x 960: four bytes say its size and how a small picture is grown and repeated over it.
//! Whatever it shows is answered.

use logi_core::qr::{FrameReader, LumaFrame, Rotation, read_picture};

pub fn run(data: &[u8]) {
    let Some((&[width, height, scale, cell], picture)) = data.split_first_chunk() else {
        return;
    };
    let (width, height) = (usize::from(width) * 5 + 5, usize::from(height) * 3 + 195);
    let way = scale / 12 % 7;
    let (scale, cell) = (usize::from(scale % 12) + 1, usize::from(cell % 64) + 1);
    let rows: Vec<Vec<u8>> = picture.chunks_exact(cell).map(|row| grown(row, scale, width)).collect();
    if rows.is_empty() {
        return;
    }
    let lines = rows.iter().flat_map(|row| std::iter::repeat_n(row, scale)).cycle();
    let plane: Vec<u8> = lines.take(height).flatten().copied().collect();
    let frame = LumaFrame::new(&plane, width, height, width, Rotation::None).expect("a frame");
    read(frame, way);
}

fn grown(row: &[u8], scale: usize, width: usize) -> Vec<u8> {
    let pixels = row.iter().flat_map(|&pixel| std::iter::repeat_n(pixel, scale));
    pixels.cycle().take(width).collect()
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
