package dev.logi.story

import dev.logi.core.Authenticator
import dev.logi.core.BeginException
import dev.logi.core.DevicePlatform
import dev.logi.core.EnrolException
import dev.logi.core.FrameLayout
import dev.logi.core.FrameReading
import dev.logi.core.FrameScanner
import dev.logi.core.Installation
import dev.logi.core.KeyFault
import dev.logi.core.NetworkFault
import dev.logi.core.OpenException
import dev.logi.core.Options
import dev.logi.core.Profile
import dev.logi.core.ProfileValues
import dev.logi.core.ScannerException
import dev.logi.core.SecretStoreException
import dev.logi.core.Source
import dev.logi.core.StoreFault
import dev.logi.core.readPicture
import java.net.ServerSocket
import java.nio.ByteBuffer
import java.nio.file.Path
import java.util.UUID
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What the platform, a camera or a code may get wrong, and what becomes of it: a typed error, and nothing else. */
class BoundaryTest {
    @TempDir
    lateinit var folder: Path

    /** An address at which nobody listens: its port was free a moment ago. */
    private val nowhere = "http://127.0.0.1:" + ServerSocket(0).use { it.localPort }

    /** Another phone each time, unless it says which: `phone` names its first-launch marker. */
    private suspend fun open(
        store: MemoryStore = MemoryStore(),
        keys: TestKeys = TestKeys(),
        phone: String = UUID.randomUUID().toString(),
    ): Authenticator {
        val options = Options(
            issuer = nowhere,
            pins = """{"keys":[]}""",
            platform = DevicePlatform.LINUX,
            deviceValue = ByteArray(0),
            markerPath = folder.resolve(phone).toString(),
        )
        return Authenticator.open(options, keys, store)
    }

    @Test
    fun `a store that is locked, full, damaged or throws is said in the error`() = runBlocking<Unit> {
        val faults = mapOf(
            SecretStoreException.Locked() to StoreFault.Locked,
            SecretStoreException.Damaged() to StoreFault.Damaged(null),
        )
        for ((thrown, fault) in faults) {
            val store = MemoryStore().apply { before = { _, _ -> throw thrown } }
            assertEquals(fault, assertFailsWith<OpenException.Store> { open(store) }.fault)
        }
        val odd = MemoryStore().apply { before = { _, _ -> throw ArithmeticException("the secret") } }
        val fault = assertFailsWith<OpenException.Store> { open(odd) }.fault
        assertFalse("the secret" in assertIs<StoreFault.Unavailable>(fault).reason)

        val full = MemoryStore().apply { before = { call, _ -> if (call == "save") throw SecretStoreException.Full() } }
        open(full).use { assertEquals(StoreFault.Full, assertFailsWith<EnrolException.Store> { it.enrol() }.fault) }
    }

    @Test
    fun `a store that answers rubbish is damaged`() = runBlocking<Unit> {
        val store = MemoryStore()
        open(store, phone = "one").use { assertFailsWith<EnrolException.Network> { it.enrol() } }
        assertTrue(store.values.isNotEmpty())
        store.values.replaceAll { _, record -> record.copyOf(record.size - 1) }
        assertIs<StoreFault.Damaged>(assertFailsWith<OpenException.Store> { open(store, phone = "one") }.fault)
    }

    @Test
    fun `a store that never answers is left by cancelling, and learns of it`() = runBlocking<Unit> {
        val asked = CompletableDeferred<Unit>()
        val left = CompletableDeferred<Unit>()
        val store = MemoryStore().apply {
            before = { _, _ ->
                asked.complete(Unit)
                try {
                    awaitCancellation()
                } catch (cancelled: CancellationException) {
                    left.complete(Unit)
                    throw cancelled
                }
            }
        }
        val opening = launch(Dispatchers.Default) { open(store) }
        asked.await()
        opening.cancelAndJoin()
        left.await()
    }

    @Test
    fun `a key that is no key is a bad answer, and one that throws is unavailable`() = runBlocking<Unit> {
        val spoilt = listOf(ByteArray(0), ByteArray(65), ByteArray(64) { 4 }, ByteArray(65) { if (it == 0) 4 else 1 })
        for (bytes in spoilt) {
            val keys = TestKeys().apply { spoilKey = { it.copy(publicKey = bytes) } }
            open(keys = keys).use { assertEquals(KeyFault.BAD_ANSWER, assertFailsWith<EnrolException.Key> { it.enrol() }.fault) }
        }
        val throwing = TestKeys().apply { beforeSigning = { error("odd") } }
        open(keys = throwing).use { assertEquals(KeyFault.UNAVAILABLE, assertFailsWith<EnrolException.Key> { it.enrol() }.fault) }
    }

    @Test
    fun `a signature that is none, or of another, is not sent`() = runBlocking<Unit> {
        for (spoil in listOf<(ByteArray) -> ByteArray>({ ByteArray(0) }, { it + 0 }, { ByteArray(72) }, { it.copyOf(it.size - 1) })) {
            val keys = TestKeys().apply { spoilSignature = spoil }
            open(keys = keys).use { assertEquals(KeyFault.BAD_ANSWER, assertFailsWith<EnrolException.Key> { it.enrol() }.fault) }
        }
    }

    @Test
    fun `a server that nobody reaches is said, and the installation stays as it is`() = runBlocking<Unit> {
        open().use {
            assertEquals(Installation.Fresh, it.installation())
            assertEquals(NetworkFault.UNREACHABLE, assertFailsWith<EnrolException.Network> { it.enrol() }.fault)
            assertEquals(Installation.Unanswered, it.installation())
        }
    }

    @Test
    fun `options that are not of their form are refused`() = runBlocking<Unit> {
        fun options(issuer: String, pins: String) =
            Options(issuer = issuer, pins = pins, platform = DevicePlatform.LINUX, deviceValue = ByteArray(0), markerPath = "marker")
        assertFailsWith<OpenException.BadIssuer> { Authenticator.open(options("http://login.example", """{"keys":[]}"""), TestKeys(), MemoryStore()) }
        assertFailsWith<OpenException.BadPins> { Authenticator.open(options("https://login.example", "rubbish"), TestKeys(), MemoryStore()) }
    }

    @Test
    fun `texts that are no codes of the trusted server begin nothing`() = runBlocking<Unit> {
        open().use {
            for (text in listOf("", "hello", "https://login.example", "\u0000", "한글", "x".repeat(100_000))) {
                assertFailsWith<BeginException.NotALogiCode>(text.take(20)) { it.begin(text, Source.CAMERA) }
            }
            assertFailsWith<BeginException.Unsigned> { it.begin("""{"session":"018f3a54-0000-4000-8000-000000000000","domain":"login.example"}""", Source.CAMERA) }
            assertFailsWith<BeginException.NotALogiCode> { it.beginOneOf(emptyList()) }
        }
    }

    @Test
    fun `what is closed answers no call`() = runBlocking<Unit> {
        val closed = open().apply { close() }
        assertFailsWith<IllegalStateException> { closed.installation() }
        val scanner = FrameScanner().apply { close() }
        assertFailsWith<IllegalStateException> { scanner.read(ByteBuffer.allocateDirect(1), FrameLayout(1u, 1u, 1u)) }
    }

    @Test
    fun `a frame that cannot be a picture is refused`() {
        val plane = ByteBuffer.allocateDirect(640 * 480)
        FrameScanner().use { scanner ->
            fun read(width: Int, height: Int, stride: Int, rotation: Int = 0) =
                scanner.read(plane, FrameLayout(width.toUInt(), height.toUInt(), stride.toUInt(), rotation))
            assertFailsWith<ScannerException.Empty> { read(0, 480, 640) }
            assertFailsWith<ScannerException.Empty> { read(640, 0, 640) }
            assertFailsWith<ScannerException.ShortStride> { read(640, 480, 639) }
            assertFailsWith<ScannerException.ShortPlane> { read(640, 481, 640) }
            assertFailsWith<ScannerException.ShortPlane> { read(640, 480, Int.MAX_VALUE) }
            assertFailsWith<ScannerException.Rotation> { read(640, 480, 640, 45) }
            assertFailsWith<ScannerException> { read(-1, -1, -1) }
            assertEquals(FrameReading.Nothing, read(640, 480, 640, 270))
        }
        assertFailsWith<ScannerException.ShortPlane> { readPicture(plane, FrameLayout(641u, 480u, 641u)) }
        assertEquals(emptyList(), readPicture(plane, FrameLayout(640u, 480u, 640u)))
    }

    @Test
    fun `a profile prints nothing of what is in it`() {
        val values = ProfileValues(fullName = "Ann Example")
        Profile(values).use {
            assertFalse("Ann" in it.toString())
            assertEquals("Ann Example", it.reveal().fullName)
        }
    }
}
