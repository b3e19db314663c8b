package dev.logi

import android.graphics.Bitmap
import android.graphics.Color
import android.graphics.ImageDecoder
import dev.logi.testing.OfferedFiles
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.nio.ByteBuffer
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Pictures that another app offers, decoded by Android's own decoder. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35])
class PictureReaderTest {
    private val resolver get() = RuntimeEnvironment.getApplication().contentResolver

    @Before
    fun offer() = OfferedFiles.install()

    @Test
    fun `what is no picture, or not all of one, is refused`() = runBlocking<Unit> {
        val whole = encoded(QrPicture.bitmap(290, 290), Bitmap.CompressFormat.PNG)
        for (bytes in listOf(ByteArray(0), "WIFI:S:Cafe;;".encodeToByteArray(), whole.copyOf(whole.size / 2), ByteArray(4096))) {
            assertFailsWith<IOException>("${bytes.size} bytes") { read(bytes) }
        }
    }

    @Test
    fun `what another app does instead of offering a picture is a picture that cannot be opened`() = runBlocking<Unit> {
        assertFailsWith<IOException> { PictureReader.read(resolver, OfferedFiles.place("gone")) }
        for (failure in listOf(SecurityException("not yours"), IllegalStateException(), NullPointerException(), UnsupportedOperationException())) {
            OfferedFiles.refusal = failure
            assertFailsWith<IOException>("$failure") { PictureReader.read(resolver, OfferedFiles.place("picture")) }
        }
    }

    @Test
    fun `a picture without a code has none`() = runBlocking<Unit> {
        val white = Bitmap.createBitmap(64, 64, Bitmap.Config.ARGB_8888).apply { eraseColor(Color.WHITE) }
        assertEquals(emptyList(), read(encoded(white, Bitmap.CompressFormat.PNG)))
    }

    @Test
    fun `a code is read in every format`() = runBlocking<Unit> {
        for (format in listOf(Bitmap.CompressFormat.PNG, Bitmap.CompressFormat.JPEG, Bitmap.CompressFormat.WEBP_LOSSY)) {
            assertEquals(listOf(QrPicture.TEXT), read(encoded(QrPicture.bitmap(290, 290), format)), "$format")
        }
    }

    @Test
    fun `a photograph stands as its camera says`() = runBlocking<Unit> {
        val lying = encoded(QrPicture.bitmap(580, 290), Bitmap.CompressFormat.JPEG)
        for ((orientation, size) in mapOf(1 to (580 to 290), 3 to (580 to 290), 6 to (290 to 580), 8 to (290 to 580))) {
            val photograph = lying.oriented(orientation)
            val bitmap = decoded(photograph)
            assertEquals(size, bitmap.width to bitmap.height, "orientation $orientation")
            assertEquals(listOf(QrPicture.TEXT), read(photograph), "orientation $orientation")
        }
    }

    @Test
    fun `a huge picture is decoded smaller, and its code is read`() = runBlocking<Unit> {
        val huge = encoded(QrPicture.bitmap(9000, 1200), Bitmap.CompressFormat.PNG)
        val bitmap = decoded(huge)
        assertEquals(4096 to 546, bitmap.width to bitmap.height)
        assertEquals(listOf(QrPicture.TEXT), read(huge))
    }

    @Test
    fun `brightness is taken row by row, over white where it is transparent`() {
        val picture = Bitmap.createBitmap(intArrayOf(Color.BLACK, Color.WHITE, Color.TRANSPARENT, Color.RED), 2, 2, Bitmap.Config.ARGB_8888)
        val luma = PictureReader.lumaOf(picture)
        val values = List(luma.remaining()) { luma.get().toInt() and 0xff }
        assertEquals(listOf(0, 255, 255, 76), values)
        assertTrue(luma.isDirect)
    }

    private suspend fun read(bytes: ByteArray): List<String> = PictureReader.read(resolver, OfferedFiles.offer("picture", bytes))

    private fun decoded(bytes: ByteArray): Bitmap = PictureReader.decode(ImageDecoder.createSource(ByteBuffer.wrap(bytes)))

    private fun encoded(bitmap: Bitmap, format: Bitmap.CompressFormat): ByteArray = ByteArrayOutputStream().also { assertTrue(bitmap.compress(format, 90, it)) }.toByteArray()

    /** A JPEG with the EXIF tag for its orientation (TIFF tag 0x0112) in a segment after its first marker. */
    private fun ByteArray.oriented(orientation: Int): ByteArray {
        val tiff = byteArrayOf('M'.b, 'M'.b, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation.toByte(), 0, 0, 0, 0, 0, 0)
        val body = "Exif".encodeToByteArray() + byteArrayOf(0, 0) + tiff
        val segment = byteArrayOf(-1, 0xe1.toByte(), 0, (body.size + 2).toByte()) + body
        return copyOf(2) + segment + copyOfRange(2, size)
    }

    private val Char.b get() = code.toByte()
}
