package dev.logi

import android.content.Context
import android.os.UserManager
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.system.ErrnoException
import android.system.OsConstants
import dev.logi.core.SecretStore
import dev.logi.core.SecretStoreException
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * Small secrets as files of the app, each sealed with AES-256-GCM under a key that the Android Keystore holds and that opens only
 * while the phone is unlocked. They are in no backup, and another phone could not open them.
 *
 * A file is `LGS`, a version (1), 12 bytes of nonce and the sealed value; its name is sealed along. After a crash or an error it is the
 * earlier one or the new one. A file that does not open is [SecretStoreException.Damaged] and is left where it is. An earlier file that
 * was put back opens: the server knows what was approved since.
 */
public class SealedStore internal constructor(private val context: Context, private val files: StoredFiles) : SecretStore {
    private val one = Mutex()

    /** The store of the app that [context] belongs to. */
    public constructor(context: Context) : this(context, StoredFiles(File(context.noBackupFilesDir, "logi")))

    override suspend fun load(name: String): ByteArray? = guarded { files.read(fileOf(name))?.let { open(name, it) } }

    override suspend fun save(name: String, value: ByteArray): Unit = guarded { files.write(fileOf(name), seal(name, value)) }

    override suspend fun remove(name: String): Unit = guarded { files.remove(fileOf(name)) }

    /** Names become hexadecimal, so that none leads out of the folder. */
    private fun fileOf(name: String): String = name.encodeToByteArray().joinToString("") { "%02x".format(it) }

    private fun seal(name: String, value: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key() ?: makeKey()) }
        cipher.updateAAD(HEADER + name.encodeToByteArray())
        return HEADER + cipher.iv + cipher.doFinal(value)
    }

    private fun open(name: String, sealed: ByteArray): ByteArray {
        val begins = sealed.size >= HEADER.size + NONCE && sealed.copyOf(HEADER.size).contentEquals(HEADER)
        val key = key()
        if (!begins || key == null) throw SecretStoreException.Damaged()
        val nonce = GCMParameterSpec(TAG_BITS, sealed, HEADER.size, NONCE)
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.DECRYPT_MODE, key, nonce) }
        cipher.updateAAD(HEADER + name.encodeToByteArray())
        return cipher.doFinal(sealed, HEADER.size + NONCE, sealed.size - HEADER.size - NONCE)
    }

    private fun key(): SecretKey? = KeyStore.getInstance(PROVIDER).apply { load(null) }.getKey(ALIAS, null) as? SecretKey

    private fun makeKey(): SecretKey {
        val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .setUnlockedDeviceRequired(true)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).apply { init(spec) }.generateKey()
    }

    private suspend fun <T> guarded(work: () -> T): T =
        withContext(Dispatchers.IO) {
            one.withLock {
                // Before the first unlock after a start the files cannot be seen, which is not to say that there are none.
                if (!context.getSystemService(UserManager::class.java).isUserUnlocked) throw SecretStoreException.Locked()
                try {
                    work()
                } catch (error: IOException) {
                    throw ofDisk(error)
                } catch (_: AEADBadTagException) {
                    throw SecretStoreException.Damaged()
                } catch (error: GeneralSecurityException) {
                    throw ofKeystore(error)
                } catch (error: ProviderException) {
                    throw ofKeystore(error)
                }
            }
        }

    private fun ofDisk(error: IOException): SecretStoreException =
        when ((error.cause as? ErrnoException)?.errno) {
            OsConstants.ENOSPC, OsConstants.EDQUOT -> SecretStoreException.Full()
            else -> SecretStoreException.Unavailable(error.toString())
        }

    private fun ofKeystore(error: Exception): SecretStoreException =
        when (KeystoreFault.of(error, context)) {
            KeystoreFault.LOST -> SecretStoreException.Damaged()
            KeystoreFault.LOCKED -> SecretStoreException.Locked()
            KeystoreFault.UNAVAILABLE -> SecretStoreException.Unavailable(error.toString())
        }

    private companion object {
        const val ALIAS = "dev.logi.store"
        const val CIPHER = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val NONCE = 12
        const val TAG_BITS = 128
        val HEADER = byteArrayOf('L'.code.toByte(), 'G'.code.toByte(), 'S'.code.toByte(), 1)
    }
}
