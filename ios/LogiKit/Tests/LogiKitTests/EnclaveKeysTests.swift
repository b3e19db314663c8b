import Foundation
import Testing

@testable import LogiKit

/// The two keys: A17 (R17) and A18 (R18) of the threats.
@Suite struct EnclaveKeysTests {
    private let keychain = FakeKeychain()

    private func keys(_ confirmation: EnclaveKeys.Confirmation = .biometrics) -> EnclaveKeys {
        EnclaveKeys(keychain: keychain, confirmation: confirmation) { "Log in to \($0) (\($1))" }
    }

    private var approvalKey: String { keychain.now.keys.keys.first { $0.hasSuffix("approval") } ?? "" }

    @Test func saysThatAChangeOfFacesInvalidatedTheKeyAndNeverMakesItAgain() async throws {
        _ = try await keys().ensure(.approval)
        keychain.now.keys = [:]
        await #expect(throws: DeviceKeyError.invalidated) { try await keys().sign(Data(), with: .approval, for: .call) }
        await #expect(throws: DeviceKeyError.invalidated) { try await keys().find(.approval) }
        await #expect(throws: DeviceKeyError.invalidated) { try await keys().ensure(.approval) }
        #expect(keychain.now.made == 1)
    }

    @Test func makesAnotherKeyAfterStartingFresh() async throws {
        let first = try await keys().ensure(.approval)
        keychain.now.keys = [:]
        try await keys().remove(.approval)
        await #expect(throws: DeviceKeyError.missing) { try await keys().find(.approval) }
        let second = try await keys().ensure(.approval)
        #expect(first.publicKey != second.publicKey)
    }

    @Test(arguments: [
        (KeychainFailure(.status, -25300), DeviceKeyError.invalidated), (KeychainFailure(.authentication, -7), .invalidated),
        (KeychainFailure(.authentication, -5), .invalidated), (KeychainFailure(.authentication, -2), .notConfirmed),
        (KeychainFailure(.authentication, -1), .notConfirmed), (KeychainFailure(.authentication, -3), .notConfirmed),
        (KeychainFailure(.authentication, -4), .notConfirmed), (KeychainFailure(.authentication, -9), .notConfirmed),
        (KeychainFailure(.status, -128), .notConfirmed), (KeychainFailure(.status, -25293), .notConfirmed),
        (KeychainFailure(.authentication, -8), .locked), (KeychainFailure(.status, -25308), .locked),
        (KeychainFailure(.authentication, -1004), .locked), (KeychainFailure(.authentication, -10), .notConfirmed),
        (KeychainFailure(.token, -3), .invalidated), (KeychainFailure(.token, -6), .invalidated),
        (KeychainFailure(.token, -4), .notConfirmed), (KeychainFailure(.token, -5), .notConfirmed),
        (KeychainFailure(.token, -9), .locked), (KeychainFailure(.token, -2), .unavailable(reason: "token -2")),
        (KeychainFailure(.other, -3), .unavailable(reason: "other -3")),
    ])
    func saysWhyNothingWasSigned(_ failure: KeychainFailure, _ expected: DeviceKeyError) async throws {
        _ = try await keys().ensure(.approval)
        keychain.now.signing = failure
        await #expect(throws: expected) { try await keys().sign(Data(), with: .approval, for: .call) }
    }

    @Test func isMissingBeforeOneWasEverMade() async {
        await #expect(throws: DeviceKeyError.missing) { try await keys().sign(Data(), with: .approval, for: .call) }
        await #expect(throws: DeviceKeyError.missing) { try await keys().find(.possession) }
    }

    @Test func doesNotTakeAFailureOfTheKeychainForAMissingKey() async throws {
        keychain.now.all = KeychainFailure(.status, -25308)
        await #expect(throws: DeviceKeyError.locked) { try await keys().ensure(.approval) }
        await #expect(throws: DeviceKeyError.locked) { try await keys().find(.approval) }
        keychain.now.all = nil
        #expect(keychain.now.made == 0)
    }

    @Test func refusesADamagedNote() async throws {
        _ = try await keys().ensure(.approval)
        for item in keychain.now.items.keys { keychain.now.items[item] = Data("{}".utf8) }
        await #expect(throws: DeviceKeyError.unavailable(reason: "damaged note of a key")) { try await keys().ensure(.approval) }
        #expect(keychain.now.made == 1)
    }

    @Test func protectsEachKeyByItsRole() async throws {
        let possession = try await keys().ensure(.possession)
        let approval = try await keys().ensure(.approval)
        #expect(possession.hardware == .secureEnclave && possession.presence == .none)
        #expect(approval.hardware == .secureEnclave && approval.presence == .biometric)
        #expect(keychain.now.keys[approvalKey] == KeyProtection(accessible: .whenUnlocked, presence: .biometric))
        #expect(keychain.now.keys.values.contains(KeyProtection(accessible: .afterFirstUnlock, presence: .none)))
    }

    @Test func thePasscodeIsDeclaredAndNeverReplacesBiometricsInSilence() async throws {
        let declared = try await keys(.devicePasscode).ensure(.approval)
        #expect(declared.presence == .deviceCredential)
        // Asked for the other way, the key that is there is told as what it is.
        #expect(try await keys(.biometrics).ensure(.approval) == declared)
        #expect(keychain.now.made == 1)
    }

    @Test func onlyAnApprovalPrompts() async throws {
        let keys = keys()
        _ = try await keys.ensure(.possession)
        _ = try await keys.ensure(.approval)
        let approve = SigningReason.approve(application: "Northwind", domain: "northwind.example")
        _ = try await keys.sign(Data(), with: .possession, for: .call)
        _ = try await keys.sign(Data(), with: .possession, for: .deny)
        _ = try await keys.sign(Data(), with: .possession, for: approve)
        _ = try await keys.sign(Data(), with: .approval, for: approve)
        #expect(keychain.now.prompts == [nil, nil, nil, "Log in to Northwind (northwind.example)"])
    }

    @Test func aSimulatorsKeySaysThatItIsSoftware() async throws {
        let keys = EnclaveKeys(keychain: FakeKeychain(hardware: .none), confirmation: .biometrics) { _, _ in "" }
        let key = try await keys.ensure(.approval)
        #expect(key.hardware == .none && key.presence == .none)
    }
}

@Suite struct KeychainStoreTests {
    private let keychain = FakeKeychain()

    @Test(arguments: [
        (KeychainFailure(.status, -25308), SecretStoreError.locked), (KeychainFailure(.status, -34), .full),
        (KeychainFailure(.status, -26275), .damaged), (KeychainFailure(.status, -34018), .unavailable(reason: "status -34018")),
    ])
    func saysWhyItDidNotDoIt(_ failure: KeychainFailure, _ expected: SecretStoreError) async throws {
        let store = KeychainStore(keychain: keychain)
        keychain.now.all = failure
        await #expect(throws: expected) { try await store.load("a") }
        await #expect(throws: expected) { try await store.save(Data(), as: "a") }
        await #expect(throws: expected) { try await store.remove("a") }
    }

    @Test func keepsEachValueForAnUnlockedPhone() async throws {
        let store = KeychainStore(keychain: keychain)
        #expect(try await store.load("a") == nil)
        try await store.save(Data([1]), as: "a")
        try await store.save(Data([2]), as: "a")
        #expect(try await store.load("a") == Data([2]))
        #expect(keychain.now.items.keys.allSatisfy { $0.accessible == .whenUnlocked && $0.service == "dev.logi.vault" })
        try await store.remove("a")
        try await store.remove("a")
        #expect(try await store.load("a") == nil)
    }
}
