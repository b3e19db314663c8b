import Foundation
import LogiKit
import Testing

@Suite struct ScannerTests {
    private func read(_ bytes: Int, _ width: Int, _ height: Int, _ bytesPerRow: Int) throws -> FrameReading {
        try Data(count: bytes).withUnsafeBytes { bytes in
            try FrameScanner().read(LumaPlane(bytes: bytes, width: width, height: height, bytesPerRow: bytesPerRow))
        }
    }

    @Test func refusesAFrameWithoutAPixel() {
        #expect(throws: ScannerError.empty) { try read(64, 0, 8, 8) }
        #expect(throws: ScannerError.empty) { try read(64, 8, 0, 8) }
        #expect(throws: ScannerError.empty) { try read(64, -8, 8, 8) }
    }

    @Test func refusesAStrideShorterThanTheWidth() {
        #expect(throws: ScannerError.shortStride) { try read(64, 8, 8, 7) }
        #expect(throws: ScannerError.shortStride) { try read(64, 8, 8, -8) }
        #expect(throws: ScannerError.shortStride) { try read(64, 8, 8, 0) }
    }

    @Test func refusesFewerBytesThanTheSizeSays() {
        #expect(throws: ScannerError.shortPlane) { try read(0, 8, 8, 8) }
        #expect(throws: ScannerError.shortPlane) { try read(63, 8, 8, 8) }
        #expect(throws: ScannerError.shortPlane) { try read(64, 8, 8, 16) }
    }

    @Test func refusesASizeBeyondAnyCamera() {
        #expect(throws: ScannerError.tooLarge) { try read(64, Int(UInt32.max) + 1, 8, Int(UInt32.max) + 1) }
        #expect(throws: ScannerError.tooLarge) { try read(64, 1_000_000, 1_000_000, 1_000_000) }
    }

    @Test func readsNothingFromAnEmptyPicture() throws {
        #expect(try read(1280 * 720, 1280, 720, 1280) == .nothing)
        // The last row need not be padded.
        #expect(try read(64 * 7 + 8, 8, 8, 64) == .nothing)
    }
}
