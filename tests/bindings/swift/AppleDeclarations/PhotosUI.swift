import SwiftUI

public struct PhotosPickerItem: Equatable, Sendable {
    public func loadTransferable<T: Sendable>(type: T.Type) async throws -> T? { fatalError() }
}

public struct PHPickerFilter: Sendable {
    public static let images = Self()
}

public struct PhotosPicker<Label: View>: View {
    public init(selection: Binding<PhotosPickerItem?>, matching filter: PHPickerFilter?, @ViewBuilder label: () -> Label) {}
    public var body: Never { fatalError() }
}
