package dev.logi.app

import dev.logi.app.ui.ScreenActivity
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.Test
import org.w3c.dom.Element

/** What the sources must not hold (A12 (R12) and A17 (R17) of the threats), read as text. */
class SourcesTest {
    private val sources = File(System.getProperty("app"), "src/main/kotlin").walk().filter { it.extension == "kt" }.associate { it.name to it.readText() }

    @Test fun `no answer of a prompt decides anything here`() {
        // R17: the app knows no prompt at all. It asks the library for a signature, or has none.
        for (word in listOf("BiometricPrompt", "onAuthenticationSucceeded", "createConfirmDeviceCredentialIntent", "java.security.")) assertNowhere(word)
    }

    @Test fun `an answer follows from a signature only`() {
        val places = sources.filterValues { "RequestEvent.Signed)" in it }.keys
        assertEquals(setOf("RequestModel.kt"), places)
        val body = sources.getValue("RequestModel.kt").substringAfter("suspend fun sign(").substringBefore("catch")
        assertTrue(body.indexOf("decide(requireNotNull(login))") in 0 until body.indexOf("send(RequestEvent.Signed)"))
    }

    @Test fun `nothing is logged, and nothing but the framework is drawn with`() {
        for (word in listOf("android.util.Log", "println(", "printStackTrace", "androidx.", "WebView", "http://", "ClipboardManager")) assertNowhere(word)
    }

    @Test fun `every screen is protected`() {
        val manifest = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(File(System.getProperty("app"), "src/main/AndroidManifest.xml"))
        val activities = manifest.getElementsByTagName("activity").let { list -> (0 until list.length).map { list.item(it) as Element } }
        val unprotected = activities.map { "dev.logi.app${it.getAttribute("android:name")}" }.filterNot { ScreenActivity::class.java.isAssignableFrom(Class.forName(it)) }
        assertEquals(listOf("dev.logi.app.feature.link.LinkActivity"), unprotected)
    }

    private fun assertNowhere(word: String) = assertEquals(emptyList(), sources.filterValues { word in it }.keys.toList(), word)
}
