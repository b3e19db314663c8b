package dev.logi.story

import dev.logi.core.Account
import dev.logi.core.Authenticator
import dev.logi.core.Choice
import dev.logi.core.DeviceKeyException
import dev.logi.core.FrameLayout
import dev.logi.core.FrameReading
import dev.logi.core.FrameScanner
import dev.logi.core.InternalException
import dev.logi.core.KeyRole
import dev.logi.core.LoginFlow
import dev.logi.core.LoginRequest
import dev.logi.core.LoginState
import dev.logi.core.Profile
import dev.logi.core.SecretStoreException
import dev.logi.core.SignReason
import dev.logi.core.Source
import dev.logi.core.panicProbe
import java.nio.ByteBuffer
import java.time.Duration
import java.time.Instant
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.MethodOrderer
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.TestMethodOrder
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable

/** The story of `tests/bindings/story.md`, told in Kotlin. Its steps build on each other and run in the order of their numbers. */
@EnabledIfEnvironmentVariable(named = "LOGI_STORY_CONTROL", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName::class)
class StoryTest : LogStory() {
    /** The phone of S01 to S08, its authenticator, its account and its login. */
    private val first = Phone(issuer)
    private lateinit var authenticator: Authenticator
    private lateinit var account: Account
    private lateinit var atBrowser: BrowserLogin
    private lateinit var login: LoginFlow
    private lateinit var request: LoginRequest

    @Test
    fun s01() = step("S01") {
        sendingNothing {
            authenticator = first.open()
            this += authenticator.installation().word()
        }
    }

    @Test
    fun s02() = step("S02") {
        account = authenticator.enrol()
        this += "anonymous=${account.anonymous}"
        this += authenticator.installation().word()
        assertEquals(account, authenticator.enrol())
        this += "same account"
    }

    @Test
    fun s03() = step("S03") {
        val taken = Profile(Phone.robin).use { authenticator.setProfile(it) }
        val values = taken.reveal()
        this += "preferred_name=${values.preferredName ?: "none"}"
        this += "full_name=${values.fullName ?: "none"}"
        this += "email=${values.email ?: "none"}"
        this += "phone_number=${values.phoneNumber ?: "none"}"
        this += "email_verified=${taken.emailVerified() ?: "none"}"
        assertFalse("Robin" in taken.toString() || "robin" in taken.toString())
        this += "prints no value"
    }

    @Test
    fun s04() = step("S04") {
        atBrowser = host.login(*fields)
        val reading = read(atBrowser.picture)
        this += reading.word()
        val texts = assertIs<FrameReading.Codes>(reading).seen.reveal()
        assertEquals(listOf(atBrowser.text), texts)
        this += "same text"
        assertFalse(atBrowser.text in reading.toString())
        this += "prints no text"
        login = authenticator.beginOneOf(texts)
        val state = login.nextState()
        this += state.word()
        request = assertIs<LoginState.Presented>(state).request
    }

    @Test
    fun s05() = step("S05") {
        this += request.application.name
        this += request.application.domain
        request.fields.forEach {
            this += "${it.name} ${it.required} ${it.purpose ?: "none"} ${it.before?.word() ?: "none"} ${it.valuePresent}"
        }
        this += request.browser.label
        this += request.browser.relation.word()
        this += request.locale
        this += "second_scan=${request.secondScan}"
        assertEquals(atBrowser.status()["words"], request.words)
        this += "same words"
    }

    @Test
    fun s06() = step("S06") {
        sendingNothing { this += refusal { authenticator.begin(at("https://localhost.example", atBrowser.text), Source.CAMERA) } }
    }

    @Test
    fun s07() = step("S07") {
        this += refusal { login.approve(emptyList()) }
        this += refusal { login.approve(listOf("email", "shoe_size")) }
        login.approve(listOf("email"))
        val reason = assertIs<SignReason.Approve>(first.keys.approvals().single().reason)
        this += "signed for ${reason.application} at ${reason.domain}"
        val approved = login.nextState()
        this += approved.word()
        val signed = assertNotNull(assertIs<LoginState.Approved>(approved).receipt).reveal()
        this += "receipt"
        assertFalse(listOf(signed.approval, signed.receipt).any { it in approved.toString() })
        this += "prints no signature"
        this += login.nextState().word()
        login.close()
        val finished = atBrowser.finish()
        this += finished["status"].toString()
        val claims = finished["claims"] as Map<*, *>
        this += "email=${claims["email"] ?: "none"}"
        this += "preferred_name=${claims["preferred_name"] ?: "none"}"
    }

    @Test
    fun s08() = step("S08") {
        val receipts = authenticator.receipts()
        this += receipts.size.toString()
        val content = assertNotNull(receipts.single().content)
        this += "${content.application} ${content.domain} ${content.granted.joinToString(" ")}"
        this += "verified=${receipts.single().verified}"
        val file = authenticator.exportReceipt(receipts.single().session)
        this += "genuine for ${authenticator.verifyReceipt(file.encodeToByteArray()).domain}"
        authenticator.close()
    }

    @Test
    fun s09() = step("S09") {
        Phone(issuer).enrolled().use { phone ->
            val at = host.login()
            val flow = present(phone, at)
            flow.deny()
            this += flow.nextState().word()
            this += at.status()["status"].toString()
        }
    }

    @Test
    fun s10() = step("S10") {
        Phone(issuer).enrolled().use { phone ->
            val at = host.login()
            val flow = present(phone, at)
            at.notMyPhone()
            this += flow.nextState().word()
        }
    }

    @Test
    fun s11() = step("S11") {
        val own = Phone(issuer)
        own.enrolled().use { phone ->
            val at = host.login()
            val since = host.requests().size
            val flow = present(phone, at)
            val hangs = CompletableDeferred<Unit>()
            own.keys.beforeApproving = {
                hangs.complete(Unit)
                awaitCancellation()
            }
            runBlocking {
                val approving = async(Dispatchers.Default) { refusal { flow.approve(emptyList()) } }
                hangs.await()
                flow.cancel()
                this@step += approving.await()
            }
            this += flow.nextState().word()
            this += flow.nextState().word()
            this += at.status()["status"].toString()
            assertTrue(sent(since, "/approve").isEmpty())
            this += "sent no approval"
        }
    }

    @Test
    fun s12() = step("S12") {
        val own = Phone(issuer)
        own.enrolled().use { phone ->
            val since = host.requests().size
            val flow = present(phone, host.login())
            host.network("lose_answer", "/approve")
            flow.approve(emptyList())
            this += refusal { flow.nextState() }
            this += flow.nextState().word()
            val bodies = sent(since, "/approve").map { it.body }
            assertEquals(2, bodies.size)
            assertEquals(1, bodies.toSet().size)
            this += "sent twice, the same bytes"
            assertEquals(1, own.keys.approvals().size)
            this += "signed once"
        }
    }

    @Test
    fun s13() = step("S13") {
        Phone(issuer).enrolled().use { phone ->
            val flow = phone.scan(host.login())
            host.network("off")
            this += refusal { flow.nextState() }
            host.network("on")
            this += flow.nextState().word()
        }
    }

    @Test
    fun s14() = step("S14") {
        val own = Phone(issuer)
        val before = own.enrolled()
        val flow = present(before, host.login())
        flow.approve(emptyList())
        flow.close()
        before.close()
        own.open().use { phone ->
            val unanswered = phone.unansweredLogins()
            this += unanswered.size.toString()
            unanswered.single().use { repeat(3) { _ -> this += it.nextState().word() } }
            assertEquals(1, own.keys.approvals().size)
            this += "signed once"
            this += phone.unansweredLogins().size.toString()
        }
    }

    @Test
    fun s15() = step("S15") {
        val own = Phone(issuer)
        val before = own.enrolled()
        val old = before.whoami()
        val flow = present(before, host.login())
        own.keys.beforeApproving = { throw DeviceKeyException.Invalidated() }
        this += refusal { flow.approve(emptyList()) }
        this += before.installation().word()
        before.close()
        own.open().use { phone ->
            this += phone.installation().word()
            this += refusal { phone.settle(Choice.CONTINUE_AS_BEFORE) }
            phone.settle(Choice.START_FRESH)
            this += phone.installation().word()
            assertNotEquals(old.id, phone.enrol().id)
            this += "another account"
        }
    }

    @Test
    fun s16() = step("S16") {
        val own = Phone(issuer)
        own.enrolled().use { phone ->
            val flow = present(phone, host.login())
            own.keys.remove(KeyRole.APPROVAL)
            this += refusal { flow.approve(emptyList()) }
            this += phone.installation().word()
            assertFailsWith<DeviceKeyException.Missing> { own.keys.find(KeyRole.APPROVAL) }
            this += "made no key"
        }
    }

    @Test
    fun s17() = step("S17") {
        val own = Phone(issuer)
        own.enrolled().use { phone ->
            val flow = present(phone, host.login())
            own.keys.beforeApproving = { throw ArithmeticException("odd") }
            this += refusal { flow.approve(emptyList()) }
            own.keys.beforeApproving = {}
            own.store.before = { call, _ -> if (call == "save") throw ArithmeticException("odd") }
            this += refusal { flow.approve(emptyList()) }
            own.store.before = { _, _ -> }
            flow.approve(emptyList())
            this += flow.nextState().word()
        }
    }

    @Test
    fun s18() = step("S18") {
        val own = Phone(issuer)
        own.enrolled().use { phone ->
            val flow = present(phone, host.login())
            val rubbish = listOf<suspend (ByteArray) -> ByteArray>(
                { ByteArray(3) },
                { ByteArray(64) { 1 } },
                { own.keys.signOther(it + 1) },
            )
            for (answer in rubbish) {
                own.keys.answerApproval = answer
                this += refusal { flow.approve(emptyList()) }
            }
            own.keys.answerApproval = null
            flow.approve(emptyList())
            this += flow.nextState().word()
        }
        val fresh = Phone(issuer)
        fresh.open().use { phone ->
            fresh.keys.spoilKey = { it.copy(publicKey = ByteArray(65) { 4 }) }
            this += refusal { phone.enrol() }
            fresh.keys.spoilKey = { it }
            phone.enrol()
            this += phone.installation().word()
        }
    }

    @Test
    fun s19() = step("S19") {
        FrameScanner().use { scanner ->
            fun read(bytes: Int, layout: FrameLayout) = scanner.read(white(bytes), layout)
            this += refusal { read(0, FrameLayout(0u, 0u, 0u)) }
            this += refusal { read(100, FrameLayout(10u, 10u, 9u)) }
            this += refusal { read(99, FrameLayout(10u, 10u, 10u)) }
            this += refusal { read(100, FrameLayout(10u, 10u, 10u, 45)) }
            this += read(100, FrameLayout(10u, 10u, 10u)).word()
        }
    }

    @Test
    fun s20() = step("S20") {
        Phone(issuer).enrolled().use { phone ->
            val text = host.login().text
            val links = listOf(
                text,
                at("https://localhost.example", text),
                at("logi://" + issuer.substringAfter("://"), text),
                text.replace("/qr#", "/qr/more#"),
                "$text#again",
                withOtherSignature(text),
            )
            sendingNothing {
                for (link in links) this += refusal { phone.begin(link, Source.LINK) }
                this += refusal { phone.begin("https://open.example/here#x", Source.CAMERA) }
            }
        }
    }

    @Test
    fun s21() = step("S21") {
        val locked = MemoryStore().apply { before = { _, _ -> throw SecretStoreException.Locked() } }
        this += refusal { Phone(issuer).open(locked) }
        val own = Phone(issuer)
        own.enrolled().use { phone ->
            val flow = present(phone, host.login())
            own.store.before = { call, _ -> if (call == "save") throw SecretStoreException.Full() }
            this += refusal { flow.approve(emptyList()) }
            own.store.before = { _, _ -> }
            flow.approve(emptyList())
            this += flow.nextState().word()
            own.store.values["account"] = byteArrayOf(-1, -1, 0x7B, 0x7D)
            this += refusal { phone.whoami() }
        }
        own.store.values.clear()
        own.open().use { this += it.installation().word() }
    }

    @Test
    fun s22() = step("S22") {
        Phone(issuer).enrolled().use { phone ->
            val at = listOf(host.login(), host.login())
            val flows = at.map { present(phone, it) }
            val ends = runBlocking {
                listOf(
                    async(Dispatchers.Default) { flows[0].apply { approve(emptyList()) }.nextState() },
                    async(Dispatchers.Default) { flows[1].apply { deny() }.nextState() },
                ).awaitAll()
            }
            ends.forEach { this += it.word() }
            at.forEach { this += it.status()["status"].toString() }
        }
    }

    @Test
    fun s23() = step("S23") {
        assertFailsWith<InternalException> { panicProbe() }
        this += "panic"
        this += FrameScanner().use { it.read(white(100), FrameLayout(10u, 10u, 10u)) }.word()
    }

    @Test
    fun s24() = step("S24") {
        val own = Phone(issuer)
        own.enrolled().close()
        this += refusal { own.open(issuer = "http://login.example") }
        this += refusal { own.open(pins = "x") }
        this += refusal { own.open(issuer = "https://login.example") }
    }

    @Test
    fun s30() = step("S30") {
        Phone(issuer).enrolled().use { phone ->
            host.advanceClock(3600)
            val at = host.login()
            this += refusal { phone.begin(at.text, Source.CAMERA) }
            phone.whoami()
            val state = phone.scan(at).nextState()
            this += state.word()
            val now = Instant.now()
            val ends = assertIs<LoginState.Presented>(state).request.expiresAt
            assertTrue(ends > now && ends < now + Duration.ofMinutes(15), "$ends")
            this += "ends soon"
        }
    }

    private fun white(bytes: Int): ByteBuffer = ByteBuffer.allocateDirect(bytes).apply { while (hasRemaining()) put(-1) }.also { it.flip() }

    private fun at(origin: String, text: String) = origin + text.substring(text.indexOf("/qr#"))

    private fun withOtherSignature(text: String): String {
        val fields = text.split('.')
        return (listOf(forged(fields.dropLast(2).joinToString("."))) + fields.takeLast(2)).joinToString(".")
    }
}
