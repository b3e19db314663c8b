package dev.logi.app.feature.scanner

import android.content.Context
import android.graphics.Canvas
import android.graphics.Outline
import android.graphics.Paint
import android.graphics.RectF
import android.view.View
import android.view.ViewOutlineProvider
import android.widget.FrameLayout
import dev.logi.app.R
import dev.logi.app.ui.px
import kotlin.math.max
import kotlin.math.min

/** Shows its one child, the camera's view, filled to its edges, and draws the corners between which a code is held. */
internal class FinderFrame(context: Context) : FrameLayout(context) {
    private val corner = RectF()
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        style = Paint.Style.STROKE
        strokeCap = Paint.Cap.ROUND
        strokeWidth = context.px(R.dimen.half).toFloat()
        color = context.getColor(R.color.on_shade)
    }

    init {
        setBackgroundColor(context.getColor(R.color.shade))
        setWillNotDraw(false)
        clipToOutline = true
        outlineProvider = object : ViewOutlineProvider() {
            override fun getOutline(view: View, outline: Outline) = outline.setRoundRect(0, 0, view.width, view.height, context.px(R.dimen.card_radius).toFloat())
        }
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_YES
    }

    // The camera gives 16:9 pictures: the child is larger than the frame where the shapes differ, never stretched.
    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val width = MeasureSpec.getSize(widthMeasureSpec)
        val isFree = MeasureSpec.getMode(heightMeasureSpec) == MeasureSpec.UNSPECIFIED
        val height = if (isFree) minimumHeight else max(MeasureSpec.getSize(heightMeasureSpec), minimumHeight)
        setMeasuredDimension(width, height)
        val (long, short) = LONG to SHORT
        val ratio = if (height >= width) long / short else short / long
        val childWidth = max(width.toFloat(), height / ratio)
        val exactly = { size: Float -> MeasureSpec.makeMeasureSpec(size.toInt(), MeasureSpec.EXACTLY) }
        if (childCount > 0) getChildAt(0).measure(exactly(childWidth), exactly(childWidth * ratio))
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        if (childCount == 0) return
        val child = getChildAt(0)
        val x = (width - child.measuredWidth) / 2
        val y = (height - child.measuredHeight) / 2
        child.layout(x, y, x + child.measuredWidth, y + child.measuredHeight)
    }

    override fun dispatchDraw(canvas: Canvas) {
        super.dispatchDraw(canvas)
        val side = min(width, height) * FILL
        val left = (width - side) / 2
        val top = (height - side) / 2
        val reach = side * REACH
        for ((x, y, start) in listOf(Triple(left, top, 180f), Triple(left + side - reach, top, 270f), Triple(left + side - reach, top + side - reach, 0f), Triple(left, top + side - reach, 90f))) {
            corner.set(x, y, x + reach, y + reach)
            canvas.drawArc(corner, start, QUARTER, false, paint)
        }
    }

    private companion object {
        const val LONG = 16f
        const val SHORT = 9f
        const val FILL = 0.72f
        const val REACH = 0.22f
        const val QUARTER = 90f
    }
}
