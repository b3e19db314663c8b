package dev.logi.app.feature.link

import android.app.Activity
import android.app.ActivityManager
import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.widget.Toast
import dev.logi.app.Language
import dev.logi.app.LogiApplication
import dev.logi.app.R
import dev.logi.app.feature.request.RequestActivity

/**
 * The only door from outside. It takes a link of logi's own, in the one form there is, and hands it on; anything else
 * opens nothing. While a login waits for its answer no link takes its place: the person would answer another one.
 */
internal class LinkActivity : Activity() {
    override fun attachBaseContext(base: Context) = super.attachBaseContext(Language.wrap(base))

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val app = application as LogiApplication
        val link = app.links.read(intent)
        when {
            link == null -> Toast.makeText(this, R.string.link_not_ours, Toast.LENGTH_LONG).show()
            app.logins.answering.isNotEmpty() -> showOpenLogin()
            else -> startActivity(RequestActivity.ofLink(this, link).addFlags(OWN_TASK))
        }
        finish()
    }

    private fun showOpenLogin() {
        Toast.makeText(this, R.string.link_busy, Toast.LENGTH_LONG).show()
        val tasks = requireNotNull(getSystemService(ActivityManager::class.java)).appTasks
        tasks.firstOrNull { it.taskInfo?.topActivity?.className == RequestActivity::class.java.name }?.moveToFront()
    }

    private companion object {
        /** The question never stands in a task of the app that opened the link, which could put a screen of its own over it. */
        const val OWN_TASK = Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_MULTIPLE_TASK
    }
}
