package dev.logi

import dev.logi.core.LoginException
import dev.logi.core.LoginFlow
import dev.logi.core.LoginState
import dev.logi.core.NetworkFault
import dev.logi.core.RefusalKind
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withTimeoutOrNull

/** What there is to know of a login that goes on. */
public sealed interface LoginUpdate {
    /** It stands here. */
    public data class At(
        /** Where. */
        public val state: LoginState,
    ) : LoginUpdate

    /** The server did not answer, or asks for patience. The same step is taken again; nothing is lost. */
    public data class Waiting(
        /** Why. */
        public val cause: LoginException,
    ) : LoginUpdate
}

/**
 * One login on this phone.
 *
 * It is driven by whoever collects [updates]; it is decided by [approve] or [deny]; it is left by [cancel]. It holds memory of the
 * core until it is closed.
 */
public class Login internal constructor(private val core: LoginFlow) : AutoCloseable {
    private val decided = Channel<Unit>(Channel.CONFLATED)

    /** Its id at the server. */
    public val session: SessionId = SessionId(core.session())

    /**
     * Where the login stands, from the scan to its end. It is to be collected by one collector; collecting it again after an error
     * takes the same step again. While it waits for the person it reads the login every 3 seconds; after a decision it sends that at
     * once, and again after every loss of the network until it is acknowledged. It ends when the login is over.
     *
     * Throws a [LoginException] that no repeating helps: the login stands where it stood.
     */
    public val updates: Flow<LoginUpdate> = flow {
        while (true) {
            // What is decided before a step is taken by it, and does not shorten the pause after it.
            decided.tryReceive()
            val pause = try {
                val state = core.nextState() ?: return@flow
                emit(LoginUpdate.At(state))
                if (state is LoginState.Presented) PACE else Duration.ZERO
            } catch (error: LoginException) {
                val pause = pauseAfter(error) ?: throw error
                emit(LoginUpdate.Waiting(error))
                pause
            }
            if (pause > Duration.ZERO) withTimeoutOrNull(pause) { decided.receive() }
        }
    }

    /**
     * Approves what is presented and grants exactly the fields in [granted]. The person confirms in the system's prompt, by which it
     * is signed; [updates] sends it.
     *
     * @throws LoginException and nothing is decided, except for [LoginException.AlreadyDecided].
     */
    public suspend fun approve(granted: Set<String>) {
        core.approve(granted.toList())
        decided.send(Unit)
    }

    /**
     * Declines what is presented, without a prompt. [updates] sends it.
     *
     * @throws LoginException and nothing is decided, except for [LoginException.AlreadyDecided].
     */
    public suspend fun deny() {
        core.deny()
        decided.send(Unit)
    }

    /** Leaves the login. The server is not told; a decision that is signed already stays and is sent after the next start. */
    public fun cancel() {
        core.cancel()
        decided.trySend(Unit)
    }

    /** Gives the core's memory back. */
    override fun close(): Unit = core.close()
}

private val PACE = 3.seconds

/** How long to wait before the same step; nothing where it would end the same way. */
private fun pauseAfter(error: LoginException): Duration? =
    when (error) {
        is LoginException.Network -> PACE.takeIf { error.fault.mayPass() }
        is LoginException.Refused -> when (val kind = error.refusal.kind) {
            is RefusalKind.RateLimited -> maxOf(PACE, kind.retryAfterSeconds.toInt().seconds)
            is RefusalKind.TemporarilyUnavailable -> maxOf(PACE, kind.retryAfterSeconds.toInt().seconds)
            else -> null
        }
        else -> null
    }

private fun NetworkFault.mayPass(): Boolean =
    when (this) {
        NetworkFault.UNREACHABLE, NetworkFault.TIMED_OUT, NetworkFault.INTERRUPTED -> true
        NetworkFault.NOT_SECURE, NetworkFault.NOT_TRUSTED, NetworkFault.TOO_LARGE -> false
    }
