package dev.logi.testing

import android.content.ContentProvider
import android.content.ContentValues
import android.database.Cursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import java.io.File
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment

/** Files of the phone, as another app offers them. */
class OfferedFiles : ContentProvider() {
    override fun onCreate() = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        refusal?.let { throw it }
        return ParcelFileDescriptor.open(file(uri), ParcelFileDescriptor.parseMode(mode))
    }

    override fun getType(uri: Uri): String? = null

    override fun query(uri: Uri, projection: Array<out String>?, selection: String?, arguments: Array<out String>?, order: String?): Cursor? = null

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun update(uri: Uri, values: ContentValues?, selection: String?, arguments: Array<out String>?) = 0

    override fun delete(uri: Uri, selection: String?, arguments: Array<out String>?) = 0

    companion object {
        private const val AUTHORITY = "files.example"

        /** What the other app throws in place of a file. */
        var refusal: RuntimeException? = null

        /** Begins anew, with an app that offers what it is asked for. */
        fun install() {
            refusal = null
            Robolectric.buildContentProvider(OfferedFiles::class.java).create(AUTHORITY)
        }

        /** Where a file of that name is, or is to be. */
        fun place(name: String): Uri = Uri.parse("content://$AUTHORITY/$name")

        /** Offers a file. */
        fun offer(name: String, bytes: ByteArray): Uri = place(name).also { file(it).writeBytes(bytes) }

        private fun file(uri: Uri) = File(RuntimeEnvironment.getApplication().cacheDir, requireNotNull(uri.lastPathSegment))
    }
}
