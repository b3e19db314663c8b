package dev.logi

import android.annotation.TargetApi
import android.content.Context
import android.os.Build
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import dev.logi.core.DeviceKeyException
import dev.logi.core.DeviceKeys
import dev.logi.core.Hardware
import dev.logi.core.HeldKey
import dev.logi.core.KeyRole
import dev.logi.core.Presence
import dev.logi.core.SignReason
import java.math.BigInteger
import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.interfaces.ECPublicKey
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * The device's two keys in the Android Keystore: in StrongBox where the phone has one, else in its trusted execution environment.
 *
 * The approval key signs only behind the system's prompt, through the object that the prompt unlocked. A key that became invalid
 * stays: it is reported ([DeviceKeyException.Invalidated]) and made anew only when the person starts fresh.
 *
 * @param mode how approvals are confirmed; it applies to the key that is made, and to nothing that exists.
 * @param attestationChallenge what the key's certificate chain answers to ([certificateChain]).
 */
public class KeystoreKeys(
    private val context: Context,
    private val mode: PresenceMode,
    private val attestationChallenge: ByteArray,
    wording: PromptWording,
) : DeviceKeys {
    private val prompt = PresencePrompt(context, wording)

    override suspend fun ensure(role: KeyRole): HeldKey = guarded { held(role) ?: make(role) }

    override suspend fun find(role: KeyRole): HeldKey = guarded { held(role) ?: throw DeviceKeyException.Missing() }

    override suspend fun sign(role: KeyRole, payload: ByteArray, reason: SignReason): ByteArray {
        val locked = guarded { signatureOf(role) }
        val signature = when {
            role == KeyRole.POSSESSION -> locked
            reason is SignReason.Approve -> prompt.unlock(locked, reason, guarded(::modeMade))
            // The system's prompt names what is approved; without that nothing is asked and nothing signed.
            else -> throw DeviceKeyException.Unavailable("the approval key signs approvals only")
        }
        return guarded {
            signature.update(payload)
            signature.sign()
        }
    }

    override suspend fun remove(role: KeyRole): Unit = guarded { keystore().deleteEntry(aliasOf(role)) }

    /**
     * The certificates of a key, its own first, each in DER: by them a server can tell where the key lives, how it was made and
     * for which challenge. Empty where the phone attests nothing.
     *
     * @throws DeviceKeyException when there is no such key, or it cannot be read.
     */
    public suspend fun certificateChain(role: KeyRole): List<ByteArray> = guarded {
        val chain = keystore().getCertificateChain(aliasOf(role)) ?: throw DeviceKeyException.Missing()
        chain.map { it.encoded }
    }

    private fun held(role: KeyRole): HeldKey? {
        val keystore = keystore()
        val alias = aliasOf(role)
        val certificate = keystore.getCertificate(alias) ?: return null
        val key = keystore.getKey(alias, null) as? PrivateKey ?: return null
        val info = KeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java)
        return HeldKey(sec1(certificate.publicKey as ECPublicKey), hardwareOf(info), presenceOf(info))
    }

    /** How the approval key that exists is confirmed, whatever this opening would make. */
    private fun modeMade(): PresenceMode =
        if (held(KeyRole.APPROVAL)?.presence == Presence.DEVICE_CREDENTIAL) PresenceMode.DEVICE_CREDENTIAL else PresenceMode.BIOMETRIC

    /** The best that this phone has: StrongBox before TEE, attested before not. Who confirms, and how, is the same in each. */
    private fun make(role: KeyRole): HeldKey {
        if (role == KeyRole.APPROVAL && mode == PresenceMode.DEVICE_CREDENTIAL && Build.VERSION.SDK_INT < Build.VERSION_CODES.R) {
            throw DeviceKeyException.Unavailable("device credentials confirm each approval from Android 11 on")
        }
        val wishes = listOf(
            KeyWish(role, mode, strongBox = true, attestationChallenge),
            KeyWish(role, mode, strongBox = false, attestationChallenge),
            KeyWish(role, mode, strongBox = false, attestationChallenge = null),
        )
        wishes.firstOrNull(::generate) ?: throw DeviceKeyException.Unavailable("this phone makes no such key")
        return held(role) ?: throw DeviceKeyException.Unavailable("the key is not there after it was made")
    }

    /** Whether the phone could make it. Where its owner first has to set something up, that is an error instead. */
    private fun generate(wish: KeyWish): Boolean =
        try {
            val generator = KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER)
            generator.initialize(specOf(wish))
            generator.generateKeyPair()
            true
        } catch (_: ProviderException) {
            // StrongBoxUnavailableException is one of them; so is what a phone without attestation keys throws.
            false
        }

    private fun signatureOf(role: KeyRole): Signature {
        val key = keystore().getKey(aliasOf(role), null) as? PrivateKey ?: throw DeviceKeyException.Missing()
        return Signature.getInstance("SHA256withECDSA").apply { initSign(key) }
    }

    private suspend fun <T> guarded(work: () -> T): T =
        withContext(Dispatchers.IO) {
            try {
                work()
            } catch (error: GeneralSecurityException) {
                throw failure(error)
            } catch (error: ProviderException) {
                throw failure(error)
            }
        }

    private fun failure(error: Exception): DeviceKeyException =
        when (KeystoreFault.of(error, context)) {
            KeystoreFault.LOST -> DeviceKeyException.Invalidated()
            KeystoreFault.LOCKED -> DeviceKeyException.Locked()
            KeystoreFault.UNAVAILABLE -> DeviceKeyException.Unavailable(error.toString())
        }

    private fun keystore(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }
}

/** The provider that keeps keys where they cannot be read. */
internal const val PROVIDER: String = "AndroidKeyStore"

/** `04 ‖ x ‖ y`. */
private fun sec1(key: ECPublicKey): ByteArray = byteArrayOf(4) + fixed(key.w.affineX) + fixed(key.w.affineY)

private fun fixed(coordinate: BigInteger): ByteArray {
    val bytes = coordinate.toByteArray()
    return ByteArray((COORDINATE - bytes.size).coerceAtLeast(0)) + bytes.takeLast(COORDINATE)
}

private const val COORDINATE = 32

private fun hardwareOf(info: KeyInfo): Hardware =
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) securityLevelOf(info) else insideSecureHardware(info)

@TargetApi(Build.VERSION_CODES.S)
private fun securityLevelOf(info: KeyInfo): Hardware =
    when (info.securityLevel) {
        KeyProperties.SECURITY_LEVEL_STRONGBOX -> Hardware.STRONGBOX
        KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT, KeyProperties.SECURITY_LEVEL_UNKNOWN_SECURE -> Hardware.TEE
        else -> Hardware.NONE
    }

/** Before Android 12 the system does not say which hardware: the lesser is claimed. */
@Suppress("DEPRECATION")
private fun insideSecureHardware(info: KeyInfo): Hardware = if (info.isInsideSecureHardware) Hardware.TEE else Hardware.NONE

private fun presenceOf(info: KeyInfo): Presence =
    when {
        !info.isUserAuthenticationRequired -> Presence.NONE
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.R -> authenticationOf(info)
        else -> Presence.BIOMETRIC
    }

@TargetApi(Build.VERSION_CODES.R)
private fun authenticationOf(info: KeyInfo): Presence =
    if (info.userAuthenticationType and KeyProperties.AUTH_DEVICE_CREDENTIAL == 0) Presence.BIOMETRIC else Presence.DEVICE_CREDENTIAL
