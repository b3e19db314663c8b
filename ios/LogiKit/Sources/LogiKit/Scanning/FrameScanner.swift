import Foundation
import LogiCore

/// Reads codes from the frames of a live camera; one for each camera session.
///
/// Call it on the camera's own thread. Frames never queue up: while one is read at most one waits, and a newer one takes its
/// place.
public final class FrameScanner: Sendable {
    private let core: LogiCore.FrameScanner

    public init() throws(ScannerError) {
        core = try ScannerError.askingNow { try LogiCore.FrameScanner() }
    }

    /// Reads one frame where it lies: no pixel is copied.
    public func read(_ frame: LumaPlane) throws(ScannerError) -> FrameReading {
        let (luma, layout) = try frame.measured()
        return try ScannerError.askingNow {
            switch try core.read(luma: luma, layout: layout) {
            case .nothing: .nothing
            case .superseded: .superseded
            case .codes(let seen): .codes(SeenCodes(try seen.reveal()))
            }
        }
    }
}

/// The texts of the codes in a single picture that the system decoded, each once. It takes more ways than a scanner gives one
/// frame: there is no next one.
public func readPicture(_ picture: LumaPlane) throws(ScannerError) -> [String] {
    let (luma, layout) = try picture.measured()
    return try ScannerError.askingNow { try LogiCore.readPicture(luma: luma, layout: layout) }
}

extension LumaPlane {
    /// The plane as the core takes it.
    fileprivate func measured() throws(ScannerError) -> (Data, LogiCore.FrameLayout) {
        guard let start = bytes.baseAddress, width > 0, height > 0 else { throw .empty }
        guard let width = UInt32(exactly: width), let height = UInt32(exactly: height), let stride = UInt32(exactly: bytesPerRow)
        else { throw bytesPerRow < 0 ? .shortStride : .tooLarge }
        // Someone else's memory, seen as data for the length of the call.
        let luma = Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
        return (luma, LogiCore.FrameLayout(width: width, height: height, rowStride: stride))
    }
}
