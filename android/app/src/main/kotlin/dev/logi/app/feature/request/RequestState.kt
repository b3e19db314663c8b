package dev.logi.app.feature.request

import dev.logi.app.loop.Step
import dev.logi.app.phone.Problem
import dev.logi.core.Before
import dev.logi.core.Decision
import dev.logi.core.Field
import dev.logi.core.LoginRequest
import dev.logi.core.LoginState
import java.time.Duration
import java.time.Instant

/** Where the question "log in?" stands. */
internal sealed interface RequestState {
    /** The code is checked and the server is asked who wants the login. */
    data object Checking : RequestState

    /**
     * The person sees who asks for what. [deciding] is an answer on its way to its signature: nothing else counts
     * until the key signed or refused. [problem] is why the last try did not count.
     */
    data class Presented(
        val request: LoginRequest,
        val granted: Set<String>,
        val secondsLeft: Long,
        val deciding: Decision? = null,
        val problem: Problem? = null,
        val isUnfolded: Boolean = false,
    ) : RequestState {
        /** The required fields that have no value: with one of them there is only "decline". */
        val missing: List<Field> get() = request.fields.filter { it.required && !it.valuePresent }
    }

    /** There is no question to show. */
    data class NotPresented(val problem: Problem) : RequestState

    /** The screen is left. */
    data class Leaving(val exit: Exit) : RequestState
}

/** Where the question leads. */
internal sealed interface Exit {
    /** The answer is signed and goes out. */
    data class Answered(val request: LoginRequest, val decision: Decision, val granted: List<String>) : Exit

    /** It ended without an answer from here. */
    data class Ended(val request: LoginRequest?, val end: LoginState) : Exit

    /** An answer of an earlier life of the app goes out first. */
    data class AnsweredBefore(val decision: Decision, val application: String) : Exit

    /** The code was a link: the camera has to see it. */
    data object PointOnceMore : Exit

    /** The approval key is lost. */
    data object SetUpAgain : Exit
}

/** What happens to the question. */
internal sealed interface RequestEvent {
    /** The login took a step. */
    data class Stepped(val state: LoginState, val now: Instant) : RequestEvent

    /** The login did not take a step. */
    data class Failed(val problem: Problem) : RequestEvent

    /** Time went on. */
    data class Tick(val now: Instant) : RequestEvent

    /** A switch was turned. */
    data class Grant(val field: String, val on: Boolean) : RequestEvent

    /** The refused fields are shown or hidden. */
    data object Fold : RequestEvent

    data object Approve : RequestEvent

    data object Decline : RequestEvent

    /** The key signed, and the signature is stored. */
    data object Signed : RequestEvent

    /** The key did not sign. */
    data class NotSigned(val problem: Problem) : RequestEvent

    data object TryAgain : RequestEvent

    data object Back : RequestEvent
}

/** What the question asks of the phone. */
internal sealed interface RequestEffect {
    /** Begin, where that is still to do, and take steps until there is an end. */
    data object Watch : RequestEffect

    data class Approve(val granted: List<String>) : RequestEffect

    data object Deny : RequestEffect

    data object Cancel : RequestEffect
}

/** The rule of the screen. [chosen] are the switches a killed process left on. */
internal fun reduce(state: RequestState, event: RequestEvent, chosen: Set<String>? = null): Step<RequestState, RequestEffect> = when (state) {
    RequestState.Checking -> whileChecking(event, chosen)
    is RequestState.Presented -> if (state.deciding == null) whilePresented(state, event) else whileDeciding(state, event)
    is RequestState.NotPresented -> whileNotPresented(state, event, chosen)
    is RequestState.Leaving -> Step(state)
}

private fun whileChecking(event: RequestEvent, chosen: Set<String>?): Step<RequestState, RequestEffect> = when (event) {
    is RequestEvent.Stepped -> when (val stepped = event.state) {
        is LoginState.Presented -> Step(present(stepped.request, chosen, event.now))
        is LoginState.Answering -> Step(RequestState.Leaving(Exit.AnsweredBefore(stepped.decision, stepped.application)))
        else -> Step(RequestState.Leaving(Exit.Ended(null, stepped)))
    }
    is RequestEvent.Failed -> Step(if (event.problem == Problem.LinkNotScan) RequestState.Leaving(Exit.PointOnceMore) else RequestState.NotPresented(event.problem))
    else -> Step(RequestState.Checking)
}

private fun whileNotPresented(state: RequestState.NotPresented, event: RequestEvent, chosen: Set<String>?): Step<RequestState, RequestEffect> = when (event) {
    is RequestEvent.Stepped -> whileChecking(event, chosen)
    RequestEvent.TryAgain -> Step(RequestState.Checking, RequestEffect.Watch)
    else -> Step(state)
}

private fun whilePresented(state: RequestState.Presented, event: RequestEvent): Step<RequestState, RequestEffect> = when (event) {
    is RequestEvent.Stepped -> presentedAgain(state, event)
    is RequestEvent.Failed -> Step(if (event.problem == Problem.Offline) state else state.copy(problem = event.problem))
    is RequestEvent.Tick -> Step(state.copy(secondsLeft = left(state.request, event.now)))
    is RequestEvent.Grant -> Step(if (mayChange(state, event.field)) state.copy(granted = if (event.on) state.granted + event.field else state.granted - event.field) else state)
    RequestEvent.Fold -> Step(state.copy(isUnfolded = !state.isUnfolded))
    RequestEvent.Approve -> if (state.missing.isEmpty()) Step(state.copy(deciding = Decision.APPROVE, problem = null), RequestEffect.Approve(state.offered())) else Step(state)
    RequestEvent.Decline -> Step(state.copy(deciding = Decision.DENY, problem = null), RequestEffect.Deny)
    RequestEvent.Back -> Step(RequestState.Leaving(Exit.Ended(state.request, LoginState.Cancelled)), RequestEffect.Cancel)
    RequestEvent.Signed, is RequestEvent.NotSigned, RequestEvent.TryAgain -> Step(state)
}

private fun whileDeciding(state: RequestState.Presented, event: RequestEvent): Step<RequestState, RequestEffect> = when (event) {
    RequestEvent.Signed -> Step(RequestState.Leaving(Exit.Answered(state.request, requireNotNull(state.deciding), state.offered())))
    is RequestEvent.NotSigned -> notSigned(state, event.problem)
    is RequestEvent.Tick -> Step(state.copy(secondsLeft = left(state.request, event.now)))
    else -> Step(state)
}

private fun notSigned(state: RequestState.Presented, problem: Problem): Step<RequestState, RequestEffect> = when (problem) {
    Problem.KeyLost -> Step(RequestState.Leaving(Exit.SetUpAgain))
    else -> Step(state.copy(deciding = null, problem = problem), RequestEffect.Watch)
}

private fun presentedAgain(state: RequestState.Presented, event: RequestEvent.Stepped): Step<RequestState, RequestEffect> = when (val stepped = event.state) {
    is LoginState.Presented -> Step(state.copy(request = stepped.request, secondsLeft = left(stepped.request, event.now)))
    is LoginState.Answering -> Step(RequestState.Leaving(Exit.AnsweredBefore(stepped.decision, stepped.application)))
    else -> Step(RequestState.Leaving(Exit.Ended(state.request, stepped)))
}

/** Off by default: on is only what is required, what was allowed before, or what the person turned on already. */
private fun present(request: LoginRequest, chosen: Set<String>?, now: Instant): RequestState.Presented {
    val on = request.fields.filter { it.valuePresent && (it.required || (chosen?.contains(it.name) ?: (it.before == Before.GRANTED))) }
    return RequestState.Presented(request, on.map { it.name }.toSet(), left(request, now))
}

private fun mayChange(state: RequestState.Presented, field: String): Boolean = state.request.fields.any { it.name == field && !it.required && it.valuePresent }

private fun RequestState.Presented.offered(): List<String> = request.fields.map { it.name }.filter { it in granted }

private fun left(request: LoginRequest, now: Instant): Long = Duration.between(now, request.expiresAt).seconds.coerceAtLeast(0)
