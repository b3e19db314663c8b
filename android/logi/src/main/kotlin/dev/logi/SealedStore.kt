package dev.logi

import android.app.KeyguardManager
import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.UserNotAuthenticatedException
import android.system.ErrnoException
import android.system.OsConstants
import dev.logi.core.SecretStore
import dev.logi.core.SecretStoreException
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardCopyOption
import java.nio.file.StandardOpenOption
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import java.security.UnrecoverableKeyException
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
 * A file is `LGS`, a version (1), 12 bytes of nonce and the sealed value; its name is sealed along. It is written beside, synced and
 * renamed, so that a crash leaves the earlier value or the new one. A file that does not open is [SecretStoreException.Damaged] and is
 * left where it is.
 */
public class SealedStore(private val context: Context) : SecretStore {
    private val folder = File(context.noBackupFilesDir, "logi")
    private val one = Mutex()

    override suspend fun load(name: String): ByteArray? = guarded {
        val file = fileOf(name)
        if (file.exists()) open(name, file.readBytes()) else null
    }

    override suspend fun save(name: String, value: ByteArray): Unit = guarded {
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("cannot make ${folder.path}")
        val beside = File(folder, "${fileOf(name).name}.new")
        val sealed = seal(name, value)
        FileOutputStream(beside).use { out ->
            out.write(sealed)
            out.fd.sync()
        }
        Files.move(beside.toPath(), fileOf(name).toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING)
        syncFolder()
    }

    override suspend fun remove(name: String): Unit = guarded {
        if (Files.deleteIfExists(fileOf(name).toPath())) syncFolder()
    }

    /** Names become hexadecimal, so that none leads out of the folder. */
    private fun fileOf(name: String): File = File(folder, name.encodeToByteArray().joinToString("") { "%02x".format(it) })

    /** The rename is durable once the folder is. */
    private fun syncFolder() = FileChannel.open(folder.toPath(), StandardOpenOption.READ).use { it.force(true) }

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
                try {
                    work()
                } catch (error: IOException) {
                    throw ofDisk(error)
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
        when {
            error is AEADBadTagException || error is KeyPermanentlyInvalidatedException || error is UnrecoverableKeyException -> SecretStoreException.Damaged()
            error is UserNotAuthenticatedException -> SecretStoreException.Locked()
            context.getSystemService(KeyguardManager::class.java).isDeviceLocked -> SecretStoreException.Locked()
            else -> SecretStoreException.Unavailable(error.toString())
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
