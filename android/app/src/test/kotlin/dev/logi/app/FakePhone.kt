package dev.logi.app

import android.Manifest
import android.net.Uri
import dev.logi.app.phone.Confirmation
import dev.logi.app.phone.Details
import dev.logi.app.phone.Login
import dev.logi.app.phone.Phone
import dev.logi.app.phone.PhoneException
import dev.logi.app.phone.Problem
import dev.logi.app.phone.Update
import dev.logi.core.Account
import dev.logi.core.Choice
import dev.logi.core.Installation
import dev.logi.core.ListedReceipt
import dev.logi.core.LoginState
import dev.logi.core.VerifiedReceipt
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import org.robolectric.Shadows.shadowOf

/** A phone that does what a test says, and notes what it was asked. */
class FakePhone : Phone {
    val calls = mutableListOf<String>()
    var confirmation = Confirmation.BIOMETRIC
    var installation: Installation = Installation.Enrolled(Account(1u, true, null))
    var unanswered: List<Login> = emptyList()
    var receipts: List<ListedReceipt> = emptyList()
    var receipt: VerifiedReceipt? = null
    var details = Details(null, null, null, null)

    /** The login that the next text begins; none is a problem. */
    var next: Login? = null
    var problem: Problem = Problem.NotALogiCode

    /** What every call but reading meets. */
    var failure: Problem? = null

    override suspend fun confirmation() = confirmation

    override suspend fun installation() = noted("installation") { installation }

    override suspend fun settle(choice: Choice) = noted("settle $choice") { installation = Installation.Fresh }

    override suspend fun enrol() = noted("enrol") { Account(1u, true, null).also { installation = Installation.Enrolled(it) } }

    override suspend fun beginLink(link: String) = noted("link $link") { begun() }

    override suspend fun beginSeen(texts: List<String>) = noted("seen $texts") { begun() }

    override suspend fun beginPicture(picture: Uri) = noted("picture $picture") { begun() }

    override suspend fun unanswered() = unanswered

    override suspend fun receipts() = noted("receipts") { receipts }

    override suspend fun exportReceipt(session: String) = noted("export $session") { "{}" }

    override suspend fun verifyReceipt(file: ByteArray) = noted("verify") { receipt ?: throw PhoneException(Problem.NotGenuine) }

    override suspend fun details() = noted("details") { details }

    override suspend fun setDetails(details: Details) = noted("set details") { this.details = details }

    private fun begun(): Login = next ?: throw PhoneException(problem)

    private inline fun <T> noted(call: String, answer: () -> T): T {
        calls += call
        failure?.let { throw PhoneException(it) }
        return answer()
    }
}

/** A login whose every step a test takes. */
class FakeLogin(override val session: String = "7c9e6679-7425-40de-944b-e07fc1f90ae7") : Login {
    val calls = mutableListOf<String>()
    private val updates = Channel<Update>(Channel.UNLIMITED)

    /** What the key does; a test that leaves it open leaves the person at the prompt. */
    var signature = CompletableDeferred<Problem?>()
    var isOver = false

    fun at(state: LoginState) = updates.trySend(Update.At(state))

    fun noAnswer() = updates.trySend(Update.NoAnswer)

    override val states: Flow<Update> = flow {
        for (update in updates) {
            emit(update)
            if (isEnd(update)) return@flow
        }
    }

    private fun isEnd(update: Update): Boolean {
        val state = (update as? Update.At)?.state
        return state != null && state !is LoginState.Presented && state !is LoginState.Answering
    }

    override suspend fun approve(granted: List<String>) = sign("approve $granted")

    override suspend fun deny() = sign("deny")

    override fun cancel() {
        calls += "cancel"
    }

    private suspend fun sign(call: String) {
        calls += call
        signature.await()?.let { throw PhoneException(it) }
        calls += "signed"
    }
}

/** The app over a phone that a test drives. */
class TestApplication : LogiApplication() {
    override val phone: FakePhone = FakePhone()

    override fun onCreate() {
        super.onCreate()
        grantWhatInstallationGrants()
    }
}

/** What a phone grants at installation without a question. */
internal fun LogiApplication.grantWhatInstallationGrants() = shadowOf(this).grantPermissions(Manifest.permission.HIDE_OVERLAY_WINDOWS)
