package dev.logi.bench

import dev.logi.core.FrameLayout
import dev.logi.core.FrameScanner
import dev.logi.core.Profile
import dev.logi.core.ProfileValues
import dev.logi.story.Host
import java.nio.ByteBuffer
import java.util.Locale
import kotlinx.coroutines.runBlocking

// The figures of the boundary between Kotlin and the core, printed as `cargo xtask bench` prints all of them.

private const val WIDTH = 1280
private const val HEIGHT = 720

private class Figure(val name: String, val value: Double, val unit: String, val most: Double) {
    private val ok = value <= most

    fun json() = String.format(Locale.ROOT, """{"name":"%s","value":%.3f,"unit":"%s","goal":"<= %s","ok":%b}""", name, value, unit, plain(most), ok)

    fun row() = String.format(Locale.ROOT, "%-32s %10.2f %-4s %10s  %s", name, value, unit, "<= ${plain(most)}", if (ok) "ok" else "MISSED")

    private fun plain(number: Double) = number.toBigDecimal().stripTrailingZeros().toPlainString()
}

/** Microseconds of one `work`: the fastest of many batches, for other work on the machine is no part of it. */
private fun microseconds(work: () -> Unit): Double {
    val batch = 1_000
    val fastest = (1..50).minOf {
        val began = System.nanoTime()
        repeat(batch) { work() }
        System.nanoTime() - began
    }
    return fastest / 1_000.0 / batch
}

/** The smallest call there is: an object, no argument, a value. */
private fun call(): Figure = Profile(ProfileValues()).use { profile ->
    Figure("kotlin_call", microseconds { profile.emailVerified() }, "us", 20.0)
}

/** The whole plane crosses; of it one pixel is looked at, so that what is left is the handing over. */
private fun handOver(): Figure = FrameScanner().use { scanner ->
    val plane = ByteBuffer.allocateDirect(WIDTH * HEIGHT)
    val pixel = FrameLayout(1u, 1u, rowStride = WIDTH.toUInt())
    Figure("kotlin_frame_hand_over", microseconds { scanner.read(plane, pixel) } / 1_000.0, "ms", 0.3)
}

/** What ten thousand logins leave behind, at a server that `logi-story-host` runs. Flat is less than a tenth of a kilobyte for each. */
private fun logins(): List<Figure> {
    val text = Host(variable("LOGI_STORY_CONTROL")).login().text
    val left = runBlocking { leftoversOfLogins(variable("LOGI_STORY_ISSUER"), text) }
    return listOf(
        Figure("kotlin_logins_memory_growth", left.bytes / 1_000.0, "kB", 1_000.0),
        Figure("kotlin_logins_live_handles", left.handles.toDouble(), "", 0.0),
    )
}

private fun variable(name: String): String = checkNotNull(System.getenv(name)) { "$name is not set: `cargo xtask bench kotlin` starts a server and sets it" }

fun main(arguments: Array<String>) {
    val wanted = arguments.firstOrNull { !it.startsWith("--") }.orEmpty()
    for (figure in (listOf(call(), handOver()) + logins()).filter { it.name.startsWith(wanted) }) {
        println(if ("--json" in arguments) figure.json() else figure.row())
    }
}
