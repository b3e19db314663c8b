package dev.logi.story

/** Enough of JSON to talk to the story's host, and to write what was seen. */
object Json {
    /** Objects as maps, arrays as lists, texts, numbers, truths, and null. */
    fun read(text: String): Any? = Reader(text).run { value().also { check(at == text.length) { "more than one value" } } }

    /** The value as JSON. */
    fun write(value: Any?): String =
        when (value) {
            null, is Number, is Boolean -> value.toString()
            is Map<*, *> -> value.entries.joinToString(",", "{", "}") { (name, member) -> quote(name.toString()) + ":" + write(member) }
            is List<*> -> value.joinToString(",", "[", "]", transform = ::write)
            else -> quote(value.toString())
        }

    private fun quote(text: String) =
        text.map { if (it == '"' || it == '\\' || it < ' ') "\\u%04x".format(it.code) else it.toString() }.joinToString("", "\"", "\"")

    private class Reader(private val text: String) {
        var at = 0

        fun value(): Any? {
            val value = when (peek()) {
                '{' -> members('}') { string().also { take(':') } to value() }.toMap()
                '[' -> members(']') { value() }
                '"' -> string()
                else -> word()
            }
            peek()
            return value
        }

        /** The next character that is no space, or nothing at the end. */
        private fun peek(): Char? {
            while (at < text.length && text[at].isWhitespace()) at += 1
            return text.getOrNull(at)
        }

        private fun take(wanted: Char) {
            check(peek() == wanted) { "$wanted is missing at $at" }
            at += 1
        }

        private fun <T> members(end: Char, member: () -> T): List<T> {
            at += 1
            val all = ArrayList<T>()
            while (peek() != end) {
                if (all.isNotEmpty()) take(',')
                all += member()
            }
            at += 1
            return all
        }

        private fun string(): String {
            take('"')
            val all = StringBuilder()
            while (text[at] != '"') {
                all.append(if (text[at] == '\\') escaped() else text[at])
                at += 1
            }
            at += 1
            return all.toString()
        }

        private fun escaped(): Char {
            at += 1
            return when (val letter = text[at]) {
                'n' -> '\n'
                't' -> '\t'
                'r' -> '\r'
                'b' -> '\b'
                'f' -> '\u000c'
                'u' -> text.substring(at + 1, at + 5).toInt(16).toChar().also { at += 4 }
                else -> letter
            }
        }

        private fun word(): Any? {
            val begin = at
            while (at < text.length && text[at] !in ",]} \n") at += 1
            return when (val word = text.substring(begin, at)) {
                "null" -> null
                "true" -> true
                "false" -> false
                else -> word.toLongOrNull() ?: word.toDouble()
            }
        }
    }
}
