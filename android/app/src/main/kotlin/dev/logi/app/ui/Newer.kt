package dev.logi.app.ui

import android.annotation.TargetApi
import android.app.Activity
import android.graphics.text.LineBreakConfig
import android.os.Build
import android.view.View
import android.view.Window
import android.view.WindowInsets
import android.widget.TextView
import android.window.OnBackInvokedCallback
import android.window.OnBackInvokedDispatcher

// What came after Android 9, each behind its version. A check of the build refuses it elsewhere.

@TargetApi(Build.VERSION_CODES.R)
internal fun Window.reachToTheEdges(): Unit = @Suppress("DEPRECATION") setDecorFitsSystemWindows(false)

@TargetApi(Build.VERSION_CODES.R)
internal fun View.padBy(insets: WindowInsets) {
    val bars = insets.getInsets(WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime())
    setPadding(bars.left, bars.top, bars.right, bars.bottom)
}

/** What those who listen hear of a switch beside its name. */
internal fun View.describeState(words: CharSequence) {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) describeStateIn11(words)
}

@TargetApi(Build.VERSION_CODES.R)
private fun View.describeStateIn11(words: CharSequence) {
    stateDescription = words
}

@TargetApi(Build.VERSION_CODES.S)
internal fun Window.hideOverlays(): Unit = setHideOverlayWindows(true)

@TargetApi(Build.VERSION_CODES.TIRAMISU)
internal fun Activity.leaveNoPicture(): Unit = setRecentsScreenshotEnabled(false)

/** Korean and Japanese break between phrases. */
@TargetApi(Build.VERSION_CODES.TIRAMISU)
internal fun TextView.breakByPhrase() {
    lineBreakWordStyle = LineBreakConfig.LINE_BREAK_WORD_STYLE_PHRASE
}

/** Going back, listened to only while it means something here, so that Android shows where it leads otherwise. */
@TargetApi(Build.VERSION_CODES.TIRAMISU)
internal class BackListener(private val activity: Activity, action: () -> Unit) {
    private val callback = OnBackInvokedCallback(action)
    private var isListening = false

    fun listen(wanted: Boolean) {
        if (wanted == isListening) return
        isListening = wanted
        if (wanted) {
            activity.onBackInvokedDispatcher.registerOnBackInvokedCallback(OnBackInvokedDispatcher.PRIORITY_DEFAULT, callback)
        } else {
            activity.onBackInvokedDispatcher.unregisterOnBackInvokedCallback(callback)
        }
    }
}
