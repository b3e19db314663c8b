package dev.logi.app.feature.request

import android.content.Context
import android.view.View
import android.widget.LinearLayout
import android.widget.Switch
import android.widget.TextView
import dev.logi.app.R
import dev.logi.app.ui.Tone
import dev.logi.app.ui.card
import dev.logi.app.ui.column
import dev.logi.app.ui.describeState
import dev.logi.app.ui.fieldName
import dev.logi.app.ui.heading
import dev.logi.app.ui.pressRow
import dev.logi.app.ui.row
import dev.logi.app.ui.switchRow
import dev.logi.app.ui.twoLines
import dev.logi.core.Before
import dev.logi.core.Field

/** The fields of a request: locked where required, a switch where the person decides, folded where they said no before. */
internal class FieldRows(private val context: Context, private val send: (RequestEvent) -> Unit) {
    private val switches = HashMap<String, Switch>()
    private var folded: LinearLayout? = null
    private var fold: TextView? = null

    fun rows(state: RequestState.Presented): View {
        switches.clear()
        folded = null
        fold = null
        val (refused, asked) = state.request.fields.partition { it.before == Before.REFUSED && !it.required }
        val rows = mutableListOf<View>(locked(context.getString(R.string.field_id), context.getString(R.string.field_id_body)))
        asked.mapTo(rows) { row(it, state) }
        if (refused.isNotEmpty()) rows += foldable(refused, state)
        return context.column().apply {
            addView(context.heading(context.getString(R.string.request_fields, state.request.application.name)))
            val space = LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, LinearLayout.LayoutParams.WRAP_CONTENT)
            space.topMargin = resources.getDimensionPixelSize(R.dimen.step)
            addView(context.card(*rows.toTypedArray()), space)
        }
    }

    fun update(state: RequestState.Presented) {
        for ((name, switch) in switches) {
            switch.isEnabled = state.deciding == null
            if (switch.isChecked != name in state.granted) switch.isChecked = name in state.granted
            switch.describeState(context.getString(if (name in state.granted) R.string.field_shared else R.string.field_not_shared))
        }
        folded?.visibility = if (state.isUnfolded) View.VISIBLE else View.GONE
        fold?.let { it.contentDescription = "${it.text}, ${context.getString(if (state.isUnfolded) R.string.request_fold_close else R.string.request_fold_open)}" }
    }

    private fun row(field: Field, state: RequestState.Presented): View {
        val name = context.resources.fieldName(field.name)
        return when {
            field.required && !field.valuePresent -> context.row(context.twoLines(name, context.getString(R.string.field_required_not_set), Tone.BAD), R.drawable.icon_warning, tone = Tone.BAD)
            field.required -> locked(name, listOfNotNull(purpose(field), context.getString(R.string.field_required)).joinToString(". "))
            !field.valuePresent -> context.row(context.twoLines(name, listOfNotNull(purpose(field), context.getString(R.string.field_not_set)).joinToString(". ")))
            else -> switch(field, name, state)
        }
    }

    private fun switch(field: Field, name: String, state: RequestState.Presented): View {
        val before = when (field.before) {
            Before.GRANTED -> context.getString(R.string.field_allowed_before)
            Before.REFUSED -> context.getString(R.string.field_refused_before)
            null -> null
        }
        val about = listOfNotNull(purpose(field), before).joinToString(". ")
        return context.switchRow(context.twoLines(name, about), field.name in state.granted) { on -> send(RequestEvent.Grant(field.name, on)) }.also { switches[field.name] = it }
    }

    private fun locked(name: String, about: String): View = context.row(context.twoLines(name, about), R.drawable.icon_lock).apply {
        contentDescription = "$name. $about. ${context.getString(R.string.field_locked)}"
    }

    private fun foldable(refused: List<Field>, state: RequestState.Presented): View = context.column().apply {
        val names = refused.joinToString(", ") { resources.fieldName(it.name) }
        val press = context.pressRow(context.getString(R.string.request_refused_fold, names), R.drawable.icon_fold) { send(RequestEvent.Fold) }
        addView(press)
        val inside = context.column().apply { refused.forEach { addView(row(it, state)) } }
        addView(inside)
        fold = press
        folded = inside
    }

    private fun purpose(field: Field): String? = field.purpose?.let { context.getString(R.string.field_purpose, it) }
}
