package dev.logi.app.ui

import android.content.Context
import android.graphics.drawable.GradientDrawable
import android.view.View
import android.view.View.MeasureSpec
import android.view.ViewGroup
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Button
import android.widget.TextView
import dev.logi.app.R

internal fun rounded(color: Int, radius: Int): GradientDrawable = GradientDrawable().apply {
    setColor(color)
    cornerRadius = radius.toFloat()
}

/** Says to those who listen that a row is pressed like a button. */
internal object AsButton : View.AccessibilityDelegate() {
    override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(host, info)
        info.className = Button::class.java.name
    }
}

/**
 * Two answers of one size: side by side while both fit on one line each, one under the other where they do not.
 * The first stands at the start, or on top.
 */
internal class Answers(context: Context, first: View, second: View) : ViewGroup(context) {
    private val gap = context.px(R.dimen.step)
    private var isStacked = false

    init {
        addView(first)
        addView(second)
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val width = MeasureSpec.getSize(widthMeasureSpec)
        val half = (width - gap) / 2
        isStacked = views().any { view -> widthOnOneLine(view) > half }
        val each = MeasureSpec.makeMeasureSpec(if (isStacked) width else half, MeasureSpec.EXACTLY)
        views().forEach { it.measure(each, MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED)) }
        val tallest = views().maxOf { it.measuredHeight }
        val exactly = MeasureSpec.makeMeasureSpec(tallest, MeasureSpec.EXACTLY)
        views().forEach { it.measure(each, exactly) }
        setMeasuredDimension(width, if (isStacked) 2 * tallest + gap else tallest)
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        val (first, second) = views()
        first.layout(0, 0, first.measuredWidth, first.measuredHeight)
        if (isStacked) {
            second.layout(0, first.measuredHeight + gap, second.measuredWidth, measuredHeight)
        } else {
            second.layout(measuredWidth - second.measuredWidth, 0, measuredWidth, second.measuredHeight)
            if (layoutDirection == LAYOUT_DIRECTION_RTL) swap(first, second)
        }
    }

    private fun swap(first: View, second: View) {
        first.layout(measuredWidth - first.measuredWidth, 0, measuredWidth, first.measuredHeight)
        second.layout(0, 0, second.measuredWidth, second.measuredHeight)
    }

    private fun views(): List<View> = listOf(getChildAt(0), getChildAt(1))

    private fun widthOnOneLine(view: View): Int {
        if (view !is TextView) return 0
        return view.paint.measureText(view.text, 0, view.text.length).toInt() + view.paddingLeft + view.paddingRight + 1
    }
}
