import LogiKit
import PhotosUI
import SwiftUI

struct ScannerScreen: View {
    let state: ScannerState
    /// Nothing in a preview.
    let camera: CameraScanner?
    let send: @MainActor (ScannerAction) -> Void

    @Environment(\.openURL) private var openURL
    @State private var picked: PhotosPickerItem?

    var body: some View {
        content
            .fading(with: state)
            .onAppear { send(.appear) }
            .onChange(of: picked) { _, item in
                guard let item else { return }
                picked = nil
                Task { send(.picture((try? await item.loadTransferable(type: Data.self)) ?? Data())) }
            }
    }

    @ViewBuilder private var content: some View {
        switch state {
        case .askingPermission: Working(.scannerPermission)
        case .judging: Working(.scannerJudging) { Choose(.commonCancel, .plain) { send(.leave) } }
        case .looking(let hint, let torch): looking(hint, torch)
        case .permissionDenied:
            told(.scannerDeniedTitle, .scannerDeniedText) {
                Choose(.scannerDeniedSettings, .plain) { openURL(.phoneSettings) }
            }
        case .noCamera:
            told(.scannerNocameraTitle, .scannerNocameraText) {}
        case .refused(let advice):
            Page {
                Told(advice: advice)
            } answers: {
                Choose(.commonClose, .plain) { send(.leave) }
                if advice.action == .startOver {
                    Choose(.commonStartOver) { send(.startOver) }
                } else {
                    Choose(.commonScanAgain) { send(.again) }
                }
            }
        }
    }

    private func looking(_ hint: ScannerHint?, _ torch: Torch) -> some View {
        Page {
            Text(hint == .onceMore ? .scannerOnceMore : .scannerTitle).titleStyle()
            if let camera {
                CameraPreview(camera)
                    .frame(maxWidth: .infinity)
                    .aspectRatio(1, contentMode: .fit)
                    .clipShape(RoundedRectangle(cornerRadius: Size.cardRadius))
                    .accessibilityLabel(Text(.scannerPreview))
            }
            switch hint {
            case .onceMore: Notice(Phrase.scannerOnceMoreText(), .warning)
            case .notALogiCode: Notice(Phrase.scannerNotACode(), .warning)
            case nil: Text(.scannerHint).secondLine()
            }
        } answers: {
            HStack(spacing: Size.grid) {
                picture(.plain)
                if torch != .none { light(isOn: torch == .on) }
            }
            Choose(.commonCancel, .plain) { send(.leave) }
        }
    }

    private func light(isOn: Bool) -> some View {
        Button {
            send(.torch)
        } label: {
            Image(systemName: isOn ? "flashlight.on.fill" : "flashlight.off.fill")
                .foregroundStyle(Color(isOn ? .accent : .ink))
                .frame(width: Size.controlHeight, height: Size.controlHeight)
                .background(Color(isOn ? .accentSoft : .card), in: RoundedRectangle(cornerRadius: Size.controlRadius))
                .overlay(RoundedRectangle(cornerRadius: Size.controlRadius).stroke(Color(.line), lineWidth: 1))
        }
        .buttonStyle(.plain)
        .accessibilityLabel(Text(isOn ? .scannerTorchOff : .scannerTorchOn))
    }

    private func told<Answers: View>(_ title: Phrase, _ text: Phrase, @ViewBuilder answers: () -> Answers) -> some View {
        Page {
            Text(title).titleStyle()
            Text(text).foregroundStyle(Color(.ink))
        } answers: {
            answers()
            picture(.main)
            Choose(.commonCancel, .plain) { send(.leave) }
        }
    }

    /// The system's picker gives the app one picture, and needs no permission for it.
    private func picture(_ weight: Choose.Weight) -> some View {
        PhotosPicker(selection: $picked, matching: .images) {
            Text(.scannerPicture)
                .font(.body.weight(.semibold))
                .frame(maxWidth: .infinity, minHeight: Size.controlHeight)
                .foregroundStyle(Color(weight == .main ? .onAccent : .ink))
                .background(Color(weight == .main ? .accent : .card), in: RoundedRectangle(cornerRadius: Size.controlRadius))
                .overlay(RoundedRectangle(cornerRadius: Size.controlRadius).stroke(Color(.line), lineWidth: 1))
        }
    }
}

extension URL {
    /// The phone's settings for this app.
    fileprivate static let phoneSettings = URL(string: UIApplication.openSettingsURLString)!
}
