package dev.logi.app.feature.reinstall

import android.content.Context
import android.view.View
import dev.logi.app.R
import dev.logi.app.ui.Answers
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.live
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.notice
import dev.logi.app.ui.otherButton
import dev.logi.app.ui.second
import dev.logi.app.ui.showProblem
import dev.logi.app.ui.showWork
import dev.logi.app.ui.sign
import dev.logi.app.ui.title

/** Draws the question "continue, or start fresh?". */
internal class ReinstallScreen(private val context: Context, private val close: () -> Unit, private val send: (ReinstallEvent) -> Unit) : Screen<ReinstallState> {
    private val page = Page(context)

    override val view: View get() = page

    override fun render(state: ReinstallState) {
        when (state) {
            is ReinstallState.Asking -> ask(state)
            is ReinstallState.Confirming -> confirm()
            is ReinstallState.Working, is ReinstallState.Done -> page.showWork(R.string.reinstall_working, null)
            is ReinstallState.Failed -> page.showProblem(state.problem, retry = { send(ReinstallEvent.TryAgain) }, close = close)
        }
    }

    private fun ask(state: ReinstallState.Asking) {
        val reason = state.reason
        page.show(state) {
            top(null, close)
            centre()
            add(context.sign(if (reason == Reason.KEY_LOST) R.drawable.icon_lock else R.drawable.icon_key, if (reason.mayContinue) Tone.GOOD else Tone.WARN))
            add(context.title(context.getString(title(reason))).live())
            add(context.second(context.getString(body(reason))), R.dimen.step)
            if (reason == Reason.KEY_LOST) add(context.notice(context.getString(R.string.reinstall_body_key_own), Tone.WARN))
            val fresh = context.getString(R.string.reinstall_fresh)
            if (reason.mayContinue) {
                act(context.mainButton(context.getString(R.string.reinstall_continue)) { send(ReinstallEvent.Continue) })
                act(context.otherButton(fresh) { send(ReinstallEvent.StartFresh) })
            } else {
                act(Answers(context, context.otherButton(context.getString(R.string.close), close), context.mainButton(fresh) { send(ReinstallEvent.StartFresh) }))
            }
        }
    }

    private fun confirm() {
        page.show(R.string.reinstall_confirm_title) {
            centre()
            add(context.sign(R.drawable.icon_warning, Tone.BAD))
            add(context.title(context.getString(R.string.reinstall_confirm_title)).live())
            add(context.second(context.getString(R.string.reinstall_confirm_body)), R.dimen.step)
            val keep = context.otherButton(context.getString(R.string.reinstall_keep)) { send(ReinstallEvent.Keep) }
            act(Answers(context, keep, context.mainButton(context.getString(R.string.reinstall_confirm)) { send(ReinstallEvent.Confirm) }))
        }
    }

    private fun title(reason: Reason): Int = when (reason) {
        Reason.REINSTALLED -> R.string.reinstall_title_reinstalled
        Reason.STORE_LOST -> R.string.reinstall_title_store_lost
        Reason.OTHER_INSTALLATION -> R.string.reinstall_title_other
        Reason.KEY_LOST -> R.string.reinstall_title_key
    }

    private fun body(reason: Reason): Int = when (reason) {
        Reason.REINSTALLED -> R.string.reinstall_body_reinstalled
        Reason.STORE_LOST -> R.string.reinstall_body_store_lost
        Reason.OTHER_INSTALLATION -> R.string.reinstall_body_other
        Reason.KEY_LOST -> R.string.reinstall_body_key
    }
}
