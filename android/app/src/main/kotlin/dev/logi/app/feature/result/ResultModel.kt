package dev.logi.app.feature.result

import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Login
import dev.logi.app.phone.OpenLogins
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.phone.Problem
import dev.logi.app.phone.Update
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch

/** Sends an answer until it has arrived. The core keeps the signed bytes, so nothing here can change or lose them. */
internal class ResultModel(
    private val phone: Phone,
    private val logins: OpenLogins,
    private val session: String?,
    initial: ResultState,
    dispatcher: CoroutineDispatcher,
) : Model<ResultState, ResultEvent, ResultEffect>(initial, dispatcher) {
    private var login: Login? = logins.find(session)

    private var sending: Job? = null

    init {
        if (initial is ResultState.Sending) scope.launch { perform(ResultEffect.SEND) }
    }

    override fun reduce(state: ResultState, event: ResultEvent): Step<ResultState, ResultEffect> = dev.logi.app.feature.result.reduce(state, event)

    override suspend fun perform(effect: ResultEffect) {
        sending?.cancel()
        sending = scope.launch { deliver() }
    }

    override fun close() {
        logins.release(session)
        super.close()
    }

    private suspend fun deliver() {
        try {
            val open = login ?: phone.unanswered().firstOrNull { it.session == session }?.also { login = it }
            open?.states?.collect { update ->
                send(if (update is Update.At) ResultEvent.Stepped(update.state) else ResultEvent.Failed(Problem.Offline))
            }
            send(ResultEvent.Gone)
        } catch (failure: PhoneException) {
            send(ResultEvent.Failed(failure.problem))
            delay(WAIT_MS)
            send(ResultEvent.SendNow)
        }
    }

    private companion object {
        /** What the server refused for now is sent again after this long. */
        const val WAIT_MS = 10_000L
    }
}
