package dev.logi.app.phone

import android.net.Uri
import dev.logi.core.Account
import dev.logi.core.Choice
import dev.logi.core.Installation
import dev.logi.core.ListedReceipt
import dev.logi.core.LoginState
import dev.logi.core.VerifiedReceipt
import kotlinx.coroutines.flow.Flow

/** How a person confirms an approval on this phone. Chosen when the keys are made, and said to the server. */
enum class Confirmation {
    /** A strong fingerprint or face. */
    BIOMETRIC,

    /** The phone's PIN, pattern or password, where it has no strong biometrics. */
    SCREEN_LOCK,

    /** Nothing is set up: no account can be made. */
    NONE,
}

/** The values that applications may ask for; null is not set. Prints nothing of them. */
class Details(val preferredName: String?, val fullName: String?, val email: String?, val phoneNumber: String?) {
    override fun toString(): String = "Details"
}

/** What the screens need of the library. Every call is safe to cancel and to make again, and fails with [PhoneException] only. */
interface Phone {
    /** How an approval is, or would be, confirmed here. */
    suspend fun confirmation(): Confirmation

    /** What this installation is. */
    suspend fun installation(): Installation

    /** Does what the person chose where [installation] asks. */
    suspend fun settle(choice: Choice)

    /** Makes keys and account, or takes up the same account again. */
    suspend fun enrol(): Account

    /** Judges a link and begins its login. */
    suspend fun beginLink(link: String): Login

    /** Begins the one login in all texts that the camera saw at once. */
    suspend fun beginSeen(texts: List<String>): Login

    /** Begins the one login in a picture. */
    suspend fun beginPicture(picture: Uri): Login

    /** Logins that were decided here and whose answer has not arrived. */
    suspend fun unanswered(): List<Login>

    /** All approved logins, newest first. */
    suspend fun receipts(): List<ListedReceipt>

    /** One receipt as a file. */
    suspend fun exportReceipt(session: String): String

    /** Verifies a receipt file without a network. */
    suspend fun verifyReceipt(file: ByteArray): VerifiedReceipt

    /** The person's details as the server keeps them. */
    suspend fun details(): Details

    /** Replaces all details. */
    suspend fun setDetails(details: Details)
}

/** What a login says of itself. */
sealed interface Update {
    /** It stands at [state]. */
    data class At(val state: LoginState) : Update

    /** The last step got no answer and is repeated. */
    data object NoAnswer : Update
}

/** One login. Its calls fail with [PhoneException] only. */
interface Login {
    /** Its id at the server. */
    val session: String

    /** Each place where the login stands, until it is over. Collecting takes the steps, and repeats what got no answer. */
    val states: Flow<Update>

    /** Approves what is presented and grants exactly [granted]. Returns only after the key signed. */
    suspend fun approve(granted: List<String>)

    /** Declines what is presented. */
    suspend fun deny()

    /** Leaves it; what is decided already stays and is found by [Phone.unanswered]. */
    fun cancel()
}
