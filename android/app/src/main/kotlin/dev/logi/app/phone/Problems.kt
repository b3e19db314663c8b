package dev.logi.app.phone

import dev.logi.core.AccountException
import dev.logi.core.BeginException
import dev.logi.core.EnrolException
import dev.logi.core.KeyFault
import dev.logi.core.LoginException
import dev.logi.core.NetworkFault
import dev.logi.core.OpenException
import dev.logi.core.ReceiptException
import dev.logi.core.RefusalKind
import dev.logi.core.ServerRefusal
import dev.logi.core.StoreFault

/** What a person can do about an error of opening. */
internal fun problemOf(error: OpenException): Problem = when (error) {
    is OpenException.BadIssuer, is OpenException.BadLinkHost, is OpenException.BadPins -> Problem.Unexpected(null)
    is OpenException.OtherIssuer -> Problem.StoreDamaged
    is OpenException.Network -> problemOf(error.fault)
    is OpenException.Store -> problemOf(error.fault)
}

/** What a person can do about an error of setting up. */
internal fun problemOf(error: EnrolException): Problem = when (error) {
    is EnrolException.CannotContinue, is EnrolException.NotInDoubt, is EnrolException.Undecided, is EnrolException.NotEnrolled -> Problem.NotSetUp
    is EnrolException.NoRandomness, is EnrolException.NoDeviceValue -> Problem.Unexpected(null)
    is EnrolException.Network -> problemOf(error.fault)
    is EnrolException.Refused -> problemOf(error.refusal)
    is EnrolException.BadAnswer -> Problem.UpdateNeeded
    is EnrolException.Key -> problemOf(error.fault)
    is EnrolException.Store -> problemOf(error.fault)
}

/** What a person can do about an error of the account. */
internal fun problemOf(error: AccountException): Problem = when (error) {
    is AccountException.Network -> problemOf(error.fault)
    is AccountException.Refused -> problemOf(error.refusal)
    is AccountException.BadAnswer -> Problem.UpdateNeeded
    is AccountException.NotEnrolled, is AccountException.Undecided -> Problem.NotSetUp
    is AccountException.Key -> problemOf(error.fault)
    is AccountException.Store -> problemOf(error.fault)
}

/** What a person can do about a code that begins nothing. */
internal fun problemOf(error: BeginException): Problem = when (error) {
    is BeginException.NotALogiCode -> Problem.NotALogiCode
    is BeginException.WrongDomain -> Problem.WrongDomain(error.host)
    is BeginException.Unsigned -> Problem.Unsigned
    is BeginException.BadSignature -> Problem.BadSignature
    is BeginException.UnknownKey -> Problem.UnknownKey
    is BeginException.Expired -> Problem.Expired
    is BeginException.ClockOff -> Problem.ClockOff
    is BeginException.LinkNotScan -> Problem.LinkNotScan
    is BeginException.SeveralCodes -> Problem.SeveralCodes
    is BeginException.Network -> problemOf(error.fault)
    is BeginException.Refused -> problemOf(error.refusal)
    is BeginException.BadAnswer -> Problem.UpdateNeeded
    is BeginException.NotEnrolled, is BeginException.Undecided -> Problem.NotSetUp
    is BeginException.Key -> problemOf(error.fault)
    is BeginException.Store -> problemOf(error.fault)
}

/** What a person can do about a login that took no step. */
internal fun problemOf(error: LoginException): Problem = when (error) {
    is LoginException.NotPresented, is LoginException.AlreadyDecided, is LoginException.Cancelled -> Problem.Over
    is LoginException.FieldNotOffered, is LoginException.FieldRequired, is LoginException.FieldNotSet -> Problem.BadBinding
    is LoginException.Network -> problemOf(error.fault)
    is LoginException.Refused -> problemOf(error.refusal)
    is LoginException.BadAnswer -> Problem.UpdateNeeded
    is LoginException.NotEnrolled, is LoginException.Undecided -> Problem.NotSetUp
    is LoginException.Key -> problemOf(error.fault)
    is LoginException.Store -> problemOf(error.fault)
}

/** What a person can do about a receipt that is none. */
internal fun problemOf(error: ReceiptException): Problem = when (error) {
    is ReceiptException.Invalid, is ReceiptException.UnknownKey, is ReceiptException.NotASession -> Problem.NotGenuine
    is ReceiptException.Network -> problemOf(error.fault)
    is ReceiptException.Refused -> problemOf(error.refusal)
    is ReceiptException.BadAnswer -> Problem.UpdateNeeded
    is ReceiptException.NotEnrolled, is ReceiptException.Undecided -> Problem.NotSetUp
    is ReceiptException.Key -> problemOf(error.fault)
    is ReceiptException.Store -> problemOf(error.fault)
}

private fun problemOf(fault: NetworkFault): Problem = when (fault) {
    NetworkFault.UNREACHABLE, NetworkFault.TIMED_OUT, NetworkFault.INTERRUPTED -> Problem.Offline
    NetworkFault.NOT_SECURE, NetworkFault.NOT_TRUSTED -> Problem.NotTrusted
    NetworkFault.TOO_LARGE -> Problem.UpdateNeeded
}

private fun problemOf(fault: KeyFault): Problem = when (fault) {
    KeyFault.NOT_CONFIRMED -> Problem.NotConfirmed
    KeyFault.INVALIDATED -> Problem.KeyLost
    KeyFault.LOCKED -> Problem.KeyLocked
    KeyFault.BAD_ANSWER, KeyFault.UNAVAILABLE -> Problem.KeyUnavailable
}

private fun problemOf(fault: StoreFault): Problem = when (fault) {
    is StoreFault.Locked -> Problem.KeyLocked
    is StoreFault.Full -> Problem.StoreFull
    is StoreFault.Damaged -> Problem.StoreDamaged
    is StoreFault.NewerVersion -> Problem.UpdateNeeded
    is StoreFault.Unavailable -> Problem.KeyUnavailable
}

private fun problemOf(refusal: ServerRefusal): Problem = when (val kind = refusal.kind) {
    is RefusalKind.InvalidRequest, is RefusalKind.TooLarge -> Problem.UpdateNeeded
    is RefusalKind.BadBinding, is RefusalKind.MissingField -> Problem.BadBinding
    is RefusalKind.InvalidToken, is RefusalKind.InvalidDpopProof, is RefusalKind.UseDpopNonce, is RefusalKind.InvalidDeviceSecret -> Problem.NotSetUp
    is RefusalKind.DeviceKeyRequired, is RefusalKind.DeviceKeyRefused -> Problem.PhoneRefused
    is RefusalKind.AnonymousNotAllowed -> Problem.AnonymousRefused(kind.link)
    is RefusalKind.NotFound, is RefusalKind.Conflict -> Problem.Over
    is RefusalKind.SubjectTaken -> Problem.SubjectTaken
    is RefusalKind.AlreadyScanned -> Problem.AlreadyScanned
    is RefusalKind.QrBadFrame, is RefusalKind.QrStale -> Problem.Stale
    is RefusalKind.RateLimited -> Problem.Busy(kind.retryAfterSeconds.toInt())
    is RefusalKind.TemporarilyUnavailable -> Problem.Busy(kind.retryAfterSeconds.toInt())
    is RefusalKind.Unknown -> Problem.Unexpected(refusal.requestId)
}
