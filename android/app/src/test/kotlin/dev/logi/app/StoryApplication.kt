package dev.logi.app

import dev.logi.app.phone.LogiPhone
import dev.logi.app.phone.OpenLogins
import dev.logi.app.phone.Phone
import dev.logi.story.Host

/** The whole app, at the server that `logi-story-host` runs (`tests/bindings/story.md`). */
class StoryApplication : LogiApplication() {
    /** What a process holds in memory. */
    private class Life(app: LogiApplication) {
        val phone = LogiPhone(app, app.server)
        val logins = OpenLogins()
    }

    private var life: Life? = null

    override val server: Server = Server(variable("LOGI_STORY_ISSUER"), variable("LOGI_STORY_LINK_HOST"), pins = """{"keys":[]}""")
    override val phone: Phone get() = living().phone
    override val logins: OpenLogins get() = living().logins

    override fun onCreate() {
        super.onCreate()
        grantWhatInstallationGrants()
    }

    /** The process ends: what lies on the disk and in the Keystore is left. */
    fun kill() {
        life = null
    }

    private fun living(): Life = life ?: Life(this).also { life = it }

    companion object {
        /** The browsers at the other end. */
        val host = Host(variable("LOGI_STORY_CONTROL"))

        private fun variable(name: String): String =
            checkNotNull(System.getenv(name)) { "$name is not set, so there is no server to log in at: run `cargo xtask test android`, which starts one" }
    }
}
