package dev.logi.story

import dev.logi.core.Authenticator
import dev.logi.core.FrameLayout
import dev.logi.core.FrameReading
import dev.logi.core.FrameScanner
import dev.logi.core.LoginFlow
import java.io.File
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking

/** What every step of the story has: its host, its transcript, and what steps share. */
abstract class Story {
    protected val issuer = System.getenv("LOGI_STORY_ISSUER").orEmpty()
    protected val host = Host(System.getenv("LOGI_STORY_CONTROL").orEmpty())
    protected val linkHost = System.getenv("LOGI_STORY_LINK_HOST").orEmpty()
    private val transcript = System.getenv("LOGI_STORY_TRANSCRIPT")?.let(::File)

    protected val fields = arrayOf<Map<String, Any?>>(
        mapOf("name" to "email", "required" to true, "purpose" to "To send you your notes"),
        mapOf("name" to "preferred_name"),
    )

    /** Tells one step, and writes down what was seen. */
    protected fun step(name: String, tell: suspend MutableList<String>.() -> Unit) = runBlocking<Unit> {
        val saw = ArrayList<String>()
        saw.tell()
        transcript?.appendText(Json.write(mapOf("step" to name, "saw" to saw)) + "\n")
    }

    protected suspend fun MutableList<String>.sendingNothing(work: suspend () -> Unit) {
        val before = host.requests().size
        work()
        assertEquals(before, host.requests().size)
        this += "sent nothing"
    }

    protected fun sent(since: Int, pathEnds: String) = host.requests().drop(since).filter { it.path.endsWith(pathEnds) }

    protected suspend fun MutableList<String>.present(authenticator: Authenticator, at: BrowserLogin): LoginFlow =
        authenticator.scan(at).also { this += it.nextState().word() }

    protected fun read(picture: Picture): FrameReading =
        FrameScanner().use { it.read(picture.luma, FrameLayout(picture.width, picture.height, picture.width)) }

    /** With another last character of the signature at its end that spells no other spare bits. */
    protected fun forged(signed: String) = signed.dropLast(1) + if (signed.last() == '0') '8' else '0'
}
