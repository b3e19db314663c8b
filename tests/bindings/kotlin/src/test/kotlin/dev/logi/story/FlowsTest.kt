package dev.logi.story

import dev.logi.bench.LOGINS
import dev.logi.bench.leftoversOfLogins
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS

/** Flows that nobody finishes leave nothing behind. */
@EnabledIfEnvironmentVariable(named = "LOGI_STORY_CONTROL", matches = ".+")
class FlowsTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    fun `ten thousand flows opened, cancelled and dropped leave the memory flat, and no handle`() = runBlocking<Unit> {
        val text = Host(System.getenv("LOGI_STORY_CONTROL")).login().text
        val left = leftoversOfLogins(System.getenv("LOGI_STORY_ISSUER"), text)
        println("$LOGINS flows: memory in use changed by ${left.bytes} bytes")
        // A hundred bytes for each flow are less than any of them takes.
        assertTrue(left.bytes < LOGINS * 100, "$LOGINS flows left ${left.bytes} bytes in use")
        assertEquals(0, left.handles)
    }
}
