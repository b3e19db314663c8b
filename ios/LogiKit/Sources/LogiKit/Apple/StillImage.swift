#if canImport(ImageIO) && canImport(CoreGraphics)
    import CoreGraphics
    import Foundation
    import ImageIO

    /// A picture from the photo library or a file, decoded by the system.
    public enum StillImage {
        /// Larger pictures are made smaller first: a code that is read at all is read at this size.
        private static let longestSide = 4096

        /// The texts of all codes in an encoded picture (PNG, JPEG, HEIC, whatever the system reads).
        public static func codes(in file: Data) throws(ScannerError) -> [String] {
            guard let source = CGImageSourceCreateWithData(file as CFData, nil) else { throw .notAPicture }
            let options: [String: Any] = [
                kCGImageSourceCreateThumbnailFromImageAlways as String: true,
                kCGImageSourceCreateThumbnailWithTransform as String: true,
                kCGImageSourceThumbnailMaxPixelSize as String: longestSide,
            ]
            guard let image = CGImageSourceCreateThumbnailAtIndex(source, 0, options as CFDictionary) else { throw .notAPicture }
            return try codes(in: image)
        }

        /// The texts of all codes in a decoded picture.
        public static func codes(in image: CGImage) throws(ScannerError) -> [String] {
            let (width, height) = (image.width, image.height)
            guard
                let context = CGContext(
                    data: nil,
                    width: width,
                    height: height,
                    bitsPerComponent: 8,
                    bytesPerRow: 0,
                    space: CGColorSpaceCreateDeviceGray(),
                    bitmapInfo: CGImageAlphaInfo.none.rawValue
                )
            else { throw .notAPicture }
            // What is transparent is read as paper.
            context.setFillColor(gray: 1, alpha: 1)
            let whole = CGRect(x: 0, y: 0, width: width, height: height)
            context.fill(whole)
            context.draw(image, in: whole)
            // The context owns the bytes, and would go after its last use.
            defer { withExtendedLifetime(context) {} }
            guard let start = context.data else { throw .notAPicture }
            let bytesPerRow = context.bytesPerRow
            return try readPicture(
                LumaPlane(
                    bytes: UnsafeRawBufferPointer(start: start, count: bytesPerRow * height),
                    width: width,
                    height: height,
                    bytesPerRow: bytesPerRow
                )
            )
        }
    }
#endif
