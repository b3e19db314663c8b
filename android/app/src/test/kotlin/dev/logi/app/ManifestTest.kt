package dev.logi.app

import android.content.ComponentName
import android.content.Intent
import android.content.pm.PackageManager
import android.content.pm.ResolveInfo
import android.net.Uri
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.w3c.dom.Element

/** What the app opens to others and keeps from them: A12 (R12), A13 (R13a) and A15 (R15) of the threats as far as a manifest can. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], application = TestApplication::class)
class ManifestTest {
    private val packages get() = RuntimeEnvironment.getApplication().packageManager
    private val manifest = document("src/main/AndroidManifest.xml")
    private val application = manifest.getElementsByTagName("application").item(0) as Element

    @Test fun `a link with another host, scheme or path opens nothing of the app`() {
        for (link in FOREIGN) assertNull(resolve(link), link)
    }

    @Test fun `the two links of logi open its one door`() {
        for (link in listOf("https://open.1pass.dev/here#X", "https://api.1pass.dev/qr#X")) {
            assertEquals("dev.logi.app.feature.link.LinkActivity", resolve(link)?.activityInfo?.name, link)
        }
    }

    @Test fun `every filter for links is verified and https, and no scheme is the app's own`() {
        val filters = elements(manifest.documentElement, "intent-filter").filter { filter -> elements(filter, "data").isNotEmpty() && filter.parentNode.nodeName == "activity" }
        assertEquals(2, filters.size)
        for (filter in filters) {
            assertEquals("true", filter.getAttribute("android:autoVerify"))
            assertEquals(setOf("https"), elements(filter, "data").map { it.getAttribute("android:scheme") }.filter { it.isNotEmpty() }.toSet())
        }
    }

    @Test fun `only the start of the app and its links are open to others`() {
        val open = elements(application, "activity").filter { it.getAttribute("android:exported") != "false" }.map { it.getAttribute("android:name") }
        assertEquals(listOf(".feature.home.HomeActivity", ".feature.link.LinkActivity"), open)
        for (other in listOf("service", "receiver", "provider")) assertEquals(0, elements(application, other).size, other)
        for (activity in elements(application, "activity")) {
            val name = ComponentName("dev.logi.app", "dev.logi.app${activity.getAttribute("android:name")}")
            assertEquals(activity.getAttribute("android:exported") == "true", packages.getActivityInfo(name, 0).exported, name.className)
        }
    }

    @Test fun `nothing is backed up`() {
        assertEquals("false", application.getAttribute("android:allowBackup"))
        val rules = document("src/main/res/xml/backup_rules.xml")
        for (way in listOf("cloud-backup", "device-transfer")) {
            val excluded = elements(rules.documentElement, way).single().let { elements(it, "exclude") }.map { it.getAttribute("domain") }.toSet()
            assertTrue(excluded.containsAll(listOf("root", "file", "database", "sharedpref", "external", "device_root", "device_file")), way)
            assertEquals(0, elements(rules.documentElement, "include").size)
        }
    }

    @Test fun `nothing goes in clear and no added root is trusted`() {
        assertEquals("false", application.getAttribute("android:usesCleartextTraffic"))
        val network = File(System.getProperty("app"), "src/main/res/xml/network.xml").readText()
        assertTrue("cleartextTrafficPermitted=\"false\"" in network)
        for (bad in listOf("cleartextTrafficPermitted=\"true\"", "src=\"user\"", "domain-config", "debug-overrides")) assertFalse(bad in network, bad)
    }

    @Test fun `it asks for no more than it uses`() {
        val asked = elements(manifest.documentElement, "uses-permission").map { it.getAttribute("android:name").removePrefix("android.permission.") }
        assertEquals(listOf("INTERNET", "USE_BIOMETRIC", "CAMERA", "HIDE_OVERLAY_WINDOWS"), asked)
    }

    @Test fun `a phone without a camera can have it`() {
        val features = elements(manifest.documentElement, "uses-feature").associate { it.getAttribute("android:name") to it.getAttribute("android:required") }
        // Those that the permission for the camera implies.
        for (implied in listOf("android.hardware.camera", "android.hardware.camera.autofocus")) assertEquals("false", features[implied], implied)
        assertEquals(setOf("false"), features.values.toSet())
    }

    @Test fun `the issuer's host is the issuer's`() {
        val resources = RuntimeEnvironment.getApplication().resources
        assertEquals("https://${resources.getString(R.string.issuer_host)}", resources.getString(R.string.issuer))
        assertFalse(resources.getString(R.string.link_host) == resources.getString(R.string.issuer_host))
    }

    private fun resolve(link: String): ResolveInfo? =
        packages.resolveActivity(Intent(Intent.ACTION_VIEW, Uri.parse(link)).addCategory(Intent.CATEGORY_BROWSABLE), PackageManager.MATCH_DEFAULT_ONLY)

    private fun document(path: String) = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(File(System.getProperty("app"), path))

    private fun elements(parent: Element, name: String): List<Element> = parent.getElementsByTagName(name).let { list -> (0 until list.length).map { list.item(it) as Element } }

    private companion object {
        val FOREIGN = listOf(
            "http://open.1pass.dev/here#X", "https://open.1pass.dev.evil.example/here#X", "https://evil.example/here#X", "https://open.1pass.dev/there#X",
            "https://open.1pass.dev/here/more#X", "https://open.1pass.dev/qr#X", "https://api.1pass.dev/here#X", "https://api.1pass.dev/oauth/authorize", "logi://here#X", "intent://here#X",
        )
    }
}
