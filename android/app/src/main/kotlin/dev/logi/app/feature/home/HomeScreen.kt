package dev.logi.app.feature.home

import android.content.Context
import android.view.View
import dev.logi.app.R
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.card
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.mark
import dev.logi.app.ui.pressRow
import dev.logi.app.ui.row
import dev.logi.app.ui.showProblem
import dev.logi.app.ui.showWork
import dev.logi.app.ui.text
import dev.logi.app.ui.title
import dev.logi.app.ui.twoLines
import dev.logi.core.Decision

/** Where home leads. */
internal interface HomeLinks {
    fun scan()

    fun openActivity()

    fun openSettings()

    fun sendAnswer(waiting: Waiting)

    fun close()
}

/** Draws home: one thing to do, and what waits. */
internal class HomeScreen(private val context: Context, private val links: HomeLinks, private val send: (HomeEvent) -> Unit) : Screen<HomeState> {
    private val page = Page(context)

    override val view: View get() = page

    override fun render(state: HomeState) {
        when (state) {
            HomeState.Opening, HomeState.ToWelcome, is HomeState.ToQuestion -> page.showWork(R.string.one_moment, null)
            HomeState.Renewing -> page.showWork(R.string.home_renewing, null)
            is HomeState.Ready -> ready(state)
            is HomeState.Failed -> page.showProblem(state.problem, retry = { send(HomeEvent.Shown) }, close = links::close)
        }
    }

    private fun ready(state: HomeState.Ready) {
        page.show(state.waiting) {
            topMark()
            state.waiting.forEach { add(waiting(it)) }
            spring()
            add(context.mark(R.dimen.sign))
            add(context.title(context.getString(R.string.home_title)))
            add(context.text(context.getString(R.string.home_body), tone = Tone.QUIET), R.dimen.step)
            spring()
            add(links())
            act(context.mainButton(context.getString(R.string.home_scan), links::scan).apply { id = R.id.scan })
        }
    }

    private fun waiting(waiting: Waiting): View {
        val title = if (waiting.decision == Decision.APPROVE) R.string.home_waiting_approve_title else R.string.home_waiting_deny_title
        val words = context.twoLines(context.getString(title), context.getString(R.string.home_waiting_body, waiting.application))
        val send = context.pressRow(context.getString(R.string.home_waiting_send), R.drawable.icon_send) { links.sendAnswer(waiting) }
        return context.card(context.row(words, null, R.drawable.icon_offline), send)
    }

    private fun links(): View = context.card(
        context.pressRow(context.twoLines(context.getString(R.string.home_activity), context.getString(R.string.home_activity_body)), start = R.drawable.icon_activity, action = links::openActivity),
        context.pressRow(context.twoLines(context.getString(R.string.home_settings), context.getString(R.string.home_settings_body)), start = R.drawable.icon_settings, action = links::openSettings),
    )
}
