package dev.logi.app.feature.welcome

import android.content.Intent
import android.os.Bundle
import android.provider.Settings
import dev.logi.app.feature.home.HomeActivity
import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch

/** The first minute: nothing to type. */
internal class WelcomeActivity : ScreenActivity<WelcomeState, WelcomeEvent>(), WelcomeLinks {
    override fun makeModel(saved: Bundle?): Model<WelcomeState, WelcomeEvent, *> = WelcomeModel(app.phone, mainExecutor.asCoroutineDispatcher())

    override fun makeScreen(send: (WelcomeEvent) -> Unit): Screen<WelcomeState> = WelcomeScreen(this, this, send)

    override fun onRestart() {
        super.onRestart()
        model.send(WelcomeEvent.CameBack)
    }

    override fun follow(state: WelcomeState) {
        if (state == WelcomeState.Done) replaceWith(Intent(this, HomeActivity::class.java))
    }

    override fun close() = finish()

    override fun openPhoneSettings() = startActivity(Intent(Settings.ACTION_SECURITY_SETTINGS))
}

/** Makes keys and account. */
internal class WelcomeModel(private val phone: Phone, dispatcher: CoroutineDispatcher) :
    Model<WelcomeState, WelcomeEvent, WelcomeEffect>(WelcomeState.Opening, dispatcher) {
    init {
        scope.launch { perform(WelcomeEffect.LOOK) }
    }

    override fun reduce(state: WelcomeState, event: WelcomeEvent): Step<WelcomeState, WelcomeEffect> = dev.logi.app.feature.welcome.reduce(state, event)

    override suspend fun perform(effect: WelcomeEffect) = try {
        when (effect) {
            WelcomeEffect.LOOK -> send(WelcomeEvent.Looked(phone.confirmation()))
            WelcomeEffect.ENROL -> {
                phone.enrol()
                send(WelcomeEvent.Enrolled)
            }
        }
    } catch (failure: PhoneException) {
        send(WelcomeEvent.Failed(failure.problem))
    }
}
