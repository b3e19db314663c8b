package dev.logi.app.feature.result

import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import dev.logi.app.feature.scanner.ScannerActivity
import dev.logi.app.loop.Model
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import dev.logi.core.Decision
import dev.logi.core.LoginState
import dev.logi.core.ReturnUrl
import kotlinx.coroutines.asCoroutineDispatcher

/** What became of an answer. */
internal class ResultActivity : ScreenActivity<ResultState, ResultEvent>(), ResultLinks {
    override fun makeModel(saved: Bundle?): Model<ResultState, ResultEvent, *> {
        val end = intent.getStringExtra(END)?.let { End.valueOf(it) }
        val initial = if (end == null) ResultState.Sending(Decision.valueOf(requireNotNull(intent.getStringExtra(DECISION)))) else ResultState.Over(end)
        return ResultModel(app.phone, app.logins, intent.getStringExtra(SESSION), initial, mainExecutor.asCoroutineDispatcher())
    }

    override fun makeScreen(send: (ResultEvent) -> Unit): Screen<ResultState> {
        val application = intent.getStringExtra(APPLICATION)
        val subject = application?.let { Subject(it, intent.getStringArrayListExtra(GRANTED)) }
        return ResultScreen(this, subject, this, send)
    }

    override fun follow(state: ResultState) {
        val url = (state as? ResultState.Over)?.takeUnless { it.isFollowed }?.returnUrl ?: return
        model.send(ResultEvent.Followed)
        goBackTo(url)
    }

    override fun close() = finish()

    override fun scan() = replaceWith(Intent(this, ScannerActivity::class.java))

    override fun goBackTo(url: ReturnUrl) = startActivity(Intent(Intent.ACTION_VIEW, Uri.parse(url.reveal())).addCategory(Intent.CATEGORY_BROWSABLE))

    companion object {
        private const val SESSION = "session"
        private const val DECISION = "decision"
        private const val END = "end"
        private const val APPLICATION = "application"
        private const val GRANTED = "granted"

        /** Sends the signed answer of [session]. */
        fun sending(context: Context, session: String?, decision: Decision, subject: Subject?): Intent =
            about(context, subject).putExtra(SESSION, session).putExtra(DECISION, decision.name)

        /** Shows an end that came without an answer from here. */
        fun ended(context: Context, end: LoginState, subject: Subject?): Intent =
            about(context, subject).putExtra(END, (ended(null, end)?.end ?: End.DELIVERED).name)

        private fun about(context: Context, subject: Subject?): Intent = Intent(context, ResultActivity::class.java)
            .putExtra(APPLICATION, subject?.application)
            .putStringArrayListExtra(GRANTED, subject?.granted?.let { ArrayList(it) })
    }
}
