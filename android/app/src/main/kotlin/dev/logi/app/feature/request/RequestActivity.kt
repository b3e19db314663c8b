package dev.logi.app.feature.request

import android.content.Context
import android.content.Intent
import android.os.Bundle
import dev.logi.app.feature.reinstall.ReinstallActivity
import dev.logi.app.feature.result.ResultActivity
import dev.logi.app.feature.result.Subject
import dev.logi.app.feature.scanner.ScannerActivity
import dev.logi.app.feature.settings.SettingsActivity
import dev.logi.app.loop.Model
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import dev.logi.core.Doubt
import kotlinx.coroutines.asCoroutineDispatcher

/** "Log in to … ?" */
internal class RequestActivity : ScreenActivity<RequestState, RequestEvent>(), RequestLinks {
    private val request: RequestModel get() = model as RequestModel

    override fun makeModel(saved: Bundle?): Model<RequestState, RequestEvent, *> {
        val asked = Asked(
            login = app.logins.find(intent.getStringExtra(SESSION)),
            link = intent.getStringExtra(LINK),
            seen = intent.getStringArrayListExtra(SEEN).orEmpty(),
            chosen = saved?.getStringArrayList(GRANTED)?.toSet(),
        )
        return RequestModel(app.phone, app.logins, asked, mainExecutor.asCoroutineDispatcher())
    }

    override fun makeScreen(send: (RequestEvent) -> Unit): Screen<RequestState> = RequestScreen(this, this, send)

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        val state = model.states.value
        if (state is RequestState.Presented) outState.putStringArrayList(GRANTED, ArrayList(state.granted))
    }

    override fun backEvent(state: RequestState): RequestEvent? = if (state is RequestState.Presented) RequestEvent.Back else null

    override fun follow(state: RequestState) {
        if (state !is RequestState.Leaving) return
        request.leave()
        when (val exit = state.exit) {
            is Exit.Answered -> {
                val subject = Subject(exit.request.application.name, exit.granted)
                replaceWith(ResultActivity.sending(this, request.handOn(), exit.decision, subject))
            }
            is Exit.AnsweredBefore -> replaceWith(ResultActivity.sending(this, request.handOn(), exit.decision, Subject(exit.application, null)))
            is Exit.Ended -> replaceWith(ResultActivity.ended(this, exit.end, exit.request?.let { Subject(it.application.name, null) }))
            Exit.PointOnceMore -> replaceWith(ScannerActivity.onceMore(this))
            Exit.SetUpAgain -> replaceWith(ReinstallActivity.about(this, Doubt.KEYS_LOST))
        }
    }

    override fun close() = finish()

    override fun openSettings() = startActivity(Intent(this, SettingsActivity::class.java))

    companion object {
        private const val SESSION = "session"
        private const val LINK = "link"
        private const val SEEN = "seen"
        private const val GRANTED = "granted"

        /** Asks about a login that was begun; what was [seen] begins it again where the process was killed in between. */
        fun of(context: Context, session: String, seen: List<String>): Intent =
            Intent(context, RequestActivity::class.java).putExtra(SESSION, session).putStringArrayListExtra(SEEN, ArrayList(seen))

        /** Judges a link first. */
        fun ofLink(context: Context, link: String): Intent = Intent(context, RequestActivity::class.java).putExtra(LINK, link)
    }
}
