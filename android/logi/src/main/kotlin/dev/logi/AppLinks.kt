package dev.logi

import android.content.Intent

/**
 * Which links open the app, and what of them is read.
 *
 * Any app may send any intent to an exported activity, so a manifest's filter decides nothing: a link counts only if its text
 * begins, byte for byte, with `https`, the exact host and the exact path, and goes on as a code does. What it then says is judged
 * by the core.
 *
 * @param issuer the one server that is trusted, without a slash at its end.
 * @param linkHost the host of links for this same device, where there is one.
 */
public class AppLinks(issuer: String, linkHost: String?) {
    private val beginnings = listOfNotNull("$issuer/qr#", linkHost?.let { "https://$it/here#" }).filter { it.startsWith("https://") }

    /** The text to begin a login with (as a link), or nothing where the intent is no link of logi. */
    public fun read(intent: Intent?): String? {
        if (intent?.action != Intent.ACTION_VIEW) return null
        val text = intent.dataString ?: return null
        val beginning = beginnings.find { text.startsWith(it) } ?: return null
        val code = text.substring(beginning.length)
        return text.takeIf { code.length in 1..MAX_CODE && code.all { it in CODE_LETTERS } }
    }

    private companion object {
        /** The longest code has 179 characters. */
        const val MAX_CODE = 256

        /** Crockford's base32 and the dot. */
        const val CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ."
    }
}
