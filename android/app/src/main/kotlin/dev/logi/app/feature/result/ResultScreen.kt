package dev.logi.app.feature.result

import android.content.Context
import android.os.Build
import android.view.HapticFeedbackConstants
import android.view.View
import dev.logi.app.R
import dev.logi.app.phone.Problem
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.busy
import dev.logi.app.ui.fieldName
import dev.logi.app.ui.live
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.otherButton
import dev.logi.app.ui.second
import dev.logi.app.ui.sign
import dev.logi.app.ui.text
import dev.logi.app.ui.title
import dev.logi.core.Decision
import dev.logi.core.ReturnUrl

/** What the screen can lead to beside its events. */
internal interface ResultLinks {
    fun close()

    fun scan()

    fun goBackTo(url: ReturnUrl)
}

/** Draws what became of an answer. */
internal class ResultScreen(
    private val context: Context,
    private val subject: Subject?,
    private val links: ResultLinks,
    private val send: (ResultEvent) -> Unit,
) : Screen<ResultState> {
    private val page = Page(context)

    override val view: View get() = page

    override fun render(state: ResultState) = when (state) {
        is ResultState.Sending -> sending(state.decision)
        is ResultState.Unsent -> unsent(state)
        is ResultState.Over -> over(state)
    }

    private fun sending(decision: Decision) {
        page.show(ResultState.Sending::class to decision) {
            centre()
            add(context.busy())
            add(context.text(context.getString(if (decision == Decision.APPROVE) R.string.result_sending_approve else R.string.result_sending_deny)).live())
        }
    }

    private fun unsent(state: ResultState.Unsent) {
        page.show(ResultState.Unsent::class to state.problem) {
            centre()
            add(context.sign(R.drawable.icon_offline, Tone.WARN))
            add(context.title(context.getString(if (state.decision == Decision.APPROVE) R.string.result_unsent_approve_title else R.string.result_unsent_deny_title)).live())
            add(context.second(context.getString(if (state.problem == Problem.Offline) R.string.result_unsent_body else R.string.result_unsent_refused_body)), R.dimen.step)
            act(context.mainButton(context.getString(R.string.result_unsent_now)) { send(ResultEvent.SendNow) })
            act(context.otherButton(context.getString(R.string.close), links::close))
        }
    }

    private fun over(state: ResultState.Over) {
        val isNew = page.show(state.end to state.returnUrl) {
            val look = look(state)
            centre()
            add(context.sign(look.icon, look.tone))
            add(context.title(context.getString(look.title)).live())
            add(context.second(context.getString(look.body)), R.dimen.step)
            shared(state.end)?.let { add(context.second(it), R.dimen.step) }
            state.returnUrl?.let { url -> act(context.mainButton(context.getString(R.string.result_approved_return)) { links.goBackTo(url) }) }
            if (look.canScanAgain) act(context.mainButton(context.getString(R.string.scan_again), links::scan))
            val close = context.getString(R.string.done)
            act(if (state.returnUrl == null && !look.canScanAgain) context.mainButton(close, links::close) else context.otherButton(close, links::close))
        }
        if (isNew) feel(state.end)
    }

    private fun shared(end: End): String? {
        if (end == End.APPROVED) {
            val granted = subject?.granted ?: return null
            if (granted.isEmpty()) return context.getString(R.string.result_shared_nothing)
            return context.getString(R.string.result_shared, granted.joinToString(", ") { context.resources.fieldName(it) })
        }
        if (end == End.DELIVERED || end == End.USED || end == End.FAILED) return null
        return if (subject == null) context.getString(R.string.nothing_shared) else context.getString(R.string.nothing_shared_with, subject.application)
    }

    private fun feel(end: End) {
        if (Build.VERSION.SDK_INT < 30) return
        page.performHapticFeedback(if (end == End.APPROVED) HapticFeedbackConstants.CONFIRM else HapticFeedbackConstants.REJECT)
    }

    private class Look(val icon: Int, val tone: Tone, val title: Int, val body: Int, val canScanAgain: Boolean)

    private fun look(state: ResultState.Over): Look = when (state.end) {
        End.APPROVED -> Look(R.drawable.icon_check, Tone.GOOD, R.string.result_approved_title, if (state.returnUrl == null) R.string.result_approved_body else R.string.result_approved_here, false)
        End.DECLINED -> Look(R.drawable.icon_cross, Tone.BAD, R.string.result_declined_title, R.string.result_declined_body, false)
        End.TURNED_AWAY -> Look(R.drawable.icon_cross, Tone.BAD, R.string.result_turned_away_title, R.string.result_turned_away_body, true)
        End.EXPIRED -> Look(R.drawable.icon_clock, Tone.WARN, R.string.result_expired_title, R.string.result_expired_body, true)
        End.USED -> Look(R.drawable.icon_warning, Tone.WARN, R.string.result_used_title, R.string.result_used_body, false)
        End.FAILED -> Look(R.drawable.icon_warning, Tone.BAD, R.string.result_failed_title, R.string.result_failed_body, true)
        End.CANCELLED -> Look(R.drawable.icon_cross, Tone.QUIET, R.string.result_cancelled_title, R.string.result_cancelled_body, true)
        End.DELIVERED -> Look(R.drawable.icon_send, Tone.GOOD, R.string.result_delivered_title, R.string.result_delivered_body, false)
    }
}
