package dev.logi.app

import android.annotation.TargetApi
import android.app.LocaleManager
import android.content.Context
import android.content.res.Configuration
import android.os.Build
import android.os.LocaleList
import java.util.Locale

/** The language the person chose for this app. From Android 13 the phone keeps it, before that the app does. */
internal object Language {
    /** The languages the app is written in. */
    val offered: List<String> = listOf("en", "ko")

    private const val FILE = "language"
    private const val TAG = "tag"

    /** The chosen language; null is as on the phone. */
    fun chosen(context: Context): String? {
        return if (Build.VERSION.SDK_INT >= 33) keptBySystem(context) else kept(context).getString(TAG, null)
    }

    /** Chooses [tag]; null is as on the phone. Screens are made anew: by Android from 13 on, by the caller before. */
    fun choose(context: Context, tag: String?) {
        if (Build.VERSION.SDK_INT >= 33) {
            tellSystem(context, tag)
        } else {
            kept(context).edit().putString(TAG, tag).apply()
        }
    }

    /** [base] in the chosen language, where the app itself has to see to it. */
    fun wrap(base: Context): Context {
        val tag = if (Build.VERSION.SDK_INT >= 33) null else kept(base).getString(TAG, null)
        if (tag == null) return base
        val changed = Configuration(base.resources.configuration)
        changed.setLocale(Locale.forLanguageTag(tag))
        return base.createConfigurationContext(changed)
    }

    @TargetApi(Build.VERSION_CODES.TIRAMISU)
    private fun keptBySystem(context: Context): String? {
        val locales = requireNotNull(context.getSystemService(LocaleManager::class.java)).applicationLocales
        return if (locales.isEmpty) null else locales[0].language
    }

    @TargetApi(Build.VERSION_CODES.TIRAMISU)
    private fun tellSystem(context: Context, tag: String?) {
        val locales = if (tag == null) LocaleList.getEmptyLocaleList() else LocaleList.forLanguageTags(tag)
        requireNotNull(context.getSystemService(LocaleManager::class.java)).applicationLocales = locales
    }

    private fun kept(context: Context) = context.getSharedPreferences(FILE, Context.MODE_PRIVATE)
}
