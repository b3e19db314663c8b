package dev.logi.app.feature.request

import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Login
import dev.logi.app.phone.OpenLogins
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.phone.Problem
import dev.logi.app.phone.Update
import java.time.Instant
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch

/**
 * A login as the screen is given it: begun by the scanner, or a [link] that is still to be judged. What the camera
 * had [seen] begins it again where the process was killed; [chosen] are the switches that were on.
 */
internal class Asked(val login: Login?, val link: String?, val seen: List<String>, val chosen: Set<String>?)

/** Drives one login from its text to a signed answer. */
internal class RequestModel(
    private val phone: Phone,
    private val logins: OpenLogins,
    private val asked: Asked,
    dispatcher: CoroutineDispatcher,
    private val now: () -> Instant = Instant::now,
) : Model<RequestState, RequestEvent, RequestEffect>(RequestState.Checking, dispatcher) {
    private var login: Login? = asked.login
    private var watching: Job? = null
    private var isHandedOn = false

    init {
        logins.answering += this
        scope.launch { perform(RequestEffect.Watch) }
        scope.launch {
            while (isActive) {
                delay(SECOND_MS)
                send(RequestEvent.Tick(now()))
            }
        }
    }

    override fun reduce(state: RequestState, event: RequestEvent): Step<RequestState, RequestEffect> = reduce(state, event, asked.chosen)

    override suspend fun perform(effect: RequestEffect) {
        when (effect) {
            RequestEffect.Watch -> {
                watching?.cancel()
                watching = scope.launch { watch() }
            }
            is RequestEffect.Approve -> sign { it.approve(effect.granted) }
            RequestEffect.Deny -> sign { it.deny() }
            RequestEffect.Cancel -> login?.cancel()
        }
    }

    /** Leaves the login to the next screen, so that closing this one does not cancel it. */
    fun handOn(): String? {
        isHandedOn = true
        return login?.let { logins.hold(it) }
    }

    /** Lets the next link begin its login: this one waits for nobody any more. */
    fun leave() {
        logins.answering -= this
    }

    override fun close() {
        leave()
        if (!isHandedOn) {
            login?.cancel()
            logins.release(login?.session)
        }
        super.close()
    }

    private suspend fun watch() {
        logins.answering += this
        try {
            val open = login ?: begin().also { login = it }
            open.states.collect { update ->
                send(if (update is Update.At) RequestEvent.Stepped(update.state, now()) else RequestEvent.Failed(Problem.Offline))
            }
        } catch (failure: PhoneException) {
            send(RequestEvent.Failed(failure.problem))
            // Nothing waits for an answer on this screen, so that the next link may.
            if (states.value is RequestState.NotPresented) leave()
        }
    }

    private suspend fun begin(): Login {
        val link = asked.link
        if (link != null) return phone.beginLink(link)
        if (asked.seen.isEmpty()) throw PhoneException(Problem.Stale)
        return phone.beginSeen(asked.seen)
    }

    /** No step is taken while the key is asked, so that the answer is not overtaken by a question about it. */
    private suspend fun sign(decide: suspend (Login) -> Unit) {
        watching?.cancel()
        try {
            decide(requireNotNull(login))
            send(RequestEvent.Signed)
        } catch (failure: PhoneException) {
            send(RequestEvent.NotSigned(failure.problem))
        }
    }

    private companion object {
        const val SECOND_MS = 1_000L
    }
}
