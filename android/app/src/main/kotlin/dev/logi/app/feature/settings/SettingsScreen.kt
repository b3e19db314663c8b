package dev.logi.app.feature.settings

import android.content.Context
import android.view.View
import dev.logi.app.Language
import dev.logi.app.R
import dev.logi.app.phone.Confirmation
import dev.logi.app.phone.Problem
import dev.logi.app.ui.Page
import dev.logi.app.ui.Screen
import dev.logi.app.ui.Tone
import dev.logi.app.ui.card
import dev.logi.app.ui.fieldName
import dev.logi.app.ui.heading
import dev.logi.app.ui.live
import dev.logi.app.ui.notice
import dev.logi.app.ui.otherButton
import dev.logi.app.ui.pressRow
import dev.logi.app.ui.row
import dev.logi.app.ui.second
import dev.logi.app.ui.showWork
import dev.logi.app.ui.twoLines
import dev.logi.app.ui.words
import java.util.Locale

/** What the settings say that is not of the phone's core, and where they lead. */
internal interface SettingsLinks {
    val server: String
    val version: String

    /** The chosen language; null is as on the phone. */
    val language: String?

    fun choose(language: String?)

    fun close()
}

/** Draws the settings. */
internal class SettingsScreen(private val context: Context, private val links: SettingsLinks, private val send: (SettingsEvent) -> Unit) : Screen<SettingsState> {
    private val page = Page(context)
    private val editor = DetailsEditor(context, page, send)

    override val view: View get() = page

    override fun render(state: SettingsState) {
        when (state) {
            SettingsState.Loading -> page.showWork(R.string.one_moment, links::close)
            is SettingsState.Shown -> show(state, state.confirmation) { details(state) }
            is SettingsState.Offline -> show(state, state.confirmation) { offline(state.problem) }
            is SettingsState.Editing -> editor.render(state)
        }
    }

    private fun show(key: SettingsState, confirmation: Confirmation, details: Page.() -> Unit) {
        page.show(key) {
            top(context.getString(R.string.settings_title), links::close)
            add(context.heading(context.getString(R.string.settings_profile)))
            details()
            add(context.heading(context.getString(R.string.settings_confirm)))
            add(context.card(confirm(confirmation)), R.dimen.step)
            add(context.heading(context.getString(R.string.settings_language)))
            add(context.card(*languages()), R.dimen.step)
            add(context.heading(context.getString(R.string.settings_about)))
            add(context.card(*about()), R.dimen.step)
        }
    }

    private fun Page.details(state: SettingsState.Shown) {
        add(context.second(context.getString(R.string.settings_profile_body)).apply { setPadding(resources.getDimensionPixelSize(R.dimen.half), 0, 0, 0) }, R.dimen.half)
        val rows = Detail.entries.map { detail ->
            val value = state.details.value(detail) ?: context.getString(R.string.settings_not_set)
            context.row(context.twoLines(context.resources.fieldName(detail.field), value))
        }
        val edit = context.pressRow(context.getString(R.string.settings_edit)) { send(SettingsEvent.Edit) }
        add(context.card(*rows.toTypedArray(), edit), R.dimen.step)
        if (state.isSaved) add(context.second(context.getString(R.string.settings_saved), Tone.GOOD).live(), R.dimen.step)
    }

    private fun Page.offline(problem: Problem) {
        val words = context.resources.words(problem)
        add(context.notice(context.twoLines(words.title, words.body, Tone.WARN), Tone.WARN), R.dimen.step)
        add(context.otherButton(context.getString(R.string.try_again)) { send(SettingsEvent.TryAgain) }, R.dimen.step)
    }

    private fun confirm(confirmation: Confirmation): View {
        val (title, body) = when (confirmation) {
            Confirmation.BIOMETRIC -> R.string.settings_confirm_biometric to R.string.settings_confirm_biometric_body
            Confirmation.SCREEN_LOCK -> R.string.settings_confirm_lock to R.string.settings_confirm_lock_body
            Confirmation.NONE -> R.string.welcome_no_lock_title to R.string.welcome_no_lock_body
        }
        return context.row(context.twoLines(context.getString(title), context.getString(body)), start = R.drawable.icon_lock)
    }

    private fun languages(): Array<View> = (listOf<String?>(null) + Language.offered).map { tag ->
        val name = if (tag == null) context.getString(R.string.settings_language_system) else Locale.forLanguageTag(tag).let { it.getDisplayName(it) }
        val isChosen = tag == links.language
        context.pressRow(name, if (isChosen) R.drawable.icon_check else null) { links.choose(tag) }.apply { isSelected = isChosen }
    }.toTypedArray()

    private fun about(): Array<View> = arrayOf(
        context.row(context.twoLines(context.getString(R.string.settings_server), "${links.server}\n${context.getString(R.string.settings_server_body)}")),
        context.row(context.getString(R.string.settings_version, links.version)),
    )
}
