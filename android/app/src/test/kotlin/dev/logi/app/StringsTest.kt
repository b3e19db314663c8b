package dev.logi.app

import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.Test
import org.w3c.dom.Element

/** The words of the app: in both languages, with the same values in them, in the voice of the product. */
class StringsTest {
    private val english = texts("values")
    private val korean = texts("values-ko")

    @Test fun `every text exists in both languages`() {
        assertEquals(english.keys, korean.keys)
        assertTrue(english.size > 200)
    }

    @Test fun `both languages say the same values`() {
        for ((name, text) in english) assertEquals(values(text), values(korean.getValue(name)), name)
    }

    @Test fun `korean is korean`() {
        val foreign = korean.filter { (name, text) -> name !in SAME && text.none { it in '\uac00'..'\ud7a3' } }
        assertEquals(emptyMap(), foreign)
    }

    @Test fun `nobody shouts`() = none { '!' in it || '！' in it }

    @Test fun `no word of the trade`() = none { text -> JARGON.any { Regex("\\b$it", RegexOption.IGNORE_CASE).containsMatchIn(text) } }

    @Test fun `quotes and dashes are typographic`() = none { '"' in it || '\'' in it || " - " in it || "..." in it }

    private fun none(bad: (String) -> Boolean) {
        val found = (english + korean.mapKeys { "${it.key} (ko)" }).filterValues(bad)
        assertEquals(emptyMap(), found)
    }

    private fun values(text: String): List<String> = Regex("%\\d\\\$[sd]").findAll(text).map { it.value }.sorted().toList()

    private fun texts(folder: String): Map<String, String> {
        val document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(File(System.getProperty("app"), "src/main/res/$folder/strings.xml"))
        val strings = document.getElementsByTagName("string")
        val single = (0 until strings.length).map { strings.item(it) as Element }.associate { it.getAttribute("name") to it.textContent }
        val plurals = document.getElementsByTagName("plurals")
        return single + (0 until plurals.length).map { plurals.item(it) as Element }.associate { plural ->
            val items = plural.getElementsByTagName("item")
            plural.getAttribute("name") to (items.item(items.length - 1) as Element).textContent
        }
    }

    private companion object {
        val SAME = setOf("app_name", "request_domain", "request_browser", "field_purpose")
        val JARGON = listOf("oauth", "scope", "session", "token", "jwt", "api", "enrol", "authenticat", "credential", "client", "dpop", "issuer", "payload", "세션", "토큰", "스코프", "클라이언트", "크리덴셜")
    }
}
