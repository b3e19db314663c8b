package dev.logi.app.ui

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ContentResolver
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import android.widget.Toast
import dev.logi.app.Language
import dev.logi.app.LogiApplication
import dev.logi.app.R
import dev.logi.app.loop.Model
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** What a screen looks like in each of its states. Draws, and says what was pressed; decides nothing. */
internal interface Screen<S : Any> {
    /** The root of what is drawn. */
    val view: View

    /** Shows [state]. */
    fun render(state: S)
}

/**
 * One screen. It keeps its [Model] over a turned or resized window, and protects itself like every screen of the app:
 * no screenshot, no recording, no touch through another window.
 */
internal abstract class ScreenActivity<S : Any, E : Any> : Activity() {
    /** The loop behind the screen. */
    lateinit var model: Model<S, E, *>
        private set

    /** What is drawn. */
    lateinit var screen: Screen<S>
        private set

    private lateinit var watching: CoroutineScope
    private var language: String? = null
    private val back by lazy { BackListener(this) { backEvent(model.states.value)?.let { model.send(it) } } }

    /** The application with what outlives a screen. */
    protected val app: LogiApplication get() = application as LogiApplication

    /** Makes the loop, from what a killed process left in [saved]. */
    protected abstract fun makeModel(saved: Bundle?): Model<S, E, *>

    /** Makes what is drawn. */
    protected abstract fun makeScreen(send: (E) -> Unit): Screen<S>

    /** Leaves for another screen where [state] says so. */
    protected open fun follow(state: S) = Unit

    /** The event that going back means in [state]; null lets Android go back. */
    protected open fun backEvent(state: S): E? = null

    override fun attachBaseContext(base: Context) = super.attachBaseContext(Language.wrap(base))

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        protect()
        language = Language.chosen(this)
        model = retained() ?: makeModel(saved)
        screen = makeScreen { event -> model.send(event) }
        val frame = SecureFrame(this)
        frame.addView(screen.view)
        setContentView(frame)
        reachToTheEdges()
    }

    override fun onRestart() {
        super.onRestart()
        // Before Android 13 a screen behind the settings does not hear of another language.
        if (Build.VERSION.SDK_INT < 33 && Language.chosen(this) != language) recreate()
    }

    override fun onStart() {
        super.onStart()
        watching = CoroutineScope(SupervisorJob() + mainExecutor.asCoroutineDispatcher())
        show(model.states.value)
        watching.launch { model.states.collect { state -> show(state) } }
    }

    override fun onStop() {
        watching.cancel()
        super.onStop()
    }

    override fun onDestroy() {
        if (!isChangingConfigurations) model.close()
        super.onDestroy()
    }

    @Deprecated("Android 12 and older")
    @Suppress("DEPRECATION")
    override fun onBackPressed() {
        val event = backEvent(model.states.value)
        if (event == null) super.onBackPressed() else model.send(event)
    }

    // The framework keeps this object over a change of configuration; no part of it holds the old window.
    override fun onRetainNonConfigurationInstance(): Any = model

    /** Says so where no app of this phone takes [intent]. */
    override fun startActivityForResult(intent: Intent, requestCode: Int, options: Bundle?) {
        try {
            super.startActivityForResult(intent, requestCode, options)
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(this, R.string.no_app, Toast.LENGTH_LONG).show()
        }
    }

    /**
     * What the person chose in another app, where that app offers it. The address of a file is refused: this app would open it with
     * its own rights, and reach what is its own.
     */
    protected fun chosenIn(answer: Intent?): Uri? = answer?.data?.takeIf { it.scheme == ContentResolver.SCHEME_CONTENT }

    /** Starts a screen of this app in place of this one. */
    protected fun replaceWith(intent: Intent) {
        startActivity(intent)
        finish()
    }

    private fun show(state: S) {
        if (isFinishing) return
        screen.render(state)
        if (Build.VERSION.SDK_INT >= 33) back.listen(backEvent(state) != null)
        follow(state)
    }

    @Suppress("UNCHECKED_CAST", "DEPRECATION") // what this very class left there
    private fun retained(): Model<S, E, *>? = lastNonConfigurationInstance as Model<S, E, *>?

    private fun protect() {
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= 31) window.hideOverlays()
        if (Build.VERSION.SDK_INT >= 33) leaveNoPicture()
    }

    @Suppress("DEPRECATION") // the only way before Android 11
    private fun reachToTheEdges() {
        if (Build.VERSION.SDK_INT >= 30) {
            window.reachToTheEdges()
        } else {
            window.decorView.systemUiVisibility = window.decorView.systemUiVisibility or
                View.SYSTEM_UI_FLAG_LAYOUT_STABLE or View.SYSTEM_UI_FLAG_LAYOUT_FULLSCREEN or View.SYSTEM_UI_FLAG_LAYOUT_HIDE_NAVIGATION
        }
    }
}
