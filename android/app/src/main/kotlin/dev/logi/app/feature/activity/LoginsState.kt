package dev.logi.app.feature.activity

import android.net.Uri
import dev.logi.app.loop.Step
import dev.logi.app.phone.Problem
import dev.logi.core.ListedReceipt
import dev.logi.core.VerifiedReceipt

/** Where the list of logins stands. */
internal sealed interface LoginsState {
    data object Loading : LoginsState

    /** Newest first; may be empty. */
    data class Listed(val receipts: List<ListedReceipt>) : LoginsState

    data class Failed(val problem: Problem) : LoginsState
}

/** What happens to the list. */
internal sealed interface LoginsEvent {
    data class Read(val receipts: List<ListedReceipt>) : LoginsEvent

    data class Failed(val problem: Problem) : LoginsEvent

    data object TryAgain : LoginsEvent
}

/** What the list asks of the phone. */
internal enum class LoginsEffect { READ }

/** The rule of the list. */
internal fun reduce(state: LoginsState, event: LoginsEvent): Step<LoginsState, LoginsEffect> = when (event) {
    is LoginsEvent.Read -> Step(LoginsState.Listed(event.receipts))
    is LoginsEvent.Failed -> Step(LoginsState.Failed(event.problem))
    LoginsEvent.TryAgain -> if (state is LoginsState.Failed) Step(LoginsState.Loading, LoginsEffect.READ) else Step(state)
}

/** Where one receipt stands. */
internal sealed interface ReceiptState {
    data object Checking : ReceiptState

    /** It verifies. [note] is what came of saving it. */
    data class Verified(val receipt: VerifiedReceipt, val file: String, val note: Note? = null) : ReceiptState

    data class Failed(val problem: Problem) : ReceiptState
}

/** What came of saving a receipt. */
internal enum class Note { SAVED, NOT_SAVED }

/** What happens to a receipt. */
internal sealed interface ReceiptEvent {
    data class Verified(val receipt: VerifiedReceipt, val file: String) : ReceiptEvent

    data class Failed(val problem: Problem) : ReceiptEvent

    data object TryAgain : ReceiptEvent

    /** The person chose where to save it. */
    data class PlaceChosen(val place: Uri) : ReceiptEvent

    data class Noted(val note: Note) : ReceiptEvent
}

/** What a receipt asks of the phone. */
internal sealed interface ReceiptEffect {
    data object Check : ReceiptEffect

    data class Save(val place: Uri, val file: String) : ReceiptEffect
}

/** The rule of a receipt: only what verified is shown or saved. */
internal fun reduce(state: ReceiptState, event: ReceiptEvent): Step<ReceiptState, ReceiptEffect> = when (event) {
    is ReceiptEvent.Verified -> Step(ReceiptState.Verified(event.receipt, event.file))
    is ReceiptEvent.Failed -> Step(ReceiptState.Failed(event.problem))
    ReceiptEvent.TryAgain -> if (state is ReceiptState.Failed) Step(ReceiptState.Checking, ReceiptEffect.Check) else Step(state)
    is ReceiptEvent.PlaceChosen -> if (state is ReceiptState.Verified) Step(state.copy(note = null), ReceiptEffect.Save(event.place, state.file)) else Step(state)
    is ReceiptEvent.Noted -> Step(if (state is ReceiptState.Verified) state.copy(note = event.note) else state)
}
