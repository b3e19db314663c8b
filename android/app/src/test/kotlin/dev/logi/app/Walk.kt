package dev.logi.app

import android.app.Activity
import android.content.Intent
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/**
 * The app as a person walks through it: a screen comes to the front over the one that opened it, and one that is done gives way to
 * what lies behind it. What is waited for may come from other threads and from a server.
 */
internal class Walk : AutoCloseable {
    private val screens = ArrayDeque<ActivityController<out Activity>>()
    private val outside = ArrayDeque<Intent>()

    /** The screen that is seen. */
    val front: Activity get() = screens.last().get()

    /** Opens [screen] over what is seen. */
    fun open(screen: Class<out Activity>, intent: Intent? = null) {
        val opened = Robolectric.buildActivity(screen, intent).create()
        if (opened.get().isFinishing) {
            opened.destroy()
            return
        }
        val before = screens.lastOrNull()?.pause()
        screens += opened.start().postCreate(null).resume().visible()
        before?.stop()
        if (before?.get()?.isFinishing == true) screens.remove(before.destroy())
    }

    /** Waits for that screen in front. */
    fun <A : Activity> comesTo(screen: Class<A>): A {
        until { front.javaClass == screen }
        return screen.cast(front)!!
    }

    /** Waits for a text of the app. */
    fun shows(words: Int, vararg values: Any) = until { front.shows(words, *values) }

    /** Presses what says [words], once it is there. */
    fun touch(words: Int) = touch(front.getString(words))

    /** The same, for what a server named. */
    fun touch(words: String) {
        until { front.find(words) != null }
        front.touch(words)
    }

    /** Waits for what the app opens outside of itself. */
    fun leadsOutside(): Intent {
        until { outside.isNotEmpty() }
        return outside.removeFirst()
    }

    /** Another app answers what it was asked for. */
    fun answer(asked: Intent, answer: Intent) = shadowOf(front).receiveResult(asked, Activity.RESULT_OK, answer)

    /** The person goes back by the phone's own way. */
    @Suppress("DEPRECATION")
    fun back() {
        val left = front
        left.onBackPressed()
        until { screens.isEmpty() || front !== left }
    }

    /** Lets everything happen until [isSo]. */
    fun until(isSo: () -> Boolean) = until(seen = { "${front.javaClass.simpleName} ${front.texts()}" }) {
        step()
        isSo()
    }

    /** All screens go. */
    override fun close() {
        screens.lastOrNull()?.pause()?.stop()
        screens.forEach { it.destroy() }
        screens.clear()
    }

    private fun step() {
        val intent = opened()
        when {
            intent == null -> if (front.isFinishing) giveWay()
            intent.component == null -> outside += intent
            else -> open(Class.forName(intent.component!!.className).asSubclass(Activity::class.java), intent)
        }
    }

    private fun giveWay() {
        val done = screens.removeLast().pause()
        screens.lastOrNull()?.restart()?.resume()?.visible()
        done.stop().destroy()
    }
}
