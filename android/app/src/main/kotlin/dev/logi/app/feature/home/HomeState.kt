package dev.logi.app.feature.home

import dev.logi.app.loop.Step
import dev.logi.app.phone.Problem
import dev.logi.core.Decision
import dev.logi.core.Doubt
import dev.logi.core.Installation

/** An answer to [application] that has not arrived. */
internal data class Waiting(val session: String, val decision: Decision, val application: String)

/** Where the home screen stands. */
internal sealed interface HomeState {
    data object Opening : HomeState

    /** The server is asked to take this phone up again, as the same account. */
    data object Renewing : HomeState

    /** Ready to scan. [waiting] are answers that have not arrived; those [toSend] are of an earlier life of the app and go out by themselves. */
    data class Ready(val waiting: List<Waiting>, val toSend: List<Waiting> = emptyList()) : HomeState

    data class Failed(val problem: Problem) : HomeState

    /** Nothing is set up yet. */
    data object ToWelcome : HomeState

    /** The person has to say what to do with what is stored. */
    data class ToQuestion(val doubt: Doubt) : HomeState
}

/** What happens at home. */
internal sealed interface HomeEvent {
    /** The screen is shown, also again. */
    data object Shown : HomeEvent

    data class Looked(val installation: Installation, val waiting: List<Waiting>) : HomeEvent

    data object Renewed : HomeEvent

    /** That answer goes out. */
    data class Sent(val answer: Waiting) : HomeEvent

    data class Failed(val problem: Problem) : HomeEvent
}

/** What home asks of the phone. */
internal enum class HomeEffect { LOOK, RENEW }

/** The rule of the screen. */
internal fun reduce(state: HomeState, event: HomeEvent): Step<HomeState, HomeEffect> = when (event) {
    HomeEvent.Shown -> if (state == HomeState.Renewing) Step(state) else Step(if (state is HomeState.Ready) state else HomeState.Opening, HomeEffect.LOOK)
    is HomeEvent.Looked -> looked(event, (state as? HomeState.Ready)?.toSend ?: event.waiting)
    is HomeEvent.Sent -> Step(if (state is HomeState.Ready) state.copy(toSend = state.toSend - event.answer) else state)
    HomeEvent.Renewed -> if (state == HomeState.Renewing) Step(HomeState.Opening, HomeEffect.LOOK) else Step(state)
    is HomeEvent.Failed -> Step(HomeState.Failed(event.problem))
}

private fun looked(event: HomeEvent.Looked, toSend: List<Waiting>): Step<HomeState, HomeEffect> = when (val installation = event.installation) {
    Installation.Fresh -> Step(HomeState.ToWelcome)
    is Installation.Ask -> Step(HomeState.ToQuestion(installation.doubt))
    Installation.Unanswered, is Installation.TokenRefused -> Step(HomeState.Renewing, HomeEffect.RENEW)
    is Installation.Enrolled -> Step(HomeState.Ready(event.waiting, toSend))
}
