package dev.logi

import android.app.KeyguardManager
import android.content.Context
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.os.Looper
import android.security.KeyStoreException
import android.security.keystore.KeyProperties
import dev.logi.core.DeviceKeyException
import dev.logi.core.Hardware
import dev.logi.core.KeyRole
import dev.logi.core.Presence
import dev.logi.core.SignReason
import dev.logi.testing.KeystoreInMemory
import dev.logi.testing.ShadowPrompt
import java.math.BigInteger
import java.security.AlgorithmParameters
import java.security.KeyFactory
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.spec.ECGenParameterSpec
import java.security.spec.ECParameterSpec
import java.security.spec.ECPoint
import java.security.spec.ECPublicKeySpec
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The two keys and the prompt: A17 (R17) and A18 (R18) of the threats. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], shadows = [ShadowPrompt::class])
class KeystoreKeysTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val payload = "what is approved".encodeToByteArray()
    private val reason = SignReason.Approve("Northwind Books", "books.example")
    private val challenge = byteArrayOf(1, 2, 3)

    @Before
    fun begin() = KeystoreInMemory.install()

    private fun keys(mode: PresenceMode = PresenceMode.BIOMETRIC) =
        KeystoreKeys(context, mode, challenge) { application, domain -> PromptText("Log in to $application?", domain, "Cancel") }

    @Test
    fun `an approval that is not confirmed signs nothing`() = runBlocking<Unit> {
        val keys = keys().apply { ensure(KeyRole.APPROVAL) }
        val codes = mapOf(
            BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED to DeviceKeyException.NotConfirmed::class,
            BiometricPrompt.BIOMETRIC_ERROR_CANCELED to DeviceKeyException.NotConfirmed::class,
            BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT to DeviceKeyException.NotConfirmed::class,
            BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT to DeviceKeyException.Locked::class,
            BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT to DeviceKeyException.Locked::class,
            BiometricPrompt.BIOMETRIC_ERROR_HW_NOT_PRESENT to DeviceKeyException.Unavailable::class,
            BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS to DeviceKeyException.Unavailable::class,
        )
        for ((code, expected) in codes) {
            val signing = signing(keys)
            prompt(signing).fail(code)
            assertEquals(expected, failureOf(signing)::class, "code $code")
        }
    }

    @Test
    fun `a success without the unlocked object signs nothing`() = runBlocking<Unit> {
        val keys = keys().apply { ensure(KeyRole.APPROVAL) }
        val signing = signing(keys)
        prompt(signing).feign()
        assertTrue(failureOf(signing) is DeviceKeyException.Unavailable)
    }

    @Test
    fun `cancelling the login takes the prompt away`() = runBlocking<Unit> {
        val keys = keys().apply { ensure(KeyRole.APPROVAL) }
        val signing = signing(keys)
        prompt(signing)
        signing.cancel()
        finish(signing)
        assertNull(ShadowPrompt.shown)
    }

    @Test
    fun `a key that a new fingerprint made invalid stays invalid, and is not made again`() = runBlocking<Unit> {
        val keys = keys()
        val public = keys.ensure(KeyRole.APPROVAL).publicKey
        KeystoreInMemory.invalidate("dev.logi.approval")
        assertFailsWith<DeviceKeyException.Invalidated> { keys.sign(KeyRole.APPROVAL, payload, reason) }
        assertNull(ShadowPrompt.shown)
        assertContentEquals(public, keys.ensure(KeyRole.APPROVAL).publicKey)
        KeystoreInMemory.lossIsKnown = true
        assertFailsWith<DeviceKeyException.Invalidated> { keys.sign(KeyRole.APPROVAL, payload, reason) }
        assertFailsWith<DeviceKeyException.Invalidated> { keys.find(KeyRole.APPROVAL) }
        assertFailsWith<DeviceKeyException.Invalidated> { keys.ensure(KeyRole.APPROVAL) }
        KeystoreInMemory.lossIsKnown = false
    }

    @Test
    fun `a Keystore that does not answer has not lost the key`() = runBlocking<Unit> {
        val keys = keys().apply { ensure(KeyRole.APPROVAL) }
        KeystoreInMemory.refusal = UnrecoverableKeyException("Failed to obtain information about key").apply { initCause(KeyStoreException(4, "system error")) }
        assertFailsWith<DeviceKeyException.Unavailable> { keys.sign(KeyRole.APPROVAL, payload, reason) }
        assertFailsWith<DeviceKeyException.Unavailable> { keys.find(KeyRole.APPROVAL) }
        shadowOf(context.getSystemService(KeyguardManager::class.java)).setIsDeviceLocked(true)
        assertFailsWith<DeviceKeyException.Locked> { keys.sign(KeyRole.APPROVAL, payload, reason) }
        assertNull(ShadowPrompt.shown)
    }

    @Test
    fun `a key that vanished is missing, and only enrolment makes one`() = runBlocking<Unit> {
        val keys = keys()
        assertFailsWith<DeviceKeyException.Missing> { keys.find(KeyRole.APPROVAL) }
        keys.ensure(KeyRole.APPROVAL)
        KeystoreInMemory.lose("dev.logi.approval")
        assertFailsWith<DeviceKeyException.Missing> { keys.sign(KeyRole.APPROVAL, payload, reason) }
        assertFailsWith<DeviceKeyException.Missing> { keys.find(KeyRole.APPROVAL) }
    }

    @Test
    fun `the approval key signs approvals only`() = runBlocking<Unit> {
        val keys = keys().apply { ensure(KeyRole.APPROVAL) }
        assertFailsWith<DeviceKeyException.Unavailable> { keys.sign(KeyRole.APPROVAL, payload, SignReason.Call) }
        assertFailsWith<DeviceKeyException.Unavailable> { keys.sign(KeyRole.APPROVAL, payload, SignReason.Deny) }
        assertNull(ShadowPrompt.shown)
    }

    @Test
    fun `without a biometric no key is made, in no other way either`() = runBlocking<Unit> {
        KeystoreInMemory.hasBiometric = false
        assertFailsWith<DeviceKeyException.Unavailable> { keys().ensure(KeyRole.APPROVAL) }
        assertTrue(KeystoreInMemory.specs.isEmpty())
    }

    @Test
    fun `the approval key demands a strong biometric at each use, an unlocked phone, and the same biometrics`() = runBlocking<Unit> {
        val held = keys().ensure(KeyRole.APPROVAL)
        val spec = KeystoreInMemory.specs.getValue("dev.logi.approval")
        assertTrue(spec.isUserAuthenticationRequired)
        assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG, spec.userAuthenticationType)
        assertEquals(0, spec.userAuthenticationValidityDurationSeconds.coerceAtLeast(0))
        assertTrue(spec.isInvalidatedByBiometricEnrollment)
        assertTrue(spec.isUnlockedDeviceRequired)
        assertTrue(spec.isStrongBoxBacked)
        assertContentEquals(challenge, spec.attestationChallenge)
        assertContentEquals(arrayOf(KeyProperties.DIGEST_SHA256), spec.digests)
        assertEquals(KeyProperties.PURPOSE_SIGN, spec.purposes)
        assertEquals(Presence.BIOMETRIC, held.presence)
        assertEquals(Hardware.STRONGBOX, held.hardware)
    }

    @Test
    fun `the possession key demands nobody`() = runBlocking<Unit> {
        val keys = keys()
        val held = keys.ensure(KeyRole.POSSESSION)
        assertFalse(KeystoreInMemory.specs.getValue("dev.logi.possession").isUserAuthenticationRequired)
        assertEquals(Presence.NONE, held.presence)
        assertVerifies(held.publicKey, keys.sign(KeyRole.POSSESSION, payload, SignReason.Call))
        assertNull(ShadowPrompt.shown)
    }

    @Test
    fun `device credentials are a mode of their own, and say so`() = runBlocking<Unit> {
        val keys = keys(PresenceMode.DEVICE_CREDENTIAL)
        assertEquals(Presence.DEVICE_CREDENTIAL, keys.ensure(KeyRole.APPROVAL).presence)
        assertEquals(KeyProperties.AUTH_DEVICE_CREDENTIAL, KeystoreInMemory.specs.getValue("dev.logi.approval").userAuthenticationType)
        val signing = signing(keys)
        assertEquals(Authenticators.DEVICE_CREDENTIAL, prompt(signing).prompt.allowedAuthenticators)
        prompt(signing).fail(BiometricPrompt.BIOMETRIC_ERROR_CANCELED)
        failureOf(signing)
    }

    @Test
    fun `a key that exists is confirmed as it was made, whatever mode is asked for since`() = runBlocking<Unit> {
        keys(PresenceMode.DEVICE_CREDENTIAL).ensure(KeyRole.APPROVAL)
        val keys = keys(PresenceMode.BIOMETRIC)
        assertEquals(Presence.DEVICE_CREDENTIAL, keys.ensure(KeyRole.APPROVAL).presence)
        val signing = signing(keys)
        val shown = prompt(signing)
        assertEquals(Authenticators.DEVICE_CREDENTIAL, shown.prompt.allowedAuthenticators)
        shown.confirm()
        assertVerifies(keys.find(KeyRole.APPROVAL).publicKey, resultOf(signing))
    }

    @Test
    @Config(sdk = [28])
    fun `Android 9 confirms each approval by biometrics, and knows no other mode`() = runBlocking<Unit> {
        val keys = keys()
        val held = keys.ensure(KeyRole.APPROVAL)
        val spec = KeystoreInMemory.specs.getValue("dev.logi.approval")
        assertTrue(spec.isUserAuthenticationRequired && spec.isInvalidatedByBiometricEnrollment && spec.isUnlockedDeviceRequired)
        assertEquals(-1, spec.userAuthenticationValidityDurationSeconds)
        assertEquals(Presence.BIOMETRIC, held.presence)
        assertEquals(Hardware.TEE, held.hardware)
        val signing = signing(keys)
        prompt(signing).confirm()
        assertVerifies(held.publicKey, resultOf(signing))

        KeystoreInMemory.install()
        assertFailsWith<DeviceKeyException.Unavailable> { keys(PresenceMode.DEVICE_CREDENTIAL).ensure(KeyRole.APPROVAL) }
        assertTrue(KeystoreInMemory.specs.isEmpty())
        assertEquals(PresenceAvailability.NOT_POSSIBLE, PresenceMode.DEVICE_CREDENTIAL.availability(context))
    }

    @Test
    fun `falls back to the TEE, and to a key without attestation, with the same demands`() = runBlocking<Unit> {
        KeystoreInMemory.hasStrongBox = false
        assertEquals(Hardware.TEE, keys().ensure(KeyRole.APPROVAL).hardware)
        assertContentEquals(challenge, KeystoreInMemory.specs.getValue("dev.logi.approval").attestationChallenge)
        assertEquals(1, keys().certificateChain(KeyRole.APPROVAL).size)

        KeystoreInMemory.install()
        KeystoreInMemory.canAttest = false
        keys().ensure(KeyRole.APPROVAL)
        val spec = KeystoreInMemory.specs.getValue("dev.logi.approval")
        assertNull(spec.attestationChallenge)
        assertTrue(spec.isUserAuthenticationRequired)
        assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG, spec.userAuthenticationType)
    }

    @Test
    fun `a confirmed approval is signed by the object that the prompt gave back`() = runBlocking<Unit> {
        val keys = keys()
        val held = keys.ensure(KeyRole.APPROVAL)
        val signing = signing(keys)
        val shown = prompt(signing)
        assertEquals("Log in to Northwind Books?", shown.prompt.title)
        assertEquals("books.example", shown.prompt.subtitle)
        assertEquals(Authenticators.BIOMETRIC_STRONG, shown.prompt.allowedAuthenticators)
        assertTrue(shown.prompt.isConfirmationRequired)
        shown.confirm()
        assertVerifies(held.publicKey, resultOf(signing))
    }

    private fun signing(keys: KeystoreKeys): Deferred<ByteArray> {
        val scope = CoroutineScope(Dispatchers.Default + SupervisorJob())
        return scope.async { keys.sign(KeyRole.APPROVAL, payload, reason) }
    }

    /** The prompt, once it is on the screen: the main thread is this one, and works only while it is asked to. */
    private fun prompt(signing: Deferred<*>): ShadowPrompt.Shown {
        while (ShadowPrompt.shown == null) {
            check(!signing.isCompleted) { "no prompt was shown" }
            shadowOf(Looper.getMainLooper()).idle()
            Thread.yield()
        }
        return checkNotNull(ShadowPrompt.shown)
    }

    private fun finish(signing: Deferred<*>) {
        while (!signing.isCompleted) {
            shadowOf(Looper.getMainLooper()).idle()
            Thread.yield()
        }
    }

    private fun resultOf(signing: Deferred<ByteArray>): ByteArray {
        finish(signing)
        return runBlocking { signing.await() }
    }

    private fun failureOf(signing: Deferred<ByteArray>): Throwable = assertFailsWith<Throwable> { resultOf(signing) }

    private fun assertVerifies(sec1: ByteArray, signature: ByteArray) {
        assertEquals(65, sec1.size)
        val curve = AlgorithmParameters.getInstance("EC").apply { init(ECGenParameterSpec("secp256r1")) }.getParameterSpec(ECParameterSpec::class.java)
        val point = ECPoint(BigInteger(1, sec1.copyOfRange(1, 33)), BigInteger(1, sec1.copyOfRange(33, 65)))
        val key = KeyFactory.getInstance("EC", "SunEC").generatePublic(ECPublicKeySpec(point, curve))
        assertTrue(Signature.getInstance("SHA256withECDSA").run { initVerify(key); update(payload); verify(signature) })
    }
}
