package dev.logi.story

import dev.logi.core.LogLevel
import dev.logi.core.LogSink
import dev.logi.core.setLogSink
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

/** Step S31 of the story: what the core says of its work. */
abstract class LogStory : HereStory() {
    /** Keeps what it is told, and throws. */
    private class Sink : LogSink {
        val told = CopyOnWriteArrayList<String>()

        override fun log(level: LogLevel, target: String, text: String) {
            told += "${level.word()} $text"
            error("a mistake of the sink")
        }
    }

    @Test
    fun s31() = step("S31") {
        val own = Phone(issuer)
        own.enrolled().use { phone ->
            val flow = present(phone, host.login())
            val words = "a mistake of the app"
            own.keys.beforeApproving = { throw ArithmeticException(words) }
            val sink = Sink()
            setLogSink(sink, LogLevel.WARN)
            this += refusal { flow.approve(emptyList()) }
            this += sink.told
            setLogSink(sink, LogLevel.DEBUG)
            this += refusal { flow.approve(emptyList()) }
            assertTrue(sink.told.any { words in it })
            this += "told the words at Debug"
            setLogSink(null, LogLevel.DEBUG)
            val told = sink.told.toList()
            this += refusal { flow.approve(emptyList()) }
            assertEquals(told, sink.told.toList())
            this += "told nothing"
            own.keys.beforeApproving = {}
            flow.approve(emptyList())
            this += flow.nextState().word()
        }
    }
}
