package dev.logi.app.feature.activity

import android.content.Context
import android.view.View
import dev.logi.app.R
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.card
import dev.logi.app.ui.moment
import dev.logi.app.ui.otherButton
import dev.logi.app.ui.pressRow
import dev.logi.app.ui.second
import dev.logi.app.ui.showProblem
import dev.logi.app.ui.showWork
import dev.logi.app.ui.sign
import dev.logi.app.ui.title
import dev.logi.app.ui.twoLines
import dev.logi.core.ListedReceipt

/** Where the list leads. */
internal interface LoginsLinks {
    fun close()

    fun open(receipt: ListedReceipt)

    fun chooseFile()
}

/** Draws the list of logins. */
internal class LoginsScreen(private val context: Context, private val links: LoginsLinks, private val send: (LoginsEvent) -> Unit) : Screen<LoginsState> {
    private val page = Page(context)

    override val view: View get() = page

    override fun render(state: LoginsState) {
        when (state) {
            LoginsState.Loading -> page.showWork(R.string.activity_loading, links::close)
            is LoginsState.Listed -> if (state.receipts.isEmpty()) empty() else list(state.receipts)
            is LoginsState.Failed -> page.showProblem(state.problem, retry = { send(LoginsEvent.TryAgain) }, close = links::close)
        }
    }

    private fun empty() {
        page.show(LoginsState.Listed::class) {
            top(context.getString(R.string.activity_title), links::close)
            centre()
            add(context.sign(R.drawable.icon_receipt, Tone.GOOD))
            add(context.title(context.getString(R.string.activity_empty_title)))
            add(context.second(context.getString(R.string.activity_empty_body)), R.dimen.step)
            act(verify())
        }
    }

    private fun list(receipts: List<ListedReceipt>) {
        page.show(receipts) {
            top(context.getString(R.string.activity_title), links::close)
            add(context.card(*receipts.map(::row).toTypedArray()))
            act(verify())
        }
    }

    /** What does not verify is shown as such, with as much of it as can be read. */
    private fun row(listed: ListedReceipt): View {
        val content = listed.content
        val about = content?.let { "${it.domain}\n${context.resources.moment(it.approvedAt)}" }
        val warning = if (listed.verified) null else context.getString(R.string.activity_unverified)
        val name = content?.application ?: context.getString(R.string.receipt_title)
        val words = context.twoLines(name, listOfNotNull(about, warning).joinToString("\n"), if (listed.verified) Tone.QUIET else Tone.BAD)
        return context.pressRow(words) { links.open(listed) }
    }

    private fun verify(): View = context.otherButton(context.getString(R.string.receipt_verify_file), links::chooseFile)
}
