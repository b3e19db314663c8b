package dev.logi.app

import java.io.File
import kotlin.math.pow
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.Test

/** The colours: those of the product's look, and readable wherever one lies on another (WCAG 2.2, 1.4.3 and 1.4.11). */
class TokensTest {
    private val light = colors("values")
    private val dark = light + colors("values-night")

    @Test fun `text is readable on what it stands on`() {
        for ((theme, colors) in listOf("light" to light, "dark" to dark)) {
            for ((text, ground) in TEXTS) assertContrast(theme, colors, text, ground, 4.5)
        }
    }

    @Test fun `controls are seen`() {
        for ((theme, colors) in listOf("light" to light, "dark" to dark)) {
            for ((control, ground) in CONTROLS) assertContrast(theme, colors, control, ground, 3.0)
        }
    }

    @Test fun `each colour of the light theme has one for the dark`() {
        assertEquals(light.keys - SAME_IN_BOTH, colors("values-night").keys)
    }

    private fun assertContrast(theme: String, colors: Map<String, Int>, text: String, ground: String, least: Double) {
        val ratio = contrast(colors.getValue(text), colors.getValue(ground))
        assertTrue(ratio >= least, "$theme: $text on $ground is %.2f".format(ratio))
    }

    private fun contrast(one: Int, other: Int): Double {
        val (darker, lighter) = listOf(luminance(one), luminance(other)).sorted()
        return (lighter + 0.05) / (darker + 0.05)
    }

    private fun luminance(color: Int): Double {
        val parts = listOf(16, 8, 0).map { ((color shr it) and 0xff) / 255.0 }.map { if (it <= 0.04045) it / 12.92 else ((it + 0.055) / 1.055).pow(2.4) }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private fun colors(folder: String): Map<String, Int> {
        val text = File(System.getProperty("app"), "src/main/res/$folder/colors.xml").readText()
        return Regex("<color name=\"(\\w+)\">#([0-9a-f]{6})</color>").findAll(text).associate { it.groupValues[1] to it.groupValues[2].toInt(16) }
    }

    private companion object {
        val SAME_IN_BOTH = setOf("monogram", "on_monogram", "on_shade", "launcher")
        val TEXTS = listOf(
            "ink" to "ground", "ink" to "card", "muted" to "ground", "muted" to "card", "on_accent" to "accent",
            "accent" to "accent_soft", "accent" to "card", "accent" to "ground", "warn" to "warn_soft", "warn" to "ground", "bad" to "bad_soft", "bad" to "card", "bad" to "ground",
            "muted" to "line", "on_monogram" to "monogram",
        )
        val CONTROLS = listOf("control_line" to "card", "control_line" to "ground", "accent" to "card", "accent" to "ground")
    }
}
