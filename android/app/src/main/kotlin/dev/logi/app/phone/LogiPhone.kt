package dev.logi.app.phone

import android.content.Context
import android.net.Uri
import android.provider.Settings
import dev.logi.Logi
import dev.logi.LogiOptions
import dev.logi.LoginUpdate
import dev.logi.PresenceAvailability
import dev.logi.PresenceMode
import dev.logi.PromptText
import dev.logi.SessionId
import dev.logi.app.Language
import dev.logi.app.R
import dev.logi.app.Server
import dev.logi.core.Account
import dev.logi.core.AccountException
import dev.logi.core.BeginException
import dev.logi.core.Choice
import dev.logi.core.EnrolException
import dev.logi.core.Installation
import dev.logi.core.InternalException
import dev.logi.core.LoginException
import dev.logi.core.OpenException
import dev.logi.core.ProfileValues
import dev.logi.core.ListedReceipt
import dev.logi.core.ReceiptException
import dev.logi.core.Source
import dev.logi.core.VerifiedReceipt
import java.io.IOException
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * The library behind the screens. It is opened at the first call, in the mode of confirming that was chosen when the
 * account was made; until then, in the mode that the person is shown.
 */
internal class LogiPhone(private val context: Context, private val server: Server) : Phone {
    private val kept = context.getSharedPreferences("phone", Context.MODE_PRIVATE)
    private val opening = Mutex()
    private var open: Pair<PresenceMode, Logi>? = null

    override suspend fun confirmation(): Confirmation = when (chosen() ?: ready()) {
        PresenceMode.BIOMETRIC -> Confirmation.BIOMETRIC
        PresenceMode.DEVICE_CREDENTIAL -> Confirmation.SCREEN_LOCK
        null -> Confirmation.NONE
    }

    override suspend fun installation(): Installation = asked { logi().installation() }

    override suspend fun settle(choice: Choice) = asked {
        logi().settle(choice)
        if (choice == Choice.START_FRESH) kept.edit().remove(MODE).apply()
    }

    override suspend fun enrol(): Account = asked {
        val mode = chosen() ?: ready() ?: throw PhoneException(Problem.KeyUnavailable)
        val account = logi(mode).enrol()
        kept.edit().putString(MODE, mode.name).apply()
        account
    }

    override suspend fun beginLink(link: String): Login = asked { OpenLogin(logi().begin(link, Source.LINK)) }

    override suspend fun beginSeen(texts: List<String>): Login = asked { OpenLogin(logi().beginOneOf(texts)) }

    override suspend fun beginPicture(picture: Uri): Login = asked { OpenLogin(logi().beginPicture(context.contentResolver, picture)) }

    override suspend fun unanswered(): List<Login> = asked { logi().unansweredLogins().map(::OpenLogin) }

    override suspend fun receipts(): List<ListedReceipt> = asked { logi().receipts() }

    override suspend fun exportReceipt(session: String): String = asked { logi().exportReceipt(SessionId.parse(session) ?: throw PhoneException(Problem.NotGenuine)) }

    override suspend fun verifyReceipt(file: ByteArray): VerifiedReceipt = asked { logi().verifyReceipt(file) }

    override suspend fun details(): Details = asked {
        val values = logi().profile().use { it.reveal() }
        Details(values.preferredName, values.fullName, values.email, values.phoneNumber)
    }

    override suspend fun setDetails(details: Details) = asked {
        logi().setProfile(ProfileValues(details.preferredName, details.fullName, details.email, details.phoneNumber)).close()
    }

    private fun chosen(): PresenceMode? = kept.getString(MODE, null)?.let { PresenceMode.valueOf(it) }

    /** Biometrics where they are set up, else the screen lock: the person is told which before anything is made. */
    private fun ready(): PresenceMode? = PresenceMode.entries.firstOrNull { it.availability(context) == PresenceAvailability.READY }

    private suspend fun logi(wanted: PresenceMode? = null): Logi = opening.withLock {
        val mode = wanted ?: chosen() ?: open?.first ?: ready() ?: PresenceMode.BIOMETRIC
        open?.takeIf { it.first == mode }?.let { return it.second }
        open?.second?.close()
        open = null
        Logi.open(context, options(mode)) { application, domain -> wording(application, domain) }.also { open = mode to it }
    }

    private fun options(mode: PresenceMode) = LogiOptions(
        issuer = server.issuer,
        pins = server.pins,
        linkHost = server.linkHost,
        presence = mode,
        deviceName = Settings.Global.getString(context.contentResolver, Settings.Global.DEVICE_NAME),
    )

    private fun wording(application: String, domain: String): PromptText {
        val resources = Language.wrap(context).resources
        return PromptText(resources.getString(R.string.request_prompt_title, application), resources.getString(R.string.request_domain, domain), resources.getString(R.string.cancel))
    }

    private companion object {
        const val MODE = "confirmation"
    }
}

/** One login of the library. */
private class OpenLogin(private val login: dev.logi.Login) : Login {
    override val session: String = login.session.text

    override val states: Flow<Update> = login.updates
        .map { update -> if (update is LoginUpdate.At) Update.At(update.state) else Update.NoAnswer }
        .catch { failure -> throw if (failure is Exception) translated(failure) else failure }

    override suspend fun approve(granted: List<String>) = asked { login.approve(granted.toSet()) }

    override suspend fun deny() = asked { login.deny() }

    override fun cancel() = login.cancel()
}

/** Asks the library and gives its errors the screens' words. */
private inline fun <T> asked(call: () -> T): T = try {
    call()
} catch (failure: Exception) {
    throw translated(failure)
}

private fun translated(failure: Exception): Exception = when (failure) {
    is OpenException -> PhoneException(problemOf(failure), failure)
    is EnrolException -> PhoneException(problemOf(failure), failure)
    is AccountException -> PhoneException(problemOf(failure), failure)
    is BeginException -> PhoneException(problemOf(failure), failure)
    is LoginException -> PhoneException(problemOf(failure), failure)
    is ReceiptException -> PhoneException(problemOf(failure), failure)
    is InternalException -> PhoneException(Problem.Unexpected(null), failure)
    is IOException -> PhoneException(Problem.NotALogiCode, failure)
    else -> failure
}
