package dev.logi.bench

import com.sun.jna.Library
import com.sun.jna.Native
import com.sun.jna.NativeLong
import com.sun.jna.Structure
import dev.logi.core.Authenticator
import dev.logi.core.DevicePlatform
import dev.logi.core.LoginState
import dev.logi.core.Options
import dev.logi.core.SecretStore
import dev.logi.core.Source
import dev.logi.core.softwareDeviceKeys
import java.lang.ref.WeakReference
import java.nio.file.Files
import java.util.concurrent.ConcurrentHashMap

/** What [LOGINS] logins leave behind that were begun, cancelled and let go. */
class Leftovers(
    /** Bytes of native memory: what the middle one of their batches took, for all batches. One that gave memory back took none. */
    val bytes: Long,
    /** Stores that the core still holds after all was closed. */
    val handles: Int,
)

/** How many logins are begun. */
const val LOGINS = 10_000

private const val BATCHES = 5
private const val LEAST_ROUNDS = 3
private const val ROUNDS = 20

/** Begins the login of the code [text] at [issuer] again and again, on a phone of its own. Nothing is sent. Linux alone counts memory so. */
suspend fun leftoversOfLogins(issuer: String, text: String): Leftovers {
    val (phone, store) = open(issuer)
    val bytes = phone.use {
        it.leave(text, LOGINS / BATCHES)
        // The virtual machine takes and gives back for itself now and then; what leaks, leaks in each batch.
        val grown = List(BATCHES) { _ ->
            val before = afterCollections { inUse() }
            it.leave(text, LOGINS / BATCHES)
            afterCollections({ now -> now <= before }) { inUse() } - before
        }
        grown.sorted()[BATCHES / 2]
    }
    val handles = afterCollections({ alive -> alive == 0L }) { if (store.get() == null) 0L else 1L }
    return Leftovers(bytes.coerceAtLeast(0) * BATCHES, handles.toInt())
}

/** A phone, and its store as long as anybody holds it. */
private suspend fun open(issuer: String): Pair<Authenticator, WeakReference<Store>> {
    val store = Store()
    val options = Options(
        issuer = issuer,
        pins = """{"keys":[]}""",
        platform = DevicePlatform.LINUX,
        deviceValue = ByteArray(0),
        markerPath = Files.createTempDirectory("logi-figures").resolve("marker").toString(),
    )
    return Authenticator.open(options, softwareDeviceKeys(store), store) to WeakReference(store)
}

private suspend fun Authenticator.leave(text: String, count: Int) = repeat(count) {
    begin(text, Source.CAMERA).use { login ->
        login.cancel()
        check(login.nextState() == LoginState.Cancelled)
    }
}

/** The value once the garbage that holds native memory is collected, in a thread of its own, or has had its time. */
private fun afterCollections(isEnough: (Long) -> Boolean = { true }, value: () -> Long): Long {
    var now = value()
    for (round in 1..ROUNDS) {
        System.gc()
        now = value()
        if (round >= LEAST_ROUNDS && isEnough(now)) break
    }
    return now
}

private class Store : SecretStore {
    private val values = ConcurrentHashMap<String, ByteArray>()

    override suspend fun load(name: String) = values[name]

    override suspend fun save(name: String, value: ByteArray) {
        values[name] = value
    }

    override suspend fun remove(name: String) {
        values -= name
    }
}

/** Bytes that the C library has given out. */
private fun inUse(): Long = c.mallinfo2().uordblks.toLong()

private val c by lazy { Native.load("c", C::class.java) }

internal interface C : Library {
    @Suppress("FunctionName")
    fun mallinfo2(): Memory.ByValue
}

/** What the C library says of its memory (mallinfo(3)). */
@Structure.FieldOrder("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
internal open class Memory : Structure() {
    @JvmField var arena = NativeLong()

    @JvmField var ordblks = NativeLong()

    @JvmField var smblks = NativeLong()

    @JvmField var hblks = NativeLong()

    @JvmField var hblkhd = NativeLong()

    @JvmField var usmblks = NativeLong()

    @JvmField var fsmblks = NativeLong()

    @JvmField var uordblks = NativeLong()

    @JvmField var fordblks = NativeLong()

    @JvmField var keepcost = NativeLong()

    class ByValue : Memory(), Structure.ByValue
}
