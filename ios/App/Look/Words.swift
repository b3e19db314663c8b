import Foundation

extension Phrase {
    /// The text in the person's language, with `arguments` in the places of `%@`, `%1$@` and so on. An argument is never read
    /// as a format, whatever an application calls itself.
    func callAsFunction(_ arguments: String...) -> String {
        fill(Bundle.main.localizedString(forKey: rawValue, value: nil, table: nil), with: arguments)
    }
}

/// `template` with its placeholders filled, in one pass.
func fill(_ template: String, with arguments: [String]) -> String {
    var rest = Substring(template)
    var (filled, next) = ("", 0)
    while let percent = rest.firstIndex(of: "%") {
        filled += rest[..<percent]
        rest = rest[percent...]
        let (index, length) = placeholder(rest) ?? (-1, 1)
        if index < 0 {
            filled += "%"
        } else {
            let position = index > 0 ? index - 1 : next
            next += 1
            filled += position < arguments.count ? arguments[position] : ""
        }
        rest = rest.dropFirst(length)
    }
    return filled + rest
}

/// The number (0 for the next one) and the length of the placeholder that `text` begins with.
private func placeholder(_ text: Substring) -> (Int, Int)? {
    if text.hasPrefix("%@") { return (0, 2) }
    let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), number > 0, text.dropFirst(1 + digits.count).hasPrefix("$@") else { return nil }
    return (number, digits.count + 3)
}

extension Locale {
    /// A country's name, from its ISO 3166-1 code.
    func country(_ code: String) -> String {
        localizedString(forRegionCode: code) ?? code
    }
}
