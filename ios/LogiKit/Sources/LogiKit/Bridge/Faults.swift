import LogiCore

extension NetworkFault {
    init(_ fault: LogiCore.NetworkFault) {
        self =
            switch fault {
            case .notSecure: .notSecure
            case .unreachable: .unreachable
            case .notTrusted: .notTrusted
            case .timedOut: .timedOut
            case .interrupted: .interrupted
            case .tooLarge: .tooLarge
            }
    }
}

extension DeviceFault {
    init(_ fault: LogiCore.KeyFault) {
        self =
            switch fault {
            case .notConfirmed: .keyNotConfirmed
            case .invalidated: .keyInvalidated
            case .locked: .keyLocked
            case .badAnswer: .keyBadAnswer
            case .unavailable: .keyUnavailable
            }
    }

    init(_ fault: LogiCore.StoreFault) {
        self =
            switch fault {
            case .locked: .storeLocked
            case .full: .storeFull
            case .damaged(let record): .storeDamaged(record: record)
            case .newerVersion(let record, _, _): .storeNewer(record: record)
            case .unavailable(let reason): .storeUnavailable(reason: reason)
            }
    }
}

extension Refusal {
    init(_ refusal: LogiCore.ServerRefusal) {
        var (retryAfter, link, state): (UInt32?, [String], String?) = (nil, [], nil)
        let code: RefusalCode
        switch refusal.kind {
        case .invalidRequest: code = .invalidRequest
        case .badBinding: code = .badBinding
        case .invalidToken: code = .invalidToken
        case .invalidDpopProof: code = .invalidDPoPProof
        case .useDpopNonce: code = .useDPoPNonce
        case .invalidDeviceSecret: code = .invalidDeviceSecret
        case .deviceKeyRequired: code = .deviceKeyRequired
        case .deviceKeyRefused: code = .deviceKeyRefused
        case .anonymousNotAllowed(let providers): (code, link) = (.anonymousNotAllowed, providers)
        case .notFound: code = .notFound
        case .subjectTaken: code = .subjectTaken
        case .alreadyScanned: code = .alreadyScanned
        case .conflict(let found): (code, state) = (.conflict, found)
        case .tooLarge: code = .tooLarge
        case .qrBadFrame: code = .frameUnknown
        case .qrStale: code = .frameStale
        case .missingField: code = .missingField
        case .rateLimited(let seconds): (code, retryAfter) = (.rateLimited, seconds)
        case .temporarilyUnavailable(let seconds): (code, retryAfter) = (.temporarilyUnavailable, seconds)
        case .unknown: code = .unknown
        }
        self.init(
            status: Int(refusal.status),
            code: code,
            retryAfter: retryAfter.map { .seconds($0) },
            requestID: refusal.requestId,
            link: link,
            state: state
        )
    }
}
