package dev.logi.story

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.ByteBuffer
import java.util.Base64

/** The control port of the story's host (`tests/bindings/story.md`). */
class Host(private val control: String) {
    private val http = HttpClient.newHttpClient()

    fun login(vararg fields: Map<String, Any?>) = BrowserLogin(this, post("/login", mapOf("fields" to fields.toList())))

    fun network(mode: String, pathEnds: String? = null) {
        post("/network", mapOf("mode" to mode) + (pathEnds?.let { mapOf("path_ends" to it) } ?: emptyMap()))
    }

    /** The text as a code that a camera sees. */
    fun draw(text: String) = Picture.of(post("/draw", mapOf("text" to text)))

    fun advanceClock(seconds: Int) {
        post("/clock/advance", mapOf("seconds" to seconds))
    }

    /** What phones sent so far. */
    fun requests(): List<Sent> = members(call(request("/requests").GET()), "requests").map { Sent((it as Map<*, *>)) }

    class Sent(private val members: Map<*, *>) {
        val path get() = members["path"] as String
        val body get() = members["body"] as String?
    }

    internal fun post(path: String, body: Map<String, Any?>): Map<*, *> =
        call(request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(Json.write(body))))

    private fun request(path: String) = HttpRequest.newBuilder(URI(control + path))

    private fun call(request: HttpRequest.Builder): Map<*, *> {
        val answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() == 200) { "${answer.uri().path} answered ${answer.statusCode()}: ${answer.body()}" }
        return Json.read(answer.body()) as Map<*, *>
    }

    private fun members(answer: Map<*, *>, name: String) = answer[name] as List<*>
}

/** One login at a browser. */
class BrowserLogin(private val host: Host, private val begun: Map<*, *>) {
    private val own = mapOf("login" to begun["login"])

    /** The code's text as it was drawn first. */
    val text = begun["text"] as String

    /** The login's id at the server. */
    val session = begun["session"] as String

    /** The text as it is now. */
    fun freshText() = host.post("/code", own)["text"] as String

    /** The picture of the code as it is now. */
    fun freshPicture() = Picture.of(host.post("/code", own))

    /** The picture of the code. */
    val picture = Picture.of(begun)

    fun status() = host.post("/status", own)

    fun finish() = host.post("/finish", own)

    /** "Open logi on this device" is pressed: the link that opens the app. */
    fun here() = host.post("/here", own)["link"] as String

    /** The browser, or a stranger's, opens the address that the phone was given: its end in the story's words. */
    fun comeBack(url: String, stranger: Boolean = false) = Return(host.post("/return", own + mapOf("url" to url, "stranger" to stranger)))

    class Return(private val answer: Map<*, *>) {
        val word get() = "${answer["page"]} ${answer["status"]}"
        val claims get() = answer["claims"] as Map<*, *>
    }

    fun notMyPhone() {
        host.post("/not-my-phone", own)
    }
}

/** A grey picture as a camera would give it, and the same as a file. */
class Picture private constructor(val luma: ByteBuffer, val width: UInt, val height: UInt, val png: ByteArray) {
    companion object {
        /** The picture in an answer of the host. Of its PGM it reads `P5`, width, height, 255, one line break, then the pixels. */
        internal fun of(answer: Map<*, *>): Picture {
            val bytes = Base64.getDecoder().decode(answer["pgm"] as String)
            var at = 0
            fun word(): String {
                val begin = at
                while (!bytes[at].toInt().toChar().isWhitespace()) at += 1
                return bytes.decodeToString(begin, at).also { at += 1 }
            }
            check(word() == "P5") { "this is no PGM" }
            val (width, height) = word().toInt() to word().toInt()
            check(word() == "255") { "more than a byte for each pixel" }
            val luma = ByteBuffer.allocateDirect(width * height).put(bytes, at, width * height).flip()
            return Picture(luma, width.toUInt(), height.toUInt(), Base64.getDecoder().decode(answer["png"] as String))
        }
    }
}
