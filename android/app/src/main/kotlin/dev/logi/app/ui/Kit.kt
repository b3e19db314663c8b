package dev.logi.app.ui

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.Drawable
import android.os.Build
import android.text.Layout
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.AbsoluteSizeSpan
import android.text.style.ForegroundColorSpan
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.FrameLayout
import android.widget.ImageButton
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.Switch
import android.widget.TextView
import dev.logi.app.R

/** The colours of a line of text or a surface, by what it says. */
enum class Tone(val color: Int, val soft: Int) {
    PLAIN(R.color.ink, R.color.card),
    QUIET(R.color.muted, R.color.line),
    GOOD(R.color.accent, R.color.accent_soft),
    WARN(R.color.warn, R.color.warn_soft),
    BAD(R.color.bad, R.color.bad_soft),
}

internal const val MATCH: Int = ViewGroup.LayoutParams.MATCH_PARENT
internal const val WRAP: Int = ViewGroup.LayoutParams.WRAP_CONTENT

internal fun Context.px(dimension: Int): Int = resources.getDimensionPixelSize(dimension)

private fun semibold(): Typeface = Typeface.create(Typeface.DEFAULT, 650, false)

private fun TextView.size(dimension: Int) = setTextSize(TypedValue.COMPLEX_UNIT_PX, resources.getDimension(dimension))

/** Text as it is written here: whole, never cut, broken between words. */
internal fun Context.text(words: CharSequence, size: Int = R.dimen.text_body, tone: Tone = Tone.PLAIN): TextView = TextView(this).apply {
    text = words
    size(size)
    setTextColor(getColor(tone.color))
    setLineSpacing(0f, 1.15f)
    breakStrategy = Layout.BREAK_STRATEGY_HIGH_QUALITY
    hyphenationFrequency = Layout.HYPHENATION_FREQUENCY_NONE
    textAlignment = View.TEXT_ALIGNMENT_VIEW_START
    if (Build.VERSION.SDK_INT >= 33) breakByPhrase()
}

internal fun Context.second(words: CharSequence, tone: Tone = Tone.QUIET): TextView = text(words, R.dimen.text_second, tone)

/** The title of a screen: a heading for those who listen. */
internal fun Context.title(words: CharSequence, size: Int = R.dimen.text_title): TextView = text(wholeWords(words), size).apply {
    contentDescription = words
    typeface = semibold()
    isAccessibilityHeading = true
}

/** The title of a part of a screen. */
internal fun Context.heading(words: CharSequence): TextView = second(words).apply {
    typeface = semibold()
    isAccessibilityHeading = true
    setPadding(px(R.dimen.half), px(R.dimen.step), px(R.dimen.half), 0)
}

internal fun Context.icon(drawable: Int, tone: Tone = Tone.QUIET): ImageView = ImageView(this).apply {
    setImageResource(drawable)
    imageTintList = ColorStateList.valueOf(getColor(tone.color))
    importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
}

internal fun Context.mark(size: Int = R.dimen.mark): ImageView = ImageView(this).apply {
    setImageResource(R.drawable.mark)
    importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
    layoutParams = LinearLayout.LayoutParams(px(size), px(size))
}

private fun Context.tinted(drawable: Int, color: Int): Drawable = requireNotNull(getDrawable(drawable)).mutate().apply {
    setTint(getColor(color))
    setBounds(0, 0, px(R.dimen.icon), px(R.dimen.icon))
}

/** Korean may break after every syllable; a title breaks between its words only. U+2060 forbids a break and shows nothing. */
private fun wholeWords(words: CharSequence): CharSequence = words.toString().replace(BETWEEN_SYLLABLES, "\u2060")

private val BETWEEN_SYLLABLES = Regex("(?<=\\S)(?=[\\uac00-\\ud7a3?])")

/** Two lines in one view: what it is, and about it. */
internal fun Context.twoLines(first: CharSequence, second: CharSequence?, tone: Tone = Tone.QUIET): CharSequence {
    if (second.isNullOrEmpty()) return first
    val whole = SpannableStringBuilder(first).append('\n')
    val start = whole.length
    whole.append(second)
    whole.setSpan(AbsoluteSizeSpan(px(R.dimen.text_second)), start, whole.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
    whole.setSpan(ForegroundColorSpan(getColor(tone.color)), start, whole.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
    return whole
}

/** The main action, of which a screen has one. */
internal fun Context.mainButton(words: CharSequence, action: () -> Unit): Button = button(words, R.drawable.button_main, R.color.on_button_main, action)

/** An action beside the main one. */
internal fun Context.otherButton(words: CharSequence, action: () -> Unit): Button = button(words, R.drawable.button_other, R.color.ink, action)

private fun Context.button(words: CharSequence, ground: Int, color: Int, action: () -> Unit) = Button(this).apply {
    text = words
    isAllCaps = false
    size(R.dimen.text_body)
    typeface = semibold()
    setTextColor(getColorStateList(color))
    setBackgroundResource(ground)
    stateListAnimator = null
    minHeight = px(R.dimen.control_height)
    minimumHeight = px(R.dimen.control_height)
    minWidth = 0
    minimumWidth = 0
    setPadding(px(R.dimen.gap), px(R.dimen.step), px(R.dimen.gap), px(R.dimen.step))
    setOnClickListener { action() }
}

/** An icon that is pressed; [words] are its name for those who listen. */
internal fun Context.iconButton(drawable: Int, words: CharSequence, tone: Tone = Tone.PLAIN, action: () -> Unit): ImageButton = ImageButton(this).apply {
    setImageResource(drawable)
    imageTintList = ColorStateList.valueOf(getColor(tone.color))
    setBackgroundResource(R.drawable.round)
    contentDescription = words
    tooltipText = words
    layoutParams = LinearLayout.LayoutParams(px(R.dimen.touch), px(R.dimen.touch))
    setOnClickListener { action() }
}

/** A surface with rows, a hairline between them. */
internal fun Context.card(vararg rows: View): LinearLayout = column().apply {
    setBackgroundResource(R.drawable.card)
    rows.forEachIndexed { index, row ->
        if (index > 0) addView(View(context).apply { setBackgroundColor(getColor(R.color.line)) }, hairline())
        addView(row, LinearLayout.LayoutParams(MATCH, WRAP))
    }
}

private fun Context.hairline() = LinearLayout.LayoutParams(MATCH, px(R.dimen.hairline)).apply {
    marginStart = px(R.dimen.gap)
    marginEnd = px(R.dimen.gap)
}

internal fun Context.column(): LinearLayout = LinearLayout(this).apply { orientation = LinearLayout.VERTICAL }

/** A row of a card: text, and an icon at its end. */
internal fun Context.row(words: CharSequence, end: Int? = null, start: Int? = null, tone: Tone = Tone.QUIET): TextView = text(words).apply {
    rowShape()
    setCompoundDrawablesRelative(start?.let { tinted(it, R.color.accent) }, null, end?.let { tinted(it, tone.color) }, null)
    compoundDrawablePadding = px(R.dimen.gap)
}

private fun TextView.rowShape() {
    gravity = Gravity.CENTER_VERTICAL or Gravity.START
    minHeight = context.px(R.dimen.control_height)
    setPadding(context.px(R.dimen.gap), context.px(R.dimen.step) + context.px(R.dimen.half), context.px(R.dimen.gap), context.px(R.dimen.step) + context.px(R.dimen.half))
    setLineSpacing(0f, 1.2f)
}

/** A row that is pressed. */
internal fun Context.pressRow(words: CharSequence, end: Int? = R.drawable.icon_next, start: Int? = null, action: () -> Unit): TextView = row(words, end, start).apply {
    setBackgroundResource(R.drawable.row)
    isClickable = true
    isFocusable = true
    accessibilityDelegate = AsButton
    setOnClickListener { action() }
}

/** A row with a switch. */
internal fun Context.switchRow(words: CharSequence, on: Boolean, change: (Boolean) -> Unit): Switch = Switch(this).apply {
    text = words
    size(R.dimen.text_body)
    setTextColor(getColor(R.color.ink))
    rowShape()
    setBackgroundResource(R.drawable.row)
    thumbDrawable = context.getDrawable(R.drawable.switch_thumb)
    trackDrawable = context.getDrawable(R.drawable.switch_track)
    thumbTintList = context.getColorStateList(R.color.switch_thumb)
    trackTintList = context.getColorStateList(R.color.switch_track)
    switchMinWidth = 0
    switchPadding = px(R.dimen.gap)
    showText = false
    isChecked = on
    setOnCheckedChangeListener { _, checked -> change(checked) }
}

/** A short fact on its own ground. */
internal fun Context.chip(words: CharSequence, tone: Tone): TextView = text(words, R.dimen.text_second, tone).apply {
    typeface = semibold()
    background = rounded(getColor(tone.soft), px(R.dimen.card_radius))
    setPadding(px(R.dimen.step) + px(R.dimen.half), px(R.dimen.half), px(R.dimen.step) + px(R.dimen.half), px(R.dimen.half))
}

/** A line that must not be missed. */
internal fun Context.notice(words: CharSequence, tone: Tone): TextView = text(words, R.dimen.text_second, tone).apply {
    background = rounded(getColor(tone.soft), px(R.dimen.control_radius))
    setPadding(px(R.dimen.gap), px(R.dimen.step) + px(R.dimen.half), px(R.dimen.gap), px(R.dimen.step) + px(R.dimen.half))
    setCompoundDrawablesRelative(tinted(R.drawable.icon_warning, tone.color), null, null, null)
    compoundDrawablePadding = px(R.dimen.step) + px(R.dimen.half)
    gravity = Gravity.CENTER_VERTICAL or Gravity.START
}

/** The large sign over a result. */
internal fun Context.sign(drawable: Int, tone: Tone): View = FrameLayout(this).apply {
    background = rounded(getColor(tone.soft), px(R.dimen.edge))
    importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
    addView(icon(drawable, tone), FrameLayout.LayoutParams(px(R.dimen.sign) / 2, px(R.dimen.sign) / 2, Gravity.CENTER))
    layoutParams = LinearLayout.LayoutParams(px(R.dimen.sign), px(R.dimen.sign))
}

/** An application's first letter: logi shows no picture that an application could choose. */
internal fun Context.monogram(name: String): TextView = TextView(this).apply {
    text = name.trim().let { if (it.isEmpty()) "" else it.substring(0, it.offsetByCodePoints(0, 1)).uppercase() }
    setTextSize(TypedValue.COMPLEX_UNIT_PX, px(R.dimen.monogram) * 0.4f)
    typeface = semibold()
    gravity = Gravity.CENTER
    includeFontPadding = false
    setTextColor(getColor(R.color.on_monogram))
    background = rounded(getColor(R.color.monogram), px(R.dimen.control_radius))
    importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
    layoutParams = LinearLayout.LayoutParams(px(R.dimen.monogram), px(R.dimen.monogram))
}

/** Work without a known end. */
internal fun Context.busy(): ProgressBar = ProgressBar(this).apply {
    isIndeterminate = true
    indeterminateTintList = ColorStateList.valueOf(getColor(R.color.accent))
    importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
    layoutParams = LinearLayout.LayoutParams(px(R.dimen.air), px(R.dimen.air))
}
