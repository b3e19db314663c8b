package dev.logi

import android.annotation.SuppressLint
import android.content.ContentResolver
import android.content.Context
import android.net.Uri
import android.provider.Settings
import dev.logi.core.Account
import dev.logi.core.AccountException
import dev.logi.core.Authenticator
import dev.logi.core.BeginException
import dev.logi.core.Choice
import dev.logi.core.DeviceKeys
import dev.logi.core.EnrolException
import dev.logi.core.Installation
import dev.logi.core.ListedReceipt
import dev.logi.core.LoginException
import dev.logi.core.OpenException
import dev.logi.core.Profile
import dev.logi.core.ProfileValues
import dev.logi.core.ReceiptException
import dev.logi.core.SecretStore
import dev.logi.core.Source
import dev.logi.core.VerifiedReceipt
import java.io.File
import java.io.IOException

/**
 * This phone's logi: one in an app, opened once. Every call may be cancelled at any time and made again.
 *
 * Requests, states and errors are those of the core (`dev.logi.core`); this class adds what Android is needed for.
 */
public class Logi private constructor(
    private val core: Authenticator,
    /** Which links are of logi. */
    public val links: AppLinks,
) : AutoCloseable {
    /** What this installation is: new, enrolled, or in doubt. */
    @Throws(EnrolException::class)
    public suspend fun installation(): Installation = core.installation()

    /** Does what the person chose where [installation] asks. */
    @Throws(EnrolException::class)
    public suspend fun settle(choice: Choice): Unit = core.settle(choice)

    /** Enrols this phone, or says who it is enrolled as. After a lost answer the same call gives the same account. */
    @Throws(EnrolException::class)
    public suspend fun enrol(): Account = core.enrol()

    /** The account as the server knows it. */
    @Throws(AccountException::class)
    public suspend fun whoami(): Account = core.whoami()

    /** The values that applications may ask for. They do not print; [Profile.reveal] shows them. */
    @Throws(AccountException::class)
    public suspend fun profile(): Profile = core.profile()

    /** Replaces all values; one that is not given is not set. */
    @Throws(AccountException::class)
    public suspend fun setProfile(values: ProfileValues): Profile = Profile(values).use { core.setProfile(it) }

    /** Judges a text and begins its login. For a text that is refused nothing is sent. */
    @Throws(BeginException::class)
    public suspend fun begin(text: String, source: Source): Login = Login(core.begin(text, source))

    /** Begins the one login among the texts of all codes in one frame. */
    @Throws(BeginException::class)
    public suspend fun beginOneOf(texts: List<String>): Login = Login(core.beginOneOf(texts))

    /** Begins the one login in a picture that the person chose. The system decodes it. */
    @Throws(BeginException::class, IOException::class)
    public suspend fun beginPicture(resolver: ContentResolver, picture: Uri): Login = beginOneOf(PictureReader.read(resolver, picture))

    /**
     * The logins that were decided on this phone and whose decision the server has not acknowledged, oldest first. An app asks after
     * each start and collects the updates of each to its end.
     */
    @Throws(LoginException::class)
    public suspend fun unansweredLogins(): List<Login> = core.unansweredLogins().map(::Login)

    /** All receipts of this account, newest first, with what each says and whether it verifies. */
    @Throws(ReceiptException::class)
    public suspend fun receipts(): List<ListedReceipt> = core.receipts()

    /** The receipt of a login as a file, JSON. */
    @Throws(ReceiptException::class)
    public suspend fun exportReceipt(session: SessionId): String = core.exportReceipt(session.text)

    /** Verifies an exported file without any call, under keys this phone trusts. */
    @Throws(ReceiptException::class)
    public suspend fun verifyReceipt(file: ByteArray): VerifiedReceipt = core.verifyReceipt(file)

    /** Gives the core's memory back. */
    override fun close(): Unit = core.close()

    public companion object {
        /** Opens logi with keys in the Android Keystore and a [SealedStore]. Nothing is sent and nothing is made. */
        @Throws(OpenException::class)
        public suspend fun open(context: Context, options: LogiOptions, wording: PromptWording): Logi {
            val app = context.applicationContext
            val keys = KeystoreKeys(app, options.presence, options.attestationChallenge, wording)
            return open(app, options, keys, SealedStore(app))
        }

        /** Opens logi with other keys and another store, as an emulator or a test needs. */
        @Throws(OpenException::class)
        public suspend fun open(context: Context, options: LogiOptions, keys: DeviceKeys, store: SecretStore): Logi {
            val marker = File(context.noBackupFilesDir, "logi.installation")
            val core = Authenticator.open(options.forCore(marker, deviceValueOf(context)), keys, store)
            return Logi(core, AppLinks(options.issuer, options.linkHost))
        }

        /** Android's id of this app on this device. The core only hashes it, with random bytes beside. */
        @SuppressLint("HardwareIds")
        private fun deviceValueOf(context: Context): ByteArray =
            Settings.Secure.getString(context.contentResolver, Settings.Secure.ANDROID_ID).orEmpty().encodeToByteArray()
    }
}
