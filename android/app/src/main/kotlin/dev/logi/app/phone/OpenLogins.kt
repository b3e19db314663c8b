package dev.logi.app.phone

/** The logins of this process, by session, so that one screen hands a login to the next. Used on the main thread. */
class OpenLogins {
    private val held = HashMap<String, Login>()

    /** Who shows a login to the person. While there is any, no link begins another. */
    val answering = HashSet<Any>()

    /** Keeps [login] until it is taken. */
    fun hold(login: Login): String {
        held[login.session] = login
        return login.session
    }

    /** The login of [session] where this process knows it. */
    fun find(session: String?): Login? = held[session]

    /** Forgets a login that is over. */
    fun release(session: String?) {
        held.remove(session)
    }
}
