package dev.logi

import dev.logi.core.Installation
import dev.logi.testing.KeystoreInMemory
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class GuideTest {
    /** A sample of the guide, and the sources, without the space that begins and ends their lines. */
    private fun bare(text: String) = text.lines().map(String::trim).filter(String::isNotEmpty).joinToString("\n")

    @Test
    fun `every sample of the guide is compiled here`() {
        val guide = File("../../docs/guide/embed-the-core/kotlin.md").readText()
        val samples = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(guide).map { bare(it.groupValues[1]) }.toList()
        val source = bare(File("src/test/kotlin/dev/logi/Guide.kt").readText())
        assertTrue(samples.size >= 7, "only ${samples.size} samples were found")
        samples.forEach { assertTrue(it in source, "not in Guide.kt:\n$it") }
    }

    @Test
    fun `what the guide opens is open, and knows that nothing is enrolled`() = runBlocking<Unit> {
        KeystoreInMemory.install()
        openLogi(RuntimeEnvironment.getApplication()).use { assertEquals(Installation.Fresh, it.installation()) }
    }
}
