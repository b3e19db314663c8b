package dev.logi.app

import android.content.res.Resources

/** The one server the app trusts. */
class Server(
    /** Its origin, as `https://login.example`. */
    val issuer: String,
    /** The host of links that begin a login on this same phone; null where there are none. */
    val linkHost: String?,
    /** Its keys as the app was built with. */
    val pins: String,
) {
    companion object {
        /** The server of `res/values/server.xml` and `res/raw/pins.json`. */
        fun of(resources: Resources): Server = Server(
            issuer = resources.getString(R.string.issuer),
            linkHost = resources.getString(R.string.link_host),
            pins = resources.openRawResource(R.raw.pins).use { it.readBytes().decodeToString() },
        )
    }
}
