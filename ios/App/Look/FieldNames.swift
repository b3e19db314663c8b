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
    /// The line under its name: what it is wanted for, that it is required, that it was refused, or that it is not set.
    var note: String? {
        if !isSet { return Phrase.requestNotSet() }
        switch (purpose, isRequired) {
        case (let purpose?, true): return Phrase.requestPurposeRequired(purpose)
        case (nil, true): return Phrase.requestRequired()
        case (_, false) where before == .refused: return Phrase.requestRefusedBefore()
        case (let purpose?, false): return Phrase.requestPurpose(purpose)
        case (nil, false): return nil
        }
    }
}
