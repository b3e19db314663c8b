package dev.logi

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.Test

/** Nothing in the library or the app takes a yes for a signature (A13 (R13b) and A17 (R17) of the threats). */
class GateTest {
    private val sources = listOf("src/main/kotlin", "../app/src/main/kotlin")
        .flatMap { folder -> File(folder).walk().filter { it.extension == "kt" } }
        .associate { it.name to it.readText() }

    private fun filesWith(vararg words: String) = sources.filterValues { text -> words.any { it in text } }.keys

    @Test
    fun `the system's prompt is shown in one place, and only for a signature`() {
        assertEquals(setOf("PresencePrompt.kt"), filesWith("BiometricPrompt.Builder", "onAuthenticationSucceeded", ".authenticate("))
        val prompt = sources.getValue("PresencePrompt.kt")
        assertEquals(1, Regex("\\.authenticate\\(").findAll(prompt).count())
        assertTrue(".authenticate(BiometricPrompt.CryptoObject(signature)," in prompt)
    }

    @Test
    fun `no other gate is asked`() {
        assertEquals(emptySet(), filesWith("createConfirmDeviceCredentialIntent", "FingerprintManager.AuthenticationCallback", "onAuthenticationFailed"))
    }

    @Test
    fun `software keys are not in what ships`() {
        assertEquals(emptySet(), filesWith("softwareDeviceKeys"))
    }

    @Test
    fun `no link is read but by AppLinks`() {
        assertEquals(setOf("AppLinks.kt"), filesWith("dataString"))
    }
}
