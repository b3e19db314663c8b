package dev.logi.app.feature.reinstall

import android.content.Context
import android.content.Intent
import android.os.Bundle
import dev.logi.app.feature.home.HomeActivity
import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import dev.logi.core.Doubt
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher

/** Asks whether to continue as before or to start fresh. Nothing is revived or thrown away in silence. */
internal class ReinstallActivity : ScreenActivity<ReinstallState, ReinstallEvent>() {
    override fun makeModel(saved: Bundle?): Model<ReinstallState, ReinstallEvent, *> {
        val reason = Reason.valueOf(requireNotNull(intent.getStringExtra(REASON)))
        return ReinstallModel(app.phone, reason, mainExecutor.asCoroutineDispatcher())
    }

    override fun makeScreen(send: (ReinstallEvent) -> Unit): Screen<ReinstallState> = ReinstallScreen(this, ::finish, send)

    override fun backEvent(state: ReinstallState): ReinstallEvent? = when (state) {
        is ReinstallState.Confirming, is ReinstallState.Working -> ReinstallEvent.Keep
        else -> null
    }

    override fun follow(state: ReinstallState) {
        if (state is ReinstallState.Done) replaceWith(Intent(this, HomeActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP))
    }

    companion object {
        private const val REASON = "reason"

        fun about(context: Context, doubt: Doubt): Intent = Intent(context, ReinstallActivity::class.java).putExtra(REASON, Reason.of(doubt).name)
    }
}

/** Does what the person chose. */
internal class ReinstallModel(private val phone: Phone, reason: Reason, dispatcher: CoroutineDispatcher) :
    Model<ReinstallState, ReinstallEvent, Settle>(ReinstallState.Asking(reason), dispatcher) {
    override fun reduce(state: ReinstallState, event: ReinstallEvent): Step<ReinstallState, Settle> = dev.logi.app.feature.reinstall.reduce(state, event)

    override suspend fun perform(effect: Settle) = try {
        phone.settle(effect.choice)
        send(ReinstallEvent.Settled)
    } catch (failure: PhoneException) {
        send(ReinstallEvent.Failed(failure.problem))
    }
}
