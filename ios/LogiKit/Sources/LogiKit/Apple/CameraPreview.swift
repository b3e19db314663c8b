#if canImport(SwiftUI) && canImport(UIKit) && canImport(AVFoundation)
    import AVFoundation
    import SwiftUI
    import UIKit

    /// What the camera sees, filling its frame.
    public struct CameraPreview: UIViewRepresentable {
        private let scanner: CameraScanner

        public init(_ scanner: CameraScanner) {
            self.scanner = scanner
        }

        public func makeUIView(context: Context) -> UIView {
            PreviewView(scanner.session)
        }

        public func updateUIView(_ view: UIView, context: Context) {}
    }

    private final class PreviewView: UIView {
        private let preview: AVCaptureVideoPreviewLayer

        init(_ session: AVCaptureSession) {
            preview = AVCaptureVideoPreviewLayer(session: session)
            super.init(frame: .zero)
            preview.videoGravity = .resizeAspectFill
            layer.addSublayer(preview)
        }

        @available(*, unavailable)
        required init?(coder: NSCoder) {
            fatalError("made in code only")
        }

        override func layoutSubviews() {
            super.layoutSubviews()
            preview.frame = bounds
        }
    }
#endif
