import LogiKit

extension FieldName {
    /// What a person calls the value.
    var title: String {
        switch self {
        case .preferredName: Phrase.fieldPreferredName()
        case .fullName: Phrase.fieldFullName()
        case .email: Phrase.fieldEmail()
        case .phoneNumber: Phrase.fieldPhoneNumber()
        default: description
        }
    }
}

extension LoginRequest.Field {
    /// The line under its name: what it is wanted for, and what is particular about it.
    var note: String? {
        let parts = [purpose.map { Phrase.requestPurpose($0) }, standing.map { $0() }].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ". ")
    }

    /// That it is required, was decided before, or has no value.
    private var standing: Phrase? {
        switch (isSet, isRequired, before) {
        case (false, true, _): .requestRequiredNotSet
        case (false, false, _): .requestNotSet
        case (true, true, _): .requestRequired
        case (true, false, .granted): .requestAllowedBefore
        case (true, false, .refused): .requestRefusedBefore
        case (true, false, nil): nil
        }
    }
}
