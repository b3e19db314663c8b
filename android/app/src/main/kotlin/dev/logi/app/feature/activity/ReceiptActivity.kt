package dev.logi.app.feature.activity

import android.content.ContentResolver
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import dev.logi.app.loop.Model
import dev.logi.app.loop.Step
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.phone.Problem
import dev.logi.app.ui.Screen
import dev.logi.app.ui.ScreenActivity
import java.io.IOException
import java.io.InputStream
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** One receipt, of this account or from a file. */
internal class ReceiptActivity : ScreenActivity<ReceiptState, ReceiptEvent>(), ReceiptLinks {
    override fun makeModel(saved: Bundle?): Model<ReceiptState, ReceiptEvent, *> =
        ReceiptModel(app.phone, app.contentResolver, intent.getStringExtra(SESSION), intent.data, mainExecutor.asCoroutineDispatcher())

    override fun makeScreen(send: (ReceiptEvent) -> Unit): Screen<ReceiptState> = ReceiptScreen(this, this, send)

    @Deprecated("the framework's own way without AndroidX")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        chosenIn(data)?.let { model.send(ReceiptEvent.PlaceChosen(it)) }
    }

    override fun close() = finish()

    @Suppress("DEPRECATION")
    override fun choosePlace() {
        val name = "logi-${(model.states.value as? ReceiptState.Verified)?.receipt?.session}.json"
        startActivityForResult(Intent(Intent.ACTION_CREATE_DOCUMENT).setType("application/json").addCategory(Intent.CATEGORY_OPENABLE).putExtra(Intent.EXTRA_TITLE, name), 1)
    }

    companion object {
        private const val SESSION = "session"

        fun of(context: Context, session: String): Intent = Intent(context, ReceiptActivity::class.java).putExtra(SESSION, session)

        fun ofFile(context: Context, file: Uri): Intent = Intent(context, ReceiptActivity::class.java).setData(file).addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
    }
}

/** Fetches or reads one receipt, verifies it, and saves it. */
internal class ReceiptModel(
    private val phone: Phone,
    private val files: ContentResolver,
    private val session: String?,
    private val source: Uri?,
    dispatcher: CoroutineDispatcher,
) : Model<ReceiptState, ReceiptEvent, ReceiptEffect>(ReceiptState.Checking, dispatcher) {
    init {
        scope.launch { perform(ReceiptEffect.Check) }
    }

    override fun reduce(state: ReceiptState, event: ReceiptEvent): Step<ReceiptState, ReceiptEffect> = dev.logi.app.feature.activity.reduce(state, event)

    override suspend fun perform(effect: ReceiptEffect) = when (effect) {
        ReceiptEffect.Check -> check()
        is ReceiptEffect.Save -> send(ReceiptEvent.Noted(if (save(effect)) Note.SAVED else Note.NOT_SAVED))
    }

    private suspend fun check() = try {
        val file = if (session != null) phone.exportReceipt(session) else read(requireNotNull(source))
        send(ReceiptEvent.Verified(phone.verifyReceipt(file.encodeToByteArray()), file))
    } catch (failure: PhoneException) {
        send(ReceiptEvent.Failed(failure.problem))
    }

    /** A file longer than any receipt is none, and so is one whose app throws in place of offering it. */
    private suspend fun read(file: Uri): String = withContext(Dispatchers.IO) {
        try {
            val bytes = files.openInputStream(file)?.use(::readShort)
            bytes?.decodeToString() ?: throw PhoneException(Problem.NotGenuine)
        } catch (failure: IOException) {
            throw PhoneException(Problem.NotGenuine, failure)
        } catch (failure: RuntimeException) {
            throw PhoneException(Problem.NotGenuine, failure)
        }
    }

    private fun readShort(input: InputStream): ByteArray? {
        val bytes = ByteArray(LONGEST + 1)
        var length = 0
        while (length < bytes.size) {
            val read = input.read(bytes, length, bytes.size - length)
            if (read < 0) return bytes.copyOf(length)
            length += read
        }
        return null
    }

    private suspend fun save(effect: ReceiptEffect.Save): Boolean = withContext(Dispatchers.IO) {
        try {
            files.openOutputStream(effect.place, "wt")?.use { it.write(effect.file.encodeToByteArray()) } != null
        } catch (_: IOException) {
            false
        } catch (_: RuntimeException) {
            false
        }
    }

    private companion object {
        const val LONGEST = 65_536
    }
}
