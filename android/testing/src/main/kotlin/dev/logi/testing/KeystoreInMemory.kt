package dev.logi.testing

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.io.InputStream
import java.io.OutputStream
import java.security.InvalidAlgorithmParameterException
import java.security.Key
import java.security.KeyFactorySpi
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreException
import java.security.KeyStoreSpi
import java.security.PrivateKey
import java.security.Provider
import java.security.ProviderException
import java.security.PublicKey
import java.security.SecureRandom
import java.security.Security
import java.security.Signature
import java.security.SignatureException
import java.security.SignatureSpi
import java.security.UnrecoverableKeyException
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.ECGenParameterSpec
import java.security.spec.KeySpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec
import org.robolectric.util.ReflectionHelpers

/**
 * An Android Keystore in memory, under the name and behind the interfaces of the real one. It keeps the promises that logi relies on,
 * as far as a desktop can: a key that demands its user signs once for each [authorize], and an invalidated key signs no more.
 */
object KeystoreInMemory {
    /** What was asked for, by alias. */
    val specs = HashMap<String, KeyGenParameterSpec>()

    /** Whether the phone has a StrongBox. */
    var hasStrongBox = true

    /** Whether the phone can attest keys. */
    var canAttest = true

    /** Whether a biometric is enrolled, without which no key can demand one. */
    var hasBiometric = true

    /** What the Keystore answers in place of any key, as while it is locked or has trouble of its own. */
    var refusal: UnrecoverableKeyException? = null

    private val pairs = HashMap<String, KeyPair>()
    private val secrets = HashMap<String, SecretKey>()
    private val invalidated = HashSet<String>()
    private var authorized = 0

    /** Begins anew, empty, on a phone with everything. */
    fun install() {
        Security.removeProvider(NAME)
        Security.addProvider(Memory())
        listOf(specs, pairs, secrets).forEach { it.clear() }
        invalidated.clear()
        hasStrongBox = true
        canAttest = true
        hasBiometric = true
        refusal = null
        authorized = 0
    }

    /** What a new fingerprint does to [alias]. */
    fun invalidate(alias: String) {
        invalidated += alias
    }

    /** What becomes of [alias] when the system loses it. */
    fun lose(alias: String) {
        pairs -= alias
        secrets -= alias
    }

    /** The person confirmed: one signature of a key that demands it. */
    fun authorize() {
        authorized += 1
    }

    private const val NAME = "AndroidKeyStore"

    private class Memory : Provider(NAME, "1.0", "the Keystore of tests") {
        init {
            put("KeyStore.$NAME", Store::class.java.name)
            put("KeyPairGenerator.EC", PairGenerator::class.java.name)
            put("KeyGenerator.AES", SecretGenerator::class.java.name)
            put("KeyFactory.EC", Infos::class.java.name)
            put("Signature.SHA256withECDSA", Signing::class.java.name)
            put("Signature.SHA256withECDSA SupportedKeyClasses", HeldPrivateKey::class.java.name)
        }
    }

    /** A private key that only this provider can use. */
    private class HeldPrivateKey(val alias: String, val pair: KeyPair) : PrivateKey {
        override fun getAlgorithm() = "EC"

        override fun getFormat() = null

        override fun getEncoded() = null
    }

    class PairGenerator : KeyPairGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun initialize(size: Int, random: SecureRandom?) = throw UnsupportedOperationException()

        override fun initialize(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
            if (spec.isUserAuthenticationRequired && !hasBiometric) throw InvalidAlgorithmParameterException("At least one biometric must be enrolled")
        }

        override fun generateKeyPair(): KeyPair {
            if (spec.isStrongBoxBacked && !hasStrongBox) throw StrongBoxUnavailableException()
            if (spec.attestationChallenge != null && !canAttest) throw ProviderException("Failed to generate attestation certificate chain")
            val generator = KeyPairGenerator.getInstance("EC", Security.getProviders("KeyPairGenerator.EC").first { it.name != NAME })
            generator.initialize(ECGenParameterSpec("secp256r1"))
            specs[spec.keystoreAlias] = spec
            return generator.generateKeyPair().also { pairs[spec.keystoreAlias] = it }
        }
    }

    class SecretGenerator : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(size: Int, random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
        }

        override fun engineGenerateKey(): SecretKey {
            val bytes = ByteArray(spec.keySize / 8).also { SecureRandom().nextBytes(it) }
            specs[spec.keystoreAlias] = spec
            return SecretKeySpec(bytes, "AES").also { secrets[spec.keystoreAlias] = it }
        }
    }

    class Infos : KeyFactorySpi() {
        override fun <T : KeySpec> engineGetKeySpec(key: Key, kind: Class<T>): T = kind.cast(infoOf(specs.getValue((key as HeldPrivateKey).alias)))!!

        override fun engineGeneratePublic(spec: KeySpec): PublicKey = throw UnsupportedOperationException()

        override fun engineGeneratePrivate(spec: KeySpec): PrivateKey = throw UnsupportedOperationException()

        override fun engineTranslateKey(key: Key): Key = throw UnsupportedOperationException()
    }

    class Signing : SignatureSpi() {
        private lateinit var key: HeldPrivateKey
        private lateinit var real: Signature

        override fun engineInitSign(privateKey: PrivateKey) {
            key = privateKey as HeldPrivateKey
            if (key.alias in invalidated) throw KeyPermanentlyInvalidatedException()
            real = Signature.getInstance("SHA256withECDSA", Security.getProviders("KeyPairGenerator.EC").first { it.name != NAME })
            real.initSign(key.pair.private)
        }

        override fun engineUpdate(byte: Byte) = real.update(byte)

        override fun engineUpdate(bytes: ByteArray, offset: Int, length: Int) = real.update(bytes, offset, length)

        override fun engineSign(): ByteArray {
            if (specs.getValue(key.alias).isUserAuthenticationRequired) {
                if (authorized == 0) throw SignatureException("Key user not authenticated")
                authorized -= 1
            }
            return real.sign()
        }

        override fun engineInitVerify(publicKey: PublicKey) = throw UnsupportedOperationException()

        override fun engineVerify(signature: ByteArray) = throw UnsupportedOperationException()

        @Deprecated("part of the interface")
        override fun engineSetParameter(name: String?, value: Any?) = throw UnsupportedOperationException()

        @Deprecated("part of the interface")
        override fun engineGetParameter(name: String?) = throw UnsupportedOperationException()
    }

    class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? {
            refusal?.let { throw it }
            val pair = pairs[alias] ?: return secrets[alias]
            // The real one answers so for a key that it knows to be invalid.
            if (alias in invalidated && lossIsKnown) throw UnrecoverableKeyException("Key permanently invalidated")
            return HeldPrivateKey(alias, pair)
        }

        override fun engineGetCertificate(alias: String): Certificate? = pairs[alias]?.let { BareCertificate(it.public) }

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? =
            engineGetCertificate(alias)?.takeIf { specs.getValue(alias).attestationChallenge != null }?.let { arrayOf(it) }

        override fun engineGetCreationDate(alias: String) = Date()

        override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray?, chain: Array<Certificate>?) = throw KeyStoreException()

        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) = throw KeyStoreException()

        override fun engineSetCertificateEntry(alias: String, certificate: Certificate) = throw KeyStoreException()

        override fun engineDeleteEntry(alias: String) = lose(alias)

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(pairs.keys + secrets.keys)

        override fun engineContainsAlias(alias: String) = alias in pairs || alias in secrets

        override fun engineSize() = pairs.size + secrets.size

        override fun engineIsKeyEntry(alias: String) = engineContainsAlias(alias)

        override fun engineIsCertificateEntry(alias: String) = false

        override fun engineGetCertificateAlias(certificate: Certificate): String? = null

        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
    }

    /** Whether an invalidated key already fails when it is asked for, as from Android 12 on, or only when it is to sign. */
    var lossIsKnown = false

    private class BareCertificate(private val key: PublicKey) : Certificate("X.509") {
        override fun getEncoded(): ByteArray = key.encoded

        override fun getPublicKey() = key

        override fun verify(key: PublicKey?) = Unit

        override fun verify(key: PublicKey?, provider: String?) = Unit

        override fun toString() = "a certificate of tests"
    }

    /** What the system would say of a key made so. Its constructor is hidden and grew with each Android. */
    private fun infoOf(spec: KeyGenParameterSpec): KeyInfo {
        val constructor = KeyInfo::class.java.declaredConstructors.maxBy { it.parameterCount }.apply { isAccessible = true }
        val defaults = constructor.parameterTypes.map { ReflectionHelpers.defaultValueForType(it.name) }
        val info = constructor.newInstance(*defaults.toTypedArray()) as KeyInfo
        val level = if (spec.isStrongBoxBacked) KeyProperties.SECURITY_LEVEL_STRONGBOX else KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT
        set(info, "mInsideSecureHardware", true)
        set(info, "mSecurityLevel", level)
        set(info, "mUserAuthenticationRequired", spec.isUserAuthenticationRequired)
        set(info, "mUserAuthenticationType", runCatching { spec.userAuthenticationType }.getOrDefault(0))
        return info
    }

    private fun set(info: KeyInfo, field: String, value: Any) {
        KeyInfo::class.java.declaredFields.find { it.name == field }?.apply { isAccessible = true }?.set(info, value)
    }
}
