package dev.logi.app.feature.reinstall

import dev.logi.app.loop.Step
import dev.logi.app.phone.Problem
import dev.logi.core.Choice
import dev.logi.core.Doubt

/** Why the person is asked. */
internal enum class Reason(val mayContinue: Boolean) {
    /** An identity is stored, but the app was installed anew. */
    REINSTALLED(true),

    /** The stored identity is gone. */
    STORE_LOST(false),

    /** The stored identity is another phone's. */
    OTHER_INSTALLATION(false),

    /** The approval key is locked for good. */
    KEY_LOST(false),
    ;

    internal companion object {
        fun of(doubt: Doubt): Reason = when (doubt) {
            Doubt.REINSTALLED -> REINSTALLED
            Doubt.STORE_LOST -> STORE_LOST
            Doubt.OTHER_INSTALLATION -> OTHER_INSTALLATION
            Doubt.KEYS_LOST -> KEY_LOST
        }
    }
}

/** Where the question "continue, or start fresh?" stands. */
internal sealed interface ReinstallState {
    val reason: Reason

    data class Asking(override val reason: Reason) : ReinstallState

    /** Starting fresh cannot be undone, so it is asked twice. */
    data class Confirming(override val reason: Reason) : ReinstallState

    data class Working(override val reason: Reason) : ReinstallState

    data class Failed(override val reason: Reason, val problem: Problem) : ReinstallState

    /** It is settled; the app begins again. */
    data class Done(override val reason: Reason) : ReinstallState
}

/** What happens to the question. */
internal sealed interface ReinstallEvent {
    data object Continue : ReinstallEvent

    data object StartFresh : ReinstallEvent

    data object Confirm : ReinstallEvent

    data object Keep : ReinstallEvent

    data object Settled : ReinstallEvent

    data class Failed(val problem: Problem) : ReinstallEvent

    data object TryAgain : ReinstallEvent
}

/** What the question asks of the phone. */
internal data class Settle(val choice: Choice)

/** The rule of the screen: nothing is thrown away that was not confirmed. */
internal fun reduce(state: ReinstallState, event: ReinstallEvent): Step<ReinstallState, Settle> = when (state) {
    is ReinstallState.Asking -> whileAsking(state, event)
    is ReinstallState.Confirming -> whileConfirming(state, event)
    is ReinstallState.Working -> whileWorking(state, event)
    is ReinstallState.Failed -> Step(if (event == ReinstallEvent.TryAgain) ReinstallState.Asking(state.reason) else state)
    is ReinstallState.Done -> Step(state)
}

private fun whileAsking(state: ReinstallState.Asking, event: ReinstallEvent): Step<ReinstallState, Settle> = when {
    event == ReinstallEvent.Continue && state.reason.mayContinue -> Step(ReinstallState.Working(state.reason), Settle(Choice.CONTINUE_AS_BEFORE))
    event == ReinstallEvent.StartFresh -> Step(ReinstallState.Confirming(state.reason))
    else -> Step(state)
}

private fun whileConfirming(state: ReinstallState.Confirming, event: ReinstallEvent): Step<ReinstallState, Settle> = when (event) {
    ReinstallEvent.Confirm -> Step(ReinstallState.Working(state.reason), Settle(Choice.START_FRESH))
    ReinstallEvent.Keep -> Step(ReinstallState.Asking(state.reason))
    else -> Step(state)
}

private fun whileWorking(state: ReinstallState.Working, event: ReinstallEvent): Step<ReinstallState, Settle> = when (event) {
    ReinstallEvent.Settled -> Step(ReinstallState.Done(state.reason))
    is ReinstallEvent.Failed -> Step(ReinstallState.Failed(state.reason, event.problem))
    else -> Step(state)
}
