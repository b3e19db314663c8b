import Foundation
import LogiCore

/// A grey map of Netpbm: `P5`, width, height, 255, one line break, one byte for each pixel.
struct GreyMap {
    let width: UInt32
    let height: UInt32
    let pixels: Data

    init(_ file: Data) throws {
        var words: [String] = []
        var rest = file[...]
        while words.count < 4 {
            let word = rest.prefix { $0 != 0x20 && $0 != 0x0a }
            words.append(String(decoding: word, as: UTF8.self))
            rest = rest.dropFirst(word.count + 1)
        }
        guard words[0] == "P5", let width = UInt32(words[1]), let height = UInt32(words[2]), words[3] == "255" else {
            throw Failed("no grey map")
        }
        (self.width, self.height, pixels) = (width, height, Data(rest))
    }

    func read(by scanner: FrameScanner) throws -> [String] {
        let layout = FrameLayout(width: width, height: height, rowStride: width, rotationDegrees: 0)
        let reading = try scanner.read(luma: pixels, layout: layout)
        guard case .codes(let seen) = reading else { throw Failed("no code was read") }
        let texts = try seen.reveal()
        let printed = String(describing: reading) + String(reflecting: reading)
        try require(!texts.contains { printed.contains($0) }, "it prints a code")
        return texts
    }
}
