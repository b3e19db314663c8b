import Foundation
import LogiCore

/// An error of this package that is made of one of the core's.
protocol FromCore: Error {
    associatedtype Core: Error
    init(_ core: Core)
    /// A fault of the program, such as a panic.
    init(unexpected: String)
}

extension FromCore {
    /// Does `work` of the core and speaks of its failures in this package's words.
    static func asking<Answer>(_ work: () async throws -> Answer) async throws(Self) -> Answer {
        do {
            return try await work()
        } catch {
            throw translated(error)
        }
    }

    /// The same for work that does not wait.
    static func askingNow<Answer>(_ work: () throws -> Answer) throws(Self) -> Answer {
        do {
            return try work()
        } catch {
            throw translated(error)
        }
    }

    private static func translated(_ error: any Error) -> Self {
        if let core = error as? Core { Self(core) } else { Self(unexpected: String(describing: error)) }
    }
}

extension OpenError: FromCore {
    init(_ core: LogiCore.OpenError) {
        self =
            switch core {
            case .BadIssuer(let reason): .configuration("the issuer is \(reason)")
            case .BadLinkHost(let reason): .configuration("the link host is \(reason)")
            case .BadPins(let reason): .configuration("the pins are unusable: \(reason)")
            case .OtherIssuer(let stored): .otherIssuer(stored: stored)
            case .Network(let fault): .server(.network(NetworkFault(fault)))
            case .Store(let fault): .device(DeviceFault(fault))
            }
    }

    init(unexpected: String) { self = .device(.unexpected(unexpected)) }
}

extension EnrolError: FromCore {
    init(_ core: LogiCore.EnrolError) {
        self =
            switch core {
            case .CannotContinue: .cannotContinue
            case .NotInDoubt: .notInDoubt
            case .NoRandomness: .noRandomness
            case .NoDeviceValue: .noDeviceValue
            case .Network(let fault): .server(.network(NetworkFault(fault)))
            case .Refused(let refusal): .server(.refused(Refusal(refusal)))
            case .BadAnswer(let status): .server(.notUnderstood(status: Int(status)))
            case .NotEnrolled: .device(.notEnrolled)
            case .Undecided: .device(.undecided)
            case .Key(let fault): .device(DeviceFault(fault))
            case .Store(let fault): .device(DeviceFault(fault))
            }
    }

    init(unexpected: String) { self = .device(.unexpected(unexpected)) }
}

extension AccountError: FromCore {
    init(_ core: LogiCore.AccountError) {
        self =
            switch core {
            case .Network(let fault): .server(.network(NetworkFault(fault)))
            case .Refused(let refusal): .server(.refused(Refusal(refusal)))
            case .BadAnswer(let status): .server(.notUnderstood(status: Int(status)))
            case .NotEnrolled: .device(.notEnrolled)
            case .Undecided: .device(.undecided)
            case .Key(let fault): .device(DeviceFault(fault))
            case .Store(let fault): .device(DeviceFault(fault))
            }
    }

    init(unexpected: String) { self = .device(.unexpected(unexpected)) }
}

extension BeginError: FromCore {
    init(_ core: LogiCore.BeginError) {
        self =
            switch core {
            case .NotALogiCode: .notALogiCode
            case .WrongDomain(let host): .wrongDomain(host: host)
            case .Unsigned: .unsigned
            case .BadSignature: .badSignature
            case .UnknownKey(let kid): .unknownKey(kid)
            case .Expired: .expired
            case .ClockOff: .clockOff
            case .LinkNotScan: .linkNotScan
            case .SeveralCodes: .severalCodes
            case .Network(let fault): .server(.network(NetworkFault(fault)))
            case .Refused(let refusal): .server(.refused(Refusal(refusal)))
            case .BadAnswer(let status): .server(.notUnderstood(status: Int(status)))
            case .NotEnrolled: .device(.notEnrolled)
            case .Undecided: .device(.undecided)
            case .Key(let fault): .device(DeviceFault(fault))
            case .Store(let fault): .device(DeviceFault(fault))
            }
    }

    init(unexpected: String) { self = .device(.unexpected(unexpected)) }
}

extension LoginError: FromCore {
    init(_ core: LogiCore.LoginError) {
        self =
            switch core {
            case .NotPresented: .notPresented
            case .AlreadyDecided: .alreadyDecided
            case .Cancelled: .cancelled
            case .FieldNotOffered(let field): .fieldNotOffered(FieldName(field))
            case .FieldRequired(let field): .fieldRequired(FieldName(field))
            case .FieldNotSet(let field): .fieldNotSet(FieldName(field))
            case .Network(let fault): .server(.network(NetworkFault(fault)))
            case .Refused(let refusal): .server(.refused(Refusal(refusal)))
            case .BadAnswer(let status): .server(.notUnderstood(status: Int(status)))
            case .NotEnrolled: .device(.notEnrolled)
            case .Undecided: .device(.undecided)
            case .Key(let fault): .device(DeviceFault(fault))
            case .Store(let fault): .device(DeviceFault(fault))
            }
    }

    init(unexpected: String) { self = .device(.unexpected(unexpected)) }
}

extension ReceiptError: FromCore {
    init(_ core: LogiCore.ReceiptError) {
        self =
            switch core {
            case .Invalid: .invalid
            case .UnknownKey(let kid): .unknownKey(kid)
            case .NotASession: .device(.unexpected("not the id of a login"))
            case .Network(let fault): .server(.network(NetworkFault(fault)))
            case .Refused(let refusal): .server(.refused(Refusal(refusal)))
            case .BadAnswer(let status): .server(.notUnderstood(status: Int(status)))
            case .NotEnrolled: .device(.notEnrolled)
            case .Undecided: .device(.undecided)
            case .Key(let fault): .device(DeviceFault(fault))
            case .Store(let fault): .device(DeviceFault(fault))
            }
    }

    init(unexpected: String) { self = .device(.unexpected(unexpected)) }
}

extension ScannerError: FromCore {
    init(_ core: LogiCore.ScannerError) {
        self =
            switch core {
            case .Empty: .empty
            case .TooLarge: .tooLarge
            case .ShortStride: .shortStride
            case .ShortPlane: .shortPlane
            case .Rotation: .rotation
            case .NotAPicture: .notAPicture
            }
    }

    init(unexpected: String) { self = .unexpected(unexpected) }
}

extension CoreLogError: FromCore {
    init(_ core: LogiCore.LogError) {
        self =
            switch core {
            case .InUse: .inUse
            case .Sink(let reason): .unexpected(reason)
            }
    }

    init(unexpected: String) { self = .unexpected(unexpected) }
}
