package dev.logi.app

import android.app.Activity
import android.content.Intent
import android.os.Looper
import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import java.time.Duration
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlin.test.fail
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/** Drives a real activity as a person would: by what is seen, with a finger. */
internal val app: TestApplication get() = RuntimeEnvironment.getApplication() as TestApplication

/** Lets everything happen that is due, and the window draw it. */
internal fun settle() = shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(FRAMES_MS))

/** Lets everything happen until [isSo], where other threads take part. [seen] is what there is instead, where it never is. */
internal fun until(seen: () -> Any? = { null }, isSo: () -> Boolean) {
    val last = System.nanoTime() + Duration.ofSeconds(LONGEST_SECONDS).toNanos()
    while (!isSo()) {
        if (System.nanoTime() > last) fail("it did not come to pass: ${seen()}")
        settle()
        Thread.onSpinWait()
    }
}

private const val FRAMES_MS = 50L
private const val LONGEST_SECONDS = 30L

/** Lets time go on. */
internal fun letPass(seconds: Long) = shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(seconds))

/** Every text that is shown, from top to bottom. */
internal fun Activity.texts(): List<String> = views().filterIsInstance<TextView>().filter { it.isShown }.map { it.text.toString().replace("\u2060", "") }

/** Whether a text of the app is shown. */
internal fun Activity.shows(words: Int, vararg values: Any): Boolean = texts().any { getString(words, *values) in it }

/** The pressable view that says [words]. */
internal fun Activity.control(words: Int): View = control(getString(words))

private fun Activity.control(words: String): View = assertNotNull(find(words), "no control $words among ${texts()}")

/** The same, null where there is none. */
internal fun Activity.find(words: String): View? =
    views().firstOrNull { it.isShown && it.isClickable && ((it as? TextView)?.text?.startsWith(words) == true || it.contentDescription == words) }

/** Presses what says [words], by the window's own way for touches. [flags] are what the system says of the touch. */
internal fun Activity.touch(words: Int, flags: Int = 0) = touch(getString(words), flags)

/** The same, for what a server named. */
internal fun Activity.touch(words: String, flags: Int = 0) {
    val view = control(words)
    val place = IntArray(2).also { view.getLocationInWindow(it) }
    val x = place[0] + view.width / 2f
    val y = place[1] + view.height / 2f
    val down = SystemClock.uptimeMillis()
    for (action in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
        val properties = arrayOf(MotionEvent.PointerProperties().apply { id = 0; toolType = MotionEvent.TOOL_TYPE_FINGER })
        val coordinates = arrayOf(MotionEvent.PointerCoords().apply { this.x = x; this.y = y; pressure = 1f; size = 1f })
        val event = MotionEvent.obtain(down, SystemClock.uptimeMillis(), action, 1, properties, coordinates, 0, 0, 1f, 1f, 0, 0, 0, flags)
        window.superDispatchTouchEvent(event)
        event.recycle()
    }
    settle()
}

/** The screen that was opened last, by its simple name; null where none was. */
internal fun opened(): Intent? = shadowOf(RuntimeEnvironment.getApplication()).nextStartedActivity

internal fun assertOpens(name: String): Intent {
    val intent = assertNotNull(opened(), "nothing was opened")
    assertTrue(intent.component?.className?.endsWith(".$name") == true, "${intent.component}")
    return intent
}

/** A screen in front of the person. */
internal fun <A : Activity> ActivityController<A>.inFront(): A {
    setup()
    settle()
    return get()
}

private fun Activity.views(): List<View> = all(window.decorView)

private fun all(view: View): List<View> = listOf(view) + if (view is ViewGroup) (0 until view.childCount).flatMap { all(view.getChildAt(it)) } else emptyList()
