package dev.logi.app.feature.home

import android.content.Intent
import android.os.Bundle
import dev.logi.app.feature.activity.LoginsActivity
import dev.logi.app.feature.reinstall.ReinstallActivity
import dev.logi.app.feature.result.ResultActivity
import dev.logi.app.feature.result.Subject
import dev.logi.app.feature.scanner.ScannerActivity
import dev.logi.app.feature.settings.SettingsActivity
import dev.logi.app.feature.welcome.WelcomeActivity
import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Login
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.phone.Update
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import dev.logi.core.Installation
import dev.logi.core.LoginState
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.flow.firstOrNull

/** Where the app begins. */
internal class HomeActivity : ScreenActivity<HomeState, HomeEvent>(), HomeLinks {
    override fun makeModel(saved: Bundle?): Model<HomeState, HomeEvent, *> = HomeModel(app.phone, mainExecutor.asCoroutineDispatcher())

    override fun makeScreen(send: (HomeEvent) -> Unit): Screen<HomeState> = HomeScreen(this, this, send)

    override fun onStart() {
        super.onStart()
        model.send(HomeEvent.Shown)
    }

    override fun follow(state: HomeState) {
        if (state == HomeState.ToWelcome) replaceWith(Intent(this, WelcomeActivity::class.java))
        if (state is HomeState.ToQuestion) replaceWith(ReinstallActivity.about(this, state.doubt))
        if (state is HomeState.Ready) state.toSend.firstOrNull()?.let(::sendAnswer)
    }

    override fun scan() = startActivity(Intent(this, ScannerActivity::class.java))

    override fun openActivity() = startActivity(Intent(this, LoginsActivity::class.java))

    override fun openSettings() = startActivity(Intent(this, SettingsActivity::class.java))

    override fun sendAnswer(waiting: Waiting) {
        model.send(HomeEvent.Sent(waiting))
        startActivity(ResultActivity.sending(this, waiting.session, waiting.decision, Subject(waiting.application, null)))
    }

    override fun close() = finish()
}

/** Looks what this installation is and what waits. */
internal class HomeModel(private val phone: Phone, dispatcher: CoroutineDispatcher) : Model<HomeState, HomeEvent, HomeEffect>(HomeState.Opening, dispatcher) {
    override fun reduce(state: HomeState, event: HomeEvent): Step<HomeState, HomeEffect> = dev.logi.app.feature.home.reduce(state, event)

    override suspend fun perform(effect: HomeEffect) = try {
        when (effect) {
            HomeEffect.LOOK -> look()
            HomeEffect.RENEW -> {
                phone.enrol()
                send(HomeEvent.Renewed)
            }
        }
    } catch (failure: PhoneException) {
        send(HomeEvent.Failed(failure.problem))
    }

    private suspend fun look() {
        val installation = phone.installation()
        send(HomeEvent.Looked(installation, if (installation is Installation.Enrolled) waiting() else emptyList()))
    }

    /** The first step of a stored answer only says what it is; nothing is sent by asking. */
    private suspend fun waiting(): List<Waiting> = phone.unanswered().mapNotNull { login ->
        login.answering()?.let { Waiting(login.session, it.decision, it.application) }
    }

    private suspend fun Login.answering(): LoginState.Answering? = (states.firstOrNull() as? Update.At)?.state as? LoginState.Answering
}
