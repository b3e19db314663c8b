package dev.logi

import java.util.UUID

/** The id of one login at the server. */
@JvmInline
public value class SessionId internal constructor(
    /** A UUID in lower case. */
    public val text: String,
) {
    override fun toString(): String = text

    public companion object {
        /** The id that [text] spells, as an app kept it; nothing where it is no UUID in lower case. */
        public fun parse(text: String): SessionId? {
            val isOne = runCatching { UUID.fromString(text).toString() == text }.getOrDefault(false)
            return if (isOne) SessionId(text) else null
        }
    }
}
