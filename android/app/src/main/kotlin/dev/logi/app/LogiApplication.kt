package dev.logi.app

import android.app.Application
import dev.logi.AppLinks
import dev.logi.app.phone.LogiPhone
import dev.logi.app.phone.OpenLogins
import dev.logi.app.phone.Phone

/** What outlives a screen: the phone, and the logins between scan and answer. */
open class LogiApplication : Application() {
    /** The server that it trusts. */
    open val server: Server by lazy { Server.of(resources) }

    /** The library as the screens see it. */
    open val phone: Phone by lazy { LogiPhone(this, server) }

    /** Logins on their way from one screen to the next. */
    open val logins: OpenLogins = OpenLogins()

    /** Which links open the app. */
    val links: AppLinks by lazy { AppLinks(server.issuer, server.linkHost) }
}
