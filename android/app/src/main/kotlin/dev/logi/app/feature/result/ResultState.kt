package dev.logi.app.feature.result

import dev.logi.app.loop.Step
import dev.logi.app.phone.Problem
import dev.logi.core.Decision
import dev.logi.core.LoginState
import dev.logi.core.ReturnUrl

/** What an answer is about. [granted] is null where this process did not see the question. */
internal data class Subject(val application: String, val granted: List<String>?)

/** How a login ended, as a person sees it. */
internal enum class End { APPROVED, DECLINED, TURNED_AWAY, EXPIRED, USED, FAILED, CANCELLED, DELIVERED }

/** Where an answer stands. */
internal sealed interface ResultState {
    /** It goes out. */
    data class Sending(val decision: Decision) : ResultState

    /** It is kept on this phone, and goes out again by itself. */
    data class Unsent(val decision: Decision, val problem: Problem) : ResultState

    /** It is over. [returnUrl] leads back to the browser of this phone; it [isFollowed] by itself once. */
    data class Over(val end: End, val returnUrl: ReturnUrl? = null, val isFollowed: Boolean = false) : ResultState
}

/** What happens to an answer. */
internal sealed interface ResultEvent {
    data class Stepped(val state: LoginState) : ResultEvent

    /** The core knows nothing more of this login: the answer arrived in an earlier life of the app. */
    data object Gone : ResultEvent

    data class Failed(val problem: Problem) : ResultEvent

    data object SendNow : ResultEvent

    data object Followed : ResultEvent
}

/** What an answer asks of the phone. */
internal enum class ResultEffect { SEND }

/** The rule of the screen. */
internal fun reduce(state: ResultState, event: ResultEvent): Step<ResultState, ResultEffect> = when (state) {
    is ResultState.Sending -> whileSending(state, event)
    is ResultState.Unsent -> whileUnsent(state, event)
    is ResultState.Over -> Step(if (event == ResultEvent.Followed) state.copy(isFollowed = true) else state)
}

private fun whileSending(state: ResultState.Sending, event: ResultEvent): Step<ResultState, ResultEffect> = when (event) {
    is ResultEvent.Stepped -> Step(ended(state.decision, event.state) ?: state)
    ResultEvent.Gone -> Step(ResultState.Over(End.DELIVERED))
    is ResultEvent.Failed -> Step(ResultState.Unsent(state.decision, event.problem))
    ResultEvent.SendNow, ResultEvent.Followed -> Step(state)
}

private fun whileUnsent(state: ResultState.Unsent, event: ResultEvent): Step<ResultState, ResultEffect> = when (event) {
    is ResultEvent.Stepped -> Step(ended(state.decision, event.state) ?: state)
    ResultEvent.Gone -> Step(ResultState.Over(End.DELIVERED))
    is ResultEvent.Failed -> Step(state.copy(problem = event.problem))
    ResultEvent.SendNow -> Step(ResultState.Sending(state.decision), ResultEffect.SEND)
    ResultEvent.Followed -> Step(state)
}

/** The end behind what the core says; null where it is none. [decision] is null where no answer was given here. */
internal fun ended(decision: Decision?, state: LoginState): ResultState.Over? = when (state) {
    is LoginState.Presented, is LoginState.Answering -> null
    is LoginState.Approved -> ResultState.Over(End.APPROVED, state.returnUrl)
    LoginState.Denied -> ResultState.Over(if (decision == Decision.DENY) End.DECLINED else End.TURNED_AWAY)
    LoginState.Expired -> ResultState.Over(End.EXPIRED)
    LoginState.Completed -> ResultState.Over(if (decision == Decision.APPROVE) End.APPROVED else End.USED)
    LoginState.Failed -> ResultState.Over(End.FAILED)
    LoginState.Cancelled -> ResultState.Over(End.CANCELLED)
}
