package dev.logi.app.feature.settings

import android.os.Build
import android.os.Bundle
import dev.logi.app.Language
import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch

/** The person's details, how they confirm, language and server. */
internal class SettingsActivity : ScreenActivity<SettingsState, SettingsEvent>(), SettingsLinks {
    override val server: String get() = app.server.issuer
    override val version: String get() = packageManager.getPackageInfo(packageName, 0).versionName.orEmpty()
    override val language: String? get() = Language.chosen(this)

    override fun makeModel(saved: Bundle?): Model<SettingsState, SettingsEvent, *> = SettingsModel(app.phone, mainExecutor.asCoroutineDispatcher())

    override fun makeScreen(send: (SettingsEvent) -> Unit): Screen<SettingsState> = SettingsScreen(this, this, send)

    override fun backEvent(state: SettingsState): SettingsEvent? = if (state is SettingsState.Editing) SettingsEvent.Back else null

    override fun choose(language: String?) {
        Language.choose(this, language)
        if (Build.VERSION.SDK_INT < 33) recreate()
    }

    override fun close() = finish()
}

/** Reads and changes the details. */
internal class SettingsModel(private val phone: Phone, dispatcher: CoroutineDispatcher) :
    Model<SettingsState, SettingsEvent, SettingsEffect>(SettingsState.Loading, dispatcher) {
    init {
        scope.launch { perform(SettingsEffect.Read) }
    }

    override fun reduce(state: SettingsState, event: SettingsEvent): Step<SettingsState, SettingsEffect> = dev.logi.app.feature.settings.reduce(state, event)

    override suspend fun perform(effect: SettingsEffect) = when (effect) {
        SettingsEffect.Read -> read()
        is SettingsEffect.Save -> try {
            phone.setDetails(effect.details)
            send(SettingsEvent.Saved)
        } catch (failure: PhoneException) {
            send(SettingsEvent.NotSaved(failure.problem))
        }
    }

    private suspend fun read() {
        val confirmation = phone.confirmation()
        try {
            send(SettingsEvent.Read(phone.details(), confirmation))
        } catch (failure: PhoneException) {
            send(SettingsEvent.NotRead(confirmation, failure.problem))
        }
    }
}
