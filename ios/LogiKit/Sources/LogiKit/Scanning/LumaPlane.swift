/// The brightness of a picture as some other owner holds it: one byte for each pixel, row by row. Valid within one call only.
public struct LumaPlane {
    /// At least `bytesPerRow × (height - 1) + width` bytes.
    public let bytes: UnsafeRawBufferPointer
    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int
    /// From the start of one row to the start of the next.
    public let bytesPerRow: Int

    public init(bytes: UnsafeRawBufferPointer, width: Int, height: Int, bytesPerRow: Int) {
        self.bytes = bytes
        self.width = width
        self.height = height
        self.bytesPerRow = bytesPerRow
    }
}

/// What a frame showed.
public enum FrameReading: Hashable, Sendable {
    case nothing
    /// A newer frame took this one's place before it was read.
    case superseded
    /// All codes in it.
    case codes(SeenCodes)
}

/// The codes in a frame. Their texts begin logins, or are somebody else's secrets: its description names none.
public struct SeenCodes: Hashable, Sendable {
    private let texts: [String]

    public init(_ texts: [String]) {
        self.texts = texts
    }

    /// The texts, each once.
    public func reveal() -> [String] { texts }
}

extension SeenCodes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "SeenCodes(\(texts.count))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why a picture could not be read.
public enum ScannerError: Error, Hashable, Sendable {
    /// It has no pixel.
    case empty
    case tooLarge
    /// A row is shorter than its width.
    case shortStride
    /// There are fewer bytes than the size says.
    case shortPlane
    case rotation
    /// The file is no picture that the system can decode.
    case notAPicture
    /// A fault of the program.
    case unexpected(String)
}
