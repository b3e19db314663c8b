package dev.logi.app.ui

import android.view.View
import android.widget.LinearLayout
import dev.logi.app.R
import dev.logi.app.phone.Problem

/** Work with nothing else to look at. */
internal fun Page.showWork(words: Int, close: (() -> Unit)?) {
    show(words) {
        top(null, close)
        centre()
        add(context.busy())
        val line = context.text(context.getString(words))
        line.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        add(line)
    }
}

/** Problems after which the same step can succeed at once. */
private fun Problem.isWorthAnotherTry(): Boolean = when (this) {
    Problem.Offline, is Problem.Busy, Problem.KeyLocked, Problem.KeyUnavailable, Problem.StoreFull, is Problem.Unexpected, Problem.NotConfirmed -> true
    else -> false
}

/** What happened, what was not shared, and what to do. */
internal fun Page.showProblem(problem: Problem, retry: (() -> Unit)?, close: () -> Unit, again: Int = R.string.try_again) {
    show(problem) {
        val words = resources.words(problem)
        top(null, close)
        centre()
        add(context.sign(if (problem == Problem.Offline) R.drawable.icon_offline else R.drawable.icon_warning, if (problem.isWorthAnotherTry()) Tone.WARN else Tone.BAD))
        add(context.title(words.title).live())
        add(context.second(words.body), R.dimen.step)
        if (retry != null && problem.isWorthAnotherTry()) act(context.mainButton(context.getString(again), retry))
        act(context.otherButton(context.getString(R.string.close), close))
    }
}

/** Said aloud as soon as it appears. */
internal fun <T : View> T.live(): T = apply { accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE }

/** A fact with its sign, for lists of two or three. */
internal fun Page.fact(icon: Int, title: String, body: String) {
    val row = LinearLayout(context)
    row.addView(context.icon(icon, Tone.GOOD), LinearLayout.LayoutParams(context.px(R.dimen.icon), context.px(R.dimen.icon)))
    val words = context.column()
    words.addView(context.text(title))
    words.addView(context.second(body))
    row.addView(words, LinearLayout.LayoutParams(0, WRAP, 1f).apply { marginStart = context.px(R.dimen.gap) })
    add(row)
}
