package dev.logi.app

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Rect
import android.os.Looper
import android.text.Layout
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import android.widget.ImageButton
import android.widget.ScrollView
import android.widget.TextView
import dev.logi.app.ui.Screen
import dev.logi.app.ui.SecureFrame
import java.io.File
import java.time.Duration
import kotlin.test.assertTrue
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** How a picture is taken: a device, a language, a size of letters. */
internal enum class Variant(val qualifiers: String, val fontScale: Float = 1f) {
    LIGHT("en-rUS-w360dp-h740dp-notnight-hdpi"),
    DARK("en-rUS-w360dp-h740dp-night-hdpi"),
    KOREAN("ko-rKR-w360dp-h740dp-notnight-hdpi"),
    KOREAN_DARK_SMALL("ko-rKR-w320dp-h568dp-night-mdpi"),
    SMALL("en-rUS-w320dp-h568dp-notnight-mdpi"),
    LARGE("en-rUS-w320dp-h640dp-notnight-mdpi", 2f),
    LARGE_KOREAN("ko-rKR-w320dp-h640dp-notnight-mdpi", 2f),
    RTL("ar-rEG-w360dp-h740dp-notnight-mdpi"),
}

/** Draws screens to PNG files below the folder of the property `shots`, and measures that nothing is cut. */
internal object Shots {
    /** Draws every state of a screen in every variant and asserts that each reads well. */
    fun <S : Any> draw(screen: String, states: Map<String, S>, variants: List<Variant> = Variant.entries, make: (Activity) -> Screen<S>) {
        val faults = mutableListOf<String>()
        for (variant in variants) {
            RuntimeEnvironment.setQualifiers(variant.qualifiers)
            RuntimeEnvironment.setFontScale(variant.fontScale)
            val controller = Robolectric.buildActivity(Activity::class.java)
            controller.get().setTheme(R.style.App)
            controller.setup()
            for ((name, state) in states) {
                val fileName = "$screen/${name.replace(Regex("[^a-z0-9]+"), "-")}-${variant.name.lowercase()}"
                faults += drawOne(controller.get(), fileName, make(controller.get()).apply { render(state) }).map { "$fileName: $it" }
            }
            controller.pause().stop().destroy()
        }
        RuntimeEnvironment.setFontScale(1f)
        assertTrue(faults.isEmpty(), faults.joinToString("\n", prefix = "${faults.size} faults\n"))
    }

    private fun drawOne(activity: Activity, fileName: String, shown: Screen<*>): List<String> {
        val frame = SecureFrame(activity)
        frame.addView(shown.view)
        activity.setContentView(frame)
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(FADE_MS))
        return save(activity, fileName) + Legibility.faults(frame)
    }

    private fun save(activity: Activity, fileName: String): List<String> {
        val view = activity.window.decorView
        val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(bitmap))
        val file = File(System.getProperty("shots"), "$fileName.png")
        file.parentFile.mkdirs()
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        val colours = HashSet<Int>()
        val isDrawn = pixels.any { colours.add(it) && colours.size >= FEWEST_COLOURS }
        return if (isDrawn) emptyList() else listOf("nothing is drawn")
    }

    private const val FEWEST_COLOURS = 8
    private const val FADE_MS = 200L
}

/** What a person with large letters, another language or a finger would stumble over. */
internal object Legibility {
    fun faults(root: View): List<String> {
        val views = all(root).filter { isVisible(it) }
        val texts = views.filterIsInstance<TextView>().filter { it.text.isNotEmpty() }
        return texts.flatMap(::cut) + texts.filterNot { it is EditText }.mapNotNull(::brokenWord) + overlaps(texts) + views.mapNotNull(::tooSmall) + texts.mapNotNull { outside(it, root) }
    }

    private fun all(view: View): List<View> = listOf(view) + if (view is ViewGroup) (0 until view.childCount).flatMap { all(view.getChildAt(it)) } else emptyList()

    private fun isVisible(view: View): Boolean = view.isShown && view.width > 0 && view.height > 0

    private fun cut(view: TextView): List<String> {
        val layout = view.layout ?: return listOf("'${view.text}' is not laid out")
        val faults = mutableListOf<String>()
        val room = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
        if ((0 until layout.lineCount).any { layout.getEllipsisCount(it) > 0 }) faults += "'${view.text}' is shortened"
        if (layout.getLineEnd(layout.lineCount - 1) < view.text.length) faults += "'${view.text}' is not whole"
        if (layout.height > view.height - view.compoundPaddingTop - view.compoundPaddingBottom + 1) faults += "'${view.text}' is cut below: ${layout.height} in ${view.height}"
        if (view !is EditText && (0 until layout.lineCount).any { layout.getLineMax(it) > room + 1 }) faults += "'${view.text}' is cut at the side"
        return faults
    }

    private fun brokenWord(view: TextView): String? {
        val layout = view.layout ?: return null
        val broken = (0 until layout.lineCount - 1).map { layout.getLineEnd(it) }.firstOrNull { end ->
            isLatin(view.text.getOrNull(end - 1)) && isLatin(view.text.getOrNull(end)) && wouldFit(view, end)
        }
        return broken?.let { "'${view.text}' is broken within a word at $it" }
    }

    /** A domain or a number can be wider than the screen with the largest letters; then it has to break. */
    private fun wouldFit(view: TextView, at: Int): Boolean {
        val start = view.text.lastIndexOfAny(charArrayOf(' ', '\n'), at) + 1
        val end = view.text.indexOfAny(charArrayOf(' ', '\n'), at).let { if (it < 0) view.text.length else it }
        return Layout.getDesiredWidth(view.text, start, end, view.paint) <= view.layout.width
    }

    private fun isLatin(letter: Char?): Boolean = letter != null && (letter in 'a'..'z' || letter in 'A'..'Z')

    private fun overlaps(texts: List<TextView>): List<String> {
        val places = texts.mapNotNull { view -> Rect().let { place -> if (view.getGlobalVisibleRect(place)) view to place else null } }
        return places.flatMapIndexed { index, (view, place) ->
            places.drop(index + 1).filter { (_, other) -> Rect.intersects(place, other) }.map { (other, _) -> "'${view.text}' lies over '${other.text}'" }
        }
    }

    private fun tooSmall(view: View): String? {
        val least = view.resources.getDimensionPixelSize(R.dimen.touch) - 1
        val isPressed = view.isClickable && (view is Button || view is ImageButton || view is TextView)
        return if (isPressed && (view.height < least || view.width < least)) "${view.javaClass.simpleName} '${(view as? TextView)?.text ?: view.contentDescription}' is ${view.width}x${view.height}" else null
    }

    private fun outside(view: View, root: View): String? {
        val place = IntArray(2)
        view.getLocationInWindow(place)
        val isScrolled = generateSequence(view.parent) { it.parent }.any { it is ScrollView }
        val isOut = place[0] < 0 || place[0] + view.width > root.width || (!isScrolled && place[1] + view.height > root.height)
        return if (isOut) "'${(view as TextView).text}' lies outside of the window" else null
    }
}
