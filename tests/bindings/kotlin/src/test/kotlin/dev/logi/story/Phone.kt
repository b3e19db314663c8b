package dev.logi.story

import dev.logi.core.Authenticator
import dev.logi.core.DevicePlatform
import dev.logi.core.LoginFlow
import dev.logi.core.Options
import dev.logi.core.Profile
import dev.logi.core.ProfileValues
import dev.logi.core.Source
import java.nio.file.Files

/** A phone of the story: its memory, its keys, and where its first-launch marker lies. */
class Phone(private val issuer: String) {
    val store = MemoryStore()
    val keys = TestKeys()
    private val folder = Files.createTempDirectory("logi-story").also { it.toFile().deleteOnExit() }

    suspend fun open(
        store: MemoryStore = this.store,
        issuer: String = this.issuer,
        pins: String = """{"keys":[]}""",
        linkHost: String? = null,
    ): Authenticator {
        val options = Options(
            issuer = issuer,
            linkHost = linkHost,
            pins = pins,
            platform = DevicePlatform.LINUX,
            deviceValue = ByteArray(0),
            markerPath = folder.resolve("marker").also { it.toFile().deleteOnExit() }.toString(),
        )
        return Authenticator.open(options, keys, store)
    }

    /** Opened, enrolled, with the profile of the story. */
    suspend fun enrolled(linkHost: String? = null): Authenticator =
        open(linkHost = linkHost).also {
            it.enrol()
            Profile(robin).use { profile -> it.setProfile(profile).close() }
        }

    companion object {
        val robin = ProfileValues(preferredName = "Robin", fullName = "Robin Kim", email = "robin@example.org")
    }
}

suspend fun Authenticator.scan(login: BrowserLogin): LoginFlow = begin(login.freshText(), Source.CAMERA)
