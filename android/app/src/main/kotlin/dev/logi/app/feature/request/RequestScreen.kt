package dev.logi.app.feature.request

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import dev.logi.app.R
import dev.logi.app.ui.Answers
import dev.logi.app.ui.MATCH
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.WRAP
import dev.logi.app.ui.browser
import dev.logi.app.ui.busy
import dev.logi.app.ui.card
import dev.logi.app.ui.chip
import dev.logi.app.ui.column
import dev.logi.app.ui.country
import dev.logi.app.ui.fieldName
import dev.logi.app.ui.heading
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.monogram
import dev.logi.app.ui.notice
import dev.logi.app.ui.otherButton
import dev.logi.app.ui.px
import dev.logi.app.ui.second
import dev.logi.app.ui.showProblem
import dev.logi.app.ui.showWork
import dev.logi.app.ui.text
import dev.logi.app.ui.title
import dev.logi.app.ui.words
import dev.logi.core.Browser
import dev.logi.core.Decision
import dev.logi.core.LoginRequest
import dev.logi.core.Relation

/** What the question's screen can lead to beside its events. */
internal interface RequestLinks {
    fun close()

    fun openSettings()
}

/** Draws the question. */
internal class RequestScreen(private val context: Context, private val links: RequestLinks, private val send: (RequestEvent) -> Unit) : Screen<RequestState> {
    private val page = Page(context)
    private val fields = FieldRows(context, send)
    private val countdown = context.second("")
    private val notices = context.column()
    private val answers = context.column()
    private var shownAnswers: Any? = null

    override val view: View get() = page

    override fun render(state: RequestState) {
        when (state) {
            RequestState.Checking -> page.showWork(R.string.request_checking, links::close)
            is RequestState.Presented -> present(state)
            is RequestState.NotPresented -> page.showProblem(state.problem, retry = { send(RequestEvent.TryAgain) }, close = links::close)
            is RequestState.Leaving -> Unit
        }
    }

    private fun present(state: RequestState.Presented) {
        val request = state.request
        page.show(request.session) {
            add(context.monogram(request.application.name))
            add(context.title(context.getString(R.string.request_title, request.application.name)))
            add(context.second(context.getString(R.string.request_domain, request.application.domain)), R.dimen.half)
            add(context.card(words(request)))
            add(context.card(place(request.browser)))
            if (request.browser.relation == Relation.DIFFERENT_COUNTRY) add(context.notice(context.getString(R.string.request_warn_country), Tone.WARN))
            add(notices, R.dimen.step)
            add(fields.rows(state))
            add(context.second(context.getString(R.string.request_own)))
            add(countdown, R.dimen.step)
            act(answers)
            shownAnswers = null
        }
        fields.update(state)
        showNotices(state)
        showCountdown(state.secondsLeft)
        showAnswers(state)
    }

    private fun words(request: LoginRequest): View = context.column().apply {
        setPadding(px(R.dimen.gap), px(R.dimen.step), px(R.dimen.gap), px(R.dimen.step))
        addView(context.second(context.getString(R.string.request_words_title)))
        val spoken = context.getString(R.string.request_words_spoken, request.words.getOrElse(0) { "" }, request.words.getOrElse(1) { "" })
        addView(context.title(request.words.joinToString(" · "), R.dimen.text_words).apply { contentDescription = spoken; isAccessibilityHeading = false })
        addView(context.second(context.getString(R.string.request_words_differ)))
    }

    private fun place(browser: Browser): View {
        val (relation, tone) = when (browser.relation) {
            Relation.SAME_NETWORK -> R.string.relation_same_network to Tone.GOOD
            Relation.SAME_COUNTRY -> R.string.relation_same_country to Tone.GOOD
            Relation.DIFFERENT_COUNTRY -> R.string.relation_different_country to Tone.WARN
            Relation.UNKNOWN -> R.string.relation_unknown to Tone.QUIET
        }
        val chip = context.chip(context.getString(relation), tone)
        val where = context.column().apply {
            addView(context.text(resources.browser(browser.label)))
            addView(context.second(resources.country(browser.country)))
        }
        // With large letters the chip stands under the text: beside it, neither would have room.
        val isLarge = context.resources.configuration.fontScale > LARGE
        if (!isLarge) chip.maxWidth = px(R.dimen.chip)
        return LinearLayout(context).apply {
            orientation = if (isLarge) LinearLayout.VERTICAL else LinearLayout.HORIZONTAL
            gravity = if (isLarge) Gravity.START else Gravity.CENTER_VERTICAL
            setPadding(px(R.dimen.gap), px(R.dimen.step), px(R.dimen.gap), px(R.dimen.step))
            addView(where, if (isLarge) LinearLayout.LayoutParams(MATCH, WRAP) else LinearLayout.LayoutParams(0, WRAP, 1f))
            addView(chip, LinearLayout.LayoutParams(WRAP, WRAP).apply { if (isLarge) topMargin = px(R.dimen.step) else marginStart = px(R.dimen.step) })
        }
    }

    private fun px(dimension: Int) = context.px(dimension)

    private fun showNotices(state: RequestState.Presented) {
        val lines = mutableListOf<Pair<String, Tone>>()
        if (state.request.secondScan) lines += context.getString(R.string.request_warn_second) to Tone.BAD
        if (state.missing.isNotEmpty()) {
            val names = state.missing.joinToString(", ") { context.resources.fieldName(it.name) }
            lines += context.getString(R.string.request_missing, state.request.application.name, names) to Tone.WARN
        }
        state.problem?.let { lines += context.resources.words(it).body to Tone.BAD }
        notices.visibility = if (lines.isEmpty()) View.GONE else View.VISIBLE
        if (notices.tag == lines) return
        notices.tag = lines
        notices.removeAllViews()
        notices.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        lines.forEachIndexed { index, (words, tone) ->
            notices.addView(context.notice(words, tone), LinearLayout.LayoutParams(MATCH, WRAP).apply { topMargin = if (index == 0) 0 else px(R.dimen.step) })
        }
    }

    private fun showCountdown(seconds: Long) {
        countdown.fontFeatureSettings = "tnum"
        countdown.text = context.getString(R.string.request_left, "%d:%02d".format(seconds / MINUTE, seconds % MINUTE))
        if (seconds >= MINUTE) return
        // Said once, when the last minute begins.
        countdown.setTextColor(context.getColor(R.color.warn))
        countdown.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        countdown.contentDescription = context.getString(R.string.request_left_spoken)
    }

    private fun showAnswers(state: RequestState.Presented) {
        val key = state.deciding to state.missing.isEmpty()
        if (key == shownAnswers) return
        shownAnswers = key
        answers.removeAllViews()
        if (state.deciding == null) answers.addView(choose(state)) else answers.addView(waiting(state.deciding))
    }

    private fun choose(state: RequestState.Presented): View {
        val decline = context.otherButton(context.getString(R.string.request_decline)) { send(RequestEvent.Decline) }.apply { id = R.id.decline }
        val second: Button = if (state.missing.isEmpty()) {
            context.mainButton(context.getString(R.string.request_approve)) { send(RequestEvent.Approve) }.apply { id = R.id.approve; guard() }
        } else {
            context.mainButton(context.getString(R.string.request_missing_open), links::openSettings)
        }
        return Answers(context, decline, second)
    }

    /** Also on its own, the one button that gives something away refuses a covered touch, and with that any service that reads. */
    private fun Button.guard() {
        filterTouchesWhenObscured = true
    }

    private fun waiting(decision: Decision): View = LinearLayout(context).apply {
        gravity = Gravity.CENTER
        minimumHeight = px(R.dimen.control_height)
        addView(context.busy(), LinearLayout.LayoutParams(px(R.dimen.icon), px(R.dimen.icon)))
        val words = if (decision == Decision.APPROVE) R.string.request_signing else R.string.request_declining
        val line: TextView = context.text(context.getString(words))
        line.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        addView(line, LinearLayout.LayoutParams(WRAP, WRAP).apply { marginStart = px(R.dimen.step) })
    }

    private companion object {
        const val MINUTE = 60L
        const val LARGE = 1.3f
    }
}
