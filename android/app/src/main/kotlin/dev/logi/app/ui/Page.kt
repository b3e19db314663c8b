package dev.logi.app.ui

import android.content.Context
import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.WindowInsets
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.Space
import dev.logi.app.R

/**
 * The bones of every screen: a bar on top, a column that scrolls, the actions at the bottom. It reaches to the edges
 * of the window and keeps its content off bars, cut-outs and keyboard. On a wide window the column stays narrow.
 */
internal class Page(context: Context) : LinearLayout(context) {
    private val bar = LinearLayout(context).apply { gravity = Gravity.CENTER_VERTICAL }
    private val content = CappedColumn(context)
    private val actions = CappedColumn(context)
    private val scroll = ScrollView(context).apply { isFillViewport = true; clipToPadding = false; isVerticalScrollBarEnabled = true }
    private val line = View(context).apply { setBackgroundColor(context.getColor(R.color.line)) }
    private var shown: Any? = null

    init {
        orientation = VERTICAL
        setBackgroundColor(context.getColor(R.color.ground))
        val edge = context.px(R.dimen.edge)
        content.setPadding(edge, context.px(R.dimen.gap), edge, context.px(R.dimen.edge))
        scroll.scrollBarSize = context.px(R.dimen.half)
        actions.setPadding(edge, context.px(R.dimen.step), edge, context.px(R.dimen.gap))
        bar.setPadding(context.px(R.dimen.step), 0, context.px(R.dimen.step), 0)
        scroll.addView(content, FrameLayout.LayoutParams(MATCH, WRAP, Gravity.CENTER_HORIZONTAL))
        addView(bar, LayoutParams(MATCH, WRAP))
        addView(scroll, LayoutParams(MATCH, 0, 1f))
        addView(line, LayoutParams(MATCH, context.px(R.dimen.hairline)))
        addView(actions, LayoutParams(MATCH, WRAP).apply { gravity = Gravity.CENTER_HORIZONTAL })
        scroll.setOnScrollChangeListener { _, _, _, _, _ -> showMore() }
        scroll.addOnLayoutChangeListener { _, _, _, _, _, _, _, _, _ -> showMore() }
        setOnApplyWindowInsetsListener { _, insets -> keepOff(insets); insets }
    }

    /** Builds what is shown anew where [key] is another than before, and says whether it did. */
    fun show(key: Any, build: Page.() -> Unit): Boolean {
        if (key == shown) return false
        val isFirst = shown == null
        shown = key
        content.gravity = Gravity.NO_GRAVITY
        listOf(bar, content, actions).forEach { it.removeAllViews() }
        scroll.scrollTo(0, 0)
        build()
        bar.visibility = if (bar.childCount == 0) GONE else VISIBLE
        actions.visibility = if (actions.childCount == 0) GONE else VISIBLE
        if (!isFirst) fadeIn(content, actions)
        return true
    }

    /** The way back, and the name of the screen for those who listen. */
    fun top(name: CharSequence?, back: (() -> Unit)?) {
        if (back != null) bar.addView(context.iconButton(R.drawable.icon_back, context.getString(R.string.back), action = back))
        if (name != null) {
            val words = context.title(name, R.dimen.text_body)
            words.setPadding(context.px(R.dimen.step), context.px(R.dimen.step), context.px(R.dimen.step), context.px(R.dimen.step))
            bar.addView(words, LayoutParams(0, WRAP, 1f))
        }
        bar.minimumHeight = context.px(R.dimen.touch)
    }

    /** The mark and the name of the app. */
    fun topMark() {
        bar.addView(context.mark(), LayoutParams(context.px(R.dimen.mark), context.px(R.dimen.mark)).apply { marginStart = context.px(R.dimen.gap) })
        val name = context.title(context.getString(R.string.app_name), R.dimen.text_body)
        name.isAccessibilityHeading = false
        bar.addView(name, LayoutParams(0, WRAP, 1f).apply { marginStart = context.px(R.dimen.step) })
        bar.minimumHeight = context.px(R.dimen.control_height)
    }

    /** Adds to the column, [above] under what stands there. */
    fun add(view: View, above: Int = R.dimen.gap) {
        val given = view.layoutParams as? LayoutParams
        val layout = given ?: LayoutParams(MATCH, WRAP)
        layout.topMargin = if (content.childCount == 0) 0 else context.px(above)
        content.addView(view, layout)
    }

    /** Lets what follows begin in the middle of the free height. */
    fun centre() {
        content.gravity = Gravity.CENTER_VERTICAL
    }

    /** Adds what takes all free height, and at least the width of the column. */
    fun fill(view: View) {
        view.minimumHeight = context.px(R.dimen.finder)
        content.addView(view, LayoutParams(MATCH, 0, 1f).apply { topMargin = if (content.childCount == 0) 0 else context.px(R.dimen.gap) })
    }

    /** Takes up the free height. */
    fun spring() {
        content.addView(Space(context), LayoutParams(MATCH, 0, 1f))
    }

    /** Adds to the actions at the bottom. */
    fun act(view: View) {
        actions.addView(view, LayoutParams(MATCH, WRAP).apply { topMargin = if (actions.childCount == 0) 0 else context.px(R.dimen.step) })
    }

    /** A line over the actions while something goes on below them. */
    private fun showMore() {
        line.visibility = if (scroll.canScrollVertically(1) && actions.visibility == VISIBLE) VISIBLE else INVISIBLE
    }

    private fun keepOff(insets: WindowInsets) {
        if (Build.VERSION.SDK_INT >= 30) {
            padBy(insets)
        } else {
            @Suppress("DEPRECATION") // the only way before Android 11
            setPadding(insets.systemWindowInsetLeft, insets.systemWindowInsetTop, insets.systemWindowInsetRight, insets.systemWindowInsetBottom)
        }
    }
}

/** A column no wider than one reads well. */
private class CappedColumn(context: Context) : LinearLayout(context) {
    init {
        orientation = VERTICAL
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val width = MeasureSpec.getSize(widthMeasureSpec).coerceAtMost(context.px(R.dimen.column))
        super.onMeasure(MeasureSpec.makeMeasureSpec(width, MeasureSpec.EXACTLY), heightMeasureSpec)
    }
}
