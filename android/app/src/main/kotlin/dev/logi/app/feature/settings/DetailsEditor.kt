package dev.logi.app.feature.settings

import android.content.Context
import android.text.InputType
import android.util.TypedValue
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import dev.logi.app.R
import dev.logi.app.ui.MATCH
import dev.logi.app.ui.Page
import dev.logi.app.ui.Tone
import dev.logi.app.ui.WRAP
import dev.logi.app.ui.busy
import dev.logi.app.ui.column
import dev.logi.app.ui.fieldName
import dev.logi.app.ui.live
import dev.logi.app.ui.mainButton
import dev.logi.app.ui.notice
import dev.logi.app.ui.px
import dev.logi.app.ui.second
import dev.logi.app.ui.words

/** Draws the person's details as lines to write in. */
internal class DetailsEditor(private val context: Context, private val page: Page, private val send: (SettingsEvent) -> Unit) {
    private val lines = HashMap<Detail, EditText>()
    private val faults = HashMap<Detail, TextView>()
    private val problem = context.column()
    private val action = context.column()

    fun render(state: SettingsState.Editing) {
        page.show(SettingsState.Editing::class) {
            top(context.getString(R.string.settings_edit)) { send(SettingsEvent.Back) }
            add(context.second(context.getString(R.string.settings_edit_hint)))
            Detail.entries.forEach { add(line(it, state.before.details.value(it))) }
            add(problem)
            act(action)
        }
        for ((detail, line) in lines) {
            line.isEnabled = state.saving == null
            show(detail, state.faults[detail])
        }
        problem.removeAllViews()
        state.problem?.let { problem.addView(context.notice(context.resources.words(it).body, Tone.BAD).live()) }
        action.removeAllViews()
        if (state.saving == null) {
            action.addView(context.mainButton(context.getString(R.string.settings_save)) { send(SettingsEvent.Save(lines.mapValues { it.value.text.toString() })) }, MATCH, WRAP)
        } else {
            action.addView(context.busy())
        }
    }

    private fun show(detail: Detail, fault: Fault?) {
        val said = faults.getValue(detail)
        said.visibility = if (fault == null) View.GONE else View.VISIBLE
        val words = when (fault) {
            Fault.TOO_LONG -> context.getString(R.string.settings_too_long)
            Fault.NO_ADDRESS -> context.getString(R.string.settings_bad_email)
            null -> ""
        }
        if (said.text.toString() != words) said.text = words
    }

    private fun line(detail: Detail, value: String?): View = context.column().apply {
        val name = context.second(context.resources.fieldName(detail.field))
        val line = EditText(context).apply {
            id = ids.getValue(detail)
            setText(value)
            inputType = inputType(detail)
            setTextSize(TypedValue.COMPLEX_UNIT_PX, resources.getDimension(R.dimen.text_body))
            setTextColor(context.getColor(R.color.ink))
            setBackgroundResource(R.drawable.field)
            minimumHeight = context.px(R.dimen.control_height)
            setPadding(context.px(R.dimen.gap), context.px(R.dimen.step), context.px(R.dimen.gap), context.px(R.dimen.step))
            // Personal, and so neither offered nor learned by keyboards.
            imeOptions = EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
            setAutofillHints(hint(detail))
        }
        name.labelFor = line.id
        addView(name)
        addView(line, LinearLayout.LayoutParams(MATCH, WRAP).apply { topMargin = context.px(R.dimen.half) })
        val fault = context.second("", Tone.BAD).live()
        addView(fault)
        lines[detail] = line
        faults[detail] = fault
    }

    private fun inputType(detail: Detail): Int = InputType.TYPE_CLASS_TEXT or when (detail) {
        Detail.PREFERRED_NAME, Detail.FULL_NAME -> InputType.TYPE_TEXT_VARIATION_PERSON_NAME or InputType.TYPE_TEXT_FLAG_CAP_WORDS
        Detail.EMAIL -> InputType.TYPE_TEXT_VARIATION_EMAIL_ADDRESS
        Detail.PHONE_NUMBER -> return InputType.TYPE_CLASS_PHONE
    }

    private fun hint(detail: Detail): String = when (detail) {
        Detail.PREFERRED_NAME, Detail.FULL_NAME -> View.AUTOFILL_HINT_NAME
        Detail.EMAIL -> View.AUTOFILL_HINT_EMAIL_ADDRESS
        Detail.PHONE_NUMBER -> View.AUTOFILL_HINT_PHONE
    }

    private companion object {
        val ids = mapOf(
            Detail.PREFERRED_NAME to R.id.preferred_name,
            Detail.FULL_NAME to R.id.full_name,
            Detail.EMAIL to R.id.email,
            Detail.PHONE_NUMBER to R.id.phone_number,
        )
    }
}
