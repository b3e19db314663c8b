package dev.logi.app.feature.welcome

import dev.logi.app.loop.Step
import dev.logi.app.phone.Confirmation
import dev.logi.app.phone.Problem

/** Where the first minute stands. */
internal sealed interface WelcomeState {
    data object Opening : WelcomeState

    /** One button. [confirmation] is how approvals will be confirmed: the person sees it before the keys are made. */
    data class Ready(val confirmation: Confirmation) : WelcomeState

    /** Keys and account are made. */
    data object Working : WelcomeState

    data class Failed(val problem: Problem) : WelcomeState

    /** The account stands. */
    data object Done : WelcomeState
}

/** What happens in the first minute. */
internal sealed interface WelcomeEvent {
    data class Looked(val confirmation: Confirmation) : WelcomeEvent

    /** The person comes back from the phone's settings. */
    data object CameBack : WelcomeEvent

    data object Start : WelcomeEvent

    data object Enrolled : WelcomeEvent

    data class Failed(val problem: Problem) : WelcomeEvent

    data object TryAgain : WelcomeEvent
}

/** What the first minute asks of the phone. */
internal enum class WelcomeEffect { LOOK, ENROL }

/** The rule of the screen. Without any lock on the phone nothing is made. */
internal fun reduce(state: WelcomeState, event: WelcomeEvent): Step<WelcomeState, WelcomeEffect> = when (event) {
    is WelcomeEvent.Looked -> Step(if (state is WelcomeState.Opening || state is WelcomeState.Ready) WelcomeState.Ready(event.confirmation) else state)
    WelcomeEvent.CameBack -> if (state is WelcomeState.Ready) Step(state, WelcomeEffect.LOOK) else Step(state)
    WelcomeEvent.Start -> if (state is WelcomeState.Ready && state.confirmation != Confirmation.NONE) Step(WelcomeState.Working, WelcomeEffect.ENROL) else Step(state)
    WelcomeEvent.Enrolled -> Step(if (state == WelcomeState.Working) WelcomeState.Done else state)
    is WelcomeEvent.Failed -> Step(if (state == WelcomeState.Done) state else WelcomeState.Failed(event.problem))
    WelcomeEvent.TryAgain -> if (state is WelcomeState.Failed) Step(WelcomeState.Opening, WelcomeEffect.LOOK) else Step(state)
}
