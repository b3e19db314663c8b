package dev.logi.app.loop

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch

/** What a reducer answers: the state that follows, and what has to be done about it. */
data class Step<out S, out X>(val state: S, val effects: List<X> = emptyList()) {
    constructor(state: S, effect: X) : this(state, listOf(effect))
}

/**
 * One screen's loop, in one direction: an event changes the state by a pure function, the view shows the state, and
 * an effect talks to the phone and comes back as an event. It outlives a turned screen and ends with its screen.
 * All of it runs on [dispatcher], the main thread.
 */
abstract class Model<S : Any, E : Any, X : Any>(initial: S, dispatcher: CoroutineDispatcher) : AutoCloseable {
    protected val scope: CoroutineScope = CoroutineScope(SupervisorJob() + dispatcher)
    private val current = MutableStateFlow(initial)

    /** What the view shows. */
    val states: StateFlow<S> = current.asStateFlow()

    /** Takes what happened. */
    fun send(event: E) {
        val step = reduce(current.value, event)
        current.value = step.state
        step.effects.forEach { effect -> scope.launch { perform(effect) } }
    }

    /** The rule of the screen: no clock, no phone, no Android. */
    protected abstract fun reduce(state: S, event: E): Step<S, X>

    /** Does what the rule asks for and sends what came of it. */
    protected abstract suspend fun perform(effect: X)

    override fun close() {
        scope.cancel()
    }
}
