package dev.logi

import android.content.Context
import dev.logi.core.SecretStoreException
import dev.logi.testing.KeystoreInMemory
import java.io.File
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
