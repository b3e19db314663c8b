package dev.logi.app.feature.activity

import android.content.Intent
import android.os.Bundle
import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import dev.logi.core.ListedReceipt
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch

/** "Your logins". */
internal class LoginsActivity : ScreenActivity<LoginsState, LoginsEvent>(), LoginsLinks {
    override fun makeModel(saved: Bundle?): Model<LoginsState, LoginsEvent, *> = LoginsModel(app.phone, mainExecutor.asCoroutineDispatcher())

    override fun makeScreen(send: (LoginsEvent) -> Unit): Screen<LoginsState> = LoginsScreen(this, this, send)

    @Deprecated("the framework's own way without AndroidX")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        chosenIn(data)?.let { startActivity(ReceiptActivity.ofFile(this, it)) }
    }

    override fun close() = finish()

    override fun open(receipt: ListedReceipt) = startActivity(ReceiptActivity.of(this, receipt.session))

    @Suppress("DEPRECATION")
    override fun chooseFile() = startActivityForResult(Intent(Intent.ACTION_OPEN_DOCUMENT).setType("*/*").addCategory(Intent.CATEGORY_OPENABLE), 1)
}

/** Reads the list. */
internal class LoginsModel(private val phone: Phone, dispatcher: CoroutineDispatcher) : Model<LoginsState, LoginsEvent, LoginsEffect>(LoginsState.Loading, dispatcher) {
    init {
        scope.launch { perform(LoginsEffect.READ) }
    }

    override fun reduce(state: LoginsState, event: LoginsEvent): Step<LoginsState, LoginsEffect> = dev.logi.app.feature.activity.reduce(state, event)

    override suspend fun perform(effect: LoginsEffect) = try {
        send(LoginsEvent.Read(phone.receipts()))
    } catch (failure: PhoneException) {
        send(LoginsEvent.Failed(failure.problem))
    }
}
