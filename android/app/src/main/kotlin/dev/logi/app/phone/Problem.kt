package dev.logi.app.phone

/** Why something did not happen, as far as a person can do something about it. Each has its own words on the screen. */
sealed interface Problem {
    /** The code is of another kind. */
    data object NotALogiCode : Problem

    /** A code that looks like ours and comes from [host]. */
    data class WrongDomain(val host: String) : Problem

    /** A code without a signature. */
    data object Unsigned : Problem

    /** A code whose signature does not hold. */
    data object BadSignature : Problem

    /** A code signed by a key this phone does not know. */
    data object UnknownKey : Problem

    /** A code whose time is over. */
    data object Expired : Problem

    /** The phone's clock is too far off to judge a code. */
    data object ClockOff : Problem

    /** A genuine link: the camera has to see the code. */
    data object LinkNotScan : Problem

    /** One picture with the codes of several logins. */
    data object SeveralCodes : Problem

    /** No answer from the server. */
    data object Offline : Problem

    /** The server's identity could not be proven: somebody may stand in between. */
    data object NotTrusted : Problem

    /** Another phone is bound to the login. */
    data object AlreadyScanned : Problem

    /** The frame is too old or not one of this login. */
    data object Stale : Problem

    /** The login ended before, or the server does not know it. */
    data object Over : Problem

    /** The application wants an account linked to one of [providers]. */
    data class AnonymousRefused(val providers: List<String>) : Problem

    /** The server's policy does not take this kind of key. */
    data object PhoneRefused : Problem

    /** The server knows this phone by other keys. */
    data object SubjectTaken : Problem

    /** The server no longer takes this phone's standing; opening the app again renews it. */
    data object NotSetUp : Problem

    /** The server asks for patience. */
    data class Busy(val seconds: Int) : Problem

    /** The server answered what this version does not understand. */
    data object UpdateNeeded : Problem

    /** What was signed is not what the server has on record. */
    data object BadBinding : Problem

    /** The person did not confirm. */
    data object NotConfirmed : Problem

    /** The approval key is locked for good, or gone: fingerprints, faces or the screen lock changed. */
    data object KeyLost : Problem

    /** The phone keeps its keys locked for the moment. */
    data object KeyLocked : Problem

    /** The phone's keys do not answer. */
    data object KeyUnavailable : Problem

    /** No room to store. */
    data object StoreFull : Problem

    /** What is stored cannot be read, or is of another life of this phone. */
    data object StoreDamaged : Problem

    /** A receipt that does not verify. */
    data object NotGenuine : Problem

    /** The core stopped; [reference] is also in its log. */
    data class Unexpected(val reference: String?) : Problem
}

/** A [Problem] on its way out of [Phone]. */
class PhoneException(val problem: Problem, cause: Throwable? = null) : Exception(problem.toString(), cause)
