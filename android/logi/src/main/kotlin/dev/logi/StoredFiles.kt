package dev.logi

import android.system.ErrnoException
import android.system.Os
import android.system.OsConstants
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.StandardCopyOption
import java.nio.file.StandardOpenOption

/**
 * Small files in a [folder] of the app. Each is written beside, synced and renamed, so that a crash or a full disk leaves the earlier
 * bytes or the new ones, whole. All calls throw [IOException], whose cause has the system's number where the system gave one.
 */
internal open class StoredFiles(private val folder: File) {
    /** The bytes of [name]; nothing only where it is known that there are none. */
    open fun read(name: String): ByteArray? =
        try {
            Files.readAllBytes(File(folder, name).toPath())
        } catch (_: NoSuchFileException) {
            null
        }

    /** Replaces [name]. It is durable when this returns. */
    open fun write(name: String, bytes: ByteArray) {
        if (!folder.isDirectory) numbered { Os.mkdir(folder.path, OsConstants.S_IRWXU) }
        val beside = File(folder, "$name.new")
        try {
            FileOutputStream(beside).use { out ->
                out.write(bytes)
                numbered { Os.fsync(out.fd) }
            }
            Files.move(beside.toPath(), File(folder, name).toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING)
        } catch (error: IOException) {
            beside.delete()
            throw error
        }
        syncFolder()
    }

    /** Removes [name]; nothing there is fine. */
    open fun remove(name: String) {
        if (Files.deleteIfExists(File(folder, name).toPath())) syncFolder()
    }

    /** A rename or a removal is durable once the folder is. */
    private fun syncFolder() = FileChannel.open(folder.toPath(), StandardOpenOption.READ).use { it.force(true) }

    private inline fun numbered(call: () -> Unit) =
        try {
            call()
        } catch (error: ErrnoException) {
            throw IOException(error.message, error)
        }
}
