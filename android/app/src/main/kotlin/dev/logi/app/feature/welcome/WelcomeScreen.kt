package dev.logi.app.feature.welcome

import android.content.Context
import android.view.View
import dev.logi.app.R
import dev.logi.app.phone.Confirmation
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.fact
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.otherButton
import dev.logi.app.ui.second
import dev.logi.app.ui.showProblem
import dev.logi.app.ui.showWork
import dev.logi.app.ui.sign
import dev.logi.app.ui.text
import dev.logi.app.ui.title

/** What the screen can lead to beside its events. */
internal interface WelcomeLinks {
    fun close()

    fun openPhoneSettings()
}

/** Draws the first minute: what logi is, and one button. */
internal class WelcomeScreen(private val context: Context, private val links: WelcomeLinks, private val send: (WelcomeEvent) -> Unit) : Screen<WelcomeState> {
    private val page = Page(context)

    override val view: View get() = page

    override fun render(state: WelcomeState) {
        when (state) {
            WelcomeState.Opening -> page.showWork(R.string.one_moment, null)
            is WelcomeState.Ready -> if (state.confirmation == Confirmation.NONE) noLock() else ready(state.confirmation)
            WelcomeState.Working -> page.showWork(R.string.welcome_working, null)
            is WelcomeState.Failed -> page.showProblem(state.problem, retry = { send(WelcomeEvent.TryAgain) }, close = links::close)
            WelcomeState.Done -> Unit
        }
    }

    private fun ready(confirmation: Confirmation) {
        page.show(confirmation) {
            topMark()
            centre()
            add(context.title(context.getString(R.string.welcome_title)))
            add(context.text(context.getString(R.string.welcome_body), tone = Tone.QUIET), R.dimen.step)
            fact(R.drawable.icon_key, context.getString(R.string.welcome_keys_title), context.getString(R.string.welcome_keys_body))
            fact(R.drawable.icon_lock, context.getString(R.string.welcome_you_title), context.getString(you(confirmation)))
            fact(R.drawable.icon_check, context.getString(R.string.welcome_little_title), context.getString(R.string.welcome_little_body))
            val start = if (confirmation == Confirmation.SCREEN_LOCK) R.string.welcome_start_screen_lock else R.string.welcome_start
            act(context.mainButton(context.getString(start)) { send(WelcomeEvent.Start) }.apply { id = R.id.start })
            if (confirmation == Confirmation.SCREEN_LOCK) act(context.otherButton(context.getString(R.string.welcome_set_up_biometric), links::openPhoneSettings))
        }
    }

    private fun you(confirmation: Confirmation) = if (confirmation == Confirmation.SCREEN_LOCK) R.string.welcome_you_screen_lock else R.string.welcome_you_body

    private fun noLock() {
        page.show(Confirmation.NONE) {
            topMark()
            centre()
            add(context.sign(R.drawable.icon_lock, Tone.WARN))
            add(context.title(context.getString(R.string.welcome_no_lock_title)))
            add(context.second(context.getString(R.string.welcome_no_lock_body)), R.dimen.step)
            act(context.mainButton(context.getString(R.string.welcome_no_lock_open), links::openPhoneSettings))
        }
    }
}
