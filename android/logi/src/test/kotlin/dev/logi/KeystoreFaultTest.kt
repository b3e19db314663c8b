package dev.logi

import android.app.KeyguardManager
import android.content.Context
import android.security.KeyStoreException
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.UserNotAuthenticatedException
import java.security.InvalidKeyException
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import kotlin.test.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** What ends a key, and what only keeps it from being used: A18 (R18) of the threats. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class KeystoreFaultTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val invalid = listOf(KeyPermanentlyInvalidatedException(), UnrecoverableKeyException("Key permanently invalidated"), failure(corrupted()))
    private val passing = listOf(failure(KeyStoreException(4, "system error")), InvalidKeyException("Keystore operation failed"), ProviderException())

    private fun failure(cause: Exception) = UnrecoverableKeyException("Failed to obtain information about key").apply { initCause(cause) }

    /** The code of the Keystore for an entry that it cannot read, `VALUE_CORRUPTED`. */
    private fun corrupted() = KeyStoreException(8, "value corrupted")

    private fun faults(errors: List<Exception>) = errors.map { KeystoreFault.of(it, context) }.toSet()

    private fun lock() = shadowOf(context.getSystemService(KeyguardManager::class.java)).setIsDeviceLocked(true)

    @Test
    fun `a passing failure ends no key`() {
        assertEquals(setOf(KeystoreFault.UNAVAILABLE), faults(passing))
        lock()
        assertEquals(setOf(KeystoreFault.LOCKED), faults(passing))
    }

    @Test
    fun `a key that waits for its owner is locked`() = assertEquals(KeystoreFault.LOCKED, KeystoreFault.of(UserNotAuthenticatedException(), context))

    @Test
    fun `what the Keystore says for sure ends a key, on a locked phone too`() {
        assertEquals(setOf(KeystoreFault.LOST), faults(invalid))
        lock()
        assertEquals(setOf(KeystoreFault.LOST), faults(invalid))
    }

    @Test
    @Config(sdk = [28])
    fun `Android 9 does not say whether a key is to blame, and ends none`() {
        assertEquals(KeystoreFault.UNAVAILABLE, KeystoreFault.of(failure(corrupted()), context))
        assertEquals(KeystoreFault.LOST, KeystoreFault.of(KeyPermanentlyInvalidatedException(), context))
    }
}
