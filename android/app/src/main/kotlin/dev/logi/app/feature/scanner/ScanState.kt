package dev.logi.app.feature.scanner

import android.net.Uri
import dev.logi.app.loop.Step
import dev.logi.app.phone.Problem

/** The phone's light, as far as its camera has one. */
internal enum class Torch { NONE, OFF, ON }

/** Where the search for a code stands. [onceMore]: a link brought the person here, and the camera has to see its code. */
internal sealed interface ScanState {
    val onceMore: Boolean

    /** Why the camera is asked for is said before Android asks. */
    data class AskingPermission(override val onceMore: Boolean) : ScanState

    /** The camera is not allowed; Android does not ask again. */
    data class PermissionRefused(override val onceMore: Boolean) : ScanState

    /** Another app has the camera, or there is none. */
    data class NoCamera(override val onceMore: Boolean) : ScanState

    data class Searching(override val onceMore: Boolean, val torch: Torch = Torch.NONE) : ScanState

    /** A code was seen and is judged. */
    data class Judging(override val onceMore: Boolean, val isPicture: Boolean) : ScanState

    /** The code was refused, nothing was sent. */
    data class Refused(override val onceMore: Boolean, val problem: Problem, val isPicture: Boolean) : ScanState

    /** A login begins. */
    data class Found(override val onceMore: Boolean, val session: String, val seen: List<String>) : ScanState
}

/** What happens while a code is searched. */
internal sealed interface ScanEvent {
    /** The screen is shown, and Android says whether the camera is allowed. */
    data class Shown(val isAllowed: Boolean) : ScanEvent

    data class PermissionAnswered(val isAllowed: Boolean, val mayAskAgain: Boolean) : ScanEvent

    data object CameraFailed : ScanEvent

    data class TorchFound(val isThere: Boolean) : ScanEvent

    data object TorchPressed : ScanEvent

    /** All texts of one camera frame. */
    data class Seen(val texts: List<String>) : ScanEvent

    data class PictureChosen(val picture: Uri) : ScanEvent

    data class Begun(val session: String, val seen: List<String>) : ScanEvent

    data class Failed(val problem: Problem) : ScanEvent

    data object Again : ScanEvent
}

/** What the search asks of the phone. */
internal sealed interface ScanEffect {
    data class Judge(val texts: List<String>) : ScanEffect

    data class JudgePicture(val picture: Uri) : ScanEffect
}

/** The rule of the screen: one code at a time, and none while one is judged. */
internal fun reduce(state: ScanState, event: ScanEvent): Step<ScanState, ScanEffect> = when (event) {
    is ScanEvent.Shown -> Step(shown(state, event.isAllowed))
    is ScanEvent.PermissionAnswered -> Step(answered(state, event))
    ScanEvent.CameraFailed -> Step(if (state is ScanState.Searching) ScanState.NoCamera(state.onceMore) else state)
    is ScanEvent.TorchFound -> Step(if (state is ScanState.Searching) state.copy(torch = if (event.isThere) Torch.OFF else Torch.NONE) else state)
    ScanEvent.TorchPressed -> Step(if (state is ScanState.Searching) state.copy(torch = state.torch.other()) else state)
    is ScanEvent.Seen -> if (state is ScanState.Searching) Step(ScanState.Judging(state.onceMore, false), ScanEffect.Judge(event.texts)) else Step(state)
    is ScanEvent.PictureChosen -> if (state.mayChoose()) Step(ScanState.Judging(state.onceMore, true), ScanEffect.JudgePicture(event.picture)) else Step(state)
    is ScanEvent.Begun -> Step(if (state is ScanState.Judging) ScanState.Found(state.onceMore, event.session, event.seen) else state)
    is ScanEvent.Failed -> Step(if (state is ScanState.Judging) ScanState.Refused(state.onceMore, event.problem, state.isPicture) else state)
    ScanEvent.Again -> Step(if (state is ScanState.Refused || state is ScanState.NoCamera) ScanState.Searching(state.onceMore) else state)
}

private fun shown(state: ScanState, isAllowed: Boolean): ScanState = when (state) {
    is ScanState.AskingPermission, is ScanState.PermissionRefused -> if (isAllowed) ScanState.Searching(state.onceMore) else state
    is ScanState.Searching -> if (isAllowed) state else ScanState.AskingPermission(state.onceMore)
    is ScanState.NoCamera, is ScanState.Judging, is ScanState.Refused, is ScanState.Found -> state
}

private fun answered(state: ScanState, event: ScanEvent.PermissionAnswered): ScanState = when {
    state !is ScanState.AskingPermission -> state
    event.isAllowed -> ScanState.Searching(state.onceMore)
    event.mayAskAgain -> state
    else -> ScanState.PermissionRefused(state.onceMore)
}

private fun ScanState.mayChoose() = this !is ScanState.Judging && this !is ScanState.Found

private fun Torch.other(): Torch = when (this) {
    Torch.NONE -> Torch.NONE
    Torch.OFF -> Torch.ON
    Torch.ON -> Torch.OFF
}
