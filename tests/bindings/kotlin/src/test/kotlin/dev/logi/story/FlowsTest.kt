package dev.logi.story

import com.sun.jna.Library
import com.sun.jna.Native
import com.sun.jna.NativeLong
import com.sun.jna.Structure
import dev.logi.core.Source
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS

/** Flows that nobody finishes leave nothing behind. */
@EnabledIfEnvironmentVariable(named = "LOGI_STORY_CONTROL", matches = ".+")
class FlowsTest {
    private val issuer = System.getenv("LOGI_STORY_ISSUER").orEmpty()
    private val host = Host(System.getenv("LOGI_STORY_CONTROL").orEmpty())

    /** What the C library says of all memory that is in use (mallinfo(3)). */
    @Structure.FieldOrder("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    open class Memory : Structure() {
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

    interface C : Library {
        @Suppress("FunctionName")
        fun mallinfo2(): Memory.ByValue
    }

    private val c = Native.load("c", C::class.java)

    /** What is in use once the garbage that holds native memory is collected, in a thread of its own, or has had its time. */
    private fun inUse(enough: (Long) -> Boolean): Long {
        var bytes = c.mallinfo2().uordblks.toLong()
        for (round in 1..ROUNDS) {
            System.gc()
            bytes = c.mallinfo2().uordblks.toLong()
            if (round >= LEAST_ROUNDS && enough(bytes)) break
        }
        return bytes
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    fun `ten thousand flows opened, cancelled and dropped leave the memory flat`() = runBlocking<Unit> {
        Phone(issuer).enrolled().use { phone ->
            val text = host.login().text
            suspend fun flows(count: Int) = repeat(count) { phone.begin(text, Source.CAMERA).use { flow -> flow.cancel() } }
            flows(1_000)
            // The virtual machine allocates for itself now and then; what leaks, leaks in each batch.
            val grown = (1..BATCHES).minOf {
                val before = inUse { true }
                flows(10_000 / BATCHES)
                inUse { it - before < FLAT } - before
            }
            println("${10_000 / BATCHES} flows: memory in use changed by $grown bytes")
            assertTrue(grown < FLAT, "each batch of flows left at least $grown bytes in use")
        }
    }

    private companion object {
        const val BATCHES = 5

        /** A hundred bytes for each flow of a batch, which is less than any of them takes. */
        const val FLAT = 200_000L
        const val LEAST_ROUNDS = 3
        const val ROUNDS = 20
    }
}
