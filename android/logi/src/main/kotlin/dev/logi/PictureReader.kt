package dev.logi

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.ImageDecoder
import android.net.Uri
import dev.logi.core.FrameLayout
import dev.logi.core.readPicture
import java.io.IOException
import java.nio.Buffer
import java.nio.ByteBuffer
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Reads codes from pictures that the system decodes: any format that this Android knows. */
internal object PictureReader {
    /** Pictures are decoded to at most this many pixels on their longer side, which is what a code needs and memory allows. */
    private const val LONGEST_SIDE = 4096

    /**
     * The texts of all codes in the picture behind [uri].
     *
     * @throws IOException when it cannot be opened, or is no picture.
     */
    suspend fun read(resolver: ContentResolver, uri: Uri): List<String> =
        withContext(Dispatchers.Default) {
            val bitmap = decode(ImageDecoder.createSource(resolver, uri))
            try {
                read(bitmap)
            } finally {
                bitmap.recycle()
            }
        }

    /** The texts of all codes in [bitmap], which must be readable (not of the hardware kind). */
    fun read(bitmap: Bitmap): List<String> {
        val width = bitmap.width.toUInt()
        return readPicture(lumaOf(bitmap), FrameLayout(width, bitmap.height.toUInt(), rowStride = width))
    }

    /** The picture upright, as its camera noted, and not larger than [LONGEST_SIDE]. */
    internal fun decode(source: ImageDecoder.Source): Bitmap =
        try {
            ImageDecoder.decodeBitmap(source) { decoder, info, _ ->
                decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
                val longer = maxOf(info.size.width, info.size.height)
                if (longer > LONGEST_SIDE) {
                    val shrunk = { side: Int -> (side.toLong() * LONGEST_SIDE / longer).toInt().coerceAtLeast(1) }
                    decoder.setTargetSize(shrunk(info.size.width), shrunk(info.size.height))
                }
            }
        } catch (failure: RuntimeException) {
            // Whatever the app that offers the picture threw, or a permission that it took back.
            throw IOException("the picture cannot be opened", failure)
        }

    /** Brightness as ITU-R BT.601 weighs it, over white where the picture is transparent. */
    internal fun lumaOf(bitmap: Bitmap): ByteBuffer {
        val luma = ByteBuffer.allocateDirect(bitmap.width * bitmap.height)
        val row = IntArray(bitmap.width)
        for (y in 0 until bitmap.height) {
            bitmap.getPixels(row, 0, bitmap.width, 0, y, bitmap.width, 1)
            row.forEach { luma.put(brightness(it).toByte()) }
        }
        // `ByteBuffer.rewind` is a method of its own only in newer Androids; `Buffer.rewind` is there always.
        val plane: Buffer = luma
        plane.rewind()
        return luma
    }

    private fun brightness(pixel: Int): Int {
        val alpha = pixel ushr 24
        val colour = (77 * (pixel shr 16 and 0xff) + 150 * (pixel shr 8 and 0xff) + 29 * (pixel and 0xff)) shr 8
        return (colour * alpha + 0xff * (0xff - alpha)) / 0xff
    }
}
