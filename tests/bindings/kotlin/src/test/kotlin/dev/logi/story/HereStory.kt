package dev.logi.story

import dev.logi.core.Authenticator
import dev.logi.core.FrameReading
import dev.logi.core.LoginState
import dev.logi.core.Source
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import org.junit.jupiter.api.Test

/** Steps S25 to S29 of the story: a login that goes on on its own device. */
abstract class HereStory : Story() {
    /** A phone, its login that goes on on its own device, and the link. */
    private suspend fun here(vararg fields: Map<String, Any?>, tell: suspend (Phone, Authenticator, BrowserLogin, String) -> Unit) {
        val own = Phone(issuer)
        own.enrolled(linkHost).use { phone ->
            val at = host.login(*fields)
            tell(own, phone, at, at.here())
        }
    }

    private fun wayBack(state: LoginState?) = assertNotNull(assertIs<LoginState.Approved>(state).returnUrl)

    @Test
    fun s25() = step("S25") {
        here(*fields) { _, phone, at, link ->
            val flow = phone.begin(link, Source.LINK)
            val state = flow.nextState()
            this += state.word()
            assertEquals(at.status()["words"], assertIs<LoginState.Presented>(state).request.words)
            this += "same words"
            flow.approve(listOf("email"))
            val approved = flow.nextState()
            this += approved.word()
            assertNotNull(assertIs<LoginState.Approved>(approved).receipt)
            this += "receipt"
            val (address, code) = wayBack(approved).reveal().split('#')
            assertEquals("$issuer/oauth/qr/${at.session}/return", address)
            assertEquals(43, code.length)
            this += "its own return URL"
            assertFalse(code in "$approved ${wayBack(approved)}")
            this += "prints no code"
            val back = at.comeBack(wayBack(approved).reveal())
            this += back.word
            this += "email=${back.claims["email"] ?: "none"}"
            this += "preferred_name=${back.claims["preferred_name"] ?: "none"}"
        }
    }

    @Test
    fun s26() = step("S26") {
        here { _, phone, at, link ->
            sendingNothing {
                this += refusal { phone.begin(link, Source.CAMERA) }
                val reading = read(host.draw(link))
                this += reading.word()
                val texts = assertIs<FrameReading.Codes>(reading).seen.reveal()
                assertEquals(listOf(link), texts)
                this += refusal { phone.beginOneOf(texts) }
                this += refusal { phone.begin(at.freshText(), Source.LINK) }
            }
            this += refusal { phone.scan(at).nextState() }
            this += at.status()["status"].toString()
        }
    }

    @Test
    fun s27() = step("S27") {
        here { _, phone, _, link ->
            fun from(origin: String) = origin + link.substring(link.indexOf("/here#"))
            val links = listOf(
                from("http://evil.example"),
                from("https://open.example"),
                from("http://127.0.0.1:1"),
                from("logi://$linkHost"),
                from("http://me@$linkHost"),
                link.replace("/here#", "/here/more#"),
                link.replace("#", "?next=x#"),
                "$link#again",
                forged(link),
            )
            Phone(issuer).enrolled().use { without ->
                sendingNothing {
                    for (other in links) this += refusal { phone.begin(other, Source.LINK) }
                    this += refusal { without.begin(link, Source.LINK) }.replace(linkHost, "the link host")
                }
            }
        }
    }

    @Test
    fun s28() = step("S28") {
        suspend fun approved(back: suspend (BrowserLogin, String) -> Unit) = here { _, phone, at, link ->
            val flow = phone.begin(link, Source.LINK).also { it.nextState() }
            flow.approve(emptyList())
            val approved = flow.nextState()
            this += approved.word()
            back(at, wayBack(approved).reveal())
        }
        approved { at, url ->
            for (stranger in listOf(true, false, false)) this += at.comeBack(url, stranger).word
        }
        approved { at, url ->
            host.advanceClock(61)
            this += at.comeBack(url).word
            this += at.status()["status"].toString()
        }
    }

    @Test
    fun s29() = step("S29") {
        here { own, phone, at, link ->
            val first = phone.begin(link, Source.LINK)
            this += first.nextState().word()
            first.approve(emptyList())
            host.network("lose_answer", "/approve")
            this += refusal { first.nextState() }
            own.open(linkHost = linkHost).use { later ->
                val unanswered = later.unansweredLogins()
                this += unanswered.size.toString()
                val states = unanswered.single().use { flow -> List(3) { flow.nextState() } }
                states.forEach { this += it.word() }
                val again = first.nextState()
                this += again.word()
                assertEquals(wayBack(states[1]).reveal(), wayBack(again).reveal())
                this += "same return URL"
                assertEquals(1, own.keys.approvals().size)
                this += "signed once"
                this += later.unansweredLogins().size.toString()
                this += at.comeBack(wayBack(again).reveal()).word
            }
        }
    }
}
