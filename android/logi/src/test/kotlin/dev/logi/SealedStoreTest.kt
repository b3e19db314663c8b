package dev.logi

import android.app.KeyguardManager
import android.content.Context
import android.os.UserManager
import android.security.KeyStoreException
import android.system.ErrnoException
import android.system.OsConstants
import dev.logi.core.SecretStoreException
import dev.logi.testing.KeystoreInMemory
import java.io.File
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.security.UnrecoverableKeyException
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class SealedStoreTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val store = SealedStore(context)
    private val value = "a token that nobody may read".encodeToByteArray()

    private fun file(name: String) = File(context.noBackupFilesDir, "logi/" + name.encodeToByteArray().joinToString("") { "%02x".format(it) })

    @Before
    fun begin() = KeystoreInMemory.install()

    @Test
    fun `a file that was changed, cut, emptied or swapped is damaged, and stays where it is`() = runBlocking<Unit> {
        store.save("pak", value)
        store.save("other", value)
        val sealed = file("pak").readBytes()
        val damaged = listOf(
            sealed.copyOf().also { it[it.lastIndex] = (it[it.lastIndex] + 1).toByte() },
            sealed.copyOf().also { it[3] = 2 },
            sealed.copyOf(sealed.size - 1),
            sealed.copyOf(10),
            ByteArray(0),
            file("other").readBytes(),
        )
        for (bytes in damaged) {
            file("pak").writeBytes(bytes)
            assertFailsWith<SecretStoreException.Damaged> { store.load("pak") }
            assertContentEquals(bytes, file("pak").readBytes())
        }
    }

    @Test
    fun `a file of a key that is gone is damaged, not nothing`() = runBlocking<Unit> {
        store.save("pak", value)
        KeystoreInMemory.lose("dev.logi.store")
        assertFailsWith<SecretStoreException.Damaged> { store.load("pak") }
    }

    @Test
    fun `a folder that cannot be made is said, and nothing is lost`() = runBlocking<Unit> {
        val folder = File(context.noBackupFilesDir, "logi")
        folder.writeBytes(value)
        assertFailsWith<SecretStoreException.Unavailable> { store.save("pak", value) }
        assertContentEquals(value, folder.readBytes())
    }

    @Test
    fun `a full disk and a used up quota are said as such`() = runBlocking<Unit> {
        store.save("pak", value)
        for (number in listOf(OsConstants.ENOSPC, OsConstants.EDQUOT)) {
            val full = SealedStore(context, refusing(number))
            assertFailsWith<SecretStoreException.Full> { full.save("pak", byteArrayOf(1)) }
        }
        for (number in listOf(OsConstants.EIO, OsConstants.EROFS)) {
            val broken = SealedStore(context, refusing(number))
            assertFailsWith<SecretStoreException.Unavailable> { broken.save("pak", byteArrayOf(1)) }
        }
    }

    @Test
    fun `a disk that takes no more leaves the earlier value, and nothing beside it`() = runBlocking<Unit> {
        store.save("pak", value)
        Files.createSymbolicLink(File(file("pak").path + ".new").toPath(), Path.of("/dev/full"))
        assertFailsWith<SecretStoreException> { store.save("pak", byteArrayOf(1)) }
        assertContentEquals(value, store.load("pak"))
        assertEquals(listOf(file("pak").name), file("pak").parentFile?.list()?.toList())
        store.save("pak", byteArrayOf(2))
        assertContentEquals(byteArrayOf(2), store.load("pak"))
    }

    @Test
    fun `before the first unlock nobody knows what is stored`() = runBlocking<Unit> {
        val users = shadowOf(context.getSystemService(UserManager::class.java))
        users.setUserUnlocked(false)
        assertFailsWith<SecretStoreException.Locked> { store.load("pak") }
        assertFailsWith<SecretStoreException.Locked> { store.save("pak", value) }
        assertFailsWith<SecretStoreException.Locked> { store.remove("pak") }
        users.setUserUnlocked(true)
        assertNull(store.load("pak"))
    }

    @Test
    fun `a locked phone locks the store, and a Keystore with trouble of its own damages nothing`() = runBlocking<Unit> {
        store.save("pak", value)
        KeystoreInMemory.refusal = UnrecoverableKeyException("Failed to obtain information about key").apply { initCause(KeyStoreException(4, "system error")) }
        assertFailsWith<SecretStoreException.Unavailable> { store.load("pak") }
        val keyguard = shadowOf(context.getSystemService(KeyguardManager::class.java))
        keyguard.setIsDeviceLocked(true)
        assertFailsWith<SecretStoreException.Locked> { store.load("pak") }
        assertFailsWith<SecretStoreException.Locked> { store.save("pak", byteArrayOf(1)) }
        keyguard.setIsDeviceLocked(false)
        KeystoreInMemory.refusal = null
        assertContentEquals(value, store.load("pak"))
    }

    @Test
    fun `what cannot be read is not nothing`() = runBlocking<Unit> {
        store.save("other", value)
        Files.createDirectory(file("pak").toPath())
        assertFailsWith<SecretStoreException.Unavailable> { store.load("pak") }
    }

    @Test
    fun `an earlier file that is put back opens`() = runBlocking<Unit> {
        store.save("pak", value)
        val earlier = file("pak").readBytes()
        store.save("pak", byteArrayOf(1))
        file("pak").writeBytes(earlier)
        assertContentEquals(value, store.load("pak"))
    }

    /** Files whose writing fails as Android says it. */
    private fun refusing(number: Int) = object : StoredFiles(File(context.noBackupFilesDir, "logi")) {
        override fun write(name: String, bytes: ByteArray) = throw IOException("write failed", ErrnoException("write", number))
    }

    @Test
    fun `no name leads out of the folder`() = runBlocking<Unit> {
        store.save("../../escape", value)
        assertTrue(file("../../escape").isFile)
        assertContentEquals(value, store.load("../../escape"))
    }

    @Test
    fun `what is stored shows neither the value nor repeats itself`() = runBlocking<Unit> {
        store.save("pak", value)
        val first = file("pak").readBytes()
        store.save("pak", value)
        assertFalse(first.decodeToString().contains("token"))
        assertNotEquals(first.toList(), file("pak").readBytes().toList())
        assertEquals(listOf(file("pak").name), File(context.noBackupFilesDir, "logi").list()?.toList())
    }

    @Test
    fun `its key opens on an unlocked phone only`() = runBlocking<Unit> {
        store.save("pak", value)
        val spec = KeystoreInMemory.specs.getValue("dev.logi.store")
        assertTrue(spec.isUnlockedDeviceRequired)
        assertEquals(256, spec.keySize)
    }

    @Test
    fun `keeps, replaces and removes values by name`() = runBlocking<Unit> {
        assertNull(store.load("pak"))
        store.save("pak", value)
        store.save("empty", ByteArray(0))
        assertContentEquals(value, SealedStore(context).load("pak"))
        assertContentEquals(ByteArray(0), store.load("empty"))
        store.save("pak", byteArrayOf(1))
        assertContentEquals(byteArrayOf(1), store.load("pak"))
        store.remove("pak")
        store.remove("pak")
        assertNull(store.load("pak"))
        assertContentEquals(ByteArray(0), store.load("empty"))
    }
}
