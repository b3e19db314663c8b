package dev.logi.app.feature.activity

import android.content.Context
import android.view.View
import dev.logi.app.R
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.card
import dev.logi.app.ui.fieldName
import dev.logi.app.ui.live
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.moment
import dev.logi.app.ui.row
import dev.logi.app.ui.second
import dev.logi.app.ui.showProblem
import dev.logi.app.ui.showWork
import dev.logi.app.ui.twoLines
import dev.logi.core.VerifiedReceipt

/** What one receipt can lead to beside its events. */
internal interface ReceiptLinks {
    fun close()

    fun choosePlace()
}

/** Draws one receipt. */
internal class ReceiptScreen(private val context: Context, private val links: ReceiptLinks, private val send: (ReceiptEvent) -> Unit) : Screen<ReceiptState> {
    private val page = Page(context)

    override val view: View get() = page

    override fun render(state: ReceiptState) {
        when (state) {
            ReceiptState.Checking -> page.showWork(R.string.receipt_loading, links::close)
            is ReceiptState.Verified -> verified(state)
            is ReceiptState.Failed -> page.showProblem(state.problem, retry = { send(ReceiptEvent.TryAgain) }, close = links::close)
        }
    }

    private fun verified(state: ReceiptState.Verified) {
        page.show(state) {
            top(context.getString(R.string.receipt_title), links::close)
            val seal = context.twoLines(context.getString(R.string.receipt_verified), context.getString(R.string.receipt_verified_body))
            add(context.card(context.row(seal, start = R.drawable.icon_check)))
            add(context.card(*facts(state.receipt)))
            state.note?.let { note -> add(context.second(context.getString(words(note)), if (note == Note.SAVED) Tone.GOOD else Tone.BAD).live()) }
            act(context.mainButton(context.getString(R.string.receipt_export), links::choosePlace))
        }
    }

    private fun words(note: Note) = if (note == Note.SAVED) R.string.receipt_exported else R.string.receipt_export_failed

    private fun facts(receipt: VerifiedReceipt): Array<View> {
        val shared = receipt.granted.joinToString(", ") { context.resources.fieldName(it) }
        return arrayOf(
            fact(R.string.receipt_application, "${receipt.application}\n${receipt.domain}"),
            fact(R.string.receipt_when, context.resources.moment(receipt.approvedAt)),
            fact(R.string.receipt_shared, shared.ifEmpty { context.getString(R.string.receipt_shared_nothing) }),
            fact(R.string.receipt_server, receipt.issuer),
            fact(R.string.receipt_number, receipt.session),
        )
    }

    private fun fact(name: Int, value: String): View = context.row(context.twoLines(context.getString(name), value)).apply { setTextIsSelectable(true) }
}
