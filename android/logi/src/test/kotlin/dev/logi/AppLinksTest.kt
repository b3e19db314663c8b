package dev.logi

import android.content.Intent
import android.net.Uri
import kotlin.test.assertEquals
import kotlin.test.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Which links reach the core: A13 (R13b) of the threats. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class AppLinksTest {
    private val links = AppLinks("https://api.example", "open.example")

    private fun view(text: String) = links.read(Intent(Intent.ACTION_VIEW, Uri.parse(text)))

    @Test
    fun `refuses another host, scheme, port, path, query, user, second fragment and foreign letters`() {
        listOf(
            "https://open.example.evil/here#AB12",
            "https://evil-open.example/here#AB12",
            "https://evil.example/here#AB12",
            "https://open.example@evil.example/here#AB12",
            "https://user@open.example/here#AB12",
            "https://open.example:444/here#AB12",
            "http://open.example/here#AB12",
            "logi://open.example/here#AB12",
            "HTTPS://open.example/here#AB12",
            "https://OPEN.example/here#AB12",
            "https://open.example/here/#AB12",
            "https://open.example/here/more#AB12",
            "https://open.example//here#AB12",
            "https://open.example/qr#AB12",
            "https://api.example/here#AB12",
            "https://open.example/here?x=1#AB12",
            "https://open.example/here#AB12#CD34",
            "https://open.example/here#AB%2012",
            "https://open.example/here#",
            "https://open.example/here",
            "https://open.example/here#" + "A".repeat(257),
            "javascript:alert(1)//https://open.example/here#AB12",
        ).forEach { assertNull(view(it), it) }
    }

    @Test
    fun `refuses an intent that is no view of a link`() {
        assertNull(links.read(null))
        assertNull(links.read(Intent(Intent.ACTION_VIEW)))
        assertNull(links.read(Intent(Intent.ACTION_SEND, Uri.parse("https://open.example/here#AB12"))))
    }

    @Test
    fun `has no link over plain http and none without a link host`() {
        val local = AppLinks("http://localhost:8080", null)
        assertNull(local.read(Intent(Intent.ACTION_VIEW, Uri.parse("http://localhost:8080/qr#AB12"))))
        assertNull(local.read(Intent(Intent.ACTION_VIEW, Uri.parse("https://null/here#AB12"))))
    }

    @Test
    fun `hands on the text of both kinds of link unchanged`() {
        assertEquals("https://open.example/here#AB.12", view("https://open.example/here#AB.12"))
        assertEquals("https://api.example/qr#AB.12", view("https://api.example/qr#AB.12"))
    }
}
